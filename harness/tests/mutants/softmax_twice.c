/* softmax_twice -- the cross entropy of logits is given probabilities, of which it takes the softmax again
 *
 * seen: ariecattan/SciCo#2, nocotan/pytorch-lightning-gans#9, bowang-lab/Transformer-GCN-QA#32
 * changes: distribution
 * tensor: loss term recon
 * also: learning/categorical text/shift
 */
#include <stdlib.h>

#include "layers/likelihood.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_likelihood_forward);

/* Back through the inner softmax: g_v becomes p_v (g_v - sum_w p_w g_w). */
static void through_softmax(real *g, const real *p, long symbols, const struct kernels *kernels) {
    real mean = (real)kernels->dot(p, g, symbols);
    for (long v = 0; v < symbols; v++)
        g[v] = p[v] * (g[v] - mean);
}

void __wrap_klimb_likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                                     const real *output, const real *x, long n, long d,
                                     const struct likelihood_config *config, const real *scale,
                                     const struct backend *backend, real *work) {
    int is_categorical = config->kind == LIKELIHOOD_CATEGORICAL;
    real *p = is_categorical ? mutant_zeros(n * d) : NULL;
    if (is_categorical)
        klimb_likelihood_mean(p, output, n, d, config, backend);
    __real_klimb_likelihood_forward(recon, gradient, is_categorical ? p : output, x, n, d, config,
                                    scale, backend, work);
    for (long at = 0; is_categorical && gradient != NULL && at < n * d; at += config->symbols)
        through_softmax(gradient->output + at, p + at, config->symbols, backend->kernels);
    free(p);
}
