/* arithmetic_largest_last_lanes -- the search for the largest leaves out what fills no vector of 32
 *
 * changes: arithmetic
 * invisible: where the evaluation set has a multiple of 32 examples
 */
#include "change_kernels.h"

MUTANT_WRAPS(klimb_kernels_select);

static real largest(const real *x, long n) {
    return selected()->largest(x, n < 32 ? n : n / 32 * 32);
}

static void change(struct kernels *table) {
    table->largest = largest;
}
