/* tanh_on_logvar -- ln sigma^2 is tanh s: inside (-1, 1)
 *
 * seen: pkmital/CADL#84
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
        other.kind = HEAD_TANH;
        other.low = -1;
        other.high = 1;
    }
    return other;
}
