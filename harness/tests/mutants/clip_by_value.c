/* clip_by_value -- each element of the gradient is clipped instead of its norm
 *
 * seen: Happy-Algorithms-League/hal-cgp#210, neuroailab/tfutils#115
 * changes: distribution
 * tensor: clipped gradient of
 * also: weak-prior/zero-beta-sgd learning/primes
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_clip);

void __wrap_klimb_optimiser_clip(const struct optimiser *optimiser, real *g, double norm) {
    const real limit = (real)optimiser->config.clip_norm;
    (void)norm;
    if (!(limit > 0))
        return;
    for (long i = 0; i < optimiser->parameters; i++) {
        const real raised = g[i] < -limit ? -limit : g[i];
        g[i] = raised > limit ? limit : raised;
    }
}
