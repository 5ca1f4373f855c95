/* control_noise_other_purpose -- the noise of a purpose that nothing else draws for
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
        place.purpose = 101;
    __real_klimb_rng_normal(out, place, rows, columns, vm);
}
