/* control_noise_negated -- the noise with the other sign, which is as likely
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
    __real_klimb_rng_normal(out, place, rows, columns, vm);
    if (place.purpose == RNG_LATENT)
        for (long i = 0; i < rows * columns; i++)
            out[i] = -out[i];
}
