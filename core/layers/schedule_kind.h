/* schedule_kind.h -- private to schedule: the functions of each schedule.
 *
 * A file schedule_<name>.c defines one:
 *
 *     const struct schedule_functions klimb_schedule_linear = {klimb_schedule_position,
 *                                                              klimb_schedule_is_past_ramp};
 */
#ifndef KLIMB_SCHEDULE_KIND_H
#define KLIMB_SCHEDULE_KIND_H

#include "layers/schedule.h"

struct schedule_functions {
    /* the share of the way from `from` to `beta` that is done `elapsed` >= 0 steps after the start;
     * 1 gives exactly beta */
    double (*progress)(const struct schedule_config *config, long elapsed);
    /* whether progress stays 1 from `elapsed` on */
    int (*settled)(const struct schedule_config *config, long elapsed);
};

#define KIND_FUNCTIONS_SCHEDULE(NAME, name, text, uses)                                            \
    extern const struct schedule_functions klimb_schedule_##name;
SCHEDULE_TABLE(KIND_FUNCTIONS_SCHEDULE)

/* klimb_schedule_position -- u of schedule.h; 1 if the length is 0. */
double klimb_schedule_position(const struct schedule_config *config, long elapsed);

/* klimb_schedule_is_past_ramp -- whether `length` steps have passed. */
int klimb_schedule_is_past_ramp(const struct schedule_config *config, long elapsed);

/* klimb_schedule_jump -- 1: the progress of a schedule that is at its end at once. */
double klimb_schedule_jump(const struct schedule_config *config, long elapsed);

/* klimb_schedule_is_past_start -- 1: the `settled` of such a schedule. */
int klimb_schedule_is_past_start(const struct schedule_config *config, long elapsed);

#endif
