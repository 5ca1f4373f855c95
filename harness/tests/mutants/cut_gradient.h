/* cut_gradient.h -- no gradient of the reconstruction reaches sigma and, where cuts_mean says so, mu:
 * what bugs of a detached z have in common. Who includes it lists the two functions and defines
 * cuts_mean. */
#ifndef KLIMB_CUT_GRADIENT_H
#define KLIMB_CUT_GRADIENT_H

#include "layers/posterior.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

static const int cuts_mean;

void __wrap_klimb_posterior_backward(real *draw, const real *dz, double beta_over_n,
                                     const struct posterior *posterior, const real *raw,
                                     const real *eps, long n, long k,
                                     const struct head_config *head,
                                     const struct backend *backend) {
    real *none = mutant_zeros(n * k);
    __real_klimb_posterior_backward(draw, cuts_mean ? none : dz, beta_over_n, posterior, raw, none,
                                    n, k, head, backend);
    free(none);
    (void)eps;
}

void __wrap_klimb_posterior_backward_expected(real *draw, const real *dz, const real *dsigma,
                                              double beta_over_n, const struct posterior *posterior,
                                              const real *raw, long n, long k,
                                              const struct head_config *head,
                                              const struct backend *backend) {
    real *none = mutant_zeros(n * k);
    __real_klimb_posterior_backward_expected(draw, cuts_mean ? none : dz, none, beta_over_n,
                                             posterior, raw, n, k, head, backend);
    free(none);
    (void)dsigma;
}

#endif
