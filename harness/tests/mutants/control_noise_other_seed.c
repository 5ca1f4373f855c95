/* control_noise_other_seed -- the noise of another seed
 *
 * seen: -
 * changes: permutes
 * tensor: noise eps
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_normal);

void __wrap_klimb_rng_normal(real *out, struct rng_place place, long rows, long columns,
                             const struct vecmath *vm) {
    if (place.purpose == RNG_LATENT)
        place.seed += 1000003;
    __real_klimb_rng_normal(out, place, rows, columns, vm);
}
