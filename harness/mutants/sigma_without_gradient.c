/* sigma_without_gradient -- no gradient of the reconstruction reaches sigma: z is cut off from it
 *
 * seen: jankrepl/deepdow#106, pytorch/pytorch#7705
 * changes: distribution
 */
#include "mutant.h"
#include "posterior.h"

MUTANT_WRAPS(posterior_backward);
MUTANT_WRAPS(posterior_backward_expected);

void __wrap_posterior_backward(real *draw, const real *dz, double beta_over_n,
                               const struct posterior *posterior, const real *raw, const real *eps,
                               long n, long k, const struct head_config *head,
                               const struct backend *backend) {
    real *none = mutant_zeros(n * k);
    __real_posterior_backward(draw, dz, beta_over_n, posterior, raw, none, n, k, head, backend);
    free(none);
    (void)eps;
}

void __wrap_posterior_backward_expected(real *draw, const real *dz, const real *dsigma,
                                        double beta_over_n, const struct posterior *posterior,
                                        const real *raw, long n, long k,
                                        const struct head_config *head,
                                        const struct backend *backend) {
    real *none = mutant_zeros(k);
    __real_posterior_backward_expected(draw, dz, none, beta_over_n, posterior, raw, n, k, head,
                                       backend);
    free(none);
    (void)dsigma;
}
