/* report_model.h -- the data model of a report: its subjects, families and files.
 *
 * A report has five layers. Each uses only those above it in this list:
 *     model    what is shown: these structs
 *     data     the files that figures are drawn from, and results from them (report_data.h)
 *     figures  the table of figures, their captions, gnuplot (report_figures.h)
 *     pages    HTML from the templates (report_pages.h)
 *     report.h all of them in order; report_plot.c one figure by itself
 *
 * Layout of a report, where <name> is that of a scenario ("learning/healthy"):
 *     index.html            verdicts, all scenarios
 *     scenarios/<name>.html
 *     families/<family>.html, families.html for scenarios in no folder
 *     glossary.html, speed.html, comparator.html, history.html
 *     studies.html, studies/<study>.html
 *     summary.md            the verdicts for a CI job
 *     report.css, report.js
 *     data/<name>/          seed-0000.csv ..., figure.csv, band.csv, residual.csv, departure.csv,
 *                           theory.csv, marks.csv, dimensions.csv, active.csv, variance.csv, scatter.csv,
 *                           pictures.pgm, path.pgm, path.csv: those that apply
 *     data/<family>/        overlay.tsv, overlay.csv, shannon.csv, sweep.csv
 *     data/studies/<study>/ points.csv, table.csv, and what its figure is drawn from
 *     data/                 bench.csv and other tables
 *     figures/<subject>/    <figure>.svg, by the table of report_figures.c
 *
 * A report on one study has index.html, and the files of data/ and figures/ without folders.
 */
#ifndef KLIMB_REPORT_MODEL_H
#define KLIMB_REPORT_MODEL_H

#include "base/file.h"
#include "check/check.h"
#include "check/power_table.h"
#include "history/history_findings.h"
#include "report/model/report_options.h"
#include "report/model/report_study.h"

enum { REPORT_SEEDS_DRAWN = 16 }; /* more lines could not be distinguished */

/* REPORT_BAND_LEVEL -- the drawn band is the interval that a value of the same family leaves with this probability, if
 * values of different seeds are normal. */
#define REPORT_BAND_LEVEL 1e-3

/* The steps where the first drawn seed changes its behaviour; -1: it does not. */
struct report_phases {
    long annealed;  /* from here on beta, or the capacity, has its final value; 0: always */
    long encoded;   /* the KL first reaches 90 % of its final value */
    long collapsed; /* from here on no unit is active */
    /* the ELBO is ten times its size at step 0; the KL counts with its final weight if that is below 1 */
    long blown;
    long diverged; /* a value became non-finite */
};

/* The subject of a page: a scenario of a check, or a log of any program. report_data_write fills in the fields after
 * `golden_error`. */
struct report_subject {
    /* "learning/healthy", "records/mine"; unique for its page, figures and data */
    const char *name;
    const char *source;                /* where a log was found; NULL for a scenario */
    const struct scenario *scenario;   /* NULL for a log */
    const struct judgement *judgement; /* NULL for a log: nothing is judged */
    const struct evidence *evidence;   /* its runs and theory */
    const struct golden *golden;       /* whose curves are drawn; may be NULL */
    const struct error *golden_error;  /* why it cannot be read; STATUS_OK without a golden */
    long seed_count;                   /* runs with a record, up to REPORT_SEEDS_DRAWN */
    const struct record *records[REPORT_SEEDS_DRAWN]; /* [seed_count] of them; the evidence's */
    double initial[OBSERVABLES];                      /* first value of the first record */
    double final[OBSERVABLES];                        /* record_final of the first record */
    int present[OBSERVABLES];                         /* whether it has the column */
    int meets_recon, meets_mi; /* KL and the other column have numbers in one row */
    struct outcome outcome;    /* how it ended */
    struct report_phases phases;
    long latent;                             /* its dimensions; 0: no heat map */
    int has_latents, has_pictures, has_path; /* artefacts that can be drawn */
    long last_step;                          /* the longest of its runs */
    long residuals;                          /* number of residuals from golden curves */
    int departed;                            /* a departure from golden curves can be drawn */
    int has_theory;                          /* theory predicts recon and KL */
    long ensemble_seeds;                     /* in the golden ensemble; 0: none */
};

/* Scenarios in the same folder. */
struct report_family {
    char name[SCENARIO_NAME_MAX]; /* the folder, "" for scenarios in none */
    long first, count;            /* into report->subjects */
    long curves;                  /* of them with a record */
    long sweep;                   /* runs beside Shannon's curve; 0: not drawn */
};

/* The table that `make bench` wrote. */
struct report_speed {
    const char *path; /* NULL: none to show */
    char *text;       /* [size] owned */
    size_t size;
    enum status status; /* whether it can be shown; else `error` says why not */
    struct error error;
};

