/* noise_shared_by_batch -- all examples of a batch are given the same noise
 *
 * seen: impICNF/ContinuousNormalizingFlows.jl#119, Tim-Salzmann/l4casadi#32
 * changes: distribution
 * tensor: noise eps
 */
#include "mutant.h"
#include "numerics/rng.h"

#include <string.h>

MUTANT_WRAPS(klimb_rng_normal);

void __wrap_klimb_rng_normal(real *out, struct rng_place place, long rows, long columns,
                             const struct vecmath *vm) {
    __real_klimb_rng_normal(out, place, rows, columns, vm);
    if (place.purpose == RNG_LATENT)
        for (long i = 1; i < rows; i++)
            memcpy(out + i * columns, out, (size_t)columns * sizeof *out);
}
