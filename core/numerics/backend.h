/* backend.h -- everything about this machine that a computation may use, behind one table.
 *
 * It is never global: a caller selects one and passes it on.
 *
 *     struct backend backend;
 *     if (klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error) != STATUS_OK) ...
 *     klimb_backend_multiply(&backend, &product);
 *     backend.vm->exp(...);
 *     backend.kernels->sum(...);
 */
#ifndef KLIMB_BACKEND_H
#define KLIMB_BACKEND_H

#include "base/status.h"
#include "base/threads.h"
#include "numerics/gemm/gemm.h"
#include "numerics/kernels.h"
#include "numerics/vecmath/vecmath.h"

enum backend_kind { BACKEND_EXACT, BACKEND_OPENBLAS, BACKEND_KINDS };
extern const char *const klimb_backend_names[]; /* by kind, NULL-terminated */

struct backend {
    enum backend_kind kind;
    const char *simd; /* the level in force: "scalar", "sse2", "avx2", ... */
    const struct gemm_variant *gemm;
    const struct kernels *kernels;
    const struct vecmath *vm;
    struct threads *threads; /* those of the caller, which outlive the backend; NULL for none */
};

/* klimb_backend_select -- fill `backend` for this CPU, without threads.
 *   simd  NULL or "" for the widest level, else one of klimb_backend_level_names: a level bounds the
 *         product, the elementary functions and the kernels.
 * STATUS_INVALID names the levels there are; STATUS_UNSUPPORTED when this CPU lacks the level;
 * whatever klimb_openblas_load refuses. */
enum status klimb_backend_select(struct backend *backend, enum backend_kind kind, const char *simd,
                                 struct error *error) MUST_CHECK;

/* klimb_backend_multiply -- the whole of a product. Where it is large enough to gain by it, an exact one
 * is shared among the threads: each computes blocks of C, so no bit depends on them. Products by
 * OpenBLAS, whose bits depend on the shape of a block, are never cut. */
void klimb_backend_multiply(const struct backend *backend, const struct gemm_product *product);

/* klimb_backend_level_names -- the SIMD levels of this kind of machine, narrowest first, NULL-terminated;
 * klimb_backend_select tells which of them this CPU runs. */
const char *const *klimb_backend_level_names(void);

#endif
