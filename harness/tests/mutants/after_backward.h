/* after_backward.h -- both backward passes of the posterior, with a gradient that is changed afterwards: what bugs of
 * the encoder's last gradient have in common. Who includes it lists the two functions and defines after_backward. */
#ifndef KLIMB_AFTER_BACKWARD_H
#define KLIMB_AFTER_BACKWARD_H

#include "layers/posterior.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

/* What a head's backward pass was given (layers/posterior.h). */
struct backward_pass {
    double beta_over_n;
    const real *raw; /* [n,2k] */
    long n, k;
    const struct head_config *head;
};

/* after_backward -- change the gradient [n,2k] that core has made. */
static void after_backward(real *draw, const struct backward_pass *pass);

void __wrap_klimb_posterior_backward(real *draw, const real *dz, double beta_over_n,
                                     const struct posterior *posterior, const real *raw,
                                     const real *eps, long n, long k,
                                     const struct head_config *head,
                                     const struct backend *backend) {
    __real_klimb_posterior_backward(draw, dz, beta_over_n, posterior, raw, eps, n, k, head,
                                    backend);
    after_backward(draw, &(struct backward_pass){beta_over_n, raw, n, k, head});
}

void __wrap_klimb_posterior_backward_expected(real *draw, const real *dz, const real *dsigma,
                                              double beta_over_n, const struct posterior *posterior,
                                              const real *raw, long n, long k,
                                              const struct head_config *head,
                                              const struct backend *backend) {
    __real_klimb_posterior_backward_expected(draw, dz, dsigma, beta_over_n, posterior, raw, n, k,
                                             head, backend);
    after_backward(draw, &(struct backward_pass){beta_over_n, raw, n, k, head});
}

#endif
