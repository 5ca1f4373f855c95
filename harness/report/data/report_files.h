/* report_files.h -- the files that figures are drawn from, below <report>/data/, and their writers.
 * Internal to report.
 *
 * All are CSV with a comment and a heading. figure.csv has, in one line, what the scripts of a scenario need beside
 * curves: ranges of axes, phases, theory's values.
 */
#ifndef KLIMB_REPORT_FILES_H
#define KLIMB_REPORT_FILES_H

#include "base/text.h"
#include "report/model/report_axis.h"
#include "report/model/report_model.h"

/* REPORT_DATA_FORMAT -- version of the format of all these files; figure.csv, overlay.csv and sweep.csv begin with "#
 * klimb report data 1". It grows when a column or parameter changes its name or its meaning. */
enum { REPORT_DATA_FORMAT = 1 };

/* ---- writing (report_files.c) ---- */

/* report_write_data -- write <report>/data/<of>/<file> and free the text. STATUS_IO, STATUS_MEMORY. */
enum status report_write_data(const struct report *report, const char *of, const char *file,
                              struct text *text, struct error *error) MUST_CHECK;

/* A parameter of a script: a number or a word. */
struct report_parameter {
    const char *name;
    double number;
    const char *word; /* without comma, quote and line break; NULL for a number */
};

/* A file of a heading and one line, under construction. Zero-initialise it. */
struct report_parameters {
    struct text names, values;
};

void report_add_parameters(struct report_parameters *parameters, const struct report_parameter *own,
                           size_t count);

/* report_write_parameters -- write both lines to a file and free them. STATUS_IO, STATUS_MEMORY. report_free_parameters
 * -- free them without a file. */
enum status report_write_parameters(const struct report *report, const char *of, const char *file,
                                    struct report_parameters *parameters,
                                    struct error *error) MUST_CHECK;
void report_free_parameters(struct report_parameters *parameters);

enum { REPORT_RESIDUALS = 9 }; /* columns of residual.csv */

/* ---- axes (report_axes.c) ---- */

/* X(name): the axes of a scenario's figures. recon and kl have room for the golden band and for
 * theory; rate and distortion are the same two of the runs alone. */
#define REPORT_AXIS_TABLE(X)                                                                       \
    X(step) X(beta) X(recon) X(kl) X(rate) X(distortion) X(mi) X(logvar) X(gradient) X(residual)
#define REPORT_AXIS_ENUM(name) REPORT_AXIS_##name,
enum report_axis_name { REPORT_AXIS_TABLE(REPORT_AXIS_ENUM) REPORT_AXES };

struct report_axes {
    struct report_axis axis[REPORT_AXES];
};

/* report_axes_include -- make room for all rows of a record. */
void report_axes_include(struct report_axes *axes, const struct record *record);

/* report_axes_add -- <name>_low, <name>_high and <name>_scale of every axis but step and beta, then
 * last_step, beta_high and beta_low. */
void report_axes_add(struct report_parameters *parameters, const struct report_axes *axes);

/* ---- curves (report_curves.c) ---- */

/* The two curves that are drawn with the golden band. */
enum { REPORT_BANDED = 2 };
extern const enum observable report_banded[REPORT_BANDED];
extern const enum report_axis_name report_banded_axis[REPORT_BANDED];

/* report_last_drawn_row -- the last row in which both curves have a value, their own or, if it is missing, an earlier
 * one; -1 if there is no such row. */
long report_last_drawn_row(const struct record *record);

/* report_latest_row -- the last row up to `row` in which a column is not missing, or -1; report_next_row -- the first
 * such row from `row` on, or record->rows. */
long report_latest_row(const struct record *record, long row, enum observable column);
long report_next_row(const struct record *record, long row, enum observable column);

/* ---- where a curve is not a line (report_marks.c) ---- */

/* report_is_lone -- whether a value is finite but its neighbours, except missing ones, are not: no line leads to it. */
int report_is_lone(const struct record *record, long row, enum observable column);

/* report_ends_broken -- whether recon or KL end with a non-finite value, declared or not. */
int report_ends_broken(const struct record *record);

/* The numbers of marks. */
struct report_marks {
    long lone, nan[OBSERVABLES], infinite[OBSERVABLES];
};

/* report_marks_format -- marks.csv of a record: lone values, and stretches of non-finite values, except in the row
 * where klimb reports the divergence. */
struct report_marks report_marks_format(struct text *text, const struct record *record);

/* report_marks_add -- add their numbers as parameters; report_present_add -- add which columns are present, and whether
 * the curves end broken. */
void report_marks_add(struct report_parameters *parameters, const struct report_marks *marks);
void report_present_add(struct report_parameters *parameters, const struct record *record);

