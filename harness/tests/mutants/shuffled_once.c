/* shuffled_once -- every epoch has the order of the first
 *
 * Each order is as likely as any other, and one of them serves as well for every epoch: what changes is
 * how batches of different epochs hang together, which no column of a record shows. Nobody could notice
 * but by the bits.
 *
 * seen: DeepRegNet/DeepReg#159, dataxight/protoplast#55
 * changes: distribution
 * tensor: later
 * alone: each order is as likely as any other; nothing but the bits can tell
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_permutation);

void __wrap_klimb_rng_permutation(uint32_t *out, uint64_t *scratch, struct rng_place place,
                                  long n) {
    if (place.purpose == RNG_SHUFFLE)
        place.step = 0;
    __real_klimb_rng_permutation(out, scratch, place, n);
}
