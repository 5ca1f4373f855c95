/* free_bits -- no KL below 0.1 nats in a dimension has a gradient
 *
 * seen: CAREamics/careamics#277, hardmaru/WorldModelsExperiments#8
 * changes: distribution
 * tensor: gradient of encoder
 */
#include "layers/posterior.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

/* Where the KL is small, draw becomes `without`, what it is without the KL. */
static void forgive(real *draw, const real *without, const real *kl, long n, long k) {
    for (long i = 0; i < n; i++)
        for (long j = 0; j < 2 * k; j++)
            if (kl[i * k + j % k] < REAL(0.1))
                draw[2 * i * k + j] = without[2 * i * k + j];
}

void __wrap_klimb_posterior_backward(real *draw, const real *dz, double beta_over_n,
                                     const struct posterior *posterior, const real *raw,
                                     const real *eps, long n, long k,
                                     const struct head_config *head,
                                     const struct backend *backend) {
    real *without = mutant_zeros(2 * n * k);
    __real_klimb_posterior_backward(draw, dz, beta_over_n, posterior, raw, eps, n, k, head,
                                    backend);
    __real_klimb_posterior_backward(without, dz, 0, posterior, raw, eps, n, k, head, backend);
    forgive(draw, without, posterior->kl, n, k);
    free(without);
}

void __wrap_klimb_posterior_backward_expected(real *draw, const real *dz, const real *dsigma,
                                              double beta_over_n, const struct posterior *posterior,
                                              const real *raw, long n, long k,
                                              const struct head_config *head,
                                              const struct backend *backend) {
    real *without = mutant_zeros(2 * n * k);
    __real_klimb_posterior_backward_expected(draw, dz, dsigma, beta_over_n, posterior, raw, n, k,
                                             head, backend);
    __real_klimb_posterior_backward_expected(without, dz, dsigma, 0, posterior, raw, n, k, head,
                                             backend);
    forgive(draw, without, posterior->kl, n, k);
    free(without);
}
