/* batch_norm_detached -- the gradient takes mean and variance of the batch for constants
 *
 * seen: facebookresearch/CrypTen#143, anthonymlortiz/lcn#2
 * changes: distribution
 * tensor: gradient of encoder.
 * also: cures/batch-norm collapse/batch-norm
 */
#include <math.h>

#include "layers/batch_norm.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_batch_norm_backward);

void __wrap_klimb_batch_norm_backward(real *dmu, long stride, const struct batch_norm *norm,
                                      long n) {
    for (long j = 0; j < norm->k; j++) {
        double sum = 0, slope = norm->gamma / sqrt(norm->variance[j] + BATCH_NORM_EPSILON);
        for (long i = 0; i < n; i++) {
            sum += (double)dmu[i * stride + j];
            dmu[i * stride + j] = (real)(slope * (double)dmu[i * stride + j]);
        }
        norm->dshift[j] = (real)sum;
    }
}
