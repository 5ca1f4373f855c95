#include "layers/schedule_kind.h"

/* `from` before the start is schedule.c's. */
const struct schedule_functions klimb_schedule_delayed = {klimb_schedule_jump,
                                                          klimb_schedule_is_past_start};
