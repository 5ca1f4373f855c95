/* adamw_as_l2 -- AdamW adds its decay to the gradient, as Adam with L2 does, so that it is divided by sqrt(v)
 *
 * seen: pytorch/pytorch#41477, anhquan0412/basic_model_scratch#2
 * changes: distribution
 * tensor: moment m of
 * also: collapse/decoupled-weight-decay linear/exact-dynamics-recipe
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    if (optimiser->config.kind != OPTIMISER_ADAMW || !(optimiser->config.weight_decay > 0))
        return __real_klimb_optimiser_step(optimiser, p, g, step, backend);
    struct optimiser coupled = *optimiser;
    real *sum = mutant_zeros(optimiser->parameters), weight = (real)coupled.config.weight_decay;
    for (long i = 0; i < optimiser->parameters; i++)
        sum[i] = g[i] + weight * p[i];
    coupled.config.kind = OPTIMISER_ADAM;
    int finite = __real_klimb_optimiser_step(&coupled, p, sum, step, backend);
    free(sum);
    return finite;
}
