#include "layers/schedule_kind.h"
#include "numerics/vecmath/vecmath.h"

static double progress(const struct schedule_config *config, long elapsed) {
    return (1 - klimb_vecmath_scalar_cospi(klimb_schedule_position(config, elapsed))) / 2;
}

const struct schedule_functions klimb_schedule_cosine = {progress, klimb_schedule_is_past_ramp};
