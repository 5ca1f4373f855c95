/* schedule_never_ends -- the ramp of beta is longer than the run
 *
 * seen: scverse/scvi-tools#1569
 * changes: distribution
 * tensor: schedule beta
 * also: annealing/linear
 */
#include "layers/schedule.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_schedule_beta);

double __wrap_klimb_schedule_beta(const struct schedule_config *config, long step) {
    struct schedule_config longer = *config;
    if (config->kind == SCHEDULE_LINEAR)
        longer.length *= 4;
    return __real_klimb_schedule_beta(&longer, step);
}
