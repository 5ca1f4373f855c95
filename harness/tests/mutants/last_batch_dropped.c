/* last_batch_dropped -- the examples left over at the end of an epoch are dropped
 *
 * Which examples these are is drawn again each epoch, so none is left out for long: every batch has the
 * distribution that it had, and nobody could notice but by the bits.
 *
 * seen: bioinf-jku/TTUR#20, ultralytics/ultralytics#11217
 * changes: distribution
 * tensor: later
 * alone: every batch has the distribution that it had; nothing but the bits can tell
 */
#include <string.h>

#include "data/batcher.h"
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_batcher_fill);

void __wrap_klimb_batcher_fill(struct batcher *batcher, uint32_t *index, long step) {
    if (batcher->sampling != SAMPLING_SHUFFLE) {
        __real_klimb_batcher_fill(batcher, index, step);
        return;
    }
    const long batches = batcher->count / batcher->batch, epoch = step / batches;
    if (epoch != batcher->epoch) {
        const struct rng_place place = {
            .seed = batcher->seed, .purpose = RNG_SHUFFLE, .step = (uint32_t)epoch};
        klimb_rng_permutation(batcher->order, batcher->scratch, place, batcher->count);
        batcher->epoch = epoch;
    }
    memcpy(index, batcher->order + step % batches * batcher->batch,
           (size_t)batcher->batch * sizeof *index);
}
