/* sigma_is_variance -- z is sampled with the variance for the standard deviation: exp(l) for exp(l / 2)
 *
 * Backward, core takes d sigma / d l for sigma / 2; here it is sigma, so the same is added once more.
 *
 * seen: rachtsingh/ibp_vae#3, rishikksh20/vae_tacotron2#3, keras-team/keras#9972
 * changes: distribution
 * tensor: posterior sigma
 */
#include "layers/posterior.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

void __wrap_klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps,
                                    long n, long k, const struct head_config *head,
                                    const struct backend *backend) {
    __real_klimb_posterior_forward(posterior, raw, eps, n, k, head, backend);
    if (head->kind != HEAD_LOGVAR)
        return;
    for (long i = 0; i < n * k; i++) {
        posterior->sigma[i] = posterior->variance[i];
        posterior->z[i] = posterior->mu[i] + posterior->sigma[i] * eps[i];
    }
}

void __wrap_klimb_posterior_backward(real *draw, const real *dz, double beta_over_n,
                                     const struct posterior *posterior, const real *raw,
                                     const real *eps, long n, long k,
                                     const struct head_config *head,
                                     const struct backend *backend) {
    __real_klimb_posterior_backward(draw, dz, beta_over_n, posterior, raw, eps, n, k, head,
                                    backend);
    if (head->kind == HEAD_LOGVAR)
        for (long i = 0; i < n; i++)
            for (long j = 0; j < k; j++)
                draw[(2 * i + 1) * k + j] += REAL(0.5) * dz[i * k + j] * eps[i * k + j] *
                                             posterior->sigma[i * k + j];
}

void __wrap_klimb_posterior_backward_expected(real *draw, const real *dz, const real *dsigma,
                                              double beta_over_n, const struct posterior *posterior,
                                              const real *raw, long n, long k,
                                              const struct head_config *head,
                                              const struct backend *backend) {
    __real_klimb_posterior_backward_expected(draw, dz, dsigma, beta_over_n, posterior, raw, n, k,
                                             head, backend);
    if (head->kind != HEAD_LOGVAR)
        return;
    for (long i = 0; i < n; i++)
        for (long j = 0; j < k; j++) {
            const real sigma = posterior->sigma[i * k + j];
            draw[(2 * i + 1) * k + j] += REAL(0.5) * dsigma[j] * sigma * sigma;
        }
}
