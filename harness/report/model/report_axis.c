#include "report/model/report_axis.h"

#include <math.h>

static const double WIDE = 1e3;      /* a linear axis shows less than a thousandth as 0 */
static const double WIDEST = 1e12;   /* what is smaller is 0 but for rounding */
static const double FACTOR = 1.3;    /* margin of a logarithmic axis */
static const double ROUNDING = 1e-5; /* nats: a KL of -1e-7 is a KL of 0 */
static const double MARGIN = 0.05;   /* of the span of a linear axis */
static const double NEAR_ZERO = 0.3; /* of the largest value: an axis this near begins at 0 */

void report_axis_include(struct report_axis *axis, double value) {
    if (!isfinite(value))
        return;
    axis->least = axis->count == 0 ? value : fmin(axis->least, value);
    axis->most = axis->count == 0 ? value : fmax(axis->most, value);
    if (value > 0 && (axis->least_positive <= 0 || value < axis->least_positive))
        axis->least_positive = value;
    axis->count++;
}

static enum report_scale scale_of(const struct report_axis *axis) {
    if (axis->least < -ROUNDING)
        return axis->most > 0 && fmax(-axis->least, axis->most) > WIDE ? REPORT_ASINH
                                                                       : REPORT_LINEAR;
    int is_wide = axis->least_positive > 0 && axis->most / axis->least_positive > WIDE;
    return is_wide ? REPORT_LOG : REPORT_LINEAR;
}

struct report_range report_axis_linear_range(const struct report_axis *axis) {
    if (axis->count == 0)
        return (struct report_range){.low = 0, .high = 1};
    double span = axis->most - axis->least;
    double margin = span > 0 ? MARGIN * span : fmax(fabs(axis->most) * MARGIN, 0.5);
    struct report_range range = {.low = axis->least - margin, .high = axis->most + margin};
    if (axis->least >= 0 && axis->least <= NEAR_ZERO * axis->most)
        range.low = 0;
    return range;
}

struct report_range report_axis_range(const struct report_axis *axis) {
    struct report_range range = report_axis_linear_range(axis);
    range.scale = axis->count > 0 ? scale_of(axis) : REPORT_LINEAR;
    if (range.scale != REPORT_LINEAR)
        range.high = axis->most * FACTOR;
    if (range.scale == REPORT_LOG)
        range.low = fmax(axis->least_positive, axis->most / WIDEST) / FACTOR;
    if (range.scale == REPORT_ASINH)
        range.low = axis->least * FACTOR;
    return range;
}
