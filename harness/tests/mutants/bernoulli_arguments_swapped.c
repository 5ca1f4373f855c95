/* bernoulli_arguments_swapped -- data and logits change places in the cross entropy
 *
 * What is left of the gradient, -x, does not depend on the output: the loss has no bottom.
 *
 * seen: autonomousvision/sledge#4
 * changes: distribution
 * tensor: loss term recon
 */
#include <stddef.h>

#include "layers/likelihood.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_likelihood_forward);

void __wrap_klimb_likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                                     const real *output, const real *x, long n, long d,
                                     const struct likelihood_config *config, const real *scale,
                                     const struct backend *backend, real *work) {
    if (config->kind != LIKELIHOOD_BERNOULLI) {
        __real_klimb_likelihood_forward(recon, gradient, output, x, n, d, config, scale, backend,
                                        work);
        return;
    }
    __real_klimb_likelihood_forward(recon, NULL, x, output, n, d, config, scale, backend, work);
    if (gradient != NULL)
        for (long i = 0; i < n * d; i++)
            gradient->output[i] = -x[i] / (real)n;
}
