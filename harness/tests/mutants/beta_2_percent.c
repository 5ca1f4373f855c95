/* beta_2_percent -- the gradient of the KL has 1.02 times its weight
 *
 * There the weight went on to 100; how small a difference shows is asked here.
 *
 * seen: umautobots/bidirection-trajectory-predicter#4
 * changes: distribution
 * tensor: gradient of encoder
 */
#include "mutant.h"
#include "train/vae.h"

MUTANT_WRAPS(klimb_vae_backward);

void __wrap_klimb_vae_backward(struct vae *vae, const real *x, const real *eps, double beta, long n,
                               const struct backend *backend) {
    __real_klimb_vae_backward(vae, x, eps, 1.02 * beta, n, backend);
}
