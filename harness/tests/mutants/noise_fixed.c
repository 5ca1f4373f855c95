/* noise_fixed -- every step is given the noise of the first
 *
 * seen: PaddlePaddle/Paddle#7796
 * changes: distribution
 * tensor: noise eps
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_normal);

void __wrap_klimb_rng_normal(real *out, struct rng_place place, long rows, long columns,
                             const struct vecmath *vm) {
    if (place.purpose == RNG_LATENT)
        place.step = 0;
    __real_klimb_rng_normal(out, place, rows, columns, vm);
}
