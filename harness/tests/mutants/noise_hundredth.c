/* noise_hundredth -- the noise is multiplied by 0.01
 *
 * seen: keras-team/keras#4211, aksub99/molecular-vae#32
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
        out[i] *= REAL(0.01);
}
