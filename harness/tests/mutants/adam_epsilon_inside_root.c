/* adam_epsilon_inside_root -- Adam adds epsilon below the root
 *
 * seen: FluxML/Flux.jl#448, CyberZHG/keras-radam#29
 * changes: distribution
 * also: linear/adam-escape
 */
#include <math.h>

#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

static int adam(struct optimiser *optimiser, real *p, const real *g, long step) {
    const struct optimiser_config *config = &optimiser->config;
    const double correction1 = 1 - pow(config->beta1, (double)(step + 1));
    const double correction2 = 1 - pow(config->beta2, (double)(step + 1));
    const double rate = klimb_optimiser_rate(optimiser, step);
    int finite = 1;
    for (long i = 0; i < optimiser->parameters; i++) {
        const double m = config->beta1 * (double)optimiser->m[i] +
                         (1 - config->beta1) * (double)g[i];
        const double v = config->beta2 * (double)optimiser->v[i] +
                         (1 - config->beta2) * (double)g[i] * (double)g[i];
        optimiser->m[i] = (real)m;
        optimiser->v[i] = (real)v;
        p[i] -= (real)(rate * (m / correction1) / sqrt(v / correction2 + config->epsilon));
        finite = finite && isfinite(p[i]);
    }
    return finite;
}

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    return optimiser->config.kind == OPTIMISER_ADAM
               ? adam(optimiser, p, g, step)
               : __real_klimb_optimiser_step(optimiser, p, g, step, backend);
}
