/* gemm.h -- matrix products, the work of a training step.
 *
 * Matrices are row-major and dense: A [m,k] has element (i,p) at a[i*k + p].
 *
 * The exactness contract: in the exact backend each element of C is one chain of fused
 * multiply-adds over p in ascending order,
 *     c = initial;  for p in 0..k-1: c = fma(a_ip, b_pj, c);
 * from 0, or from what C holds when accumulating. Vectors run across columns j, never along p, so
 * the chain is the same for every SIMD width and every blocking.
 */
#ifndef KLIMB_GEMM_H
#define KLIMB_GEMM_H

#include "real.h"

/* Which operand is stored transposed. */
enum gemm_form {
    GEMM_NN, /* C = A B     A [m,k]  B [k,n] */
    GEMM_NT, /* C = A B^T   A [m,k]  B [n,k] */
    GEMM_TN, /* C = A^T B   A [k,m]  B [k,n] */
    GEMM_FORMS
};

/* gemm_function -- C [m,n] = (accumulate ? C : 0) + the product.
 *   c         out [m,n]  overwritten or accumulated; must not overlap a, b or work
 *   a, b      in         shapes as in enum gemm_form
 *   work      scratch of gemm_work_size(m, n, k) elements, contents unspecified
 * k = 0 leaves C, or sets it to 0. Non-finite input propagates: nothing is skipped. Which NaN an
 * element becomes (its sign and payload) is not part of the contract: CPUs differ in it. */
typedef void gemm_function(real *c, const real *a, const real *b, long m, long n, long k,
                           enum gemm_form form, int accumulate, real *work);

/* gemm_work_size -- elements of scratch that any product of at most these sizes needs. */
long gemm_work_size(long m, long n, long k);

struct gemm_variant {
    const char *name; /* "scalar", "avx2" or "openblas" */
    gemm_function *multiply;
};

/* gemm_exact_select -- the exact variant called `name`, or with NULL the fastest this CPU runs.
 * NULL if there is none or the CPU lacks it. */
const struct gemm_variant *gemm_exact_select(const char *name);

/* gemm_exact_names -- names of the exact variants built in, NULL-terminated, slowest first. */
const char *const *gemm_exact_names(void);

/* gemm_openblas -- cblas_sgemm (dgemm in double): as fast, but its bits depend on the CPU,
 * the number of threads and the shape. */
const struct gemm_variant *gemm_openblas(void);

/* gemm_openblas_describe -- "0.3.21 Haswell, 1 thread" into text [size], always terminated. */
void gemm_openblas_describe(char *text, long size);

/* gemm_openblas_set_threads -- how many threads OpenBLAS may use, for the whole process. */
void gemm_openblas_set_threads(int threads);

#endif
