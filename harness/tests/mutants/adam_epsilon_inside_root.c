/* adam_epsilon_inside_root -- Adam adds epsilon below the root
 *
 * seen: FluxML/Flux.jl#448, CyberZHG/keras-radam#29
 * changes: distribution
 * tensor: parameter
 * also: linear/adam-escape
 */
#include <math.h>
#include <string.h>

#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

/* From the parameters before the step, and the moments after it, which are core's. */
static int adam(const struct optimiser *optimiser, real *p, long step) {
    const struct optimiser_config *config = &optimiser->config;
    const double correction1 = 1 - pow(config->beta1, (double)(step + 1));
    const double correction2 = 1 - pow(config->beta2, (double)(step + 1));
    const double rate = klimb_optimiser_rate(optimiser, step);
    int finite = 1;
    for (long i = 0; i < optimiser->parameters; i++) {
        const double m = (double)optimiser->m[i], v = (double)optimiser->v[i];
        p[i] -= (real)(rate * (m / correction1) / sqrt(v / correction2 + config->epsilon));
        finite = finite && isfinite(p[i]);
    }
    return finite;
}

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    if (optimiser->config.kind != OPTIMISER_ADAM)
        return __real_klimb_optimiser_step(optimiser, p, g, step, backend);
    size_t size = (size_t)optimiser->parameters * sizeof *p;
    real *before = mutant_zeros(optimiser->parameters);
    memcpy(before, p, size);
    __real_klimb_optimiser_step(optimiser, p, g, step, backend);
    memcpy(p, before, size);
    free(before);
    return adam(optimiser, p, step);
}
