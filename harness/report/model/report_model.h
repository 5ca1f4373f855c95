/* report_model.h -- what a report is made of: its subjects, its families, its files.
 *
 * A report has five layers, each of which knows those above it in this list alone:
 *     model    what there is to show: these structs
 *     data     the files that figures are drawn from, and what they tell (report_data.h)
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
 *                           pictures.pgm, path.pgm, path.csv: as far as there is such a thing
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

enum { REPORT_SEEDS_DRAWN = 16 }; /* more lines than this are no longer told apart */

/* REPORT_BAND_LEVEL -- the band drawn is the interval that one value of the same family leaves with
 * this chance, if values of different seeds were normal. */
#define REPORT_BAND_LEVEL 1e-3

/* Where a run changes its character, in steps; -1 where it does not. Of the first seed drawn. */
struct report_phases {
    long
        annealed; /* beta, or the capacity, has its final value from here on; 0 when it always had */
    long encoded;   /* the KL has come to 90 % of its final value for the first time */
    long collapsed; /* no unit is active from here to the end */
    long
        blown; /* the ELBO has ten times the size that it had at step 0, a KL that ends with a weight below 1 by that weight */
    long diverged; /* a value became non-finite */
};

/* What a page is about: a scenario of a check, or a log of any program. What is after `golden_error` is found
 * by report_data_write. */
struct report_subject {
    const char *name; /* "learning/healthy", "records/mine": of its page, figures and data alone */
    const char *source;                /* where a log was found; NULL for a scenario */
    const struct scenario *scenario;   /* NULL for a log */
    const struct judgement *judgement; /* NULL for a log: nothing is judged */
    const struct evidence *evidence;   /* its runs and theory */
    const struct golden *golden;       /* whose curves are drawn, NULL for none */
    const struct error *golden_error;  /* why there is none; STATUS_OK: there is none to be had */
    long seed_count;                   /* runs with a record, up to REPORT_SEEDS_DRAWN */
    const struct record *records[REPORT_SEEDS_DRAWN]; /* [seed_count] of them; the evidence's */
    double initial[OBSERVABLES]; /* of the first of them: the first value that it has */
    double final[OBSERVABLES];   /* its record_final */
    int present[OBSERVABLES];    /* whether it has the column at all */
    int meets_recon, meets_mi;   /* KL and the other have numbers in the same row */
    struct outcome outcome;      /* how it ended */
    struct report_phases phases;
    long latent; /* its dimensions, 0 when their heat map is not drawn */
    int has_latents, has_pictures, has_path; /* artefacts that can be drawn */
    long last_step;                          /* the longest of its runs */
    long residuals;                          /* how many there are from golden curves */
    int departed;                            /* there is a departure from them that can be drawn */
    int has_theory;                          /* theory says where recon and KL lie */
    long ensemble_seeds;                     /* in the golden ensemble, 0 when there is none */
};

/* Scenarios in the same folder. */
struct report_family {
    char name[SCENARIO_NAME_MAX]; /* the folder, "" for scenarios in none */
    long first, count;            /* into report->subjects */
    long curves;                  /* of them with a record */
    long sweep;                   /* runs beside Shannon's curve, 0 when it is not drawn */
};

/* The table that `make bench` wrote. */
struct report_speed {
    const char *path; /* NULL: there is none to show */
    char *text;       /* [size] owned */
    size_t size;
    enum status status; /* whether it can be shown; else `error` says why not */
    struct error error;
};

/* What was exchanged between runs and golden runs that should not differ. */
enum report_null_kind { REPORT_NULL_ROUNDING, REPORT_NULL_RANDOM, REPORT_NULL_KINDS };

/* p of the paired test where nothing has changed: the table that `make calibrate-pairs` wrote. */
struct report_nulls {
    const char *path; /* NULL: there is none to show */
    char *text;       /* [size] owned */
    size_t size;
    enum status status; /* whether it can be shown; else `error` says why not */
    struct error error;
    long
        groups[REPORT_NULL_KINDS]; /* also those that do not differ beyond rounding, whose p is 1 */
    long count[REPORT_NULL_KINDS]; /* that differ */
    double *p[REPORT_NULL_KINDS];  /* [count] ascending; owned */
};

