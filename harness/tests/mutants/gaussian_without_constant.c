/* gaussian_without_constant -- the Gaussian likelihood is without its ln(2 pi)/2
 *
 * seen: Qinyu-Allen-Zhao/Arinar#1, bojone/vae#3
 * changes: distribution
 * tensor: loss term recon
 */
#include "layers/likelihood.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_likelihood_forward);

void __wrap_klimb_likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                                     const real *output, const real *x, long n, long d,
                                     const struct likelihood_config *config, const real *scale,
                                     const struct backend *backend, real *work) {
    __real_klimb_likelihood_forward(recon, gradient, output, x, n, d, config, scale, backend, work);
    const double half_ln_2pi = 0.91893853320467274;
    for (long i = 0; klimb_likelihood_is_gaussian(config->kind) && i < n; i++)
        recon[i] -= half_ln_2pi * (double)d;
}
