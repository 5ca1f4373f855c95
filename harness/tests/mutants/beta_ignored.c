/* beta_ignored -- the weight of the KL is accepted and not used
 *
 * seen: Lightning-Universe/lightning-bolts#328, AlexanderVNikitin/tsgm#69
 * changes: distribution
 * tensor: gradient of encoder
 * also: collapse/large-beta
 */
#include "mutant.h"
#include "train/vae.h"

MUTANT_WRAPS(klimb_vae_backward);

void __wrap_klimb_vae_backward(struct vae *vae, const real *x, const real *eps, double beta, long n,
                               const struct backend *backend) {
    (void)beta;
    __real_klimb_vae_backward(vae, x, eps, 1, n, backend);
}
