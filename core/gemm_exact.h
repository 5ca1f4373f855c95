/* gemm_exact.h -- what the exact variants of the matrix product share; private to gemm_exact*.c.
 *
 * To add a variant, write gemm_exact_<name>.c (see gemm_template.h) and give it a line here.
 */
#ifndef KLIMB_GEMM_EXACT_H
#define KLIMB_GEMM_EXACT_H

#include "gemm.h"

/* X(name, supported): gemm_<name>_multiply of this build, and whether this CPU runs it, slowest
 * first. The first one, scalar, runs everywhere. */
#ifdef __x86_64__
#define GEMM_VARIANTS(X)                                                                           \
    X(scalar, 1)                                                                                   \
    X(avx2, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
#else
#define GEMM_VARIANTS(X) X(scalar, 1)
#endif

#define GEMM_DECLARE(name, supported) gemm_function gemm_##name##_multiply;
GEMM_VARIANTS(GEMM_DECLARE)
#undef GEMM_DECLARE

enum {
    /* Depth of one block. A panel of B two vectors wide is then 256 x 64 bytes = 16 KiB with AVX2,
     * half of the smallest first-level cache in use (32 KiB), whatever the type of its elements. */
    GEMM_DEPTH_BLOCK = 256,

    /* The widest panel of any variant. */
    GEMM_PANEL_VECTORS_MAX = 3
};

static inline long gemm_least(long x, long y) {
    return x < y ? x : y;
}

/* Where the operands of C = A B lie: (i,p) of A at i * a_row + p * a_depth, (p,j) of B at
 * p * b_depth + j * b_column, whichever of them is stored transposed. */
struct gemm_strides {
    long a_row, a_depth, b_depth, b_column;
};

static inline struct gemm_strides gemm_strides(const struct gemm_product *x) {
    static const int a_transposed[GEMM_FORMS] = {[GEMM_TN] = 1};
    static const int b_transposed[GEMM_FORMS] = {[GEMM_NT] = 1};
    return (struct gemm_strides){
        .a_row = a_transposed[x->form] ? 1 : x->k,
        .a_depth = a_transposed[x->form] ? x->m : 1,
        .b_depth = b_transposed[x->form] ? 1 : x->n,
        .b_column = b_transposed[x->form] ? x->k : 1,
    };
}

#endif
