/* skip_without_gradient -- no gradient goes back to z through the skip connections
 *
 * seen: jakeret/tf_unet#7, PRBonn/lidar-bonnetal#99
 * changes: distribution
 * tensor: gradient of z
 * also: cures/skip-connections
 */
#include "layers/mlp.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_mlp_backward);

void __wrap_klimb_mlp_backward(struct mlp *mlp, real *dx, real *delta[2], const real *x, long n,
                               const struct backend *backend) {
    __real_klimb_mlp_backward(mlp, dx, delta, x, n, backend);
    for (long i = 0; dx != NULL && mlp->joined > 0 && i < n * mlp->layer[0].in; i++)
        dx[i] -= mlp->dskip[i];
}
