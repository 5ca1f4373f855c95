/* arithmetic_product_without_fma -- a product rounds its terms before it adds them
 *
 * changes: arithmetic
 * invisible: where each term is exact, of factors with 12 digits each
 */
#include "change_product.h"

MUTANT_WRAPS(klimb_backend_multiply);

void __wrap_klimb_backend_multiply(const struct backend *backend, const struct gemm_product *x) {
    (void)backend;
    const struct product_strides at = product_strides(x);
    for (long i = 0; i < x->m; i++) {
        for (long j = 0; j < x->n; j++)
            x->c[i * x->n + j] = x->start != NULL ? x->start[j] : 0;
        for (long p = 0; p < x->k; p++) {
            const real a = x->a[i * at.a_row + p * at.a_depth];
            for (long j = 0; j < x->n; j++)
                x->c[i * x->n + j] += a * x->b[p * at.b_depth + j * at.b_column];
        }
    }
}
