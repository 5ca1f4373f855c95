/* softmax_across_positions -- the softmax of a sequence goes over all its positions at once instead of the symbols of each
 *
 * seen: nntrainer/nntrainer#430
 * changes: distribution
 * tensor: loss term recon
 * also: learning/categorical text/shift
 */
#include "layers/likelihood.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_likelihood_forward);

/* One example; gradient [d] may be NULL. */
static double squash_all(real *gradient, const real *output, const real *x, long d, double n,
                         const struct likelihood_config *config, const struct backend *backend,
                         real *e) {
    double positions = (double)(d / config->symbols);
    real largest = backend->kernels->largest(output, d);
    for (long j = 0; j < d; j++)
        e[j] = output[j] - largest;
    double chosen = backend->kernels->dot(x, e, d);
    backend->vm->exp(e, e, d);
    double total = backend->kernels->sum(e, d);
    for (long j = 0; gradient != NULL && j < d; j++)
        gradient[j] = (real)((positions * (double)e[j] / total - (double)x[j]) / n);
    return positions * klimb_vecmath_scalar_log(total) - chosen;
}

void __wrap_klimb_likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                                     const real *output, const real *x, long n, long d,
                                     const struct likelihood_config *config, const real *scale,
                                     const struct backend *backend, real *work) {
    if (config->kind != LIKELIHOOD_CATEGORICAL) {
        __real_klimb_likelihood_forward(recon, gradient, output, x, n, d, config, scale, backend,
                                        work);
        return;
    }
    for (long i = 0; i < n; i++)
        recon[i] = squash_all(gradient != NULL ? gradient->output + i * d : NULL, output + i * d,
                              x + i * d, d, (double)n, config, backend, work);
}
