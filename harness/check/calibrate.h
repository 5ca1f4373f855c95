/* calibrate.h -- how often the ensemble test raises a false alarm.
 *
 * New ensembles of a scenario, with seeds that no golden has, are compared with its golden
 * as in `klimb check`, as groups of seeds.ensemble runs and run by run. None of them has changed, so each
 * departure is a false alarm.
 */
#ifndef KLIMB_CALIBRATE_H
#define KLIMB_CALIBRATE_H

#include "check/check.h"
#include "golden/ensemble.h"

enum {
    CALIBRATE_FIRST_SEED = 100000, /* far from the seeds of any golden */
    CALIBRATE_ENSEMBLES = 125,     /* of 8: 1,000 single runs */
    CALIBRATE_BATCH = 50           /* ensembles whose records are there at once */
};

/* CALIBRATE_MILD -- a level at which false alarms can be counted: at ENSEMBLE_ALPHA there are too few
 * to tell the right rate from one ten times as high. */
#define CALIBRATE_MILD 0.01

/* CALIBRATE_LEVEL -- coverage of the intervals that are printed. */
#define CALIBRATE_LEVEL 0.95

/* What a count says about the stated rate, by its interval of coverage CALIBRATE_LEVEL. X(NAME, words, when) */
#define CALIBRATE_FINDING_TABLE(X)                                                                 \
    X(NOT_HELD, "not held", "the lower limit is above the stated rate")                            \
    X(HOLDS, "holds", "the stated rate lies between the limits: it is not refuted")                \
    X(SHOWN, "shown", "the upper limit is not above the stated rate")
#define CALIBRATE_FINDING_ENUM(NAME, words, when) CALIBRATE_##NAME,
enum calibrate_finding { CALIBRATE_FINDING_TABLE(CALIBRATE_FINDING_ENUM) CALIBRATE_FINDINGS };
extern const char *const calibrate_finding_words[];

/* What was counted of one scenario, backend and size of ensemble. */
struct calibration {
    char scenario[SCENARIO_NAME_MAX]; /* "all" in a sum */
    enum backend_kind backend;
    long runs;        /* in an ensemble; 0 in a sum of several sizes */
    long ensembles;   /* compared */
    long alarms;      /* at ENSEMBLE_ALPHA */
    long mild_alarms; /* at CALIBRATE_MILD */
    double smallest;  /* p */
    double
        stated; /* rate of alarms that the test states: ENSEMBLE_ALPHA, of runs that are judged one
                         by one ENSEMBLE_SINGLE_LEVEL; of a sum the largest */
    char first[512]; /* message of the first alarm */
};

/* What to count over. */
struct calibrate_request {
    long ensembles;  /* of ensemble_seeds runs; single->ensembles is ensemble_seeds times that */
    long first_seed; /* of the first run */
    const char *records; /* folder of runs that `klimb run --out` made, which are read and not run
                            again; NULL: none */
};

/* calibrate_scenario -- make the runs and count.
 *   group, single  out  as groups of scenario->ensemble_seeds runs, and run by run
 *   name            in   of one scenario
 * Records go below options->out and are removed again, also after an error; those below
 * request->records are only read. STATUS_FAILED when it was interrupted, the golden is missing or
 * stale, or a record belongs to another scenario, seed or backend than its folder says; STATUS_INVALID when
 * first_seed is a golden one; the other errors are those of the run that broke, check_plan,
 * record_read and golden_read. */
enum status calibrate_scenario(struct calibration *group, struct calibration *single,
                               const struct check_options *options, const char *name,
                               const struct calibrate_request *request,
                               struct error *error) MUST_CHECK;

/* calibrate_add -- add what was counted to a sum. */
void calibrate_add(struct calibration *sum, const struct calibration *part);

/* calibrate_judge -- what was counted, with ensembles >= 1, against what is stated. */
enum calibrate_finding calibrate_judge(const struct calibration *calibration);

/* calibrate_format -- text of calibrate.csv: a header, and a line each with intervals of coverage
 * CALIBRATE_LEVEL. Without a comparison the interval is left out. */
struct text;
void calibrate_format(struct text *text, const struct calibration *calibrations, long count);

#endif
