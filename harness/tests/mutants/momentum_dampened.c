/* momentum_dampened -- the gradient goes into the momentum with the weight 1 - momentum
 *
 * seen: intel/analytics-zoo#1038, ml-explore/mlx#87
 * changes: distribution
 * tensor: parameter
 */
#include "change_step.h"

MUTANT_WRAPS(klimb_optimiser_step);

static void change(struct optimiser *other, long *step) {
    (void)step;
    if (other->config.kind == OPTIMISER_SGD)
        other->config.learning_rate *= 1 - other->config.momentum;
}
