#include "layers/schedule_kind.h"

const struct schedule_functions klimb_schedule_constant = {klimb_schedule_jump,
                                                           klimb_schedule_is_past_start};
