/* burn_on_one_batch -- all updates of the encoder alone in a step are on the batch of the step
 *
 * seen: tamarott/SinGAN#58
 * changes: distribution
 * tensor: moment m of encoder
 * also: cures/aggressive-encoder cures/aggressive-deep-decoder
 */
#include "mutant.h"
#include "train/trainer_internal.h"

MUTANT_WRAPS(klimb_trainer_prepare_random);

void __wrap_klimb_trainer_prepare_random(struct trainer *trainer) {
    trainer->batch_is_ready = 0;
    klimb_trainer_prepare(trainer);
}
