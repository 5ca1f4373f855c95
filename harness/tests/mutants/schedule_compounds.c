/* schedule_compounds -- each step adds its share to the beta of the step before, not to the first
 *
 * seen: Curt-Park/rainbow-is-all-you-need#73
 * changes: distribution
 * tensor: schedule beta
 * also: annealing/linear
 */
#include "layers/schedule.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_schedule_beta);

double __wrap_klimb_schedule_beta(const struct schedule_config *config, long step) {
    if (config->kind != SCHEDULE_LINEAR)
        return __real_klimb_schedule_beta(config, step);
    double beta = config->from;
    for (long t = 0; t <= step && t < config->start + config->length; t++)
        if (t > config->start)
            beta += (config->beta - beta) * (double)(t - config->start) / (double)config->length;
    return beta;
}
