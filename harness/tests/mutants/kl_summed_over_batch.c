/* kl_summed_over_batch -- the KL is summed over the batch, whose reconstruction is averaged
 *
 * seen: EDAPINENUT/GNTPP#4, GlassyWing/nvae#3
 * changes: distribution
 * tensor: loss term kl
 */
#include "weigh_kl.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

static double kl_factor(long n, long k) {
    (void)k;
    return (double)n;
}
