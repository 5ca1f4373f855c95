/* arithmetic_adam_last_lanes -- parameters that fill no vector of four are moved by their neighbour's gradient
 *
 * changes: arithmetic
 * invisible: where a model has a multiple of four parameters
 */
#include "change_kernels.h"

MUTANT_WRAPS(klimb_kernels_select);

static int adam(real *p, real *m, real *v, const real *g, long n, const struct adam_rates *rates) {
    const long whole = n / 4 * 4;
    int finite = selected()->adam(p, m, v, g, whole, rates);
    for (long i = whole; i < n; i++)
        finite &= selected()->adam(p + i, m + i, v + i, g + (i > 0 ? i - 1 : i), 1, rates);
    return finite;
}

static void change(struct kernels *table) {
    table->adam = adam;
}
