/* arithmetic_mean_divided -- the gradient of a mean is divided by the batch, not times its reciprocal
 *
 * changes: arithmetic
 * invisible: where batch times the decoder's σ is a power of two
 */
#include "layers/likelihood.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_likelihood_forward);

/* Before it became a share of the mean, from the output and what it should have been. */
static real whole_gradient(real output, real x, real mean, const struct likelihood_config *config,
                           real sigma) {
    return config->kind == LIKELIHOOD_BERNOULLI ? mean - x : (output - x) / sigma;
}

void __wrap_klimb_likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                                     const real *output, const real *x, long n, long d,
                                     const struct likelihood_config *config, const real *scale,
                                     const struct backend *backend, real *work) {
    const double sigma = klimb_likelihood_sigma(config, scale != NULL ? *scale : REAL(0.0));
    const real parts = (real)(config->kind == LIKELIHOOD_BERNOULLI ? (double)n : sigma * (double)n);
    __real_klimb_likelihood_forward(recon, gradient, output, x, n, d, config, scale, backend, work);
    if (gradient == NULL || klimb_likelihood_is_count(config->kind))
        return;
    real *mean = mutant_zeros(n * d);
    backend->vm->sigmoid(mean, output, n * d);
    for (long i = 0; i < n * d; i++)
        gradient->output[i] = whole_gradient(output[i], x[i], mean[i], config, (real)sigma) / parts;
    free(mean);
}
