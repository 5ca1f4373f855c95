#include "golden/ensemble.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/student.h"
#include "golden/ensemble_internal.h"

#define ENSEMBLE_METHOD_NAME(NAME, name, text) name,
const char *const ensemble_method_names[] = {ENSEMBLE_METHOD_TABLE(ENSEMBLE_METHOD_NAME) NULL};
#define ENSEMBLE_TEST_WORDS(NAME, words) words,
static const char *const test_words[] = {ENSEMBLE_TEST_TABLE(ENSEMBLE_TEST_WORDS)};

/* ---- what was found, in numbers -------------------------------------------------------------- */

struct summary {
    double mean, deviation, share; /* of the finite values; their share of all */
};

/* Summarises runs from..to-1 in one column of the table, in its unit; if `centre` is finite, their distances from it.
 */
static struct summary summarise(const struct ensemble_table *table, long column, long from, long to,
                                double centre) {
    const double *value = table->value + column * table->runs;
    double count = 0, mean = 0, squares = 0;
    for (long i = from; i < to; i++) {
        if (!isfinite(value[i]))
            continue;
        double seen = isfinite(centre) ? fabs(value[i] - centre) : value[i];
        double off = seen - mean;
        count += 1;
        mean += off / count;
        squares += off * (seen - mean);
    }
    return (struct summary){count > 0 ? mean : (double)NAN,
                            count > 1 ? sqrt(squares / (count - 1)) : 0,
                            count / (double)(to - from)};
}

static void describe_values(struct ensemble_result *result, const struct ensemble_table *table,
                            const struct ensemble_max *max) {
    if (max->column < 0) /* several cells have no common unit */
        return;
    long first = max->run >= 0 ? max->run : 0, end = max->run >= 0 ? first + 1 : table->fresh;
    double centre = (double)NAN;
    if (max->test == ENSEMBLE_TEST_SPREAD)
        centre = summarise(table, max->column, 0, table->runs, (double)NAN).mean;
    struct summary fresh = summarise(table, max->column, first, end, centre);
    struct summary golden = summarise(table, max->column, table->fresh, table->runs, centre);
    int is_share = max->test == ENSEMBLE_TEST_MISSING;
    result->got = is_share ? fresh.share : fresh.mean;
    result->wanted = is_share ? golden.share : golden.mean;
    result->spread = is_share ? 0 : golden.deviation;
}

/* ---- what was found, in words ---------------------------------------------------------------- */

void ensemble_say_cell(char text[ENSEMBLE_CELL_TEXT], const struct ensemble_cell *cell) {
    const size_t size = ENSEMBLE_CELL_TEXT;
    if (cell->feature < FEATURES)
        snprintf(text, size, "%s", feature_info[cell->feature].name);
    else if (cell->is_all_features)
        snprintf(text, size, "all features together");
    else if (cell->column >= OBSERVABLES)
        snprintf(text, size, "all columns, steps and features together");
    else if (cell->step < 0)
        snprintf(text, size, "%s over all steps", klimb_observable_info[cell->column].name);
    else
        snprintf(text, size, "step %ld, %s", cell->step, klimb_observable_info[cell->column].name);
}

const char *ensemble_cell_unit(const struct ensemble_cell *cell) {
    const char *unit = cell->feature < FEATURES     ? feature_info[cell->feature].unit
                       : cell->column < OBSERVABLES ? klimb_observable_info[cell->column].unit
                                                    : "1";
    return unit[0] == '1' && unit[1] == '\0' ? "" : unit;
}

static void say_values(char *text, size_t size, const struct ensemble_result *result) {
    const char *unit = ensemble_cell_unit(&result->cell), *gap = unit[0] != '\0' ? " " : "";
    if (!isfinite(result->got) && !isfinite(result->wanted))
        snprintf(text, size, "%s", test_words[result->test]);
    else if (result->test == ENSEMBLE_TEST_MISSING)
        snprintf(text, size, "%s %.3g, golden %.3g", test_words[result->test], result->got,
                 result->wanted);
    else if (result->test == ENSEMBLE_TEST_SPREAD)
        snprintf(text, size, "mean distance from the mean %.4g%s%s, golden %.4g", result->got, gap,
                 unit, result->wanted);
    else
        snprintf(text, size, "%s%.6g%s%s, golden %.6g with deviation %.3g",
                 result->seed >= 0 ? "" : "mean ", result->got, gap, unit, result->wanted,
                 result->spread);
}

