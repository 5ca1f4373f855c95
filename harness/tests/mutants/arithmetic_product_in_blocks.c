/* arithmetic_product_in_blocks -- a product is a sum of blocks of 32 terms, each its own chain
 *
 * changes: arithmetic
 * invisible: where the batch and the layers' inputs are at most 32
 */
#include "change_product.h"

MUTANT_WRAPS(klimb_backend_multiply);

void __wrap_klimb_backend_multiply(const struct backend *backend, const struct gemm_product *x) {
    enum { BLOCK = 32 };
    multiply_terms(backend, x, x->c, x->start, 0, 1, x->k < BLOCK ? x->k : BLOCK);
    for (long p = BLOCK; p < x->k; p += BLOCK)
        add_terms(backend, x, p, x->k - p < BLOCK ? x->k - p : BLOCK);
}
