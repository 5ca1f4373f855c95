/* adam_epsilon_large -- Adam's epsilon is 1e-3 instead of 1e-8
 *
 * There it was 0.1.
 *
 * seen: mlpnlp/mlpnlp-nmt#4, davidsandberg/facenet#1056
 * changes: distribution
 * tensor: parameter
 */
#include "change_step.h"

MUTANT_WRAPS(klimb_optimiser_step);

static void change(struct optimiser *other, long *step) {
    (void)step;
    if (other->config.kind == OPTIMISER_ADAM)
        other->config.epsilon = 1e-3;
}
