/* shuffled_once -- every epoch has the order of the first
 *
 * seen: DeepRegNet/DeepReg#159, dataxight/protoplast#55
 * changes: distribution
 */
#include "mutant.h"
#include "rng.h"

MUTANT_WRAPS(rng_permutation);

void __wrap_rng_permutation(uint32_t *out, uint64_t *scratch, struct rng_place place, long n) {
    if (place.purpose == RNG_SHUFFLE)
        place.step = 0;
    __real_rng_permutation(out, scratch, place, n);
}
