/* every_second_gradient_lost -- of two accumulated gradients the first is zeroed, and only the second makes a step
 *
 * seen: meta-pytorch/opacus#93, huggingface/accelerate#435
 * changes: distribution
 * tensor: moment m of
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    if (step % 2 == 0)
        return 1;
    struct optimiser other = *optimiser;
    other.config.learning_rate = klimb_optimiser_rate(optimiser, step);
    other.config.decay = RATE_CONSTANT;
    return __real_klimb_optimiser_step(&other, p, g, step / 2, backend);
}
