#include "numerics/gemm/gemm.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "numerics/gemm/openblas.h"

#ifdef KLIMB_DOUBLE
#define CBLAS_GEMM cblas_dgemm
#else
#define CBLAS_GEMM cblas_sgemm
#endif

/* BLAS demands at least 1, even for an empty matrix. (OpenBLAS 0.3.21 accepts 0.) */
static blasint leading_dimension(long columns) {
    return columns > 0 ? (blasint)columns : 1;
}

/* BLAS adds to C, so the start is copied there first. */
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
    /* A caller gets this variant only after the library was loaded. */
    klimb_openblas_loaded()->CBLAS_GEMM(
        CblasRowMajor, a_transposed ? CblasTrans : CblasNoTrans,
        b_transposed ? CblasTrans : CblasNoTrans, (blasint)block->rows, (blasint)block->columns,
        (blasint)x->k, 1, x->a + block->row * (a_transposed ? 1 : a_stride),
        leading_dimension(a_stride), x->b + block->column * (b_transposed ? b_stride : 1),
        leading_dimension(b_stride), x->start != NULL ? 1 : 0,
        x->c + block->row * x->n + block->column, leading_dimension(x->n));
}

const struct gemm_variant *klimb_gemm_openblas(void) {
    static const struct gemm_variant variant = {"openblas", openblas_multiply};
    const struct openblas *openblas;
    return klimb_openblas_load(&openblas, NULL) == STATUS_OK ? &variant : NULL;
}

/* openblas_get_config() begins "OpenBLAS 0.3.21 " in all versions since 0.3.0. */
void klimb_gemm_openblas_describe(char *text, long size) {
    const struct openblas *openblas = klimb_openblas_loaded();
    char version[32] = "of unknown version";
    if (openblas == NULL) {
        snprintf(text, (size_t)size, "not used");
        return;
    }
    (void)sscanf(openblas->openblas_get_config(), "OpenBLAS %31s", version);
    const int threads = openblas->openblas_get_num_threads();
    snprintf(text, (size_t)size, "%s %s, %d thread%s", version, openblas->openblas_get_corename(),
             threads, threads == 1 ? "" : "s");
}

const char *klimb_gemm_openblas_core(void) {
    const struct openblas *openblas = klimb_openblas_loaded();
    return openblas != NULL ? openblas->openblas_get_corename() : "";
}

/* The instruction sets of OpenBLAS's kernels (kernel/x86_64/KERNEL.*), and for each a core type that every
 * CPU with it runs. */
enum level { LEVEL_SSE, LEVEL_AVX, LEVEL_AVX2, LEVEL_AVX512, LEVELS };
static const char *const level_words[LEVELS] = {"SSE", "AVX", "AVX2", "AVX-512"};
static const char *const level_best[LEVELS] = {"Nehalem", "Sandybridge", "Haswell", "SkylakeX"};
static const struct core_type {
    const char *name;
    enum level level;
} core_types[] = {{"Katmai", LEVEL_SSE},        {"Coppermine", LEVEL_SSE},
                  {"Northwood", LEVEL_SSE},     {"Prescott", LEVEL_SSE},
                  {"Banias", LEVEL_SSE},        {"Atom", LEVEL_SSE},
                  {"Core2", LEVEL_SSE},         {"Penryn", LEVEL_SSE},
                  {"Dunnington", LEVEL_SSE},    {"Nehalem", LEVEL_SSE},
                  {"Athlon", LEVEL_SSE},        {"Opteron", LEVEL_SSE},
                  {"Opteron_SSE3", LEVEL_SSE},  {"Barcelona", LEVEL_SSE},
                  {"Nano", LEVEL_SSE},          {"Bobcat", LEVEL_SSE},
                  {"Sandybridge", LEVEL_AVX},   {"Bulldozer", LEVEL_AVX},
                  {"Piledriver", LEVEL_AVX},    {"Steamroller", LEVEL_AVX},
                  {"Excavator", LEVEL_AVX2},    {"Haswell", LEVEL_AVX2},
                  {"Zen", LEVEL_AVX2},          {"SkylakeX", LEVEL_AVX512},
                  {"Cooperlake", LEVEL_AVX512}, {"SapphireRapids", LEVEL_AVX512}};

static enum level cpu_level(void) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return LEVEL_AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return LEVEL_AVX2;
    if (__builtin_cpu_supports("avx"))
        return LEVEL_AVX;
#endif
    return LEVEL_SSE;
}

void klimb_gemm_openblas_hint(char *text, long size) {
    const enum level cpu = cpu_level();
    text[0] = '\0';
    for (size_t i = 0; i < sizeof core_types / sizeof *core_types; i++)
        if (strcasecmp(core_types[i].name, klimb_gemm_openblas_core()) == 0 &&
            core_types[i].level < cpu)
            snprintf(text, (size_t)size,
                     "its %s kernels use %s and this CPU has %s; try OPENBLAS_CORETYPE=%s",
                     core_types[i].name, level_words[core_types[i].level], level_words[cpu],
                     level_best[cpu]);
}

void klimb_gemm_openblas_set_threads(int threads) {
    const struct openblas *openblas = klimb_openblas_loaded();
    if (openblas != NULL)
        openblas->openblas_set_num_threads(threads);
}
