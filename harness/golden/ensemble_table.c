#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "golden/ensemble_internal.h"

/* Differences below this share of a column's resolution do not matter. The resolution is what a reader would call a
 * change in one run; the mean of several is more precise. */
static const double RESOLUTION_SHARE = 0.1;

/* Nor do differences below this share of a value: another backend's rounding may cause them. */
static const double RELATIVE_FLOOR = 1e-4;

/* A step is known only to the gap between two rows, which grows with the step (record.growth). */
static const double STEP_FLOOR = 1e-2;

/* Golden runs agree on a feature if at least this share of them lie within one floor: then at most 8 of 64 lie
 * elsewhere. With more elsewhere, a run there is at most some 3 deviations away; with fewer it can be any distance
 * away. In explosion/raw-sigma mi_final is ln 256 in 93 % of seeds, and 0.10 % of single runs departed by it over
 * goldens of 64 drawn from 314 runs; with a share of 0.9, 4e-5 of them do, with 7/8, 3e-6. */
static const double AGREED_SHARE = 7.0 / 8;

/* Far below any value of a LOG column: there asinh(x / unit) is ln x plus a constant. */
static const double LOG_UNIT = 1e-12;

/* ---- scales ---------------------------------------------------------------------------------- */

static enum observable_scale cell_scale(const struct ensemble_cell *cell) {
    return cell->column < OBSERVABLES ? klimb_observable_info[cell->column].scale
                                      : feature_info[cell->feature].scale;
}

static double cell_resolution(const struct ensemble_cell *cell) {
    return cell->column < OBSERVABLES ? klimb_observable_info[cell->column].resolution
                                      : feature_info[cell->feature].resolution;
}

static double scale_unit(const struct ensemble_cell *cell) {
    return cell_scale(cell) == OBSERVABLE_LOG ? LOG_UNIT : cell_resolution(cell);
}

double ensemble_scale(double value, const struct ensemble_cell *cell) {
    double units = value / scale_unit(cell);
    return cell_scale(cell) == OBSERVABLE_LINEAR ? units : asinh(units);
}

double ensemble_unscale(double scaled, const struct ensemble_cell *cell) {
    return (cell_scale(cell) == OBSERVABLE_LINEAR ? scaled : sinh(scaled)) * scale_unit(cell);
}

/* The distance from a value, on its scale, that does not matter. */
static double scale_floor(double value, const struct ensemble_cell *cell) {
    double share = RESOLUTION_SHARE * cell_resolution(cell);
    if (cell_scale(cell) == OBSERVABLE_LOG)
        return share;
    int is_step = cell->feature < FEATURES &&
                  strcmp(feature_info[cell->feature].unit, "steps") == 0;
    double raw = fmax(share, (is_step ? STEP_FLOOR : RELATIVE_FLOOR) * fabs(value));
    return ensemble_scale(fabs(value) + raw, cell) - ensemble_scale(fabs(value), cell);
}

double ensemble_median(const double *value, long count, double *scratch) {
    long kept = 0;
    for (long i = 0; i < count; i++)
        if (isfinite(value[i]))
            scratch[kept++] = value[i];
    if (kept == 0)
        return (double)NAN;
    sort_ascending(scratch, kept);
    return (scratch[(kept - 1) / 2] + scratch[kept / 2]) / 2;
}

struct ensemble_moments ensemble_golden_moments(const struct ensemble_table *table, long column) {
    const double *scaled = table->scaled + column * table->runs;
    struct ensemble_moments moments = {0};
    for (long i = table->fresh; i < table->runs; i++) {
        if (!isfinite(scaled[i]))
            continue;
        double off = scaled[i] - moments.mean;
        moments.count += 1;
        moments.mean += off / moments.count;
        moments.squares += off * (scaled[i] - moments.mean);
    }
    return moments;
}

/* ---- building -------------------------------------------------------------------------------- */

struct source {
    const struct golden *golden;
    const unsigned char *skip;
    const struct record *fresh;
    long count;
};

static int column_is_everywhere(const struct source *source, enum observable column) {
    int present = source->golden->ensemble[0].present[column];
    for (long i = 0; i < source->count; i++)
        present = present && source->fresh[i].present[column];
    return present;
}

static int golden_has_gap(const struct source *source, enum observable column) {
    for (long i = 0; i < source->golden->ensemble_count; i++) {
        const struct record *seed = &source->golden->ensemble[i];
        for (long row = 0; row < seed->rows; row++)
            if (!isfinite(record_value(seed, row, column)))
                return 1;
    }
    return 0;
}

