/* kl_without_half -- the KL lacks its factor 1/2
 *
 * seen: KarenUllrich/Tutorial_BayesianCompressionForDL#8, SupaeroDataScience/deep-learning#6
 * changes: distribution
 * tensor: loss term kl
 */
#include "weigh_kl.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

static double kl_factor(long n, long k) {
    (void)n;
    (void)k;
    return 2;
}
