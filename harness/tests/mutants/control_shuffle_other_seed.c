/* control_shuffle_other_seed -- batches are shuffled with another seed
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
    if (place.purpose == RNG_SHUFFLE)
        place.seed += 1000003;
    __real_klimb_rng_permutation(out, scratch, place, n);
}
