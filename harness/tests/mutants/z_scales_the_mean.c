/* z_scales_the_mean -- z is (mu + eps) sigma: the scale is applied to the mean as well
 *
 * Where the noise is expected z is not used, and this is not a bug.
 *
 * seen: catniplab/latent_dynamics_workshop#1
 * changes: distribution
 * tensor: posterior z
 */
#include <stdlib.h>

#include "layers/posterior.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);

void __wrap_klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps,
                                    long n, long k, const struct head_config *head,
                                    const struct backend *backend) {
    __real_klimb_posterior_forward(posterior, raw, eps, n, k, head, backend);
    for (long i = 0; i < n * k; i++)
        posterior->z[i] = (posterior->mu[i] + eps[i]) * posterior->sigma[i];
}

void __wrap_klimb_posterior_backward(real *draw, const real *dz, double beta_over_n,
                                     const struct posterior *posterior, const real *raw,
                                     const real *eps, long n, long k,
                                     const struct head_config *head,
                                     const struct backend *backend) {
    real *shifted = malloc((size_t)(n * k) * sizeof *shifted);
    if (shifted == NULL)
        abort();
    for (long i = 0; i < n * k; i++)
        shifted[i] = posterior->mu[i] + eps[i];
    __real_klimb_posterior_backward(draw, dz, beta_over_n, posterior, raw, shifted, n, k, head,
                                    backend);
    for (long i = 0; i < n; i++)
        for (long j = 0; j < k; j++)
            draw[2 * i * k + j] += dz[i * k + j] * (posterior->sigma[i * k + j] - 1);
    free(shifted);
}
