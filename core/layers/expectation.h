/* expectation.h -- the expected reconstruction term of a linear decoder over the posterior's noise.
 *
 * With x|z ~ N(z W + b, sigma_x^2 I) and z = mu + sigma eps, where w_j is row j of W,
 *     E |x - z W - b|^2 = |x - mu W - b|^2 + sum_j sigma_j^2 |w_j|^2,
 * so the expected term is that of z = mu, which layers and likelihood compute, plus
 *     1/2 sum_j gain_j sigma_j^2 nats,  gain_j = |w_j|^2 / sigma_x^2,
 * which is computed here. Training on it has no noise; with full batches it is deterministic.
 *
 *     klimb_expectation_layout(&expectation, &arena, k);                          // twice, see arena.h
 *     klimb_expectation_forward(recon, &expectation, sigma, &decoder, sigma_x, n, &backend);
 *     klimb_expectation_backward(&decoder, &dscale, &expectation, sigma_x, slope);
 *     klimb_posterior_backward_expected(draw, dz, expectation.dsigma, ...);
 * Source: Lucas et al. 2019, "Don't Blame the ELBO!" (the analytic ELBO of a linear VAE).
 */
#ifndef KLIMB_EXPECTATION_H
#define KLIMB_EXPECTATION_H

#include "layers/dense.h"

struct arena;

/* Of the last batch; all [k]. */
struct expectation {
    long k;         /* dimensions of z */
    double *gain;   /* |w_j|^2 / sigma_x^2, the squares summed by kernels->dot */
    double *spread; /* mean over the batch of sigma_ij^2, i ascending */
    real *dsigma; /* gain_j / n; times sigma_ij it is the gradient of the batch mean by sigma_ij */
};

/* klimb_expectation_layout -- carve the views for k dimensions out of an arena. */
void klimb_expectation_layout(struct expectation *expectation, struct arena *arena, long k);

/* klimb_expectation_forward -- add to each example the expected cost of its noise.
 *   recon        in/out [n]    nats; gains 1/2 sum_j gain_j sigma_ij^2, j ascending, in double
 *   expectation  out           overwritten
 *   sigma        in     [n,k]  of the posterior
 *   decoder      in            one layer to d outputs, without activation, whose first k inputs are z
 *   sigma_x      in            of the likelihood
 * Non-finite values propagate. */
void klimb_expectation_forward(double *recon, struct expectation *expectation, const real *sigma,
                               const struct dense *decoder, double sigma_x, long n,
                               const struct backend *backend);

/* klimb_expectation_backward -- gradient of the batch mean of the terms that klimb_expectation_forward added.
 *   decoder  in/out  dw gains w_j spread_j / sigma_x^2, the factor of w_j rounded to `real`
 *   dscale   in/out  the likelihood's learned scale s gains its derivative; NULL unless learned
 *   slope    in      d ln sigma_x / d s, for dscale
 * For the gradient by sigma see expectation->dsigma. */
void klimb_expectation_backward(struct dense *decoder, real *dscale,
                                const struct expectation *expectation, double sigma_x,
                                double slope);

#endif
