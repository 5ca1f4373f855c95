/* arithmetic_product_last_lanes_short -- columns that fill no vector of four miss the last term of their sum
 *
 * changes: arithmetic
 * invisible: where all layers have multiples of four inputs and outputs
 */
#include "change_product.h"

MUTANT_WRAPS(klimb_backend_multiply);

void __wrap_klimb_backend_multiply(const struct backend *backend, const struct gemm_product *x) {
    const struct product_strides at = product_strides(x);
    const long whole = x->n / 4 * 4, p = x->k - 1;
    __real_klimb_backend_multiply(backend, x);
    for (long i = 0; i < x->m; i++)
        for (long j = whole; j < x->n; j++)
            x->c[i * x->n + j] -= x->a[i * at.a_row + p * at.a_depth] *
                                  x->b[p * at.b_depth + j * at.b_column];
}