/* report_heat_format -- dimensions.csv of a record: a line for each latent dimension and column of the heat map,
 * thinned so that columns have some width on a logarithmic step axis. Rows after the last with
 * a KL in every dimension are left out. Returns the number of dimensions, 0 (and adds nothing) if there is nothing to
 * draw. */
long report_heat_format(struct text *text, const struct record *record);

/* report_active_format -- active.csv of a record: a line for each stretch of steps in which a dimension is an active
 * unit, up to the same last row, with the rank of dimensions.csv. */
void report_active_format(struct text *text, const struct record *record);

/* report_variance_format -- variance.csv of a record: ln sigma^2 at each step, the least and the
 * most of all examples and dimensions, and quartiles over dimensions of the mean over examples
 * (Hyndman & Fan's type 7). Without dimensions the quartiles are nan. */
void report_variance_format(struct text *text, const struct record *record);

/* report_overlay_add -- the curves of a scenario into its family's figure; report_overlay_write --
 * overlay.tsv and overlay.csv of the family. */
struct report_overlay {
    struct text curves;
    long count;            /* of them */
    int has_reference;     /* the last one is the base of the others */
    int has_recon, has_kl; /* one of them has the column */
    long lone;             /* values without a neighbour */
    struct report_axes axes;
};
void report_overlay_add(struct report_overlay *overlay, const char *name,
                        const struct record *record);
enum status report_overlay_write(const struct report_family *family, const struct report *report,
                                 struct report_overlay *overlay, struct error *error) MUST_CHECK;

/* Runs of linear beta-VAEs of a family, whose optimum theory predicts. Zero-initialise it. */
struct report_sweep {
    struct report_sweep_point *points; /* [count] owned */
    long count;
};

/* report_sweep_add -- add the result of a run, if its model has a closed form and beta is constant in the last tenth of
 * the steps. */
void report_sweep_add(struct report_sweep *sweep, const struct scenario *scenario,
                      const struct theory *theory, const struct record *record);

/* report_sweep_write -- shannon.csv and sweep.csv of a family in which at least three runs are of the
 * same data and sigma_x: Shannon's curve for them, and the runs. Sets family->sweep. */
enum status report_sweep_write(struct report_family *family, const struct report *report,
                               const struct report_sweep *sweep, struct error *error) MUST_CHECK;
void report_sweep_free(struct report_sweep *sweep);

/* report_theory_write -- theory.csv of a scenario whose claims refer to theory, if theory predicts its recon and KL. A
 * failure to compute it is reported by the verdict. Sets subject->has_theory and
 * adds the run to the sweep of its family. */
enum status report_theory_write(struct report_subject *subject, const struct report *report,
                                struct report_axes *axes, struct report_sweep *sweep,
                                struct error *error) MUST_CHECK;

/* report_artefacts_write -- write the data for figures of the first run's artefacts, if any:
 * scatter.csv, pictures.pgm, path.pgm, path.csv. Sets subject->has_latents, has_pictures, has_path. Damaged or
 * incomplete ones are left out.
 *   parameters  out  parameters of figure.csv are added */
enum status report_artefacts_write(struct report_subject *subject, const struct report *report,
                                   struct report_parameters *parameters,
                                   struct error *error) MUST_CHECK;

/* Points in the plane of the first two principal axes of mu. */
struct report_scatter {
    long count;
    double (*place)[2]; /* [count] mu along each axis, not centred: the prior stays N(0, I) */
    int *label;         /* [count] -1: unknown */
    double variance[2]; /* of mu along each axis; 0 for a missing axis */
    double total;       /* variance of mu in all dimensions */
};

/* report_scatter_parse -- parse latents.csv (`name` in errors). With one dimension the second axis is 0. The sign of an
 * axis makes its largest component positive. STATUS_FORMAT: not a table, a missing cell, or a non-finite value;
 * STATUS_MEMORY. */
enum status report_scatter_parse(struct report_scatter *scatter, const char *name, const char *text,
                                 size_t size, struct error *error) MUST_CHECK;
void report_scatter_free(struct report_scatter *scatter);

/* ---- what golden curves tell (report_golden.c) ---- */

/* report_golden_write -- band.csv, residual.csv and departure.csv, if the golden can be read. A damaged golden is
 * reported by the verdict. Fills in subject->ensemble_seeds,
 * subject->residuals and subject->departed.
 *   parameters  out  parameters of figure.csv are added: those of the departure */
enum status report_golden_write(struct report_subject *subject, const struct report *report,
                                struct report_axes *axes, struct report_parameters *parameters,
                                struct error *error) MUST_CHECK;

/* report_residual -- the distance of `value` from the centre of an interval, in half-widths on its side, on the
 * column's scale. NaN without an interval. */
double report_residual(double value, double low, double centre, double high,
                       enum observable column);

#endif
