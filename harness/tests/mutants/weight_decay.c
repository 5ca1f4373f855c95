/* weight_decay -- a weight decay of 0.01 that nobody asked for: AdamW with its default
 *
 * seen: jolibrain/deepdetect#1462
 * changes: distribution
 * tensor: parameter
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    const double keep = 1 - 0.01 * klimb_optimiser_rate(optimiser, step);
    for (long i = 0; i < optimiser->parameters; i++)
        p[i] = (real)(keep * (double)p[i]);
    return __real_klimb_optimiser_step(optimiser, p, g, step, backend);
}
