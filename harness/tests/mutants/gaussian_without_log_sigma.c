/* gaussian_without_log_sigma -- the Gaussian likelihood lacks its term ln sigma_x
 *
 * seen: piEsposito/blitz-bayesian-deep-learning#14, Michedev/VAE_anomaly_detection#4
 * changes: distribution
 * tensor: loss term recon | gradient of likelihood.scale
 */
#include <stddef.h>

#include "layers/likelihood.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_likelihood_forward);

void __wrap_klimb_likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                                     const real *output, const real *x, long n, long d,
                                     const struct likelihood_config *config, const real *scale,
                                     const struct backend *backend, real *work) {
    __real_klimb_likelihood_forward(recon, gradient, output, x, n, d, config, scale, backend, work);
    if (!klimb_likelihood_is_gaussian(config->kind))
        return;
    for (long i = 0; i < n; i++)
        recon[i] -= (double)d * klimb_vecmath_scalar_log(klimb_likelihood_sigma(
                                    config, scale != NULL ? *scale : REAL(0.0)));
    if (gradient != NULL && gradient->scale != NULL)
        *gradient->scale -= (real)((double)d * klimb_likelihood_slope(config, *scale));
}
