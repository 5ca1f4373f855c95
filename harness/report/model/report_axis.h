/* report_axis.h -- how far an axis has to reach, and on what scale.
 *
 *     struct report_axis axis = {0};
 *     report_axis_include(&axis, 3.24);                            // for every value drawn
 *     struct report_range range = report_axis_range(&axis);        // never empty
 */
#ifndef KLIMB_REPORT_AXIS_H
#define KLIMB_REPORT_AXIS_H

/* What has been seen so far. Zero-initialise it. */
struct report_axis {
    long count;            /* finite values included */
    double least, most;    /* of them */
    double least_positive; /* 0 when none is */
};

/* How values become places on an axis. */
enum report_scale {
    REPORT_LINEAR,
    REPORT_LOG,  /* then low > 0 */
    REPORT_ASINH /* linear between -1 and 1, logarithmic beyond, on both sides of 0 */
};

struct report_range {
    double low, high; /* low < high, both finite, with a margin around the values */
    enum report_scale scale;
};

/* report_axis_include -- make room for a value; what is not finite is not drawn and not counted. */
void report_axis_include(struct report_axis *axis, double value);

/* report_axis_range -- a range that shows all values. Logarithmic when the positive ones span more
 * than three decades and none is negative beyond rounding (such values, and 0, lie below the axis;
 * it spans at most twelve decades). Where values of both signs go beyond a thousand, asinh. Linear
 * otherwise, from 0 when that is near. Never empty: not without values, nor for a constant. */
struct report_range report_axis_range(const struct report_axis *axis);

/* report_axis_linear_range -- the same on a linear scale, however far values reach. */
struct report_range report_axis_linear_range(const struct report_axis *axis);

#endif