static void note_broken(struct ensemble_table *table, const struct ensemble_cell *cell,
                        const struct record *record, const float *value) {
    if (table->broken && table->broken_cell.step <= cell->step)
        return;
    table->broken = 1;
    table->broken_cell = *cell;
    table->broken_seed = record->seed;
    table->broken_value = value != NULL ? (double)*value : (double)NAN;
    table->broken_has_row = value != NULL;
}

/* The value of a fresh record, NaN after its end; a value that must not be missing breaks the table. */
static double fresh_value(struct ensemble_table *table, const struct record *record,
                          const struct ensemble_cell *cell, int may_be_missing) {
    long row = record_row_at(record, cell->step);
    int is_there = row >= 0 && record->step[row] == cell->step;
    if (!is_there) {
        if (!record->outcome.diverged || cell->step < record->outcome.step)
            note_broken(table, cell, record, NULL);
        return (double)NAN;
    }
    float value = record_value(record, row, cell->column);
    int is_end = record->outcome.diverged && cell->step == record->outcome.step;
    if (!isfinite(value) && !is_end && !may_be_missing)
        note_broken(table, cell, record, &value);
    return isfinite(value) ? (double)golden_round(value) : (double)NAN;
}

/* Keeps the column that was just filled in, unless all its values count as equal. The column after it serves as
 * scratch, so there is room for one more. */
static void keep_column(struct ensemble_table *table, const struct ensemble_cell *cell) {
    double *value = table->value + table->columns * table->runs;
    double *scaled = table->scaled + table->columns * table->runs;
    double floor = scale_floor(ensemble_median(value, table->runs, value + table->runs), cell);
    double low = HUGE_VAL, high = -HUGE_VAL;
    long finite = 0;
    for (long i = 0; i < table->runs; i++) {
        scaled[i] = isfinite(value[i]) ? ensemble_scale(value[i], cell) : (double)NAN;
        low = fmin(low, scaled[i]);
        high = fmax(high, scaled[i]);
        finite += isfinite(scaled[i]);
    }
    int is_equal = finite == 0 || (high - low <= floor && finite == table->runs);
    if (is_equal)
        return;
    table->cell[table->columns] = *cell;
    table->floor[table->columns] = floor;
    table->columns++;
}

static void add_cell(struct ensemble_table *table, const struct source *source,
                     const struct ensemble_cell *cell, long golden_row, int may_be_missing) {
    double *value = table->value + table->columns * table->runs;
    for (long i = 0; i < source->count; i++)
        *value++ = fresh_value(table, &source->fresh[i], cell, may_be_missing);
    for (long i = 0; i < source->golden->ensemble_count; i++) {
        const struct record *seed = &source->golden->ensemble[i];
        if (source->skip[i])
            continue;
        *value++ = golden_row < seed->rows ? (double)record_value(seed, golden_row, cell->column)
                                           : (double)NAN;
    }
    keep_column(table, cell);
}

static void add_observable(struct ensemble_table *table, const struct source *source,
                           enum observable column) {
    const struct record *longest = golden_longest_seed(source->golden);
    int may_be_missing = golden_has_gap(source, column);
    for (long row = 0; row < longest->rows; row++) {
        const struct ensemble_cell cell = {
            .column = column, .feature = FEATURES, .step = longest->step[row]};
        add_cell(table, source, &cell, row, may_be_missing);
    }
}

/* Whether every record has the columns of a feature; records of other programs may not. */
static int feature_is_everywhere(const struct source *source, enum feature feature) {
    const struct feature_info *info = &feature_info[feature];
    return (info->column == OBSERVABLES || column_is_everywhere(source, info->column)) &&
           (info->without == OBSERVABLES || column_is_everywhere(source, info->without));
}

/* Breaks the table if a feature is a number in every golden run but not in a completed fresh run, or if a fresh run
 * diverged and no golden run did. A departure in a row says more and comes first.
 *   value  in [source->count + golden runs] */
