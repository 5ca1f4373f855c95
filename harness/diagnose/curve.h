/* curve.h -- a column of a record as a curve: its levels, noise and trends, in any unit.
 *
 *     struct curve kl;
 *     if (curve_make(&kl, record, OBSERVABLE_kl, &error) != STATUS_OK) ...
 *     curve_level(&kl, 0.9, 1) is its median over the last tenth of the steps
 *     curve_free(&kl);
 *
 * Positions are shares of the range of steps: 0 is the first row of the record, 1 the last.
 */
#ifndef KLIMB_CURVE_H
#define KLIMB_CURVE_H

#include "record/record.h"

/* Where the end of a run begins, as a share of its steps. */
#define CURVE_END_BEGINS 0.9

/* The finite values of a column, and the place of non-finite ones. */
struct curve {
    long count;           /* finite values */
    double *step, *value; /* [count] owned; ascending steps */
    long seen;            /* values in the log, finite or not */
    long broken;          /* values that are not finite */
    double first_broken;  /* step of the first non-finite value; NaN: all are finite */
    double last_broken;   /* step of the last one */
    double broken_value;  /* the first one */
    double from, to;      /* first and last step of the record */
};

/* curve_make -- the curve of a column; empty if the record lacks it. STATUS_MEMORY. */
enum status curve_make(struct curve *curve, const struct record *record, enum observable column,
                       struct error *error) MUST_CHECK;

/* curve_new -- an empty curve with room for `count` values. STATUS_MEMORY. */
enum status curve_new(struct curve *curve, long count, struct error *error) MUST_CHECK;
void curve_free(struct curve *curve);

/* curve_first, curve_last -- the first and the last value; NaN for an empty curve. */
double curve_first(const struct curve *curve);
double curve_last(const struct curve *curve);

/* curve_level -- median of the values from `begin` to `end` (shares of the range of steps, 0 <= begin <= end <= 1), or
 * the value nearest to the middle of an empty window. NaN for an empty curve. */
double curve_level(const struct curve *curve, double begin, double end);

/* curve_end -- the level of its last tenth. */
double curve_end(const struct curve *curve);

/* curve_noise -- standard deviation of one value around a smooth curve: 1.4826 median |second difference| / sqrt 6. 0
 * for fewer than 4 values. */
double curve_noise(const struct curve *curve);

/* curve_noise_between -- curve_noise of the values of a window. */
double curve_noise_between(const struct curve *curve, double begin, double end);

/* curve_slope -- slope of the least-squares line through all values, divided by its standard error from the noise. 0
 * for fewer than 4 values.
 *   noise  deviation of a value, above 0 */
double curve_slope(const struct curve *curve, double noise);

/* curve_range -- the largest minus the smallest of the levels of tenths of the run and the first value. */
double curve_range(const struct curve *curve);

/* curve_rows -- number of values in a window; at least 1 unless the curve is empty. */
long curve_rows(const struct curve *curve, double begin, double end);

/* curve_largest, curve_smallest -- index of the largest and the smallest value from `begin` on, the first of equals; -1
 * for an empty curve. */
long curve_largest(const struct curve *curve, double begin);
long curve_smallest(const struct curve *curve, double begin);

/* curve_distinct -- number of different values, at most `most`. */
long curve_distinct(const struct curve *curve, long most);

#endif
