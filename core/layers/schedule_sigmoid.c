#include "layers/schedule_kind.h"
#include "numerics/vecmath/vecmath.h"

/* A sigmoid counts as settled when this share of its way is left. */
static const double REST = 1e-3;

/* The logistic curve has no end, so it continues beyond `length`. */
static double progress(const struct schedule_config *config, long elapsed) {
    if (config->length <= 0)
        return 1;
    double middle = (double)config->length / 2;
    return 1 / (1 + klimb_vecmath_scalar_exp(-((double)elapsed - middle) / config->width));
}

static int settled(const struct schedule_config *config, long elapsed) {
    return 1 - progress(config, elapsed) <= REST;
}

const struct schedule_functions klimb_schedule_sigmoid = {progress, settled};
