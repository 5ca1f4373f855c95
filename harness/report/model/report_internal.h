/* report_internal.h -- what the parts of a report share. Internal to report.
 *
 *     report.c         which scenarios, which families; runs the parts in order
 *     report_figures.c the table of figures
 *     report_captions.c what the page says about them
 *     report_draw.c    all figures that apply, drawn; report_plot.c: one of them by itself
 *     report_files.h   the data files that they are drawn from, and who writes them
 *     report_data.c    the files of each scenario and family, one after another
 *     report_marks.c   where a curve is no line
 *     report_phases.c  where a run changes its character
 *     report_heat.c    KL of each dimension over time
 *     report_speed.c   what `make bench` measured
 *     report_page.c    the pages, from the templates; report_parts.h says which and by whom
 *
 * Layout of a report, where <name> is that of a scenario ("learning/healthy"):
 *     index.html            verdicts, all scenarios
 *     scenarios/<name>.html
 *     families/<family>.html, families.html for scenarios in no folder
 *     words.html, speed.html, comparator.html
 *     summary.md            the verdicts for a CI job
 *     report.css, report.js
 *     data/<name>/          seed-0000.csv ..., figure.csv, band.csv, residual.csv, departure.csv,
 *                           theory.csv, marks.csv, dimensions.csv, active.csv, variance.csv, scatter.csv,
 *                           pictures.pgm, path.pgm, path.csv: as far as there is such a thing
 *     data/<family>/        overlay.tsv, overlay.csv, shannon.csv, sweep.csv
 *     data/                 bench.csv and other tables
 *     figures/<subject>/    <figure>.svg, by the table of report_figures.c
 */
#ifndef KLIMB_REPORT_INTERNAL_H
#define KLIMB_REPORT_INTERNAL_H

#include "base/file.h"
#include "base/text.h"
#include "report/model/report_axis.h"
#include "report/report.h"

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

/* report_prepare -- group the scenarios of report->check into families and write all data files:
 * everything that drawing and pages rest on. The report is the caller's to end, also on error.
 * STATUS_IO, STATUS_MEMORY. */
enum status report_prepare(struct report *report, struct error *error) MUST_CHECK;
void report_end(struct report *report);

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

/* report_heat_format -- dimensions.csv of a record: a line a latent dimension and column of the heat
 * map, thinned so that columns have some width on a logarithmic step axis. Rows after the last with
 * a KL in every dimension are left out. Returns the number of dimensions, 0 (and adds nothing) when
 * there is nothing to draw. */
long report_heat_format(struct text *text, const struct record *record);

/* report_active_format -- active.csv of a record: a line a stretch of steps in which a dimension is an
 * active unit, up to the same last row, with the rank of dimensions.csv. */
void report_active_format(struct text *text, const struct record *record);

/* report_data_write -- all data files of a family's scenarios, and what the page tells of each:
 * fills in the fields of its items behind job_count, and family->curves. A run that broke has no
 * curve. STATUS_IO, STATUS_MEMORY. */
enum status report_data_write(struct report *report, struct report_family *family,
                              struct error *error) MUST_CHECK;

/* report_speed_read -- the table in the file `path`; NULL for none. What is wrong with it goes to
 * speed->error, for the page to say: a report is not worth less for it. */
void report_speed_read(struct report_speed *speed, const char *path);
void report_speed_free(struct report_speed *speed);

/* report_speed_is_there -- whether there is a table that can be shown and drawn. */
static inline int report_speed_is_there(const struct report_speed *speed) {
    return speed->path != NULL && speed->status == STATUS_OK;
}

/* report_speed_write -- data/bench.csv, if there is a table. STATUS_IO. */
enum status report_speed_write(const struct report *report, struct error *error) MUST_CHECK;

/* report_page_write -- all pages, from the items as report_data_write has filled them; index.html is
 * the last one. STATUS_IO, STATUS_MEMORY, STATUS_FORMAT for a damaged template. */
enum status report_page_write(const struct report *report, struct error *error) MUST_CHECK;

#endif