static void say_departure(struct ensemble_result *result) {
    char who[64], where[ENSEMBLE_CELL_TEXT], values[192], critical[48] = "";
    if (isfinite(result->critical)) /* NaN if sampling stopped early */
        snprintf(critical, sizeof critical, ", critical %.2f", result->critical);
    if (result->seed >= 0)
        snprintf(who, sizeof who, "seed %ld", result->seed);
    else
        snprintf(who, sizeof who, "%ld runs", result->runs);
    ensemble_say_cell(where, &result->cell);
    say_values(values, sizeof values, result);
    snprintf(result->message, sizeof result->message,
             "%s, %s: %s over %ld seeds; statistic %.2f%s, p <= %.2g", who, where, values,
             result->golden, result->statistic, critical, result->p);
}

/* Adds what the p of a single run assumes, because golden runs alone cannot show one so small. */
static void say_assumption(struct ensemble_result *result) {
    size_t used = strlen(result->message);
    snprintf(result->message + used, sizeof result->message - used,
             ", assuming that the largest distance of a run follows an extreme value law; %ld "
             "golden runs alone cannot show less than 1/%ld",
             result->golden, result->golden + 1);
}

static void say_broken(struct ensemble_result *result, const struct ensemble_table *table) {
    char where[ENSEMBLE_CELL_TEXT];
    result->departed = 1;
    result->p = 0;
    result->statistic = HUGE_VAL;
    result->cell = table->broken_cell;
    result->test = ENSEMBLE_TEST_MISSING;
    result->seed = table->broken_seed;
    result->got = table->broken_value;
    ensemble_say_cell(where, &result->cell);
    if (result->cell.feature == FEATURE_diverged)
        snprintf(result->message, sizeof result->message,
                 "seed %ld: diverged, but none of %ld golden runs did", result->seed,
                 result->golden);
    else
        snprintf(result->message, sizeof result->message,
                 "seed %ld, %s: %s, but every golden run has a finite value", result->seed, where,
                 !table->broken_has_row       ? "no row"
                 : isinf(table->broken_value) ? "infinite"
                                              : "not a number");
}

static void say_duplicates(struct ensemble_result *result, const struct ensemble_table *table,
                           const struct record *records, const long duplicates[2]) {
    result->departed = 1;
    result->p = 0;
    result->statistic = HUGE_VAL;
    result->test = ENSEMBLE_TEST_DUPLICATES;
    result->seed = records[duplicates[1]].seed;
    snprintf(result->message, sizeof result->message,
             "seeds %ld and %ld are the same run: equal in all %ld cells, while no two of %ld "
             "golden runs are equal in half of them",
             records[duplicates[0]].seed, result->seed, table->columns, result->golden);
}

/* ---- the comparison -------------------------------------------------------------------------- */

static long mark_own_seeds(unsigned char *skip, const struct golden *golden,
                           const struct record *records, long count) {
    long left = golden->ensemble_count;
    for (long i = 0; i < count; i++) {
        long seed = records[i].seed;
        if (seed < 0 || seed >= golden->ensemble_count || skip[seed])
            continue;
        skip[seed] = 1;
        left--;
    }
    return left;
}

/* The means of a group do not show one wild run, so half of the level is for the group and half for its single runs. */
static enum status test_group(struct ensemble_result *result, struct ensemble_max *max,
                              const struct ensemble_table *table, double alpha,
                              struct error *error) {
    struct ensemble_max single = {.p = 1};
    enum status status = ensemble_max_permute(max, table, alpha / 2, error);
    result->group_p = status == STATUS_OK ? max->p : (double)NAN;
    if (status == STATUS_OK && max->p > alpha / 2) {
        status = ensemble_max_single(&single, table, alpha / 2, error);
        result->single_p = single.p;
    }
    if (single.p < max->p)
        *max = single;
    max->p = fmin(1, 2 * max->p);
    return status;
}