/* What differs between runs and golden runs that should agree. */
enum report_null_kind { REPORT_NULL_ROUNDING, REPORT_NULL_RANDOM, REPORT_NULL_KINDS };

/* p of the paired test when nothing has changed: the table of `make calibrate-pairs`. */
struct report_nulls {
    const char *path; /* NULL: none to show */
    char *text;       /* [size] owned */
    size_t size;
    enum status status; /* whether it can be shown; else `error` says why not */
    struct error error;
    long groups[REPORT_NULL_KINDS]; /* includes groups that do not differ beyond rounding: p = 1 */
    long count[REPORT_NULL_KINDS];  /* that differ */
    double *p[REPORT_NULL_KINDS];   /* [count] ascending; owned */
};

/* What earlier checks found. */
struct report_history {
    const char *path; /* NULL: none to show */
    struct history history;
    struct history_findings findings;
    enum status status; /* whether it can be shown; else `error` says why not */
    struct error error;
};

/* The smallest change that each test sees: the table of `klimb calibrate --power`. */
struct report_power {
    struct power_table table; /* no rows: nothing to show */
    enum status status;
    struct error error; /* why it cannot be shown */
};

/* The input of a report: the scenarios of a check, or logs, or one study; none of them for a figure of the whole. */
struct report_input {
    const struct check *check;             /* NULL: nothing is judged */
    const struct report_subject *subjects; /* [count] logs */
    long count;
    const char *golden; /* logs: the scenario whose golden band is drawn; NULL or "": none */
    const struct check_options *check_options; /* of the check, or for logs */
    const char *study;                         /* the study of a report on one study, else NULL */
};

struct report {
    const struct report_input *input;
    const struct report_options *options;
    struct report_subject *subjects; /* [count] family by family */
    long count;
    struct report_family *families; /* [family_count] in the order of the input */
    long family_count;
    struct report_study *studies; /* [study_count] with results, by name */
    long study_count;
    struct report_speed speed;
    struct report_nulls nulls;
    struct report_power power;
    struct report_history history;
};

/* report_is_judged -- whether the subjects are scenarios with verdicts rather than logs. */
static inline int report_is_judged(const struct report *report) {
    return report->input->check != NULL;
}

/* report_is_of_study -- whether the report is on one study. */
static inline int report_is_of_study(const struct report *report) {
    return report->input->study != NULL;
}

/* report_family_of -- the folder in the name of a subject, without its '/'. */
void report_family_of(char name[SCENARIO_NAME_MAX], const char *subject);

/* report_leaf -- the name of a subject without its folder. */
const char *report_leaf(const struct report_subject *subject);

/* report_claim -- a sentence on a subject: the claim of a scenario, or where a log was found. */
const char *report_claim(const struct report_subject *subject);

/* report_config_of -- the config of a subject; all 0 for a log, whose config is unknown. */
const struct config *report_config_of(const struct report_subject *subject);

/* report_first_seed -- the seed of the run that represents a subject; there must be one. */
static inline long report_first_seed(const struct report_subject *subject) {
    return subject->records[0]->seed;
}

/* report_phases_find -- the phases of one run. `encoded` is set only for a run that completed with at least one active
 * unit, because a KL need not encode anything. `annealed` is exact for a schedule. For a controller, or a log of
 * another program, it is the first row from which on the column beta stays within a tenth of its range of its mean over
 * the last tenth of the steps. */
struct report_phases report_phases_find(const struct record *record, const struct config *config);

/* report_group -- the subjects of report->input, family by family, into report->subjects and families. The caller frees
 * them, also on error. STATUS_MEMORY. */
enum status report_group(struct report *report, struct error *error) MUST_CHECK;

/* report_speed_is_there -- whether a table can be shown and drawn. */
static inline int report_speed_is_there(const struct report_speed *speed) {
    return speed->path != NULL && speed->status == STATUS_OK;
}

/* report_nulls_are_there -- likewise. */
static inline int report_nulls_are_there(const struct report_nulls *nulls) {
    return nulls->path != NULL && nulls->status == STATUS_OK;
}

/* report_history_is_there -- likewise; it has at least one check. */
static inline int report_history_is_there(const struct report_history *history) {
    return history->path != NULL && history->status == STATUS_OK && history->history.count > 0;
}

/* report_has_comparator -- whether there are results on the comparator, which get a page. */
static inline int report_has_comparator(const struct report *report) {
    return report->options->table_count > 0 || report->nulls.path != NULL ||
           report->power.table.count > 0 || report->power.status != STATUS_OK;
}

/* report_format_number -- four digits, nan, inf or -inf; "about 0" for values within rounding of 0. */
enum { REPORT_NUMBER_MAX = 64 };
void report_format_number(char text[REPORT_NUMBER_MAX], double value);

/* report_family_title -- the title of a family. */
const char *report_family_title(const struct report_family *family);

#endif
