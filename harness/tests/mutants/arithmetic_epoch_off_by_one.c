/* arithmetic_epoch_off_by_one -- each epoch has the order of the one after it
 *
 * changes: arithmetic
 * invisible: where a batch is the whole training set
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_permutation);

void __wrap_klimb_rng_permutation(uint32_t *out, uint64_t *scratch, struct rng_place place,
                                  long n) {
    place.step += place.purpose == RNG_SHUFFLE;
    __real_klimb_rng_permutation(out, scratch, place, n);
}