static enum status test_table(struct ensemble_result *result, const struct ensemble_table *table,
                              const struct record *records, double alpha, struct error *error) {
    struct ensemble_max max;
    long duplicates[2];
    result->cells = table->columns;
    memcpy(result->left_out, table->left_out, sizeof result->left_out);
    if (table->broken) {
        say_broken(result, table);
        return STATUS_OK;
    }
    if (ensemble_duplicates_find(duplicates, table)) {
        say_duplicates(result, table, records, duplicates);
        return STATUS_OK;
    }
    enum status status = result->method == ENSEMBLE_PERMUTATION
                             ? test_group(result, &max, table, alpha, error)
                             : ensemble_max_single(&max, table, alpha, error);
    if (status != STATUS_OK)
        return status;
    result->tests = max.tests;
    result->statistic = max.statistic;
    result->critical = max.critical;
    result->p = max.p;
    if (result->method == ENSEMBLE_PREDICTION)
        result->single_p = max.p;
    result->departed = !(max.p > alpha);
    result->test = max.test;
    result->cell = max.over;
    if (max.run >= 0)
        result->seed = records[max.run].seed;
    if (max.tests > 0)
        describe_values(result, table, &max);
    if (result->departed) {
        say_departure(result);
        if (max.run >= 0)
            say_assumption(result);
    }
    return STATUS_OK;
}

enum status ensemble_compare(struct ensemble_result *result, const struct golden *golden,
                             const struct record *records, long count, double alpha,
                             struct error *error) {
    *result = (struct ensemble_result){
        .runs = count,
        .first_seed = count > 0 ? records[0].seed : -1,
        .p = 1,
        .group_p = (double)NAN,
        .single_p = (double)NAN,
        .critical = (double)NAN,
        .cell = {.column = OBSERVABLES, .feature = FEATURES, .step = -1},
        .seed = -1,
        .got = (double)NAN,
        .wanted = (double)NAN,
    };
    unsigned char *skip = calloc((size_t)golden->ensemble_count + 1, 1);
    if (skip == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to compare %ld runs", count);
    result->golden = mark_own_seeds(skip, golden, records, count);
    enum status status = STATUS_OK;
    if (result->golden >= ENSEMBLE_SEEDS_MIN && count > 0) {
        struct ensemble_table table;
        result->method = ensemble_choices_suffice(result->golden + count, count, alpha)
                             ? ENSEMBLE_PERMUTATION
                             : ENSEMBLE_PREDICTION;
        status = ensemble_table_make(&table, golden, skip, records, count, error);
        if (status == STATUS_OK)
            status = test_table(result, &table, records, alpha, error);
        ensemble_table_free(&table);
    }
    free(skip);
    return status;
}

int ensemble_departure(struct departure *departure, const struct ensemble_result *result) {
    *departure = (struct departure){0};
    if (!result->departed || result->cell.column >= OBSERVABLES || result->cell.step < 0)
        return 0;
    departure->found = 1;
    departure->seed = result->seed >= 0 ? result->seed : result->first_seed;
    departure->step = result->cell.step;
    departure->column = result->cell.column;
    departure->got = result->got;
    departure->wanted = result->wanted;
    departure->count = 1;
    snprintf(departure->message, sizeof departure->message, "%s", result->message);
    return 1;
}

/* ---- for drawing ----------------------------------------------------------------------------- */

int ensemble_interval(double *low, double *centre, double *high, const struct golden *golden,
                      long row, enum observable column, double level) {
    long count = golden->ensemble_count;
    double scaled[GOLDEN_SEEDS_MAX], scratch[GOLDEN_SEEDS_MAX], mean = 0, squares = 0;
    const struct ensemble_cell cell = {.column = column, .feature = FEATURES};
    if (count < 2)
        return 0;
    for (long i = 0; i < count; i++) {
        if (row >= golden->ensemble[i].rows ||
            !isfinite(record_value(&golden->ensemble[i], row, column)))
            return 0;
        scaled[i] = ensemble_scale((double)record_value(&golden->ensemble[i], row, column), &cell);
        mean += scaled[i] / (double)count;
    }
    for (long i = 0; i < count; i++)
        squares += (scaled[i] - mean) * (scaled[i] - mean);
    double half = student_quantile(level, count - 1) *
                  sqrt(squares / (double)(count - 1) * (1 + 1 / (double)count));
    *low = ensemble_unscale(mean - half, &cell);
    *high = ensemble_unscale(mean + half, &cell);
    *centre = ensemble_unscale(ensemble_median(scaled, count, scratch), &cell);
    return 1;
}
