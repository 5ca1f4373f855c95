/* arithmetic_product_in_double -- a product is added up in double and rounded at its end
 *
 * changes: arithmetic
 * invisible: where a sum has one term
 */
#include "change_product.h"

MUTANT_WRAPS(klimb_backend_multiply);

void __wrap_klimb_backend_multiply(const struct backend *backend, const struct gemm_product *x) {
    (void)backend;
    const struct product_strides at = product_strides(x);
    double *sum = calloc((size_t)x->n, sizeof *sum);
    if (sum == NULL)
        abort();
    for (long i = 0; i < x->m; i++) {
        for (long j = 0; j < x->n; j++)
            sum[j] = x->start != NULL ? (double)x->start[j] : 0;
        for (long p = 0; p < x->k; p++) {
            const real a = x->a[i * at.a_row + p * at.a_depth];
            for (long j = 0; j < x->n; j++)
                sum[j] += (double)a * (double)x->b[p * at.b_depth + j * at.b_column];
        }
        for (long j = 0; j < x->n; j++)
            x->c[i * x->n + j] = (real)sum[j];
    }
    free(sum);
}
