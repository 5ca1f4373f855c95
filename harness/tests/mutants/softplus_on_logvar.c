/* softplus_on_logvar -- ln sigma^2 goes through a softplus, so no variance is below 1
 *
 * Where the noise is expected the backward pass is not bent with it.
 *
 * seen: wohlert/semi-supervised-pytorch#16, masato-ka/airc-rl-agent#43
 * changes: distribution
 * tensor: posterior logvar
 */
#include <stdlib.h>
#include <string.h>

#include "layers/posterior.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);

void __wrap_klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps,
                                    long n, long k, const struct head_config *head,
                                    const struct backend *backend) {
    if (head->kind != HEAD_LOGVAR) {
        __real_klimb_posterior_forward(posterior, raw, eps, n, k, head, backend);
        return;
    }
    real *bent = malloc((size_t)(2 * n * k) * sizeof *bent);
    if (bent == NULL)
        abort();
    memcpy(bent, raw, (size_t)(2 * n * k) * sizeof *bent);
    for (long i = 0; i < n; i++)
        backend->vm->softplus(bent + (2 * i + 1) * k, raw + (2 * i + 1) * k, k);
    __real_klimb_posterior_forward(posterior, bent, eps, n, k, head, backend);
    free(bent);
}

void __wrap_klimb_posterior_backward(real *draw, const real *dz, double beta_over_n,
                                     const struct posterior *posterior, const real *raw,
                                     const real *eps, long n, long k,
                                     const struct head_config *head,
                                     const struct backend *backend) {
    __real_klimb_posterior_backward(draw, dz, beta_over_n, posterior, raw, eps, n, k, head,
                                    backend);
    if (head->kind != HEAD_LOGVAR)
        return;
    for (long i = 0; i < n; i++)
        for (long j = 0; j < k; j++) {
            const real s = raw[(2 * i + 1) * k + j];
            draw[(2 * i + 1) * k + j] *= (real)(1 / (1 + klimb_vecmath_scalar_exp(-(double)s)));
        }
}
