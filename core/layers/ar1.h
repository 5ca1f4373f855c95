/* ar1.h -- a prior under which z is a sequence: p(z_1) = N(0, 1), p(z_j|z_(j-1)) = N(alpha z_(j-1), 1 - alpha^2).
 *
 * Each z_j is N(0, 1) by itself, and neighbours have the correlation alpha. No posterior with independent dimensions
 * equals this prior, so the KL has a floor above 0. With the diagonal of the prior's precision,
 *     P_11 = P_kk = 1/(1 - alpha^2),  P_jj = (1 + alpha^2)/(1 - alpha^2) between,
 * the floor is 1/2 [(k-2) ln(1 + alpha^2) - ln(1 - alpha^2)], at mu = 0 and sigma_j^2 = 1/P_jj.
 * Source: Razavi et al. 2019, ICLR, "Preventing Posterior Collapse with delta-VAEs", section on sequential latent
 * variables; the floor follows from the formula of klimb_ar1_forward.
 *
 *     klimb_ar1_forward(nll, mu, variance, n, k, alpha);
 *     klimb_ar1_gradient(pull, precise, mu, variance, n, k, alpha);
 */
#ifndef KLIMB_AR1_H
#define KLIMB_AR1_H

#include "base/real.h"

struct ar1_config {
    double alpha; /* in [0, 1); 0: N(0, I) */
};

/* klimb_ar1_forward -- nll[i] = -E ln p(z_i) - k/2 ln(2 pi), exact over z_i ~ N(mu_i, diag sigma_i^2):
 *     1/2 [mu_1^2 + sigma_1^2] + sum_(j>1) 1/2 [(mu_j - alpha mu_(j-1))^2 + sigma_j^2 + alpha^2 sigma_(j-1)^2]/(1 - alpha^2)
 *     + (k-1)/2 ln(1 - alpha^2)
 *   nll           out [n]    nats; j ascending, in double
 *   mu, variance  in  [n,k]  variance is sigma^2;  k >= 2
 * Non-finite values propagate. */
void klimb_ar1_forward(double *nll, const real *mu, const real *variance, long n, long k,
                       double alpha);

/* klimb_ar1_gradient -- the terms that replace mu and sigma^2 in the gradient of a KL to N(0, I):
 *   pull     out [n,k]  d nll_i / d mu_ij
 *   precise  out [n,k]  P_jj sigma_ij^2, which is 2 d nll_i / d ln sigma_ij^2
 * Neither may overlap the inputs. */
void klimb_ar1_gradient(real *pull, real *precise, const real *mu, const real *variance, long n,
                        long k, double alpha);

/* klimb_ar1_sample -- draws from p(z), j ascending.
 *   z  in/out [n,k]  standard normal noise on entry */
void klimb_ar1_sample(real *z, long n, long k, double alpha);

#endif
