/* backend.h -- the product, functions, kernels and threads that a computation uses, in one table.
 *
 * There is no global backend: a caller selects one and passes it on.
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
    struct threads *threads; /* the caller's, which must outlive the backend; NULL for one thread */
};

/* klimb_backend_select -- fill `backend` for this CPU, without threads.
 *   simd  NULL or "" for the widest level, else one of klimb_backend_level_names: a level bounds the
 *         product, the elementary functions and the kernels.
 * STATUS_INVALID: no such level, the message lists all; STATUS_UNSUPPORTED: this CPU lacks the level;
 * and the errors of klimb_openblas_load. */
enum status klimb_backend_select(struct backend *backend, enum backend_kind kind, const char *simd,
                                 struct error *error) MUST_CHECK;

/* klimb_backend_multiply -- compute a whole product. A large exact one is shared among the threads: each
 * computes blocks of C, so no bit depends on their number. Products by OpenBLAS are never cut, because
 * their bits depend on the shape of a block. */
void klimb_backend_multiply(const struct backend *backend, const struct gemm_product *product);

/* klimb_backend_level_names -- the SIMD levels of this kind of machine, narrowest first, NULL-terminated.
 * klimb_backend_select refuses those that this CPU lacks. */
const char *const *klimb_backend_level_names(void);

#endif
