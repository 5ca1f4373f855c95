/* bernoulli_squashed_twice -- the cross entropy of logits is given probabilities, which it squashes again
 *
 * seen: itakurah/focal-loss-pytorch#5, cvg/glue-factory#89, Turoad/lanedet#32
 * changes: distribution
 * tensor: loss term recon
 */
#include <stdlib.h>

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
    real *p = malloc((size_t)(n * d) * sizeof *p);
    if (p == NULL)
        abort();
    backend->vm->sigmoid(p, output, n * d);
    __real_klimb_likelihood_forward(recon, gradient, p, x, n, d, config, scale, backend, work);
    if (gradient != NULL)
        for (long i = 0; i < n * d; i++)
            gradient->output[i] *= p[i] * (1 - p[i]);
    free(p);
}
