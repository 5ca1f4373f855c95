/* weigh_kl.h -- the KL, its value and its gradient, times a factor: what bugs of its reduction have
 * in common. Who includes it lists the three functions and defines kl_factor. */
#ifndef KLIMB_WEIGH_KL_H
#define KLIMB_WEIGH_KL_H

#include "layers/posterior.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

/* kl_factor -- for a batch of n examples of k dimensions. */
static double kl_factor(long n, long k);

void __wrap_klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps,
                                    long n, long k, const struct head_config *head,
                                    const struct backend *backend) {
    __real_klimb_posterior_forward(posterior, raw, eps, n, k, head, backend);
    for (long i = 0; i < n * k; i++)
        posterior->kl[i] *= (real)kl_factor(n, k);
}

void __wrap_klimb_posterior_backward(real *draw, const real *dz, double beta_over_n,
                                     const struct posterior *posterior, const real *raw,
                                     const real *eps, long n, long k,
                                     const struct head_config *head,
                                     const struct backend *backend) {
    __real_klimb_posterior_backward(draw, dz, kl_factor(n, k) * beta_over_n, posterior, raw, eps, n,
                                    k, head, backend);
}

void __wrap_klimb_posterior_backward_expected(real *draw, const real *dz, const real *dsigma,
                                              double beta_over_n, const struct posterior *posterior,
                                              const real *raw, long n, long k,
                                              const struct head_config *head,
                                              const struct backend *backend) {
    __real_klimb_posterior_backward_expected(draw, dz, dsigma, kl_factor(n, k) * beta_over_n,
                                             posterior, raw, n, k, head, backend);
}

#endif
