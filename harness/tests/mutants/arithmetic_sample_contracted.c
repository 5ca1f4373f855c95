/* arithmetic_sample_contracted -- the compiler makes an fma of z = μ + σ ε
 *
 * changes: arithmetic
 * invisible: where no noise is drawn
 */
#include "layers/posterior.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_posterior_forward);

void __wrap_klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps,
                                    long n, long k, const struct head_config *head,
                                    const struct backend *backend) {
    __real_klimb_posterior_forward(posterior, raw, eps, n, k, head, backend);
    for (long i = 0; i < n * k; i++)
        posterior->z[i] = fmaf(posterior->sigma[i], eps[i], posterior->mu[i]);
}
