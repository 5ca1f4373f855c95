#include "sweep/sweep_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "sweep/sweep_theory.h"

/* ---- a point in a few numbers ----------------------------------------------------------------- */

static double quantile(const double *sorted, long count, double share) {
    double place = share * (double)(count - 1);
    long below = (long)place;
    long above = below + 1 < count ? below + 1 : below;
    return sorted[below] + (place - (double)below) * (sorted[above] - sorted[below]);
}

struct sweep_band sweep_band_of(double *value, long count) {
    const double nan = (double)NAN;
    if (count == 0)
        return (struct sweep_band){nan, nan, nan, nan, nan};
    sort_ascending(value, count);
    return (struct sweep_band){.median = quantile(value, count, 0.5),
                               .q1 = quantile(value, count, 0.25),
                               .q3 = quantile(value, count, 0.75),
                               .least = value[0],
                               .most = value[count - 1]};
}

/* The finite values of a column over the runs of a point. Returns how many there are. */
static long list_values(double *value, const struct sweep_run *runs, long seeds, long column) {
    long count = 0;
    for (long i = 0; i < seeds; i++)
        if (runs[i].state == SWEEP_TAKEN && isfinite(runs[i].final[column]))
            value[count++] = runs[i].final[column];
    return count;
}

static long phase_column(const struct study *study) {
    for (long i = 0; i < study->column_count; i++)
        if (study->columns[i] == study->phase.column)
            return i;
    return -1;
}

/* A value that is not a number is in no phase. */
static int is_in_phase(const struct study *study, const struct sweep_run *run) {
    double value = run->final[phase_column(study)];
    return study->phase.is_above ? value > study->phase.limit : value < study->phase.limit;
}

static const char *name_phase(const struct study *study, const struct sweep_summary *summary) {
    if (study->phase.name[0] == '\0' || summary->runs == 0)
        return "";
    if (2 * summary->diverged >= summary->runs)
        return STUDY_DIVERGED;
    return 2 * summary->in_phase > summary->runs ? study->phase.name : study->phase.otherwise;
}

static void count_runs(struct sweep_summary *summary, const struct study *study,
                       const struct sweep_run *runs) {
    for (long i = 0; i < study->seeds; i++) {
        if (runs[i].state != SWEEP_TAKEN)
            continue;
        summary->runs++;
        summary->diverged += runs[i].outcome.diverged;
        summary->in_phase += study->phase.name[0] != '\0' && is_in_phase(study, &runs[i]);
    }
    summary->phase = name_phase(study, summary);
}

static enum status summarise_point(struct sweep_summary *summary, const struct sweep_plan *plan,
                                   long point, const struct sweep_run *runs, double *value,
                                   struct error *error) {
    const struct study *study = plan->study;
    *summary = (struct sweep_summary){0};
    count_runs(summary, study, runs);
    for (long i = 0; i < study->column_count; i++) {
        summary->band[i] = sweep_band_of(value, list_values(value, runs, study->seeds, i));
        summary->theory[i] = (double)NAN;
    }
    return study->wants_theory
               ? sweep_theory_fill(summary->theory, plan, &plan->points[point], error)
               : STATUS_OK;
}

enum status sweep_summarise(struct sweep_summary *summaries, const struct sweep_plan *plan,
                            const struct sweep_results *results, struct error *error) {
    long seeds = plan->study->seeds;
    double *value = calloc((size_t)seeds, sizeof *value);
    if (value == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld seeds", seeds);
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < plan->count; i++)
        status = summarise_point(&summaries[i], plan, i, &results->runs[i * seeds], value, error);
    free(value);
    return status;
}

long sweep_next_on_x(const struct sweep_plan *plan, long point) {
    const struct study *study = plan->study;
    long stride = 1;
    for (long i = study->axis_count - 1; i > study->x; i--)
        stride *= study->axes[i].count;
    int is_last = plan->points[point].place[study->x] == study->axes[study->x].count - 1;
    return is_last ? -1 : point + stride;
}

/* ---- the files -------------------------------------------------------------------------------- */

static const char *column_name(const struct study *study, long column) {
    return klimb_observable_info[study->columns[column]].name;
}

/* The part of the header that both tables have. */
static void add_axis_names(struct text *text, const struct study *study) {
    for (long i = 0; i < study->axis_count; i++)
        text_add(text, "%s,", study->axes[i].name);
}

