/* change_product.h -- matrix products by another order or precision. Who includes it lists
 * klimb_backend_multiply and builds its own of the pieces here, which are core's products. */
#ifndef KLIMB_CHANGE_PRODUCT_H
#define KLIMB_CHANGE_PRODUCT_H

#include "mutant.h"
#include "numerics/backend.h"

MUTANT_WRAPS(klimb_backend_multiply);

/* Where the operands lie: (i,p) of A at i * a_row + p * a_depth, (p,j) of B at
 * p * b_depth + j * b_column. */
struct product_strides {
    long a_row, a_depth, b_depth, b_column;
};

static inline struct product_strides product_strides(const struct gemm_product *x) {
    return (struct product_strides){
        .a_row = x->form == GEMM_TN ? 1 : x->k,
        .a_depth = x->form == GEMM_TN ? x->m : 1,
        .b_depth = x->form == GEMM_NT ? 1 : x->n,
        .b_column = x->form == GEMM_NT ? x->k : 1,
    };
}

/* multiply_terms -- c [m,n] = start + the terms p, p + step, ... of the product, `count` of them, in
 * this order, as one chain. start [n] may be NULL for 0. */
static inline void multiply_terms(const struct backend *backend, const struct gemm_product *x,
                                  real *c, const real *start, long p, long step, long count) {
    const struct product_strides at = product_strides(x);
    real *a = mutant_zeros(x->m * count + 1), *b = mutant_zeros(count * x->n + 1);
    for (long q = 0; q < count; q++, p += step) {
        for (long i = 0; i < x->m; i++)
            a[i * count + q] = x->a[i * at.a_row + p * at.a_depth];
        for (long j = 0; j < x->n; j++)
            b[q * x->n + j] = x->b[p * at.b_depth + j * at.b_column];
    }
    __real_klimb_backend_multiply(
        backend, &(struct gemm_product){
                     .c = c, .a = a, .b = b, .start = start, .m = x->m, .n = x->n, .k = count});
    free(a);
    free(b);
}

/* add_terms -- c [m,n] += `count` terms from p on, a chain of its own that begins at 0. */
static inline void add_terms(const struct backend *backend, const struct gemm_product *x, long p,
                             long count) {
    real *part = mutant_zeros(x->m * x->n);
    multiply_terms(backend, x, part, NULL, p, 1, count);
    for (long i = 0; i < x->m * x->n; i++)
        x->c[i] += part[i];
    free(part);
}

#endif