static void look_at_feature(struct ensemble_table *table, const struct source *source,
                            const double *value, const struct ensemble_cell *cell) {
    int golden_is_finite = 1, golden_diverged = 0;
    for (long i = source->count; i < table->runs; i++) {
        golden_is_finite = golden_is_finite && isfinite(value[i]);
        golden_diverged = golden_diverged || value[i] != 0;
    }
    for (long i = 0; i < source->count && !table->broken; i++) {
        float seen = (float)value[i];
        int is_new_end = cell->feature == FEATURE_diverged && seen != 0 && !golden_diverged;
        int has_run_on = !source->fresh[i].outcome.diverged;
        if (is_new_end || (golden_is_finite && has_run_on && !isfinite(seen)))
            note_broken(table, cell, &source->fresh[i], &seen);
    }
}

/* Whether AGREED_SHARE of the golden values lie within one floor of each other.
 *   value    in [count]
 *   scratch  [count] */
static int is_agreed(const double *value, long count, const struct ensemble_cell *cell,
                     double *scratch) {
    double floor = scale_floor(ensemble_median(value, count, scratch), cell);
    long finite = 0, most = 0;
    for (long i = 0; i < count; i++)
        if (isfinite(value[i]))
            scratch[finite++] = ensemble_scale(value[i], cell);
    sort_ascending(scratch, finite);
    for (long first = 0, end = 0; first < finite; first++) {
        while (end < finite && scratch[end] - scratch[first] <= floor)
            end++;
        most = end - first > most ? end - first : most;
    }
    return (double)most >= AGREED_SHARE * (double)count;
}

/* Adds a feature, for the fresh runs from `fresh` [source->count, FEATURES]. */
static void add_feature(struct ensemble_table *table, const struct source *source,
                        const double *fresh, enum feature feature) {
    const struct ensemble_cell cell = {.column = OBSERVABLES, .feature = feature, .step = -1};
    double *value = table->value + table->columns * table->runs;
    for (long i = 0; i < source->count; i++)
        *value++ = (double)golden_round((float)fresh[i * FEATURES + feature]);
    for (long i = 0; i < source->golden->ensemble_count; i++)
        if (!source->skip[i])
            *value++ = source->golden->features[i * FEATURES + feature];
    value = table->value + table->columns * table->runs;
    table->left_out[feature] = feature_info[feature].column < OBSERVABLES &&
                               is_agreed(value + table->fresh, table->runs - table->fresh, &cell,
                                         value + table->runs);
    look_at_feature(table, source, value, &cell);
    keep_column(table, &cell);
}

static enum status make_room(struct ensemble_table *table, const struct source *source,
                             struct error *error) {
    table->fresh = table->runs = source->count;
    for (long i = 0; i < source->golden->ensemble_count; i++)
        table->runs += !source->skip[i];
    long rows = golden_longest_seed(source->golden)->rows;
    size_t columns = (size_t)(rows * OBSERVABLES + FEATURES) + 2; /* one for scratch */
    table->cell = calloc(columns, sizeof *table->cell);
    table->floor = calloc(columns, sizeof *table->floor);
    table->value = calloc(columns * (size_t)table->runs, sizeof *table->value);
    table->scaled = calloc(columns * (size_t)table->runs, sizeof *table->scaled);
    if (table->cell != NULL && table->floor != NULL && table->value != NULL &&
        table->scaled != NULL)
        return STATUS_OK;
    return klimb_error_set(error, STATUS_MEMORY, "no memory to compare %ld runs", table->runs);
}

enum status ensemble_table_make(struct ensemble_table *table, const struct golden *golden,
                                const unsigned char *skip, const struct record *records, long count,
                                struct error *error) {
    *table = (struct ensemble_table){0};
    const struct source source = {golden, skip, records, count};
    double *fresh = calloc((size_t)count * FEATURES, sizeof *fresh);
    enum status status = fresh != NULL
                             ? make_room(table, &source, error)
                             : klimb_error_set(error, STATUS_MEMORY,
                                               "no memory for features of %ld runs", count);
    if (status == STATUS_OK) {
        for (enum observable column = 0; column < OBSERVABLES; column++)
            if (column_is_everywhere(&source, column))
                add_observable(table, &source, column);
        for (long i = 0; i < count; i++)
            feature_measure(fresh + i * FEATURES, &records[i]);
        for (enum feature feature = 0; golden->features != NULL && feature < FEATURES; feature++)
            if (feature_is_everywhere(&source, feature))
                add_feature(table, &source, fresh, feature);
    } else {
        ensemble_table_free(table);
    }
    free(fresh);
    return status;
}

void ensemble_table_free(struct ensemble_table *table) {
    free(table->cell);
    free(table->floor);
    free(table->value);
    free(table->scaled);
    *table = (struct ensemble_table){0};
}
