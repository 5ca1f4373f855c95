#include "compare.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* The least half-width of a band, as a share of its centre: rounding differences between backends
 * at the first steps are below 1e-5, and 1e-4 of a loss is not a change anyone would act on. */
static const double BAND_RELATIVE_FLOOR = 1e-4;

/* ---- bits ------------------------------------------------------------------------------------ */

/* Map floats to integers in the same order, so that neighbours differ by one. */
static int64_t float_rank(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    int64_t magnitude = bits & UINT32_C(0x7fffffff);
    return bits >> 31 ? -magnitude : magnitude;
}

uint64_t compare_ulps(float a, float b) {
    int64_t distance = float_rank(a) - float_rank(b);
    return (uint64_t)(distance < 0 ? -distance : distance);
}

static int float_bits_equal(float a, float b) {
    return memcmp(&a, &b, sizeof a) == 0;
}

/* Whether two cells are the same value; `declared`: the golden run diverged in this row. */
static int cells_equal(float got, float wanted, int declared) {
    if (isfinite(got) && isfinite(wanted))
        return float_bits_equal(got, wanted);
    if (!declared)
        return 0;
    return (isnan(got) && isnan(wanted)) ||
           (isinf(got) && isinf(wanted) && (got > 0) == (wanted > 0));
}

static void departure_say_bits(struct departure *departure) {
    const struct observable_info *info = &observable_info[departure->column];
    char apart[64] = "";
    if (isfinite(departure->got) && isfinite(departure->wanted))
        snprintf(apart, sizeof apart, ", %" PRIu64 " unit%s in the last place apart",
                 departure->ulps, departure->ulps == 1 ? "" : "s");
    snprintf(departure->message, sizeof departure->message,
             "seed %ld, step %ld, %s: %.9g, golden %.9g%s; %ld cell%s differ%s", departure->seed,
             departure->step, info->name, departure->got, departure->wanted, apart,
             departure->count, departure->count == 1 ? "" : "s", departure->count == 1 ? "s" : "");
}

static void departure_note(struct departure *departure, const struct record *record, long row,
                           enum observable column, float got, float wanted) {
    departure->count++;
    if (departure->found)
        return;
    departure->found = 1;
    departure->seed = record->seed;
    departure->step = record->step[row];
    departure->column = column;
    departure->got = (double)got;
    departure->wanted = (double)wanted;
    if (isfinite(got) && isfinite(wanted))
        departure->ulps = compare_ulps(got, wanted);
}

static void compare_rows(struct departure *departure, const struct record *record,
                         const struct record *golden, long row) {
    int declared = golden->outcome.diverged && golden->step[row] == golden->outcome.step;
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        float got = record_value(record, row, column), wanted = record_value(golden, row, column);
        if (!cells_equal(got, wanted, declared))
            departure_note(departure, record, row, column, got, wanted);
    }
}

/* A departure that is not a cell: rows, columns or outcome. */
static void departure_whole(struct departure *departure, const struct record *record, long step) {
    departure->found = 1;
    departure->seed = record->seed;
    departure->step = step;
    departure->count++;
}

static int outcomes_equal(const struct outcome *a, const struct outcome *b) {
    return a->diverged == b->diverged && a->step == b->step && a->term == b->term &&
           a->dimension == b->dimension && a->tail == b->tail;
}

static void outcome_say(char *text, size_t size, const struct outcome *outcome) {
    if (outcome->diverged)
        snprintf(text, size, "non-finite %s at step %ld (dimension %ld, tail %s)",
                 term_names[outcome->term], outcome->step, outcome->dimension,
                 tail_names[outcome->tail]);
    else
        snprintf(text, size, "completed at step %ld", outcome->step);
}

static int compare_columns(struct departure *departure, const struct record *record,
                           const struct record *golden) {
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        if (record->present[column] == golden->present[column])
            continue;
        departure_whole(departure, record, 0);
        departure->column = column;
        snprintf(departure->message, sizeof departure->message, "seed %ld: column %s is %s",
                 record->seed, observable_info[column].name,
                 golden->present[column] ? "missing" : "not in the golden");
        return 1;
    }
    return 0;
}

