/* arithmetic_sum_in_float -- the loss of an example is added up in float
 *
 * changes: arithmetic
 * invisible: where an example has one value
 */
#include "change_kernels.h"

MUTANT_WRAPS(klimb_kernels_select);

static double sum(const real *x, long n) {
    real total = 0;
    for (long i = 0; i < n; i++)
        total += x[i];
    return (double)total;
}

static void change(struct kernels *table) {
    table->sum = sum;
}
