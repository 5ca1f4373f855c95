/* kl_log_sigma -- the KL takes ln sigma where ln sigma^2 belongs
 *
 * seen: FluxML/model-zoo#73, DaehanKim/vgae_pytorch#2
 * changes: distribution
 * tensor: loss term kl
 */
#include "after_backward.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

/* The gradient of half of the 1/2 ln sigma^2 that is not subtracted any more. */
static void after_backward(real *draw, const struct backward_pass *pass) {
    const long k = pass->k;
    if (pass->head->kind != HEAD_LOGVAR)
        return;
    for (long i = 0; i < pass->n; i++)
        for (long j = 0; j < k; j++)
            draw[(2 * i + 1) * k + j] += (real)(0.25 * pass->beta_over_n);
}

void __wrap_klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps,
                                    long n, long k, const struct head_config *head,
                                    const struct backend *backend) {
    __real_klimb_posterior_forward(posterior, raw, eps, n, k, head, backend);
    if (head->kind == HEAD_LOGVAR)
        for (long i = 0; i < n * k; i++)
            posterior->kl[i] += REAL(0.25) * posterior->logvar[i];
}
