/* arithmetic_exp_last_lanes -- e^x is one ulp too large where values fill no vector of eight
 *
 * changes: arithmetic
 * invisible: where batch times latent dimensions and the evaluation set are multiples of eight
 */
#include "change_exp.h"

MUTANT_WRAPS(klimb_vecmath_select);

static void bend(real *y, long n) {
    for (long i = n / 8 * 8; i < n; i++)
        y[i] = nextafterf(y[i], (real)INFINITY);
}
