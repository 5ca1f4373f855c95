/* batch_same_for_ever -- every step is given the first batch
 *
 * seen: ZhaoJ9014/face.evoLVe#39, wandb/examples#444, TRAIS-Lab/dattri#188
 * changes: distribution
 * tensor: batch x
 */
#include "data/batcher.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_batcher_fill);

void __wrap_klimb_batcher_fill(struct batcher *batcher, uint32_t *index, long step) {
    (void)step;
    __real_klimb_batcher_fill(batcher, index, 0);
}
