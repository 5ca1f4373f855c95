/* weight_decay_coupled -- a weight decay of 0.01 that nobody asked for is added to the gradient
 *
 * seen: anhquan0412/basic_model_scratch#2, pytorch/pytorch#41679
 * changes: distribution
 * tensor: moment m of
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    real *decayed = mutant_zeros(optimiser->parameters);
    for (long i = 0; i < optimiser->parameters; i++)
        decayed[i] = g[i] + REAL(0.01) * p[i];
    const int finite = __real_klimb_optimiser_step(optimiser, p, decayed, step, backend);
    free(decayed);
    return finite;
}
