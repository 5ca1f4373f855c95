/* openblas.h -- OpenBLAS, loaded when it is first used.
 *
 * Most commands never use it, and to load it takes memory and, by its constructor, threads: under a
 * limit of memory (ulimit -v) a program that is linked to it waits for ever before main. So it is
 * opened by name, once for the whole process, and called through a table.
 *
 *     const struct openblas *openblas;
 *     if (klimb_openblas_load(&openblas, &error) != STATUS_OK) ...
 *     openblas->cblas_dswap(n, x, 1, y, 1);
 */
#ifndef KLIMB_OPENBLAS_H
#define KLIMB_OPENBLAS_H

#include <cblas.h>
#include <stddef.h>

#include "base/status.h"

/* OpenBLAS holds LAPACK but has no header for it. Fortran: everything by address, and after the
 * arguments the length of each text. */
extern void dsyev_(const char *jobz, const char *uplo, const blasint *n, double *a,
                   const blasint *lda, double *w, double *work, const blasint *lwork, blasint *info,
                   size_t jobz_length, size_t uplo_length);

/* What klimb uses of it. The build looks for the same (harness/setup/setup.sh). */
#define OPENBLAS_TABLE(X)                                                                          \
    X(cblas_sgemm)                                                                                 \
    X(cblas_dgemm)                                                                                 \
    X(cblas_dswap)                                                                                 \
    X(dsyev_)                                                                                      \
    X(openblas_get_config)                                                                         \
    X(openblas_get_corename)                                                                       \
    X(openblas_get_num_threads)                                                                    \
    X(openblas_set_num_threads)

#define OPENBLAS_FIELD(name) __typeof__(name) *name;
struct openblas {
    OPENBLAS_TABLE(OPENBLAS_FIELD)
};
#undef OPENBLAS_FIELD

/* klimb_openblas_is_built_in -- whether this build has OpenBLAS at all: a program without shared libraries has not. */
int klimb_openblas_is_built_in(void);

/* klimb_openblas_load -- the table, which stays; loads the library if it is not there yet. Any thread may
 * call it. OpenBLAS then has one thread unless OPENBLAS_NUM_THREADS is set: runs are spread over
 * processes already.
 * STATUS_UNSUPPORTED when the library is not there or lacks a function; STATUS_MEMORY when it would
 * find too little memory, for then OpenBLAS does not fail but waits for ever. */
enum status klimb_openblas_load(const struct openblas **openblas, struct error *error) MUST_CHECK;

/* klimb_openblas_loaded -- the table, NULL as long as nobody has loaded it. */
const struct openblas *klimb_openblas_loaded(void);

#endif
