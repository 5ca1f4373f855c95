/* momentum_nesterov -- Nesterov's momentum, though the plain one was asked for: momentum is applied twice
 *
 * seen: keras-team/keras#14115, torch/optim#27
 * changes: distribution
 * tensor: parameter
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    const int finite = __real_klimb_optimiser_step(optimiser, p, g, step, backend);
    if (optimiser->config.kind != OPTIMISER_SGD || !(optimiser->config.momentum > 0))
        return finite;
    const real rate = (real)klimb_optimiser_rate(optimiser, step);
    const real momentum = (real)optimiser->config.momentum;
    for (long i = 0; i < optimiser->parameters; i++)
        p[i] += rate * (optimiser->m[i] - momentum * optimiser->m[i] - g[i]);
    return finite;
}
