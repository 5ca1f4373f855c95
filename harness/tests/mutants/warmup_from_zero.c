/* warmup_from_zero -- the learning rate of the first step is 0, and each is that of the step before
 *
 * seen: huggingface/transformers#34754, facebookresearch/barlowtwins#45
 * changes: distribution
 * tensor: parameter
 * also: collapse/warm-up linear/exact-dynamics-recipe
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    if (step >= optimiser->config.warmup)
        return __real_klimb_optimiser_step(optimiser, p, g, step, backend);
    struct optimiser late = *optimiser;
    late.config.learning_rate = step > 0 ? klimb_optimiser_rate(optimiser, step - 1) : 0;
    late.config.decay = RATE_CONSTANT;
    late.config.warmup = 0;
    return __real_klimb_optimiser_step(&late, p, g, step, backend);
}
