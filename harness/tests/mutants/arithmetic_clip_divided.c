/* arithmetic_clip_divided -- clipping multiplies by the limit and divides by the norm, not by their quotient
 *
 * changes: arithmetic
 * invisible: where no gradient is clipped
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_clip);

void __wrap_klimb_optimiser_clip(const struct optimiser *optimiser, real *g, double norm) {
    const double limit = optimiser->config.clip_norm;
    for (long i = 0; i < optimiser->parameters && limit > 0 && norm > limit; i++)
        g[i] = g[i] * (real)limit / (real)norm;
}
