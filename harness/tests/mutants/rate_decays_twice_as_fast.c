/* rate_decays_twice_as_fast -- the schedule of the learning rate is stepped twice in each step
 *
 * There once an iteration instead of once an epoch.
 *
 * seen: hazdzz/stgcn#18
 * changes: distribution
 * tensor: parameter
 * also: linear/escape-rate-cosine
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    struct optimiser other = *optimiser;
    const long twice = 2 * step < optimiser->steps ? 2 * step : optimiser->steps;
    other.config.learning_rate = klimb_optimiser_rate(optimiser, twice);
    other.config.decay = RATE_CONSTANT;
    return __real_klimb_optimiser_step(&other, p, g, step, backend);
}
