/* bend_logvar.h -- ln sigma^2 goes through a function that is not wanted there: what bugs of an activation
 * on the head have in common. Who includes it lists the three functions and defines bent and slope. */
#ifndef KLIMB_BEND_LOGVAR_H
#define KLIMB_BEND_LOGVAR_H

#include <string.h>

#include "after_backward.h"

MUTANT_WRAPS(klimb_posterior_forward);

/* bent -- ln sigma^2 from s; slope -- its derivative. */
static real bent(real s);
static real slope(real s);

void __wrap_klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps,
                                    long n, long k, const struct head_config *head,
                                    const struct backend *backend) {
    if (head->kind != HEAD_LOGVAR) {
        __real_klimb_posterior_forward(posterior, raw, eps, n, k, head, backend);
        return;
    }
    real *other = mutant_zeros(2 * n * k);
    memcpy(other, raw, (size_t)(2 * n * k) * sizeof *other);
    for (long i = 0; i < n; i++)
        for (long j = 0; j < k; j++)
            other[(2 * i + 1) * k + j] = bent(raw[(2 * i + 1) * k + j]);
    __real_klimb_posterior_forward(posterior, other, eps, n, k, head, backend);
    free(other);
}

static void after_backward(real *draw, const struct backward_pass *pass) {
    const long k = pass->k;
    if (pass->head->kind != HEAD_LOGVAR)
        return;
    for (long i = 0; i < pass->n; i++)
        for (long j = 0; j < k; j++)
            draw[(2 * i + 1) * k + j] *= slope(pass->raw[(2 * i + 1) * k + j]);
}

#endif
