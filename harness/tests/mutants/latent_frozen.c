/* latent_frozen -- one latent unit is not trained: its mean and variance get no gradient
 *
 * seen: ImKeTT/PCAE#5
 * changes: distribution
 * tensor: gradient of encoder
 */
#include "layers/posterior.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

static void freeze(real *draw, long n, long k) {
    for (long i = 0; i < 2 * n; i++)
        draw[i * k] = 0;
}

void __wrap_klimb_posterior_backward(real *draw, const real *dz, double beta_over_n,
                                     const struct posterior *posterior, const real *raw,
                                     const real *eps, long n, long k,
                                     const struct head_config *head,
                                     const struct backend *backend) {
    __real_klimb_posterior_backward(draw, dz, beta_over_n, posterior, raw, eps, n, k, head,
                                    backend);
    freeze(draw, n, k);
}

void __wrap_klimb_posterior_backward_expected(real *draw, const real *dz, const real *dsigma,
                                              double beta_over_n, const struct posterior *posterior,
                                              const real *raw, long n, long k,
                                              const struct head_config *head,
                                              const struct backend *backend) {
    __real_klimb_posterior_backward_expected(draw, dz, dsigma, beta_over_n, posterior, raw, n, k,
                                             head, backend);
    freeze(draw, n, k);
}
