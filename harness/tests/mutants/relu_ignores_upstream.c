/* relu_ignores_upstream -- the gradient of ReLU is its own derivative, without what came from above
 *
 * seen: haifengl/smile#528
 * changes: distribution
 * tensor: gradient of decoder
 */
#include "change_relu.h"

MUTANT_WRAPS(klimb_kernels_select);

static void relu_backward(real *dy, const real *y, long n) {
    for (long i = 0; i < n; i++)
        dy[i] = y[i] > 0 ? 1 : 0;
}
