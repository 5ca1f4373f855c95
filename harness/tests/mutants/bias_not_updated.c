/* bias_not_updated -- biases stay as they were drawn
 *
 * seen: nntrainer/nntrainer#219
 * changes: distribution
 * tensor: gradient of decoder
 */
#include <string.h>

#include "layers/dense.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_dense_backward);

void __wrap_klimb_dense_backward(real *dx, struct dense *dense, real *dy, const real *y,
                                 const real *pre, const real *x, long n,
                                 const struct backend *backend) {
    __real_klimb_dense_backward(dx, dense, dy, y, pre, x, n, backend);
    memset(dense->db, 0, (size_t)dense->out * sizeof *dense->db);
}
