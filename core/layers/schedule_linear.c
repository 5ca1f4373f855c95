#include "layers/schedule_kind.h"

const struct schedule_functions klimb_schedule_linear = {klimb_schedule_position,
                                                         klimb_schedule_is_past_ramp};
