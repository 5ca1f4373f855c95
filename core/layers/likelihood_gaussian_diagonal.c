#include "layers/likelihood_internal.h"

/* Computes sigma [d]. Returns sum_j ln sigma_j + d ln(2 pi)/2, j ascending. */
static double prepare(real *sigma, const struct likelihood_batch *batch) {
    double sum = 0;
    for (long j = 0; j < batch->d; j++) {
        double value = klimb_likelihood_sigma(batch->config, batch->scale[j]);
        sigma[j] = (real)value;
        sum += klimb_vecmath_scalar_log(value);
    }
    return sum + (double)batch->d * LIKELIHOOD_HALF_LN_2PI;
}

/* d recon/d ln sigma_j = 1 - mean_i r_ij^2 and d recon_i/dm_ij = r_ij/sigma_j. gradient->output holds r on entry. */
static void differentiate(const struct likelihood_gradient *gradient,
                          const struct likelihood_batch *batch, const real *sigma) {
    long n = batch->n, d = batch->d;
    for (long j = 0; j < d; j++) {
        double squares = 0;
        real share = (real)(1 / ((double)sigma[j] * (double)n));
        for (long i = 0; i < n; i++) {
            real *r = &gradient->output[i * d + j];
            squares += (double)*r * (double)*r;
            *r *= share;
        }
        if (gradient->scale != NULL)
            gradient->scale[j] = (real)((1 - squares / (double)n) *
                                        klimb_likelihood_slope(batch->config, batch->scale[j]));
    }
}

/* work holds one row, then sigma. */
void klimb_likelihood_gaussian_diagonal(double *recon, const struct likelihood_gradient *gradient,
                                        const struct likelihood_batch *batch, real *work) {
    long d = batch->d;
    real *sigma = work + d;
    double constant = prepare(sigma, batch);
    for (long i = 0; i < batch->n; i++) {
        const real *mean = batch->output + i * d, *x = batch->x + i * d;
        real *r = gradient != NULL ? gradient->output + i * d : work;
        for (long j = 0; j < d; j++)
            r[j] = (mean[j] - x[j]) / sigma[j];
        for (long j = 0; j < d; j++)
            work[j] = r[j] * (REAL(0.5) * r[j]);
        recon[i] = batch->backend->kernels->sum(work, d) + constant;
    }
    if (gradient != NULL)
        differentiate(gradient, batch, sigma);
}
