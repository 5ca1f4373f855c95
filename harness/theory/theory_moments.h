/* theory_moments.h -- mean, population covariance and principal axes of examples, in double.
 *
 *     struct theory_moments moments;
 *     if (theory_moments_measure(&moments, x, n, d, &error) != STATUS_OK ||
 *         theory_moments_diagonalise(&moments, &error) != STATUS_OK) ...
 *     moments.eigenvalues[0] ...
 *     theory_moments_free(&moments);
 */
#ifndef KLIMB_THEORY_MOMENTS_H
#define KLIMB_THEORY_MOMENTS_H

#include "base/real.h"
#include "base/status.h"

/* Diagonalising more takes minutes. */
enum { THEORY_DIMENSIONS_MAX = 4096 };

struct theory_moments {
    long count, dimensions; /* n, d */
    double *mean;           /* [d] */
    double *covariance;     /* [d,d] divided by n, symmetric */
    double *eigenvalues;    /* [d] largest first, NULL before theory_moments_diagonalise */
    double *axes;           /* [d,d] row i is the unit eigenvector of eigenvalue i, or NULL */
};

/* theory_moments_measure -- mean and covariance of x [n,d], 1 <= n, 1 <= d <= THEORY_DIMENSIONS_MAX; in two passes.
 * Each sum is one chain over the examples in their order, so the moments have the same bits on every machine: rows of a
 * curve that depend on rounding (theory.h) must be the same everywhere. STATUS_MEMORY; on error the moments are empty.
 */
enum status theory_moments_measure(struct theory_moments *moments, const real *x, long n, long d,
                                   struct error *error) MUST_CHECK;

/* theory_moments_diagonalise -- fill eigenvalues and axes by LAPACK's dsyev, or in a build without OpenBLAS by
 * theory_eigen.h. An eigenvalue that is negative or within rounding becomes 0. STATUS_MEMORY, errors of
 * klimb_openblas_load; STATUS_FAILED if it does not converge. The caller still frees the moments. */
enum status theory_moments_diagonalise(struct theory_moments *moments,
                                       struct error *error) MUST_CHECK;
void theory_moments_free(struct theory_moments *moments);

#endif
