/* curve.h -- one column of a record as a curve: levels, noise, trends, whatever its units are.
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

/* The values of a column that are there and finite, and where others are. */
struct curve {
    long count;           /* finite values */
    double *step, *value; /* [count] owned; ascending steps */
    long seen;            /* values that are there, finite or not */
    long broken;          /* those that are not finite */
    double first_broken;  /* step of the first of them; NaN: all are finite */
    double last_broken;   /* and of the last */
    double broken_value;  /* what the first of them is */
    double from, to;      /* first and last step of the record */
};

/* curve_make -- the curve of a column; empty where the record does not have it. STATUS_MEMORY. */
enum status curve_make(struct curve *curve, const struct record *record, enum observable column,
                       struct error *error) MUST_CHECK;

/* curve_new -- room for `count` values and none yet. STATUS_MEMORY. */
enum status curve_new(struct curve *curve, long count, struct error *error) MUST_CHECK;
void curve_free(struct curve *curve);

/* curve_first, curve_last -- the first and the last value; NaN of an empty curve. */
double curve_first(const struct curve *curve);
double curve_last(const struct curve *curve);

/* curve_level -- median of the values from `begin` to `end` (shares of the range of steps, 0 <= begin <= end <= 1), or the
 * value nearest to the middle of that window where it has none. NaN of an empty curve. */
double curve_level(const struct curve *curve, double begin, double end);

/* curve_end -- the level of its last tenth. */
double curve_end(const struct curve *curve);

/* curve_noise -- standard deviation of one value around a smooth curve: 1.4826 median |second difference| / sqrt 6. Zero
 * for fewer than 4 values. */
double curve_noise(const struct curve *curve);

/* curve_noise_between -- the same of the values of a window. */
double curve_noise_between(const struct curve *curve, double begin, double end);

/* curve_slope -- slope of the line of least squares through all values, over the standard error that the noise gives it: how sure it is
 * that the curve rises. 0 for fewer than 4 values.
 *   noise  deviation of a value, above 0 */
double curve_slope(const struct curve *curve, double noise);

/* curve_range -- the largest less the smallest of the levels of tenths of the run, and of the first value. */
double curve_range(const struct curve *curve);

/* curve_rows -- how many values lie in a window, at least 1 of a curve that is not empty. */
long curve_rows(const struct curve *curve, double begin, double end);

/* curve_largest, curve_smallest -- index of the largest and the smallest value from `begin` on, the first of equals; -1
 * of an empty curve. */
long curve_largest(const struct curve *curve, double begin);
long curve_smallest(const struct curve *curve, double begin);

/* curve_distinct -- how many different values it has, counted up to `most`. */
long curve_distinct(const struct curve *curve, long most);

#endif
