/* never_shuffled -- examples come in the order of the file, every epoch
 *
 * Digits lie in the file in no order that matters, so a run is like any other; but runs of all seeds see
 * the same batches, and what a row says of its batch spreads less from seed to seed.
 *
 * seen: msamogh/nonechucks#8
 * changes: distribution
 * tensor: batch x
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_permutation);

void __wrap_klimb_rng_permutation(uint32_t *out, uint64_t *scratch, struct rng_place place,
                                  long n) {
    __real_klimb_rng_permutation(out, scratch, place, n);
    if (place.purpose == RNG_SHUFFLE)
        for (long i = 0; i < n; i++)
            out[i] = (uint32_t)i;
}
