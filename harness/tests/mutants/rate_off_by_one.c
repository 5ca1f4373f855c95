/* rate_off_by_one -- the learning rate is that of the next step
 *
 * seen: pytorch/pytorch#40492, deepspeedai/DeepSpeed#5287
 * changes: distribution
 * tensor: parameter
 * also: linear/escape-rate-cosine
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    struct optimiser ahead = *optimiser;
    ahead.config.learning_rate = klimb_optimiser_rate(optimiser, step + 1);
    ahead.config.decay = RATE_CONSTANT;
    return __real_klimb_optimiser_step(&ahead, p, g, step, backend);
}
