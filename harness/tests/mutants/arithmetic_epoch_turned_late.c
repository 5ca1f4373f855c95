/* arithmetic_epoch_turned_late -- a batch across the end of an epoch begins the old order again
 *
 * changes: arithmetic
 * invisible: where batches divide the training set
 */
#include "data/batcher.h"
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_batcher_fill);

void __wrap_klimb_batcher_fill(struct batcher *batcher, uint32_t *index, long step) {
    const long position = step * batcher->batch, rest = batcher->count - position % batcher->count;
    __real_klimb_batcher_fill(batcher, index, step);
    if (batcher->sampling != SAMPLING_SHUFFLE || rest >= batcher->batch)
        return;
    batcher->epoch = position / batcher->count;
    klimb_rng_permutation(batcher->order, batcher->scratch,
                          (struct rng_place){.seed = batcher->seed,
                                             .purpose = RNG_SHUFFLE,
                                             .step = (uint32_t)batcher->epoch},
                          batcher->count);
    for (long i = rest; i < batcher->batch; i++)
        index[i] = batcher->order[i - rest];
}
