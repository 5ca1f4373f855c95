/* softplus_without_floor -- sigma = softplus(s) has no floor
 *
 * seen: mllam/neural-lam#537, ShangtongZhang/DeepRL#4
 * changes: distribution
 * tensor: posterior logvar
 * also: explosion/softplus-floor
 */
#include "change_head.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

static struct head_config changed(const struct head_config *head) {
    struct head_config other = *head;
    other.floor = 0;
    return other;
}
