/* arithmetic_kl_regrouped -- the KL adds μ² + σ² before it takes 1 + ln σ² away
 *
 * changes: arithmetic
 * invisible: where μ is 0 and σ is 1
 */
#include "layers/posterior.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_posterior_forward);

void __wrap_klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps,
                                    long n, long k, const struct head_config *head,
                                    const struct backend *backend) {
    __real_klimb_posterior_forward(posterior, raw, eps, n, k, head, backend);
    const real *mu = posterior->mu, *variance = posterior->variance, *logvar = posterior->logvar;
    for (long i = 0; i < n * k; i++)
        posterior->kl[i] = REAL(0.5) * ((mu[i] * mu[i] + variance[i]) - (1 + logvar[i]));
}