/* What earlier checks found. */
struct report_history {
    const char *path; /* NULL: there is none to show */
    struct history history;
    struct history_findings findings;
    enum status status; /* whether it can be shown; else `error` says why not */
    struct error error;
};

/* How small a change each test notices: the table that `klimb calibrate --power` wrote. */
struct report_power {
    struct power_table table; /* no rows: there is nothing to show */
    enum status status;
    struct error error; /* why it cannot be shown */
};

/* What a report is about: the scenarios of a check, or logs, or one study, or none of them for a figure of the whole. */
struct report_input {
    const struct check *check;             /* NULL: nothing is judged */
    const struct report_subject *subjects; /* [count] logs */
    long count;
    const char *golden; /* of logs: the scenario whose golden band is drawn; NULL or "": none */
    const struct check_options
        *check_options; /* that the check was run with, or logs were asked for */
    const char *study;  /* the name of the one study that there is a page of; NULL: not of one */
};

struct report {
    const struct report_input *input;
    const struct report_options *options;
    struct report_subject *subjects; /* [count] family by family */
    long count;
    struct report_family *families; /* [family_count] in the order of the input */
    long family_count;
    struct report_study *studies; /* [study_count] that have been run, by name */
    long study_count;
    struct report_speed speed;
    struct report_nulls nulls;
    struct report_power power;
    struct report_history history;
};

/* report_is_judged -- whether it is about scenarios with verdicts, and not about logs. */
static inline int report_is_judged(const struct report *report) {
    return report->input->check != NULL;
}

/* report_is_of_study -- whether it is the page of one study. */
static inline int report_is_of_study(const struct report *report) {
    return report->input->study != NULL;
}

/* report_family_of -- the folder in the name of a subject, without its '/'. */
void report_family_of(char name[SCENARIO_NAME_MAX], const char *subject);

/* report_leaf -- the name of a subject without its folder. */
const char *report_leaf(const struct report_subject *subject);

/* report_claim -- what a subject is in a sentence: the claim of a scenario, or where a log was found. */
const char *report_claim(const struct report_subject *subject);

/* report_config_of -- what a subject was trained with; of a log nothing is known, and all is 0. */
const struct config *report_config_of(const struct report_subject *subject);

/* report_first_seed -- of the run that represents a subject; there has to be one. */
static inline long report_first_seed(const struct report_subject *subject) {
    return subject->records[0]->seed;
}

/* report_phases_find -- the phases of one run. `encoded` is only said about a run that completed with
 * at least one active unit: a KL that tells examples apart, which not every KL does. `annealed` is exact where a
 * schedule leads. Where a controller finds beta, and in a log of another program, it is the first row from which on the column
 * beta stays within a tenth of its range of its mean over the last tenth of the steps. */
struct report_phases report_phases_find(const struct record *record, const struct config *config);

/* report_group -- the subjects of report->input, family by family, into report->subjects and families. They
 * are the caller's to free, also on error. STATUS_MEMORY. */
enum status report_group(struct report *report, struct error *error) MUST_CHECK;

/* report_speed_is_there -- whether there is a table that can be shown and drawn. */
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

/* report_has_comparator -- whether anything is known of the comparison itself, and has a page. */
static inline int report_has_comparator(const struct report *report) {
    return report->options->table_count > 0 || report->nulls.path != NULL ||
           report->power.table.count > 0 || report->power.status != STATUS_OK;
}

/* report_format_number -- four digits, nan, inf or -inf; what is nearer to 0 than rounding is about 0. */
enum { REPORT_NUMBER_MAX = 64 };
void report_format_number(char text[REPORT_NUMBER_MAX], double value);

/* report_family_title -- what a family is called. */
const char *report_family_title(const struct report_family *family);

#endif
