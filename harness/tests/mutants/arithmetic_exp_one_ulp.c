/* arithmetic_exp_one_ulp -- e^x is one ulp too large between 1/2 and 1
 *
 * changes: arithmetic
 * invisible: where no variance is below 1
 */
#include "change_exp.h"

MUTANT_WRAPS(klimb_vecmath_select);

static void bend(real *y, long n) {
    for (long i = 0; i < n; i++)
        if (y[i] >= REAL(0.5) && y[i] < 1)
            y[i] = nextafterf(y[i], 2);
}
