/* gemm_exact.h -- shared by the exact variants of the matrix product; private to gemm_exact*.c.
 *
 * To add a variant, write gemm_exact_<name>.c (see gemm_template.h) and give it a line here.
 */
#ifndef KLIMB_GEMM_EXACT_H
#define KLIMB_GEMM_EXACT_H

#include "numerics/gemm/gemm.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* X(name, supported): gemm_<name>_multiply of this build, and whether this CPU runs it, slowest
 * first. The first two run everywhere. */
#if defined __x86_64__
#define GEMM_VARIANTS(X)                                                                           \
    X(scalar, 1)                                                                                   \
    X(software, 1)                                                                                 \
    X(avx2, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))                       \
    X(avx512, __builtin_cpu_supports("avx512f"))
#elif defined __aarch64__
#define GEMM_VARIANTS(X)                                                                           \
    X(scalar, 1)                                                                                   \
    X(software, 1)                                                                                 \
    X(neon, 1) /* part of AArch64 itself */
#else
#define GEMM_VARIANTS(X)                                                                           \
    X(scalar, 1)                                                                                   \
    X(software, 1)
#endif

#define GEMM_DECLARE(name, supported) gemm_function klimb_gemm_##name##_multiply;
GEMM_VARIANTS(GEMM_DECLARE)
#undef GEMM_DECLARE

enum {
    /* The depth above which a product is cut. The widest panel of AVX2 is then 48 KiB, more than the
     * first-level cache of many processors. Measured at depths of 400 and 784, reading a part of it
     * from the second-level cache costs less than storing sums in C more often. */
    GEMM_DEPTH_MOST = 512,

    /* A larger C has probably left the second-level cache since it was last written. */
    GEMM_FAR_BYTES = 131072
};

static inline long gemm_least(long x, long y) {
    return x < y ? x : y;
}

/* The strides of C = A B, stored transposed or not: element (i,p) of A is at i * a_row + p * a_depth,
 * (p,j) of B at p * b_depth + j * b_column. */
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
