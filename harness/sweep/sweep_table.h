/* sweep_table.h -- the results of a study: table.csv, a row for each run, and points.csv, a row for each point.
 *
 * Both depend on the study and the records alone: the bytes do not depend on how, in which order or how often runs were
 * made.
 *
 *     table.csv   a column for each axis, with the option's name; then
 *                 seed           of the run
 *                 outcome        completed, non-finite, or missing: not taken, and the rest of the row is empty
 *                 step           the last step of the run
 *                 record_digest  SHA-256 of its record.csv and dims.csv, from its manifest
 *                 <column>...    mean over the last tenth of the steps (record_final) of each column of the study; nan
 *                                if a value is NaN, empty if the record lacks the column
 *     points.csv  the axes; then
 *                 runs           the number of runs taken
 *                 diverged       of them, how many ended non-finite
 *                 missing        how many were not taken
 *                 <column>_median, _q1, _q3, _min, _max...   over runs with a finite value; may be empty
 *                 theory_<column>...  with `theory: true`: the optimum in closed form; empty if unknown
 *                 phase          name or otherwise of study->phase, "diverged" if at least half of the runs did; empty
 *                                without runs
 *                 phase_share    share of the runs in the phase
 * Every run has a row in table.csv and every point in points.csv, so that missing runs are visible.
 */
#ifndef KLIMB_SWEEP_TABLE_H
#define KLIMB_SWEEP_TABLE_H

#include "sweep/sweep_collect.h"

/* Quartiles by linear interpolation between the sorted values, definition 7 of Hyndman & Fan 1996. NaN without values.
 */
struct sweep_band {
    double median, q1, q3, least, most;
};

struct sweep_summary {
    long runs, diverged, in_phase; /* taken; of them non-finite; of them in the phase */
    struct sweep_band band[STUDY_COLUMNS_MAX];
    double theory[STUDY_COLUMNS_MAX]; /* NaN: unknown, or not asked for */
    const char *phase;                /* for points.csv; the study's or a constant */
};

/* sweep_band_of -- over `count` finite values, which are sorted in place. */
struct sweep_band sweep_band_of(double *value, long count);

/* sweep_summarise -- one summary a point.
 *   summaries  out [plan->count]
 * Errors are those of theory (sweep_theory_fill); STATUS_MEMORY. */
enum status sweep_summarise(struct sweep_summary *summaries, const struct sweep_plan *plan,
                            const struct sweep_results *results, struct error *error) MUST_CHECK;

/* The text of the files. text->failed when memory ran out. */
void sweep_table_runs(struct text *text, const struct sweep_plan *plan,
                      const struct sweep_results *results);
void sweep_table_points(struct text *text, const struct sweep_plan *plan,
                        const struct sweep_summary *summaries);

/* sweep_next_on_x -- the point after `point` on the figure's x, all else equal; -1 at the end. */
long sweep_next_on_x(const struct sweep_plan *plan, long point);

#endif
