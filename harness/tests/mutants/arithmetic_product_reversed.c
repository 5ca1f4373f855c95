/* arithmetic_product_reversed -- a product adds its terms from the last to the first
 *
 * changes: arithmetic
 * invisible: where a sum has one term
 */
#include "change_product.h"

MUTANT_WRAPS(klimb_backend_multiply);

void __wrap_klimb_backend_multiply(const struct backend *backend, const struct gemm_product *x) {
    multiply_terms(backend, x, x->c, x->start, x->k - 1, -1, x->k);
}
