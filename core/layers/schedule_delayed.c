#include "layers/schedule_kind.h"

/* schedule.c returns `from` before the start. */
const struct schedule_functions klimb_schedule_delayed = {klimb_schedule_jump,
                                                          klimb_schedule_is_past_start};
