/* arithmetic_adam_reciprocal -- Adam multiplies by a reciprocal instead of dividing
 *
 * changes: arithmetic
 * invisible: where the optimiser is SGD
 */
#include "change_kernels.h"

MUTANT_WRAPS(klimb_kernels_select);

/* As kernels.h has it, with a product with a reciprocal. */
static int adam(real *p, real *m, real *v, const real *g, long n, const struct adam_rates *r) {
    int finite = 1;
    for (long i = 0; i < n; i++) {
        const real s = real_flush(g[i], r->least_g), h = real_flush(g[i], REAL_SMALL);
        m[i] = r->keep1 * m[i] + r->add1 * h;
        v[i] = r->keep2 * v[i] + r->add2 * (s * s);
        p[i] -= r->rate * m[i] * (1 / (sqrtf(v[i]) * r->unbias + r->epsilon));
        finite &= isfinite(p[i]) != 0;
    }
    return finite;
}

static void change(struct kernels *table) {
    table->adam = adam;
}
