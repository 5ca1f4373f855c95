/* arithmetic_product_pairwise -- a product is the sum of two chains, each of half of its terms
 *
 * changes: arithmetic
 * invisible: where a sum has one term
 */
#include "change_product.h"

MUTANT_WRAPS(klimb_backend_multiply);

void __wrap_klimb_backend_multiply(const struct backend *backend, const struct gemm_product *x) {
    const long half = x->k / 2;
    multiply_terms(backend, x, x->c, x->start, 0, 1, half);
    add_terms(backend, x, half, x->k - half);
}
