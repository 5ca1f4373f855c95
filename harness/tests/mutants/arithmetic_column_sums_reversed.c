/* arithmetic_column_sums_reversed -- the gradient of a bias begins its sum with the last example
 *
 * changes: arithmetic
 * invisible: where a batch has one or two examples
 */
#include "change_kernels.h"

MUTANT_WRAPS(klimb_kernels_select);

static void column_sums(real *sum, const real *x, long m, long n) {
    for (long j = 0; j < n; j++)
        sum[j] = 0;
    for (long i = m - 1; i >= 0; i--)
        for (long j = 0; j < n; j++)
            sum[j] += x[i * n + j];
}

static void change(struct kernels *table) {
    table->column_sums = column_sums;
}
