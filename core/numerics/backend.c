#include "numerics/backend.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "numerics/gemm/openblas.h"

const char *const klimb_backend_names[] = {
    [BACKEND_EXACT] = "exact", [BACKEND_OPENBLAS] = "openblas", [BACKEND_KINDS] = NULL};

/* The SIMD levels of this kind of machine, narrowest first. A level bounds the instructions used:
 * X(level, its product, its elementary functions, its kernels). */
#if defined __x86_64__
#define LEVEL_TABLE(X)                                                                             \
    X("scalar", "scalar", "scalar", "baseline")                                                    \
    X("sse2", "software", "sse2", "baseline")                                                      \
    X("avx2", "avx2", "avx2", "avx2")                                                              \
    X("avx512", "avx512", "avx512", "avx512")
#elif defined __aarch64__
#define LEVEL_TABLE(X)                                                                             \
    X("scalar", "scalar", "scalar", "baseline")                                                    \
    X("neon", "neon", "neon", "baseline")
#else
#define LEVEL_TABLE(X) X("scalar", "scalar", "scalar", "baseline")
#endif

#define LEVEL_ROW(name, gemm, vecmath, kernels) {name, gemm, vecmath, kernels},
static const struct level {
    const char *name, *gemm, *vecmath, *kernels;
} levels[] = {LEVEL_TABLE(LEVEL_ROW)};
#undef LEVEL_ROW
enum { LEVELS = sizeof levels / sizeof levels[0] };

const char *const *klimb_backend_level_names(void) {
#define LEVEL_NAME(name, gemm, vecmath, kernels) name,
    static const char *const names[] = {LEVEL_TABLE(LEVEL_NAME) NULL};
#undef LEVEL_NAME
    return names;
}

/* Fills in the backend and returns 1 if this CPU runs the level, else returns 0. */
static int use_level(struct backend *backend, enum backend_kind kind, const struct level *level) {
    const struct gemm_variant *exact = klimb_gemm_exact_select(level->gemm);
    const struct vecmath *vm = klimb_vecmath_select(level->vecmath);
    const struct kernels *kernels = klimb_kernels_select(level->kernels);
    if (exact == NULL || vm == NULL || kernels == NULL)
        return 0;
    *backend = (struct backend){
        .kind = kind,
        .simd = level->name,
        .gemm = kind == BACKEND_OPENBLAS ? klimb_gemm_openblas() : exact,
        .vm = vm,
        .kernels = kernels,
    };
    return 1;
}

static const struct level *find_level(const char *name) {
    for (int i = 0; i < LEVELS; i++)
        if (strcmp(name, levels[i].name) == 0)
            return &levels[i];
    return NULL;
}

/* "scalar, sse2, avx2" into text [size]. */
static void list_levels(char *text, size_t size) {
    size_t used = 0;
    for (int i = 0; i < LEVELS && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i > 0 ? ", " : "",
                                 levels[i].name);
}

static enum status select_widest(struct backend *backend, enum backend_kind kind,
                                 struct error *error) {
    for (int i = LEVELS - 1; i >= 0; i--)
        if (use_level(backend, kind, &levels[i]))
            return STATUS_OK;
    return klimb_error_set(error, STATUS_UNSUPPORTED, "this CPU runs no SIMD level, not even %s",
                           levels[0].name);
}

enum status klimb_backend_select(struct backend *backend, enum backend_kind kind, const char *simd,
                                 struct error *error) {
    const struct openblas *openblas;
    enum status loaded = kind == BACKEND_OPENBLAS ? klimb_openblas_load(&openblas, error)
                                                  : STATUS_OK;
    if (loaded != STATUS_OK)
        return loaded;
    if (simd == NULL || *simd == '\0')
        return select_widest(backend, kind, error);
    const struct level *level = find_level(simd);
    if (level == NULL) {
        char names[64];
        list_levels(names, sizeof names);
        return klimb_error_set(error, STATUS_INVALID, "SIMD level is \"%s\"; must be one of %s",
                               simd, names);
    }
    if (use_level(backend, kind, level))
        return STATUS_OK;
    klimb_error_set(error, STATUS_UNSUPPORTED, "this CPU does not run SIMD level %s", simd);
    klimb_error_hint(error, "name a narrower level, or none to use the widest this CPU runs");
    return STATUS_UNSUPPORTED;
}

/* ---- Products ---- */

enum {
    /* Multiply-adds of the smallest product that is cut. A core that does 40 a nanosecond takes 50
     * microseconds for them; waking another thread takes 10 to 20. */
    SPLIT_LEAST = 2000000,

    /* Blocks are multiples of these: nearly equal, without a cache line in common, and mostly made of
     * whole tiles. */
    SPLIT_COLUMNS = 16,
    SPLIT_ROWS = 12
};

struct shared_product {
    const struct gemm_product *product;
    gemm_function *multiply;
};

static void multiply_columns(void *context, long begin, long end) {
    const struct shared_product *shared = context;
    struct gemm_block block = {.rows = shared->product->m, .column = begin, .columns = end - begin};
    shared->multiply(shared->product, &block);
}

static void multiply_rows(void *context, long begin, long end) {
    const struct shared_product *shared = context;
    struct gemm_block block = {.row = begin, .rows = end - begin, .columns = shared->product->n};
    shared->multiply(shared->product, &block);
}

/* Cuts along the side that gives more blocks, which are then more nearly equal. */
static void multiply_shared(const struct backend *backend, const struct gemm_product *product) {
    struct shared_product shared = {product, backend->gemm->multiply};
    if (product->n / SPLIT_COLUMNS > product->m / SPLIT_ROWS)
        klimb_threads_for(backend->threads, product->n, SPLIT_COLUMNS, multiply_columns, &shared);
    else
        klimb_threads_for(backend->threads, product->m, SPLIT_ROWS, multiply_rows, &shared);
}

void klimb_backend_multiply(const struct backend *backend, const struct gemm_product *product) {
    double size = (double)product->m * (double)product->n * (double)product->k;
    if (backend->threads != NULL && backend->kind == BACKEND_EXACT && size >= SPLIT_LEAST)
        multiply_shared(backend, product);
    else
        klimb_gemm_multiply(backend->gemm, product);
}
