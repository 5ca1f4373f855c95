/* noise_uniform -- the noise is uniform on (0, 1) instead of normal: rand for randn
 *
 * seen: dferendo/RecommendationSystem#3
 * changes: distribution
 * tensor: noise eps
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_normal);

void __wrap_klimb_rng_normal(real *out, struct rng_place place, long rows, long columns,
                             const struct vecmath *vm) {
    if (place.purpose != RNG_LATENT && place.purpose != RNG_EVALUATION) {
        __real_klimb_rng_normal(out, place, rows, columns, vm);
        return;
    }
    for (long i = 0; i < rows; i++, place.row++)
        klimb_rng_uniform(out + i * columns, place, columns);
}
