#include <string.h>

#include "layers/likelihood_internal.h"

/* r = (m - x)/sigma. A division, because 1/sigma would overflow earlier. */
static void standardise(real *r, const struct likelihood_batch *batch, long i, real sigma) {
    const real *mean = batch->output + i * batch->d, *x = batch->x + i * batch->d;
    for (long j = 0; j < batch->d; j++)
        r[j] = (mean[j] - x[j]) / sigma;
}

/* Returns sum_i sum_j ((x_ij - m_ij)/sigma)^2; 0 without a gradient. */
static double add_squares(double *recon, real *gradient, const struct likelihood_batch *batch,
                          double sigma, real *work) {
    const struct kernels *kernels = batch->backend->kernels;
    double constant = (double)batch->d * (klimb_vecmath_scalar_log(sigma) + LIKELIHOOD_HALF_LN_2PI);
    real share = (real)(1 / (sigma * (double)batch->n));
    double squares = 0;
    for (long i = 0; i < batch->n; i++) {
        real *r = gradient != NULL ? gradient + i * batch->d : work;
        standardise(r, batch, i, (real)sigma);
        for (long j = 0; j < batch->d; j++)
            work[j] = r[j] * (REAL(0.5) * r[j]);
        recon[i] = kernels->sum(work, batch->d) + constant;
        if (gradient == NULL)
            continue;
        squares += kernels->dot(r, r, batch->d);
        for (long j = 0; j < batch->d; j++)
            r[j] *= share;
    }
    return squares;
}

/* d recon_i / d ln sigma = d - sum_j r_ij^2. */
static double scale_gradient(const struct likelihood_batch *batch, double squares) {
    double elements = (double)batch->n * (double)batch->d;
    return (elements - squares) / (double)batch->n *
           klimb_likelihood_slope(batch->config, batch->scale[0]);
}

void klimb_likelihood_gaussian(double *recon, const struct likelihood_gradient *gradient,
                               const struct likelihood_batch *batch, real *work) {
    double sigma = klimb_likelihood_sigma(batch->config,
                                          batch->scale != NULL ? batch->scale[0] : REAL(0.0));
    double squares = add_squares(recon, gradient != NULL ? gradient->output : NULL, batch, sigma,
                                 work);
    if (gradient != NULL && gradient->scale != NULL)
        *gradient->scale = (real)scale_gradient(batch, squares);
}

real klimb_likelihood_batch_scale(const real *output, const real *x, long n, long d,
                                  const struct backend *backend, real *work) {
    double squares = 0;
    for (long i = 0; i < n; i++) {
        for (long j = 0; j < d; j++)
            work[j] = output[i * d + j] - x[i * d + j];
        squares += backend->kernels->dot(work, work, d);
    }
    return (real)(klimb_vecmath_scalar_log(squares / ((double)n * (double)d)) / 2);
}

/* Turns the gradient at fixed sigma_x into that of gaussian-optimal, see klimb_likelihood_forward. For an exact
 * fit, where squares is 0, the gradient is already 0. */
static void add_way_through_scale(real *gradient, const struct likelihood_batch *batch,
                                  double squares) {
    double elements = (double)batch->n * (double)batch->d;
    if (!(squares > 0))
        return;
    double slope = klimb_likelihood_slope(batch->config, batch->scale[0]);
    real factor = (real)(1 + slope * (elements / squares - 1));
    for (long i = 0; i < batch->n * batch->d; i++)
        gradient[i] *= factor;
}

void klimb_likelihood_gaussian_optimal(double *recon, const struct likelihood_gradient *gradient,
                                       const struct likelihood_batch *batch, real *work) {
    double sigma = klimb_likelihood_sigma(batch->config, batch->scale[0]);
    real *doutput = gradient != NULL ? gradient->output : NULL;
    double squares = add_squares(recon, doutput, batch, sigma, work);
    if (doutput != NULL)
        add_way_through_scale(doutput, batch, squares);
}

void klimb_likelihood_mean_itself(real *mean, const struct likelihood_batch *batch) {
    if (mean != batch->output)
        memcpy(mean, batch->output, (size_t)(batch->n * batch->d) * sizeof *mean);
}
