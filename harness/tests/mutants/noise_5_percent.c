/* noise_5_percent -- the noise is 1.05 times what it should be
 *
 * There it was multiplied by 1e-4; how small a difference shows is asked here.
 *
 * seen: BestActionNow/CVAR#3
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
        out[i] *= REAL(1.05);
}
