/* adam_step_count_off -- Adam's step count begins at 2: it is raised before the first step and in it
 *
 * seen: tensorflow/tensorflow#35444, cs231n/cs231n.github.io#179
 * changes: distribution
 * tensor: parameter
 * also: linear/adam-escape
 */
#include "change_step.h"

MUTANT_WRAPS(klimb_optimiser_step);

static void change(struct optimiser *other, long *step) {
    if (other->config.kind == OPTIMISER_ADAM)
        ++*step;
}
