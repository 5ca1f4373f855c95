/* openblas.h -- OpenBLAS, loaded when it is first used.
 *
 * Most commands never use it, and its constructor takes memory and threads: under a memory limit
 * (ulimit -v) a program that is linked to it waits for ever before main. So it is opened by name, once
 * for the whole process, and called through a table.
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

/* OpenBLAS contains LAPACK but no header for it. Fortran passes everything by address, and the length of
 * each string after the other arguments. */
extern void dsyev_(const char *jobz, const char *uplo, const blasint *n, double *a,
                   const blasint *lda, double *w, double *work, const blasint *lwork, blasint *info,
                   size_t jobz_length, size_t uplo_length);

/* The functions that klimb uses. harness/setup/setup.sh checks for the same ones. */
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

/* klimb_openblas_is_built_in -- whether this build can load OpenBLAS: a static program cannot. */
int klimb_openblas_is_built_in(void);

/* klimb_openblas_load -- load the library unless it is loaded, and return its table, which stays valid.
 * Any thread may call it. OpenBLAS has one thread unless OPENBLAS_NUM_THREADS is set: runs are already
 * spread over processes.
 * STATUS_UNSUPPORTED: the library is missing or lacks a function; STATUS_MEMORY: it would get too little
 * memory, where OpenBLAS does not fail but waits for ever. */
enum status klimb_openblas_load(const struct openblas **openblas, struct error *error) MUST_CHECK;

/* klimb_openblas_loaded -- the table; NULL if the library has not been loaded. */
const struct openblas *klimb_openblas_loaded(void);

#endif
