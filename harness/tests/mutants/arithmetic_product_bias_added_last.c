/* arithmetic_product_bias_added_last -- the bias is added to a sum in the end, not where it begins
 *
 * changes: arithmetic
 * invisible: where the biases are 0
 */
#include "change_product.h"

MUTANT_WRAPS(klimb_backend_multiply);

void __wrap_klimb_backend_multiply(const struct backend *backend, const struct gemm_product *x) {
    multiply_terms(backend, x, x->c, NULL, 0, 1, x->k);
    for (long i = 0; i < x->m * x->n && x->start != NULL; i++)
        x->c[i] += x->start[i % x->n];
}
