/* never_shuffled -- examples come in the order of the file, every epoch
 *
 * seen: msamogh/nonechucks#8
 * changes: distribution
 */
#include "mutant.h"
#include "rng.h"

MUTANT_WRAPS(rng_permutation);

void __wrap_rng_permutation(uint32_t *out, uint64_t *scratch, struct rng_place place, long n) {
    __real_rng_permutation(out, scratch, place, n);
    if (place.purpose == RNG_SHUFFLE)
        for (long i = 0; i < n; i++)
            out[i] = (uint32_t)i;
}
