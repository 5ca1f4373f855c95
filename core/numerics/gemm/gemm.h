/* gemm.h -- matrix products, the work of a training step.
 *
 * Matrices are row-major and dense: A [m,k] has element (i,p) at a[i*k + p].
 *
 * The exactness contract: in the exact backend each element of C is one chain of fused
 * multiply-adds over p in ascending order,
 *     c = start_j;  for p in 0..k-1: c = fma(a_ip, b_pj, c);
 * start_j is 0 or an element of a row such as a bias. Vectors run across columns j, never along p, so
 * the chain is the same for every SIMD width, every blocking and every division among threads.
 *
 *     klimb_backend_multiply(&backend, &(struct gemm_product){.c = pre, .a = x, .b = w, .start = bias,
 *                                                       .m = n, .n = out, .k = in});
 */
#ifndef KLIMB_GEMM_H
#define KLIMB_GEMM_H

#include "base/real.h"

/* Which operand is stored transposed. */
enum gemm_form {
    GEMM_NN, /* C = A B     A [m,k]  B [k,n] */
    GEMM_NT, /* C = A B^T   A [m,k]  B [n,k] */
    GEMM_TN, /* C = A^T B   A [k,m]  B [k,n] */
    GEMM_FORMS
};

/* C [m,n] = start + op(A) op(B). */
struct gemm_product {
    real *c;           /* out [m,n] overwritten; must not overlap the inputs */
    const real *a, *b; /* in        shapes as in enum gemm_form */
    const real *start; /* in  [n]   the row that every row of C starts from; NULL for 0 */
    long m, n, k;
    enum gemm_form form;
};

/* A block of C: what one call computes. */
struct gemm_block {
    long row, rows;       /* row .. row + rows - 1, within 0 .. m - 1 */
    long column, columns; /* column .. column + columns - 1, within 0 .. n - 1 */
};

/* gemm_function -- compute a block of C. Blocks that do not overlap may be computed at the same
 * time. k = 0 sets C to the start. Non-finite input propagates: nothing is skipped. The sign and
 * payload of a NaN are not part of the contract: CPUs differ in them. */
typedef void gemm_function(const struct gemm_product *product, const struct gemm_block *block);

struct gemm_variant {
    const char *name; /* "scalar", "avx2", ... or "openblas" */
    gemm_function *multiply;
};

/* klimb_gemm_multiply -- the whole of C on the calling thread. */
void klimb_gemm_multiply(const struct gemm_variant *variant, const struct gemm_product *product);

/* klimb_gemm_exact_select -- the exact variant called `name`, or the fastest that this CPU runs if name is
 * NULL. Returns NULL if no variant has that name or the CPU does not run it. */
const struct gemm_variant *klimb_gemm_exact_select(const char *name);

/* klimb_gemm_exact_names -- names of the exact variants in this build, NULL-terminated, slowest first. */
const char *const *klimb_gemm_exact_names(void);

/* klimb_gemm_openblas -- cblas_sgemm (dgemm in double), whose bits depend on the CPU, the number of
 * threads and the shape. Loads OpenBLAS, which the functions below never do. Returns NULL if it cannot
 * be loaded; klimb_openblas_load gives the reason. */
const struct gemm_variant *klimb_gemm_openblas(void);

/* klimb_gemm_openblas_core -- the core type whose kernels OpenBLAS runs: "Haswell"; "" if it is not
 * loaded. */
const char *klimb_gemm_openblas_core(void);

/* klimb_gemm_openblas_hint -- into text [size] a sentence that says that OpenBLAS's kernels use fewer
 * instruction sets than this CPU has, as when OpenBLAS is older than the CPU; "" if they do not, or if
 * the core type is unknown. */
void klimb_gemm_openblas_hint(char *text, long size);

/* klimb_gemm_openblas_describe -- "0.3.21 Haswell, 1 thread" into text [size], always terminated; "not used"
 * if this process has not loaded it. */
void klimb_gemm_openblas_describe(char *text, long size);

/* klimb_gemm_openblas_set_threads -- set the number of threads that OpenBLAS may use in this process. Has
 * no effect if it is not loaded. */
void klimb_gemm_openblas_set_threads(int threads);

#endif
