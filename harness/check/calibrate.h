/* calibrate.h -- counts false alarms of the ensemble test.
 *
 * New runs of an unchanged scenario, with seeds that no golden has, are compared with its golden as in `klimb check`,
 * in groups of seeds.ensemble runs and one by one. Each departure is a false alarm.
 */
#ifndef KLIMB_CALIBRATE_H
#define KLIMB_CALIBRATE_H

#include "check/check.h"
#include "golden/ensemble.h"

enum {
    CALIBRATE_FIRST_SEED = 100000, /* far from the seeds of any golden */
    CALIBRATE_ENSEMBLES = 125,     /* of 8: 1,000 single runs */
    CALIBRATE_BATCH = 50           /* ensembles whose records exist at the same time */
};

/* CALIBRATE_MILD -- a level at which false alarms can be counted. At ENSEMBLE_ALPHA they are too rare to distinguish
 * the stated rate from one ten times as high. */
#define CALIBRATE_MILD 0.01

/* CALIBRATE_LEVEL -- coverage of the printed intervals. */
#define CALIBRATE_LEVEL 0.95

/* What a count says about the stated rate, from its interval of coverage CALIBRATE_LEVEL. X(NAME, words, when) */
#define CALIBRATE_FINDING_TABLE(X)                                                                 \
    X(NOT_HELD, "not held", "the lower limit is above the stated rate")                            \
    X(HOLDS, "holds", "the stated rate lies between the limits: it is not refuted")                \
    X(SHOWN, "shown", "the upper limit is not above the stated rate")
#define CALIBRATE_FINDING_ENUM(NAME, words, when) CALIBRATE_##NAME,
enum calibrate_finding { CALIBRATE_FINDING_TABLE(CALIBRATE_FINDING_ENUM) CALIBRATE_FINDINGS };
extern const char *const calibrate_finding_words[];

/* The counts of one scenario, backend and size of ensemble. */
struct calibration {
    char scenario[SCENARIO_NAME_MAX]; /* "all" in a sum */
    enum backend_kind backend;
    long runs;        /* in an ensemble; 0 in a sum of several sizes */
    long ensembles;   /* compared */
    long alarms;      /* at ENSEMBLE_ALPHA */
    long mild_alarms; /* at CALIBRATE_MILD */
    double smallest;  /* p */
    /* stated rate of alarms: ENSEMBLE_ALPHA, or ENSEMBLE_SINGLE_LEVEL run by run; in a sum the
     * largest */
    double stated;
    char first[512]; /* message of the first alarm */
};

/* What to count over. */
struct calibrate_request {
    /* groups of ensemble_seeds runs, so single->ensembles is ensemble_seeds times this */
    long ensembles;
    long first_seed; /* of the first run */
    /* folder of finished runs of `klimb run --out`, which are read, not run again; NULL: none */
    const char *records;
};

/* calibrate_scenario -- make the runs and count.
 *   group, single  out  as groups of scenario->ensemble_seeds runs, and run by run
 *   name            in   of one scenario
 * Records go below options->out and are removed, also after an error; those below request->records are only read.
 * STATUS_FAILED: interrupted, the golden is missing or stale, or a record belongs to another scenario, seed or backend
 * than its folder says; STATUS_INVALID: first_seed is a golden seed; otherwise errors of the run that broke,
 * check_plan, record_read and golden_read. */
enum status calibrate_scenario(struct calibration *group, struct calibration *single,
                               const struct check_options *options, const char *name,
                               const struct calibrate_request *request,
                               struct error *error) MUST_CHECK;

/* calibrate_add -- add counts to a sum. */
void calibrate_add(struct calibration *sum, const struct calibration *part);

/* calibrate_judge -- compare the counts, with ensembles >= 1, with the stated rate. */
enum calibrate_finding calibrate_judge(const struct calibration *calibration);

/* calibrate_format -- text of calibrate.csv: a header, and a line for each with its interval of coverage
 * CALIBRATE_LEVEL, which is empty if nothing was compared. */
struct text;
void calibrate_format(struct text *text, const struct calibration *calibrations, long count);

#endif
