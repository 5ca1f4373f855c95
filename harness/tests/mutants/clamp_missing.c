/* clamp_missing -- ln sigma^2 is not clamped
 *
 * seen: vanderschaarlab/synthcity#331, pyg-team/pytorch_geometric#500
 * changes: distribution
 * tensor: posterior logvar
 * also: explosion/clamped explosion/stuck-at-clamp
 */
#include "change_head.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

static struct head_config changed(const struct head_config *head) {
    struct head_config other = *head;
    if (head->kind == HEAD_CLAMPED)
        other.kind = HEAD_LOGVAR;
    return other;
}
