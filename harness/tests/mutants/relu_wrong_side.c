/* relu_wrong_side -- the gradient of ReLU passes where the unit is off
 *
 * seen: denggaoshan/DeepLearningStudy#1
 * changes: distribution
 * tensor: gradient of decoder
 */
#include "change_relu.h"

MUTANT_WRAPS(klimb_kernels_select);

static void relu_backward(real *dy, const real *y, long n) {
    for (long i = 0; i < n; i++)
        dy[i] = y[i] > 0 ? 0 : dy[i];
}
