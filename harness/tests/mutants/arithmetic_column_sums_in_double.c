/* arithmetic_column_sums_in_double -- the gradient of a bias is added up in double
 *
 * changes: arithmetic
 * invisible: where a batch has one or two examples
 */
#include "change_kernels.h"

MUTANT_WRAPS(klimb_kernels_select);

static void column_sums(real *sum, const real *x, long m, long n) {
    for (long j = 0; j < n; j++) {
        double total = 0;
        for (long i = 0; i < m; i++)
            total += (double)x[i * n + j];
        sum[j] = (real)total;
    }
}

static void change(struct kernels *table) {
    table->column_sums = column_sums;
}
