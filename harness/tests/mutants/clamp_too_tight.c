/* clamp_too_tight -- ln sigma^2 is clamped to [-2, 2], which nobody asked for and which stops the gradient
 *
 * seen: YosefLab/scVI-dev#108, DLR-RM/stable-baselines3#620, watchernyu/REDQ#8
 * changes: distribution
 * tensor: posterior logvar
 */
#include "change_head.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

static struct head_config changed(const struct head_config *head) {
    struct head_config other = *head;
    if (head->kind == HEAD_LOGVAR) {
        other.kind = HEAD_CLAMPED;
        other.low = -2;
        other.high = 2;
    }
    return other;
}
