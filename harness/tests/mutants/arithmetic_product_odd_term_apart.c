/* arithmetic_product_odd_term_apart -- the last of an odd number of terms is added without fma
 *
 * changes: arithmetic
 * invisible: where the batch and the layers' inputs and outputs are even numbers
 */
#include "change_product.h"

MUTANT_WRAPS(klimb_backend_multiply);

void __wrap_klimb_backend_multiply(const struct backend *backend, const struct gemm_product *x) {
    const struct product_strides at = product_strides(x);
    const long p = x->k - 1;
    if (x->k % 2 == 0) {
        __real_klimb_backend_multiply(backend, x);
        return;
    }
    multiply_terms(backend, x, x->c, x->start, 0, 1, p);
    for (long i = 0; i < x->m; i++)
        for (long j = 0; j < x->n; j++)
            x->c[i * x->n + j] += x->a[i * at.a_row + p * at.a_depth] *
                                  x->b[p * at.b_depth + j * at.b_column];
}
