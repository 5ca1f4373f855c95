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
 *     glossary.html, speed.html, comparator.html
 *     summary.md            the verdicts for a CI job
 *     report.css, report.js
 *     data/<name>/          seed-0000.csv ..., figure.csv, band.csv, residual.csv, departure.csv,
 *                           theory.csv, marks.csv, dimensions.csv, active.csv, variance.csv, scatter.csv,
 *                           pictures.pgm, path.pgm, path.csv: as far as there is such a thing
 *     data/<family>/        overlay.tsv, overlay.csv, shannon.csv, sweep.csv
 *     data/                 bench.csv and other tables
 *     figures/<subject>/    <figure>.svg, by the table of report_figures.c
 */
#ifndef KLIMB_REPORT_MODEL_H
#define KLIMB_REPORT_MODEL_H

#include "base/file.h"
#include "check/check.h"
#include "report/model/report_options.h"

enum {
    REPORT_SEEDS_DRAWN = 16, /* more lines than this are no longer told apart */
    REPORT_SEEDS_TEXT = REPORT_SEEDS_DRAWN * 10 + 1
};

/* REPORT_BAND_LEVEL -- the band drawn is the interval that one value of the same family leaves with
 * this chance, if values of different seeds were normal. */
#define REPORT_BAND_LEVEL 1e-3

/* Where a run changes its character, in steps; -1 where it does not. Of the first seed drawn. */
struct report_phases {
    long annealed;  /* beta has its final value from here on; 0 when it always had */
    long encoded;   /* the KL has come to 90 % of its final value for the first time */
    long collapsed; /* no unit is active from here to the end */
    long blown;     /* the ELBO has ten times the size that it had at step 0 */
    long diverged;  /* a value became non-finite */
};

/* Where its golden curves come from; empty texts where there are none. */
struct report_blessing {
    char reason[1024], commit[64], date[32];
};

/* One scenario in the report. */
struct report_item {
    const struct judgement *judgement;
    const char *golden;     /* whose golden band is drawn, "" for none */
    const struct job *jobs; /* [job_count] its runs */
    long job_count;
    long seed_count;               /* runs with a record, up to REPORT_SEEDS_DRAWN */
    char seeds[REPORT_SEEDS_TEXT]; /* of them, as in the names of files: "0000 0001" */
    double initial[OBSERVABLES];   /* of the first of them: the first value that it has */
    double final[OBSERVABLES];     /* its record_final */
    int present[OBSERVABLES];      /* whether it has the column at all */
    int meets_recon, meets_mi;     /* KL and the other have numbers in the same row */
    struct outcome outcome;        /* how it ended */
    struct report_phases phases;
    long latent; /* its dimensions, 0 when their heat map is not drawn */
    int has_latents, has_pictures, has_path; /* artefacts that can be drawn */
    long last_step;                          /* the longest of its runs */
    long residuals;                          /* how many there are from golden curves */
    int departed;                            /* there is a departure from them that can be drawn */
    int has_theory;                          /* theory says where recon and KL lie */
    struct report_blessing blessing;
    long ensemble_seeds; /* in the golden ensemble, 0 when there is none */
};

/* Scenarios in the same folder. */
struct report_family {
    char name[SCENARIO_NAME_MAX]; /* the folder, "" for scenarios in none */
    long first, count;            /* into report->items */
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

struct report {
    const struct check *check;
    const struct check_options *check_options;
    const struct report_options *options;
    struct report_item *items; /* [count] family by family */
    long count;
    struct report_family *families; /* [family_count] in the order of the check */
    long family_count;
    struct report_speed speed;
};

/* report_family_of -- the folder of a scenario, without its '/'. */
void report_family_of(char name[SCENARIO_NAME_MAX], const struct scenario *scenario);

/* report_scenario -- the scenario of an item. */
static inline const struct scenario *report_scenario(const struct report_item *item) {
    return item->judgement->scenario;
}

/* report_phases_find -- the phases of one run. `encoded` is only said of a run that completed with
 * at least one active unit: a KL that tells examples apart, which not every KL does. */
struct report_phases report_phases_find(const struct record *record,
                                        const struct schedule_config *schedule);

/* report_group -- the scenarios of report->check family by family into report->items and families, of
 * which it fills in what is known before a record is read. They are the caller's to free, also on error.
 * STATUS_MEMORY. */
enum status report_group(struct report *report, struct error *error) MUST_CHECK;

/* report_speed_is_there -- whether there is a table that can be shown and drawn. */
static inline int report_speed_is_there(const struct report_speed *speed) {
    return speed->path != NULL && speed->status == STATUS_OK;
}

/* report_format_number -- four digits, nan, inf or -inf; what is nearer to 0 than rounding is about 0. */
enum { REPORT_NUMBER_MAX = 64 };
void report_format_number(char text[REPORT_NUMBER_MAX], double value);

/* report_family_title -- what a family is called. */
const char *report_family_title(const struct report_family *family);

#endif
