/* arithmetic_sum_last_lane -- a sum of values that fill no 16 lanes misses the last one
 *
 * changes: arithmetic
 * invisible: where examples have multiples of 16 values and the evaluation set multiples of 16 examples
 */
#include "change_kernels.h"

MUTANT_WRAPS(klimb_kernels_select);

static double sum(const real *x, long n) {
    return selected()->sum(x, n % 16 == 0 ? n : n - 1);
}

static void change(struct kernels *table) {
    table->sum = sum;
}
