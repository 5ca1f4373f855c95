/* report_axis.h -- chooses the range and scale of an axis.
 *
 *     struct report_axis axis = {0};
 *     report_axis_include(&axis, 3.24);                            // for every value drawn
 *     struct report_range range = report_axis_range(&axis);        // never empty
 */
#ifndef KLIMB_REPORT_AXIS_H
#define KLIMB_REPORT_AXIS_H

/* The values so far. Zero-initialise it. */
struct report_axis {
    long count;            /* finite values included */
    double least, most;    /* of them */
    double least_positive; /* 0: none */
};

/* The range and scale of an axis. */
enum report_scale {
    REPORT_LINEAR,
    REPORT_LOG,  /* then low > 0 */
    REPORT_ASINH /* linear between -1 and 1, logarithmic beyond, on both sides of 0 */
};

struct report_range {
    double low, high; /* low < high, both finite, with a margin around the values */
    enum report_scale scale;
};

/* report_axis_include -- make room for a value; ignores non-finite ones, which are not drawn. */
void report_axis_include(struct report_axis *axis, double value);

/* report_axis_range -- a range that shows all values. Logarithmic when the positive ones span more
 * than three decades and none is negative beyond rounding (such values, and 0, lie below the axis;
 * it spans at most twelve decades). asinh if values of both signs go beyond a thousand. Otherwise
 * linear, from 0 if that is near. Never empty, even without values or for a constant. */
struct report_range report_axis_range(const struct report_axis *axis);

/* report_axis_linear_range -- the same, but always on a linear scale. */
struct report_range report_axis_linear_range(const struct report_axis *axis);

#endif
