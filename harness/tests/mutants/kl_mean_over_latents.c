/* kl_mean_over_latents -- the KL is averaged over latent dimensions instead of summed
 *
 * seen: maxhodak/keras-molecules#59, mkusner/grammarVAE#2, podgorskiy/VAE#1
 * changes: distribution
 * tensor: loss term kl
 */
#include "weigh_kl.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

static double kl_factor(long n, long k) {
    (void)n;
    return 1 / (double)k;
}
