/* adam_beta2_0_99 -- Adam's beta2 is 0.99 instead of 0.999
 *
 * There it was 0.98.
 *
 * seen: OpenNMT/OpenNMT-py#382
 * changes: distribution
 * tensor: moment v of
 */
#include "change_step.h"

MUTANT_WRAPS(klimb_optimiser_step);

static void change(struct optimiser *other, long *step) {
    (void)step;
    if (other->config.kind == OPTIMISER_ADAM)
        other->config.beta2 = 0.99;
}
