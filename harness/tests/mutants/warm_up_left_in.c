/* warm_up_left_in -- the learning rate rises over 100 steps, which nobody asked for
 *
 * seen: crowsonkb/k-diffusion#50, Tencent-Hunyuan/UniRL#223
 * changes: distribution
 * tensor: parameter
 */
#include "change_step.h"

MUTANT_WRAPS(klimb_optimiser_step);

static void change(struct optimiser *other, long *step) {
    enum { WARM_UP = 100 };
    if (*step < WARM_UP)
        other->config.learning_rate *= (double)(*step + 1) / WARM_UP;
}
