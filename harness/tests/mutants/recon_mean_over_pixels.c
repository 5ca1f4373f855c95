/* recon_mean_over_pixels -- the reconstruction is averaged over pixels, the KL summed over latents
 *
 * seen: AppliedDataSciencePartners/WorldModels#12, orybkin/sigma-vae-pytorch#12, keras-team/keras#3383
 * changes: distribution
 * tensor: loss term recon
 */
#include <math.h>
#include <stddef.h>

#include "layers/expectation.h"
#include "layers/likelihood.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_likelihood_forward);
MUTANT_WRAPS(klimb_expectation_forward);
MUTANT_WRAPS(klimb_expectation_backward);

void __wrap_klimb_likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                                     const real *output, const real *x, long n, long d,
                                     const struct likelihood_config *config, const real *scale,
                                     const struct backend *backend, real *work) {
    __real_klimb_likelihood_forward(recon, gradient, output, x, n, d, config, scale, backend, work);
    for (long i = 0; i < n; i++)
        recon[i] /= (double)d;
    if (gradient == NULL)
        return;
    for (long i = 0; i < n * klimb_likelihood_outputs(config->kind, d); i++)
        gradient->output[i] /= (real)d;
    for (long j = 0; gradient->scale != NULL && j < klimb_likelihood_parameters(config->kind, d);
         j++)
        gradient->scale[j] /= (real)d;
}

/* What noise adds falls as sigma_x^-2, so a sigma_x that is larger by sqrt(d) divides it by d. */
void __wrap_klimb_expectation_forward(double *recon, struct expectation *expectation,
                                      const real *sigma, const struct dense *decoder,
                                      double sigma_x, long n, const struct backend *backend) {
    __real_klimb_expectation_forward(recon, expectation, sigma, decoder,
                                     sigma_x * sqrt((double)decoder->out), n, backend);
}

void __wrap_klimb_expectation_backward(struct dense *decoder, real *dscale,
                                       const struct expectation *expectation, double sigma_x,
                                       double slope) {
    __real_klimb_expectation_backward(decoder, dscale, expectation,
                                      sigma_x * sqrt((double)decoder->out), slope);
}
