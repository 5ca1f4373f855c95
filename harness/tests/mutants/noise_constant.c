/* noise_constant -- z = mu + sigma: the scale of the noise stands in the place of the noise
 *
 * seen: twairball/keras_lstm_vae#1, Project-MONAI/MONAI#8933
 * changes: distribution
 * tensor: noise eps
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_normal);

void __wrap_klimb_rng_normal(real *out, struct rng_place place, long rows, long columns,
                             const struct vecmath *vm) {
    __real_klimb_rng_normal(out, place, rows, columns, vm);
    if (place.purpose == RNG_LATENT || place.purpose == RNG_EVALUATION)
        for (long i = 0; i < rows * columns; i++)
            out[i] = 1;
}
