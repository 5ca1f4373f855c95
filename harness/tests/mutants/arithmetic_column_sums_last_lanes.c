/* arithmetic_column_sums_last_lanes -- units that fill no vector of four miss the last example in their bias
 *
 * changes: arithmetic
 * invisible: where all layers have multiples of four units
 */
#include "change_kernels.h"

MUTANT_WRAPS(klimb_kernels_select);

static void column_sums(real *sum, const real *x, long m, long n) {
    selected()->column_sums(sum, x, m, n);
    for (long j = n / 4 * 4; j < n; j++)
        sum[j] -= x[(m - 1) * n + j];
}

static void change(struct kernels *table) {
    table->column_sums = column_sums;
}
