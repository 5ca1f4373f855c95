/* clip_wrong_norm -- the gradient is clipped at a norm of 1, whatever was asked for
 *
 * seen: huggingface/transformers#581, HomebrewML/HeavyBall#67
 * changes: distribution
 * tensor: clipped gradient of
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_clip);

void __wrap_klimb_optimiser_clip(const struct optimiser *optimiser, real *g, double norm) {
    struct optimiser other = *optimiser;
    other.config.clip_norm = 1;
    __real_klimb_optimiser_clip(&other, g, norm);
}
