/* kl_missing -- the KL is computed and shown, but is not part of the loss
 *
 * seen: facebookresearch/irmae#1, HiroIshida/mohou#199
 * changes: distribution
 * tensor: gradient of encoder
 */
#include "mutant.h"
#include "train/vae.h"

MUTANT_WRAPS(klimb_vae_backward);

void __wrap_klimb_vae_backward(struct vae *vae, const real *x, const real *eps, double beta, long n,
                               const struct backend *backend) {
    (void)beta;
    __real_klimb_vae_backward(vae, x, eps, 0, n, backend);
}
