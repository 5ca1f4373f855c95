/* kl_constant_once -- the -1 of the KL is subtracted once instead of for each latent dimension
 *
 * seen: ericjang/draw#2
 * changes: distribution
 * tensor: loss term kl
 */
#include "layers/posterior.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_posterior_forward);

void __wrap_klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps,
                                    long n, long k, const struct head_config *head,
                                    const struct backend *backend) {
    __real_klimb_posterior_forward(posterior, raw, eps, n, k, head, backend);
    for (long i = 0; i < n; i++)
        for (long j = 1; j < k; j++)
            posterior->kl[i * k + j] += REAL(0.5);
}
