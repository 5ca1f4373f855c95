/* iwae_mean_of_logs -- the importance-weighted bound is the mean of ln w over the samples, not ln of their mean
 *
 * seen: arahuja/generative-tf#1
 * changes: distribution
 * tensor: gradient of
 * also: learning/iwae
 */
#include "mutant.h"
#include "train/vae.h"

MUTANT_WRAPS(klimb_vae_iwae);

/* Then every sample has the same share in the gradient. */
double __wrap_klimb_vae_iwae(struct vae *vae, const real *eps, double beta, long n) {
    double sum = 0;
    for (long i = 0; i < n; i++) {
        sum -= klimb_vae_log_weight(vae, eps, i, beta);
        vae->share[i] = 1 / (double)vae->bound.samples;
    }
    return sum / (double)n;
}
