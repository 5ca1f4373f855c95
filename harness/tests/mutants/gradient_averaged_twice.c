/* gradient_averaged_twice -- the gradient of the batch mean is divided by the size of the batch once more
 *
 * seen: andy-yun/pytorch-0.4-yolov3#46, danijar/layered#1
 * changes: distribution
 * tensor: gradient of decoder | gradient of likelihood.scale
 */
#include "mutant.h"
#include "train/vae.h"

MUTANT_WRAPS(klimb_vae_backward);

void __wrap_klimb_vae_backward(struct vae *vae, const real *x, const real *eps, double beta, long n,
                               const struct backend *backend) {
    __real_klimb_vae_backward(vae, x, eps, beta, n, backend);
    for (long i = 0; i < vae->parameters; i++)
        vae->g[i] /= (real)n;
}