static void add_place(struct text *text, const struct sweep_plan *plan,
                      const struct sweep_point *point) {
    for (long i = 0; i < plan->study->axis_count; i++) {
        text_add_escaped(text, sweep_plan_option(plan, point, i)->name, TEXT_CSV);
        text_add(text, ",");
    }
}

/* A value as records spell it: shortest digits, nan, inf. */
static void add_value(struct text *text, double value) {
    text_add(text, ",");
    if (isfinite(value))
        text_add_double(text, value + 0); /* not -0 */
    else
        text_add(text, "%s", isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
}

/* The same of a value that may not be there. */
static void add_if_there(struct text *text, double value) {
    if (isnan(value))
        text_add(text, ",");
    else
        add_value(text, value);
}

static void add_outcome(struct text *text, const struct sweep_run *run) {
    if (run->state != SWEEP_TAKEN)
        text_add(text, "missing,,");
    else
        text_add(text, "%s,%ld,%s", run->outcome.diverged ? "non-finite" : "completed",
                 run->outcome.step, run->record_digest);
}

static void add_run(struct text *text, const struct sweep_plan *plan, long number,
                    const struct sweep_run *run) {
    add_place(text, plan, sweep_plan_point(plan, number));
    text_add(text, "%ld,", sweep_plan_seed(plan, number));
    add_outcome(text, run);
    for (long i = 0; i < plan->study->column_count; i++)
        if (run->state == SWEEP_TAKEN && run->has_column[i])
            add_value(text, run->final[i]);
        else
            text_add(text, ",");
    text_add(text, "\n");
}

void sweep_table_runs(struct text *text, const struct sweep_plan *plan,
                      const struct sweep_results *results) {
    add_axis_names(text, plan->study);
    text_add(text, "seed,outcome,step,record_digest");
    for (long i = 0; i < plan->study->column_count; i++)
        text_add(text, ",%s", column_name(plan->study, i));
    text_add(text, "\n");
    for (long i = 0; i < plan->runs; i++)
        add_run(text, plan, i, &results->runs[i]);
}

static void add_points_head(struct text *text, const struct study *study) {
    add_axis_names(text, study);
    text_add(text, "runs,diverged,missing");
    for (long i = 0; i < study->column_count; i++) {
        const char *name = column_name(study, i);
        text_add(text, ",%s_median,%s_q1,%s_q3,%s_min,%s_max", name, name, name, name, name);
    }
    for (long i = 0; study->wants_theory && i < study->column_count; i++)
        text_add(text, ",theory_%s", column_name(study, i));
    text_add(text, "%s\n", study->phase.name[0] != '\0' ? ",phase,phase_share" : "");
}

/* Fewer digits than a library's rounding moves (theory.h). */
static void add_theory(struct text *text, double value) {
    if (isnan(value))
        text_add(text, ",");
    else
        text_add(text, ",%.6g", value);
}

static void add_point(struct text *text, const struct sweep_plan *plan,
                      const struct sweep_point *point, const struct sweep_summary *summary) {
    const struct study *study = plan->study;
    add_place(text, plan, point);
    text_add(text, "%ld,%ld,%ld", summary->runs, summary->diverged, study->seeds - summary->runs);
    for (long i = 0; i < study->column_count; i++) {
        const struct sweep_band *band = &summary->band[i];
        const double values[] = {band->median, band->q1, band->q3, band->least, band->most};
        for (size_t j = 0; j < sizeof values / sizeof *values; j++)
            add_if_there(text, values[j]);
    }
    for (long i = 0; study->wants_theory && i < study->column_count; i++)
        add_theory(text, summary->theory[i]);
    if (study->phase.name[0] != '\0') {
        text_add(text, ",");
        text_add_escaped(text, summary->phase, TEXT_CSV);
        add_if_there(text, (double)summary->in_phase / (double)summary->runs);
    }
    text_add(text, "\n");
}

void sweep_table_points(struct text *text, const struct sweep_plan *plan,
                        const struct sweep_summary *summaries) {
    add_points_head(text, plan->study);
    for (long i = 0; i < plan->count; i++)
        add_point(text, plan, &plan->points[i], &summaries[i]);
}
