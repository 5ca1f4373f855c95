#include "gemm.h"

#include <cblas.h>
#include <stdio.h>

#ifdef KLIMB_DOUBLE
#define CBLAS_GEMM cblas_dgemm
#else
#define CBLAS_GEMM cblas_sgemm
#endif

/* BLAS demands at least 1, also of an empty matrix. (OpenBLAS 0.3.21 lets 0 pass.) */
static blasint leading_dimension(long columns) {
    return columns > 0 ? (blasint)columns : 1;
}

static void openblas_multiply(real *c, const real *a, const real *b, long m, long n, long k,
                              enum gemm_form form, int accumulate, real *work) {
    (void)work;
    const int a_transposed = form == GEMM_TN, b_transposed = form == GEMM_NT;
    CBLAS_GEMM(CblasRowMajor, a_transposed ? CblasTrans : CblasNoTrans,
               b_transposed ? CblasTrans : CblasNoTrans, (blasint)m, (blasint)n, (blasint)k, 1, a,
               leading_dimension(a_transposed ? m : k), b, leading_dimension(b_transposed ? k : n),
               accumulate ? 1 : 0, c, leading_dimension(n));
}

const struct gemm_variant *gemm_openblas(void) {
    static const struct gemm_variant variant = {"openblas", openblas_multiply};
    return &variant;
}

/* openblas_get_config() begins "OpenBLAS 0.3.21 " in all versions since 0.3.0. */
void gemm_openblas_describe(char *text, long size) {
    char version[32] = "of unknown version";
    (void)sscanf(openblas_get_config(), "OpenBLAS %31s", version);
    const int threads = openblas_get_num_threads();
    snprintf(text, (size_t)size, "%s %s, %d thread%s", version, openblas_get_corename(), threads,
             threads == 1 ? "" : "s");
}

void gemm_openblas_set_threads(int threads) {
    openblas_set_num_threads(threads);
}
