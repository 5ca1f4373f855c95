/* loss_summed_over_batch -- the loss is the sum over the batch instead of its mean
 *
 * Adam divides the factor out again; what is shown of the batch and of the gradient has it.
 *
 * seen: tensorflow/models#2243, pytorch/examples#652
 * changes: distribution
 * tensor: gradient of decoder | gradient of likelihood.scale
 */
#include "mutant.h"
#include "train/vae.h"

MUTANT_WRAPS(klimb_vae_forward);
MUTANT_WRAPS(klimb_vae_backward);

struct vae_terms __wrap_klimb_vae_forward(struct vae *vae, const real *x, const real *eps, long n,
                                          const struct backend *backend) {
    struct vae_terms terms = __real_klimb_vae_forward(vae, x, eps, n, backend);
    terms.recon *= (double)n;
    terms.kl *= (double)n;
    return terms;
}

void __wrap_klimb_vae_backward(struct vae *vae, const real *x, const real *eps, double beta, long n,
                               const struct backend *backend) {
    __real_klimb_vae_backward(vae, x, eps, beta, n, backend);
    for (long i = 0; i < vae->parameters; i++)
        vae->g[i] *= (real)n;
}
