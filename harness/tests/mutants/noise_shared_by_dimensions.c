/* noise_shared_by_dimensions -- all latent dimensions of an example have the same noise
 *
 * seen: BioroboticsLab/IBA#17
 * changes: distribution
 * tensor: noise eps
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_normal);

void __wrap_klimb_rng_normal(real *out, struct rng_place place, long rows, long columns,
                             const struct vecmath *vm) {
    __real_klimb_rng_normal(out, place, rows, columns, vm);
    for (long i = 0; place.purpose == RNG_LATENT && i < rows * columns; i++)
        out[i] = out[i - i % columns];
}
