#include "gemm_exact.h"

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

/* The contract of gemm.h, word by word: the measure of all other variants. libm's fma is exact on
 * every machine, by the CPU's instruction where there is one and by integer arithmetic elsewhere.
 */
void gemm_scalar_multiply(real *c, const real *a, const real *b, long m, long n, long k,
                          enum gemm_form form, int accumulate, real *work) {
    (void)work;
    const struct gemm_strides at = gemm_strides(m, n, k, form);
    for (long i = 0; i < m; i++) {
        for (long j = 0; j < n; j++) {
            const real *a_i = a + i * at.a_row, *b_j = b + j * at.b_column;
            real sum = accumulate ? c[i * n + j] : 0;
            for (long p = 0; p < k; p++)
                sum = multiply_add(a_i[p * at.a_depth], b_j[p * at.b_depth], sum);
            c[i * n + j] = sum;
        }
    }
}

#define VARIANT_ROW(name, supported) {#name, gemm_##name##_multiply},
static const struct gemm_variant variants[] = {GEMM_VARIANTS(VARIANT_ROW)};
#undef VARIANT_ROW

#define VARIANT_NAME(name, supported) #name,
static const char *const names[] = {GEMM_VARIANTS(VARIANT_NAME) NULL};
#undef VARIANT_NAME

const char *const *gemm_exact_names(void) {
    return names;
}

const struct gemm_variant *gemm_exact_select(const char *name) {
#define VARIANT_SUPPORTED(name, supported) (supported),
    const int runs[] = {GEMM_VARIANTS(VARIANT_SUPPORTED)};
#undef VARIANT_SUPPORTED
    for (size_t i = sizeof runs / sizeof runs[0]; i-- > 0;)
        if (runs[i] && (name == NULL || strcmp(name, variants[i].name) == 0))
            return &variants[i];
    return NULL;
}

/* One panel of B, of the widest vectors there are, so that the size is the same on every CPU. */
long gemm_work_size(long m, long n, long k) {
    (void)m;
    const long vectors = (n + GEMM_VECTOR_LANES_MAX - 1) / GEMM_VECTOR_LANES_MAX;
    return gemm_least(k, GEMM_DEPTH_BLOCK) * gemm_least(vectors, GEMM_PANEL_VECTORS_MAX) *
           GEMM_VECTOR_LANES_MAX;
}
