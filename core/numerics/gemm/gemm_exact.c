#include "numerics/gemm/gemm_exact.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static real multiply_add(real a, real b, real c) {
#ifdef KLIMB_DOUBLE
    return fma(a, b, c);
#else
    return fmaf(a, b, c);
#endif
}

/* The contract of gemm.h, literally. All other variants must give its bits. libm's fma is correctly
 * rounded on every machine: by the CPU's instruction, or by integer arithmetic on a CPU without one. */
void klimb_gemm_scalar_multiply(const struct gemm_product *x, const struct gemm_block *block) {
    const struct gemm_strides at = gemm_strides(x);
    for (long i = block->row; i < block->row + block->rows; i++) {
        for (long j = block->column; j < block->column + block->columns; j++) {
            const real *a_i = x->a + i * at.a_row, *b_j = x->b + j * at.b_column;
            real sum = x->start != NULL ? x->start[j] : 0;
            for (long p = 0; p < x->k; p++)
                sum = multiply_add(a_i[p * at.a_depth], b_j[p * at.b_depth], sum);
            x->c[i * x->n + j] = sum;
        }
    }
}

void klimb_gemm_multiply(const struct gemm_variant *variant, const struct gemm_product *product) {
    variant->multiply(product, &(struct gemm_block){.rows = product->m, .columns = product->n});
}

#define VARIANT_ROW(name, supported) {#name, klimb_gemm_##name##_multiply},
static const struct gemm_variant variants[] = {GEMM_VARIANTS(VARIANT_ROW)};
#undef VARIANT_ROW

#define VARIANT_NAME(name, supported) #name,
static const char *const names[] = {GEMM_VARIANTS(VARIANT_NAME) NULL};
#undef VARIANT_NAME

const char *const *klimb_gemm_exact_names(void) {
    return names;
}

const struct gemm_variant *klimb_gemm_exact_select(const char *name) {
#define VARIANT_SUPPORTED(name, supported) (supported),
    const int runs[] = {GEMM_VARIANTS(VARIANT_SUPPORTED)};
#undef VARIANT_SUPPORTED
    for (size_t i = sizeof runs / sizeof runs[0]; i-- > 0;)
        if (runs[i] && (name == NULL || strcmp(name, variants[i].name) == 0))
            return &variants[i];
    return NULL;
}
