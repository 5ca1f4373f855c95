/* kl_sign -- the KL has the wrong sign, so that training raises it
 *
 * seen: FluxML/model-zoo#147, AntixK/PyTorch-VAE#68
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
    return -1;
}
