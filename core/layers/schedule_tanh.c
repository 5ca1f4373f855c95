#include "layers/schedule_kind.h"
#include "numerics/vecmath/vecmath.h"

/* Recipes for text VAEs write (1 + tanh((step - a)/b))/2, which is the sigmoid with half the width: (1 + tanh x)/2 =
 * 1/(1 + e^-2x). This is the upper half of that curve, without the slow start: steepest at the start, flat towards the
 * end, and scaled to reach beta at `length`. A large width makes it linear, a small one a jump. */

static double progress(const struct schedule_config *config, long elapsed) {
    if (elapsed >= config->length)
        return 1;
    double end = klimb_vecmath_scalar_tanh((double)config->length / config->width);
    return klimb_vecmath_scalar_tanh((double)elapsed / config->width) / end;
}

const struct schedule_functions klimb_schedule_tanh = {progress, klimb_schedule_is_past_ramp};
