/* control_shuffle_reversed -- the order of an epoch from its end, which is as likely
 *
 * seen: -
 * changes: permutes
 * tensor: batch x
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_permutation);

void __wrap_klimb_rng_permutation(uint32_t *out, uint64_t *scratch, struct rng_place place,
                                  long n) {
    __real_klimb_rng_permutation(out, scratch, place, n);
    if (place.purpose == RNG_SHUFFLE)
        for (long i = 0; i < n / 2; i++) {
            const uint32_t swap = out[i];
            out[i] = out[n - 1 - i];
            out[n - 1 - i] = swap;
        }
}
