/* arithmetic_column_sums_pairwise -- the gradient of a bias is the sum of two halves of the batch
 *
 * changes: arithmetic
 * invisible: where a batch has one or two examples
 */
#include "change_kernels.h"

MUTANT_WRAPS(klimb_kernels_select);

static void column_sums(real *sum, const real *x, long m, long n) {
    const long half = m / 2;
    real *rest = mutant_zeros(n);
    selected()->column_sums(sum, x, half, n);
    selected()->column_sums(rest, x + half * n, m - half, n);
    for (long j = 0; j < n; j++)
        sum[j] += rest[j];
    free(rest);
}

static void change(struct kernels *table) {
    table->column_sums = column_sums;
}
