/* noise_repeats_after_64_steps -- the noise repeats itself after 64 steps
 *
 * There it did from epoch to epoch.
 *
 * seen: pytorch/pytorch#41329, mapooon/SelfBlendedImages#27
 * changes: distribution
 * tensor: later
 * also: annealing/linear linear/noise-averages-out
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_normal);

void __wrap_klimb_rng_normal(real *out, struct rng_place place, long rows, long columns,
                             const struct vecmath *vm) {
    enum { PERIOD = 64 };
    if (place.purpose == RNG_LATENT)
        place.step %= PERIOD;
    __real_klimb_rng_normal(out, place, rows, columns, vm);
}
