#include "gemm.h"

#include <cblas.h>
#include <stdio.h>
#include <string.h>

#ifdef KLIMB_DOUBLE
#define CBLAS_GEMM cblas_dgemm
#else
#define CBLAS_GEMM cblas_sgemm
#endif

/* BLAS demands at least 1, also of an empty matrix. (OpenBLAS 0.3.21 lets 0 pass.) */
static blasint leading_dimension(long columns) {
    return columns > 0 ? (blasint)columns : 1;
}

/* BLAS adds to what C holds, so a start is put there first. */
static void put_start(const struct gemm_product *x, const struct gemm_block *block) {
    for (long i = block->row; i < block->row + block->rows; i++)
        memcpy(x->c + i * x->n + block->column, x->start + block->column,
               (size_t)block->columns * sizeof *x->c);
}

static void openblas_multiply(const struct gemm_product *x, const struct gemm_block *block) {
    const int a_transposed = x->form == GEMM_TN, b_transposed = x->form == GEMM_NT;
    const long a_stride = a_transposed ? x->m : x->k, b_stride = b_transposed ? x->k : x->n;
    if (x->start != NULL)
        put_start(x, block);
    CBLAS_GEMM(CblasRowMajor, a_transposed ? CblasTrans : CblasNoTrans,
               b_transposed ? CblasTrans : CblasNoTrans, (blasint)block->rows,
               (blasint)block->columns, (blasint)x->k, 1,
               x->a + block->row * (a_transposed ? 1 : a_stride), leading_dimension(a_stride),
               x->b + block->column * (b_transposed ? b_stride : 1), leading_dimension(b_stride),
               x->start != NULL ? 1 : 0, x->c + block->row * x->n + block->column,
               leading_dimension(x->n));
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
