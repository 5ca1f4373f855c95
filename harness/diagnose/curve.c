#include "diagnose/curve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"

enum status curve_new(struct curve *curve, long count, struct error *error) {
    size_t values = (size_t)count + 1;
    *curve = (struct curve){.first_broken = (double)NAN, .last_broken = (double)NAN};
    curve->step = calloc(values, sizeof *curve->step);
    curve->value = calloc(values, sizeof *curve->value);
    if (curve->step != NULL && curve->value != NULL)
        return STATUS_OK;
    curve_free(curve);
    return klimb_error_set(error, STATUS_MEMORY, "no memory for a curve of %ld values", count);
}

void curve_free(struct curve *curve) {
    free(curve->step);
    free(curve->value);
    *curve = (struct curve){.first_broken = (double)NAN, .last_broken = (double)NAN};
}

static void take(struct curve *curve, double step, double value) {
    curve->seen++;
    if (isfinite(value)) {
        curve->step[curve->count] = step;
        curve->value[curve->count++] = value;
        return;
    }
    if (curve->broken++ == 0) {
        curve->first_broken = step;
        curve->broken_value = value;
    }
    curve->last_broken = step;
}

enum status curve_make(struct curve *curve, const struct record *record, enum observable column,
                       struct error *error) {
    enum status status = curve_new(curve, record->rows, error);
    if (status != STATUS_OK || record->rows == 0)
        return status;
    curve->from = (double)record->step[0];
    curve->to = (double)record->step[record->rows - 1];
    for (long row = 0; row < record->rows && record->present[column]; row++)
        if (!record_is_missing(record, row, column))
            take(curve, (double)record->step[row], (double)record_value(record, row, column));
    return STATUS_OK;
}

double curve_first(const struct curve *curve) {
    return curve->count > 0 ? curve->value[0] : (double)NAN;
}

double curve_last(const struct curve *curve) {
    return curve->count > 0 ? curve->value[curve->count - 1] : (double)NAN;
}

/* ---- windows --------------------------------------------------------------------------------- */

/* The values of a window: indices *first up to, but not including, *end. */
static void find_window(const struct curve *curve, double begin, double stop, long *first,
                        long *end) {
    double range = curve->to - curve->from;
    double low = curve->from + begin * range, high = curve->from + stop * range;
    *first = 0;
    while (*first < curve->count && curve->step[*first] < low)
        ++*first;
    *end = *first;
    while (*end < curve->count && curve->step[*end] <= high)
        ++*end;
    if (*end > *first)
        return;
    double middle = (low + high) / 2;
    long nearest = *first < curve->count ? *first : curve->count - 1;
    if (nearest > 0 && middle - curve->step[nearest - 1] < fabs(curve->step[nearest] - middle))
        nearest--;
    *first = nearest;
    *end = nearest + 1;
}

/* A median, so that one outlier is not a level. */
double curve_level(const struct curve *curve, double begin, double end) {
    long first, stop;
    if (curve->count == 0)
        return (double)NAN;
    find_window(curve, begin, end, &first, &stop);
    double *value = malloc((size_t)(stop - first) * sizeof *value);
    if (value == NULL)
        return curve->value[first];
    memcpy(value, curve->value + first, (size_t)(stop - first) * sizeof *value);
    sort_ascending(value, stop - first);
    double upper = value[(stop - first) / 2], lower = value[(stop - first - 1) / 2];
    free(value);
    return lower + (upper - lower) / 2;
}

double curve_end(const struct curve *curve) {
    return curve_level(curve, CURVE_END_BEGINS, 1);
}

long curve_rows(const struct curve *curve, double begin, double end) {
    long first, stop;
    if (curve->count == 0)
        return 0;
    find_window(curve, begin, end, &first, &stop);
    return stop - first;
}

static long find_extreme(const struct curve *curve, double begin, double sign) {
    double low = curve->from + begin * (curve->to - curve->from);
    long best = -1;
    for (long i = 0; i < curve->count; i++) {
        if (curve->step[i] < low)
            continue;
        if (best < 0 || sign * curve->value[i] > sign * curve->value[best])
            best = i;
    }
    return best < 0 ? curve->count - 1 : best;
}

long curve_largest(const struct curve *curve, double begin) {
    return find_extreme(curve, begin, 1);
}

long curve_smallest(const struct curve *curve, double begin) {
    return find_extreme(curve, begin, -1);
}

/* ---- noise ----------------------------------------------------------------------------------- */

/* A second difference of independent values has 6 times their variance, and is 0 on a straight line. */
static double noise_of(const double *value, long values) {
    long count = values - 2;
    if (count < 2)
        return 0;
    double *difference = malloc((size_t)count * sizeof *difference);
    if (difference == NULL)
        return 0;
    for (long i = 0; i < count; i++)
        difference[i] = fabs(value[i] - 2 * value[i + 1] + value[i + 2]);
    sort_ascending(difference, count);
    double median = difference[count / 2];
    free(difference);
    return 1.4826 * median / sqrt(6);
}

double curve_noise(const struct curve *curve) {
    return noise_of(curve->value, curve->count);
}

double curve_noise_between(const struct curve *curve, double begin, double end) {
    long first, stop;
    if (curve->count == 0)
        return 0;
    find_window(curve, begin, end, &first, &stop);
    return noise_of(curve->value + first, stop - first);
}

long curve_distinct(const struct curve *curve, long most) {
    long distinct = 0;
    for (long i = 0; i < curve->count && distinct < most; i++) {
        long before = 0;
        while (before < i &&
               (curve->value[before] < curve->value[i] || curve->value[before] > curve->value[i]))
            before++;
        distinct += before == i;
    }
    return distinct;
}

double curve_slope(const struct curve *curve, double noise) {
    double mean = 0, squares = 0, product = 0;
    if (curve->count < 4)
        return 0;
    for (long i = 0; i < curve->count; i++)
        mean += curve->step[i] / (double)curve->count;
    for (long i = 0; i < curve->count; i++) {
        squares += (curve->step[i] - mean) * (curve->step[i] - mean);
        product += (curve->step[i] - mean) * curve->value[i];
    }
    return squares > 0 ? product / sqrt(squares) / noise : 0;
}

double curve_range(const struct curve *curve) {
    double low = curve_first(curve), high = low;
    for (int tenth = 0; tenth < 10 && curve->count > 0; tenth++) {
        double level = curve_level(curve, 0.1 * tenth, 0.1 * (tenth + 1));
        low = fmin(low, level);
        high = fmax(high, level);
    }
    return high - low;
}
