/* arithmetic_uniform_last_lanes -- weights that fill no block of four repeat the first ones
 *
 * changes: arithmetic
 * invisible: where all layers have multiples of four units
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_uniform);

void __wrap_klimb_rng_uniform(real *out, struct rng_place place, long n) {
    __real_klimb_rng_uniform(out, place, n);
    for (long i = n / 4 * 4; i < n; i++)
        out[i] = out[i % 4];
}
