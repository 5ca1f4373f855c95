/* rate_not_decayed -- the schedule of the learning rate is never stepped
 *
 * seen: ziqi-jin/finetune-anything#57, SPOClab-ca/dn3#6
 * changes: distribution
 * tensor: parameter
 * also: linear/escape-rate-cosine
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    struct optimiser constant = *optimiser;
    constant.config.decay = RATE_CONSTANT;
    return __real_klimb_optimiser_step(&constant, p, g, step, backend);
}
