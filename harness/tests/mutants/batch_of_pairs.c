/* batch_of_pairs -- each example of a batch is in it twice
 *
 * seen: fastestimator/fastestimator#644, compsciencelab/torchmd-exp#28
 * changes: distribution
 * tensor: batch x
 */
#include "data/batcher.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_batcher_fill);

void __wrap_klimb_batcher_fill(struct batcher *batcher, uint32_t *index, long step) {
    __real_klimb_batcher_fill(batcher, index, step);
    for (long i = 1; i < batcher->batch; i += 2)
        index[i] = index[i - 1];
}
