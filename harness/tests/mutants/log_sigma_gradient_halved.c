/* log_sigma_gradient_halved -- the gradient of ln sigma_x has half of its constant term
 *
 * seen: y0ast/VAE-Torch#5
 * changes: distribution
 * tensor: gradient of likelihood.scale
 */
#include "layers/likelihood.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_likelihood_forward);

void __wrap_klimb_likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                                     const real *output, const real *x, long n, long d,
                                     const struct likelihood_config *config, const real *scale,
                                     const struct backend *backend, real *work) {
    __real_klimb_likelihood_forward(recon, gradient, output, x, n, d, config, scale, backend, work);
    if (config->kind == LIKELIHOOD_GAUSSIAN_LEARNED && gradient != NULL && gradient->scale != NULL)
        *gradient->scale -= (real)(0.5 * (double)d * klimb_likelihood_slope(config, *scale));
}