void compare_bits(struct departure *departure, const struct record *record,
                  const struct record *golden) {
    *departure = (struct departure){0};
    if (compare_columns(departure, record, golden))
        return;
    long rows = record->rows < golden->rows ? record->rows : golden->rows;
    for (long row = 0; row < rows; row++) {
        if (record->step[row] != golden->step[row]) {
            if (departure->found)
                break;
            departure_whole(departure, record, record->step[row]);
            snprintf(departure->message, sizeof departure->message,
                     "seed %ld: row %ld is step %ld, golden step %ld", record->seed, row + 1,
                     record->step[row], golden->step[row]);
            return;
        }
        compare_rows(departure, record, golden, row);
    }
    if (departure->found) {
        departure_say_bits(departure);
        return;
    }
    if (record->rows != golden->rows) {
        departure_whole(departure, record, rows > 0 ? record->step[rows - 1] : 0);
        snprintf(departure->message, sizeof departure->message,
                 "seed %ld: %ld rows, golden has %ld; the first %ld are equal", record->seed,
                 record->rows, golden->rows, rows);
    } else if (!outcomes_equal(&record->outcome, &golden->outcome)) {
        char got[128], wanted[128];
        outcome_say(got, sizeof got, &record->outcome);
        outcome_say(wanted, sizeof wanted, &golden->outcome);
        departure_whole(departure, record, record->outcome.step);
        snprintf(departure->message, sizeof departure->message, "seed %ld: %s, golden %s",
                 record->seed, got, wanted);
    }
}

/* ---- band ------------------------------------------------------------------------------------ */

/* P(|T| <= t), Student's t with n degrees of freedom: finite sums in theta = atan(t / sqrt n). */
static double student_inside(double t, long n) {
    const double pi = 3.14159265358979323846;
    double theta = atan(t / sqrt((double)n)), cosine = cos(theta);
    if (n == 1)
        return 2 * theta / pi;
    /* Both series begin with cos^(n mod 2) and go up to cos^(n-2) by factors cos^2 (j-1)/j. */
    long first = n % 2;
    double term = first ? cosine : 1, sum = term;
    for (long j = first + 2; j <= n - 2; j += 2) {
        term *= cosine * cosine * (double)(j - 1) / (double)j;
        sum += term;
    }
    return first ? 2 / pi * (theta + sin(theta) * sum) : sin(theta) * sum;
}

