/* change_head.h -- the posterior by another head than was asked for: what bugs of clamps and floors
 * have in common. Who includes it lists the three functions and defines changed. */
#ifndef KLIMB_CHANGE_HEAD_H
#define KLIMB_CHANGE_HEAD_H

#include "layers/posterior.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

/* changed -- the head that takes the place of this one. */
static struct head_config changed(const struct head_config *head);

void __wrap_klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps,
                                    long n, long k, const struct head_config *head,
                                    const struct backend *backend) {
    const struct head_config other = changed(head);
    __real_klimb_posterior_forward(posterior, raw, eps, n, k, &other, backend);
}

void __wrap_klimb_posterior_backward(real *draw, const real *dz, double beta_over_n,
                                     const struct posterior *posterior, const real *raw,
                                     const real *eps, long n, long k,
                                     const struct head_config *head,
                                     const struct backend *backend) {
    const struct head_config other = changed(head);
    __real_klimb_posterior_backward(draw, dz, beta_over_n, posterior, raw, eps, n, k, &other,
                                    backend);
}

void __wrap_klimb_posterior_backward_expected(real *draw, const real *dz, const real *dsigma,
                                              double beta_over_n, const struct posterior *posterior,
                                              const real *raw, long n, long k,
                                              const struct head_config *head,
                                              const struct backend *backend) {
    const struct head_config other = changed(head);
    __real_klimb_posterior_backward_expected(draw, dz, dsigma, beta_over_n, posterior, raw, n, k,
                                             &other, backend);
}

#endif
