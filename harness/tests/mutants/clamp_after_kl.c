/* clamp_after_kl -- ln sigma^2 is clamped for sampling, but the KL sees it as it was
 *
 * seen: ooples/AiDotNet#2033
 * changes: distribution
 * tensor: posterior logvar
 * also: explosion/clamped explosion/stuck-at-clamp
 */
#include "layers/posterior.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);

static struct head_config as_logvar(const struct head_config *head) {
    struct head_config other = *head;
    if (head->kind == HEAD_CLAMPED)
        other.kind = HEAD_LOGVAR;
    return other;
}

void __wrap_klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps,
                                    long n, long k, const struct head_config *head,
                                    const struct backend *backend) {
    if (head->kind != HEAD_CLAMPED) {
        __real_klimb_posterior_forward(posterior, raw, eps, n, k, head, backend);
        return;
    }
    const struct head_config free_head = as_logvar(head);
    __real_klimb_posterior_forward(posterior, raw, eps, n, k, &free_head, backend);
    for (long i = 0; i < n * k; i++) {
        const double l = (double)posterior->logvar[i];
        posterior->sigma[i] = (real)((l < head->low    ? head->low
                                      : l > head->high ? head->high
                                                       : l) /
                                     2);
    }
    backend->vm->exp(posterior->sigma, posterior->sigma, n * k);
    for (long i = 0; i < n * k; i++)
        posterior->z[i] = posterior->mu[i] + posterior->sigma[i] * eps[i];
}

void __wrap_klimb_posterior_backward(real *draw, const real *dz, double beta_over_n,
                                     const struct posterior *posterior, const real *raw,
                                     const real *eps, long n, long k,
                                     const struct head_config *head,
                                     const struct backend *backend) {
    const struct head_config free_head = as_logvar(head);
    __real_klimb_posterior_backward(draw, dz, beta_over_n, posterior, raw, eps, n, k, &free_head,
                                    backend);
    if (head->kind != HEAD_CLAMPED)
        return;
    for (long i = 0; i < n; i++)
        for (long j = 0; j < k; j++) {
            const double s = (double)raw[(2 * i + 1) * k + j];
            if (s < head->low || s > head->high)
                draw[(2 * i + 1) * k + j] -= REAL(0.5) * dz[i * k + j] * eps[i * k + j] *
                                             posterior->sigma[i * k + j];
        }
}
