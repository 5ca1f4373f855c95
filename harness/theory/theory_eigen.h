/* theory_eigen.h -- eigenvalues and eigenvectors of a symmetric matrix, for a klimb without LAPACK: built without
 * OpenBLAS (make static).
 *
 * Householder's reduction to a tridiagonal matrix, then QR steps with Wilkinson's shift: Golub and Van Loan, Matrix
 * Computations, 3rd ed., section 8.3, algorithm 8.3.3. It costs about 9 d^3 operations.
 */
#ifndef KLIMB_THEORY_EIGEN_H
#define KLIMB_THEORY_EIGEN_H

#include "base/status.h"

/* theory_eigen_solve -- eigenvalues [d], largest first, and the unit eigenvector of eigenvalue i as row i of
 * axes [d,d], of matrix [d,d], which must be symmetric and finite, and is overwritten. The three must not overlap;
 * d >= 1. The error is about d epsilon times the largest eigenvalue. STATUS_MEMORY; STATUS_FAILED when it does not
 * converge in 30 steps for an eigenvalue. */
enum status theory_eigen_solve(double *eigenvalues, double *axes, double *matrix, long d,
                               struct error *error) MUST_CHECK;

#endif