double compare_student_quantile(double alpha, long n) {
    if (!(alpha > 0))
        return HUGE_VAL;
    double low = 0, high = 1;
    while (high < 1e15 && 1 - student_inside(high, n) > alpha)
        high *= 2;
    for (int halving = 0; halving < 80; halving++) {
        double middle = (low + high) / 2;
        if (1 - student_inside(middle, n) > alpha)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* The scale on which a column is compared: ln for what spans decades. */
static double to_scale(double value, enum observable column) {
    return observable_info[column].scale == OBSERVABLE_LOG ? log(value) : value;
}

static double from_scale(double value, enum observable column) {
    return observable_info[column].scale == OBSERVABLE_LOG ? exp(value) : value;
}

struct interval {
    double centre, half; /* on the column's scale */
};

static double ensemble_value(const struct golden *golden, long seed, long row,
                             enum observable column) {
    return to_scale((double)record_value(&golden->band[seed], row, column), column);
}

/* Mean and deviation of a cell over the seeds. Returns 0 when a seed has no finite value there. */
static int ensemble_moments(double *mean, double *deviation, const struct golden *golden, long row,
                            enum observable column) {
    double sum = 0, squares = 0, n = (double)golden->band_count;
    for (long seed = 0; seed < golden->band_count; seed++) {
        if (row >= golden->band[seed].rows)
            return 0;
        double value = ensemble_value(golden, seed, row, column);
        if (!isfinite(value))
            return 0;
        sum += value;
    }
    *mean = sum / n;
    for (long seed = 0; seed < golden->band_count; seed++) {
        double distance = ensemble_value(golden, seed, row, column) - *mean;
        squares += distance * distance;
    }
    *deviation = sqrt(squares / (n - 1));
    return 1;
}

/* The least half-width on the column's scale. */
static double band_floor(double centre, enum observable column) {
    const struct observable_info *info = &observable_info[column];
    double relative = info->scale == OBSERVABLE_LOG ? 0 : BAND_RELATIVE_FLOOR * fabs(centre);
    return fmax(relative, info->resolution);
}

static int band_interval(struct interval *interval, const struct golden *golden, long row,
                         enum observable column, double quantile) {
    double deviation;
    if (golden->band_count < 2 ||
        !ensemble_moments(&interval->centre, &deviation, golden, row, column))
        return 0;
    double n = (double)golden->band_count;
    interval->half = fmax(quantile * deviation * sqrt(1 + 1 / n),
                          band_floor(interval->centre, column));
    return 1;
}

int compare_band_interval(double *low, double *centre, double *high, const struct golden *golden,
                          long row, enum observable column, double level) {
    struct interval interval;
    double quantile = compare_student_quantile(level, golden->band_count - 1);
    if (!band_interval(&interval, golden, row, column, quantile))
        return 0;
    *low = from_scale(interval.centre - interval.half, column);
    *centre = from_scale(interval.centre, column);
    *high = from_scale(interval.centre + interval.half, column);
    return 1;
}

/* Index of the record's row at exactly this step, -1 if it has none. */
static long row_of_step(const struct record *record, long step) {
    long row = record_row_at(record, step);
    return row >= 0 && record->step[row] == step ? row : -1;
}

static void band_note(struct band_result *result, const struct record *record, long row,
                      enum observable column, const struct interval *interval) {
    double got = (double)record_value(record, row, column);
    double ratio = fabs(to_scale(got, column) - interval->centre) / interval->half;
    int outside = !(ratio <= 1);
    result->departure.count += outside;
    if (isnan(ratio))
        ratio = HUGE_VAL;
    if (!(ratio > result->worst))
        return;
    struct departure *worst = &result->departure;
    result->worst = ratio;
    worst->found = outside;
    worst->seed = record->seed;
    worst->step = record->step[row];
    worst->column = column;
    worst->got = got;
    worst->wanted = from_scale(interval->centre, column);
    worst->low = from_scale(interval->centre - interval->half, column);
    worst->high = from_scale(interval->centre + interval->half, column);
}

/* Compare one golden row with the record's row of the same step. */
static void band_compare_row(struct band_result *result, const struct record *record,
                             const struct golden *golden, long golden_row, long row,
                             double quantile) {
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        struct interval interval;
        if (!record->present[column])
            continue;
        if (!band_interval(&interval, golden, golden_row, column, quantile)) {
            result->skipped++;
            continue;
        }
        band_note(result, record, row, column, &interval);
        result->cells++;
    }
}

static long band_diverged_count(const struct golden *golden) {
    long count = 0;
    for (long seed = 0; seed < golden->band_count; seed++)
        count += golden->band[seed].outcome.diverged;
    return count;
}

/* Divergence where no golden seed diverged, or none where all did. Returns whether that is so. */
static int band_compare_outcome(struct band_result *result, const struct record *record,
                                const struct golden *golden) {
    long diverged = band_diverged_count(golden);
    if (record->outcome.diverged ? diverged > 0 : diverged < golden->band_count)
        return 0;
    char got[128];
    outcome_say(got, sizeof got, &record->outcome);
    departure_whole(&result->departure, record, record->outcome.step);
    result->worst = HUGE_VAL;
    snprintf(result->departure.message, sizeof result->departure.message,
             "seed %ld: %s, but %ld of %ld golden seeds diverged", record->seed, got, diverged,
             golden->band_count);
    return 1;
}

/* A golden step that the record lacks, although it ran that far. */
static void band_note_missing(struct band_result *result, const struct record *record, long step) {
    departure_whole(&result->departure, record, step);
    result->worst = HUGE_VAL;
    snprintf(result->departure.message, sizeof result->departure.message,
             "seed %ld: no row at step %ld, which the golden ensemble has", record->seed, step);
}

void compare_band(struct band_result *result, const struct record *record,
                  const struct golden *golden, double alpha) {
    *result = (struct band_result){0};
    if (golden->band_count < 2 || band_compare_outcome(result, record, golden))
        return;
    const struct record *longest = golden_longest_seed(golden);
    long cells = longest->rows * OBSERVABLES;
    double quantile = compare_student_quantile(alpha / (double)cells, golden->band_count - 1);
    for (long golden_row = 0; golden_row < longest->rows; golden_row++) {
        long step = longest->step[golden_row], row = row_of_step(record, step);
        if (row >= 0) {
            band_compare_row(result, record, golden, golden_row, row, quantile);
        } else if (!record->outcome.diverged) {
            band_note_missing(result, record, step);
            return;
        }
    }
    struct departure *worst = &result->departure;
    if (worst->found)
        snprintf(worst->message, sizeof worst->message,
                 "seed %ld, step %ld, %s: %.6g, golden band [%.6g, %.6g] of %ld seeds; %ld of %ld "
                 "cells outside",
                 worst->seed, worst->step, observable_info[worst->column].name, worst->got,
                 worst->low, worst->high, golden->band_count, worst->count, result->cells);
}
