/* arithmetic_dot_in_float -- norms of the gradient are added up in float
 *
 * changes: arithmetic
 * invisible: where no norm is logged and no gradient clipped
 */
#include "change_kernels.h"

MUTANT_WRAPS(klimb_kernels_select);

static double dot(const real *x, const real *y, long n) {
    real total = 0;
    for (long i = 0; i < n; i++)
        total += x[i] * y[i];
    return (double)total;
}

static void change(struct kernels *table) {
    table->dot = dot;
}
