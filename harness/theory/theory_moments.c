#include "theory/theory_moments.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/gemm/openblas.h"
#include "theory/theory_eigen.h"

enum { ROWS = 256 }; /* examples centred at a time */

static enum status no_memory(long d, struct error *error) {
    return klimb_error_set(error, STATUS_MEMORY, "no memory for the covariance of %ld dimensions",
                           d);
}

static void measure_mean(struct theory_moments *moments, const real *x) {
    long n = moments->count, d = moments->dimensions;
    for (long i = 0; i < n; i++)
        for (long j = 0; j < d; j++)
            moments->mean[j] += (double)x[i * d + j];
    for (long j = 0; j < d; j++)
        moments->mean[j] /= (double)n;
}

/* row[j] += sum over `rows` examples of centred[., i] centred[., j] for j >= i. A cell is one chain over the examples,
 * in their order, so the covariance has the same bits on every machine. */
static void add_to_row(double *row, const double *centred, long i, long rows, long d) {
    for (long n = 0; n < rows; n++) {
        const double *example = centred + n * d;
        double value = example[i];
        for (long j = i; j < d; j++)
            row[j] += value * example[j];
    }
}

/* Adds the sum of squares of `rows` examples about the mean, upper triangle. */
static void add_rows(struct theory_moments *moments, double *centred, const real *x, long rows) {
    long d = moments->dimensions;
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < d; j++)
            centred[i * d + j] = (double)x[i * d + j] - moments->mean[j];
    for (long i = 0; i < d; i++)
        add_to_row(moments->covariance + i * d, centred, i, rows, d);
}

static void complete(struct theory_moments *moments) {
    long d = moments->dimensions;
    double *covariance = moments->covariance;
    for (long i = 0; i < d; i++)
        for (long j = i; j < d; j++)
            covariance[j * d + i] = covariance[i * d + j] /= (double)moments->count;
}

enum status theory_moments_measure(struct theory_moments *moments, const real *x, long n, long d,
                                   struct error *error) {
    size_t size = (size_t)d;
    *moments = (struct theory_moments){.count = n,
                                       .dimensions = d,
                                       .mean = calloc(size, sizeof(double)),
                                       .covariance = calloc(size * size, sizeof(double))};
    double *centred = calloc(ROWS * size, sizeof(double));
    int is_made = moments->mean != NULL && moments->covariance != NULL && centred != NULL;
    if (is_made) {
        measure_mean(moments, x);
        for (long start = 0; start < n; start += ROWS)
            add_rows(moments, centred, x + start * d, n - start < ROWS ? n - start : ROWS);
        complete(moments);
    } else {
        theory_moments_free(moments);
    }
    free(centred);
    return is_made ? STATUS_OK : no_memory(d, error);
}

void theory_moments_free(struct theory_moments *moments) {
    free(moments->mean);
    free(moments->covariance);
    free(moments->eigenvalues);
    free(moments->axes);
    *moments = (struct theory_moments){0};
}

/* dsyev returns eigenvalues smallest first, and eigenvectors as Fortran columns, which are C rows. */
static void turn_around(struct theory_moments *moments, const struct openblas *openblas) {
    long d = moments->dimensions;
    for (long i = 0, j = d - 1; i < j; i++, j--) {
        double eigenvalue = moments->eigenvalues[i];
        moments->eigenvalues[i] = moments->eigenvalues[j];
        moments->eigenvalues[j] = eigenvalue;
        openblas->cblas_dswap((blasint)d, moments->axes + i * d, 1, moments->axes + j * d, 1);
    }
}

/* The solver's error is about d epsilon times the largest eigenvalue, so a smaller one may be 0. */
static void clear_rounding(struct theory_moments *moments) {
    long d = moments->dimensions;
    double least = (double)d * DBL_EPSILON * moments->eigenvalues[0];
    for (long i = 0; i < d; i++)
        if (moments->eigenvalues[i] <= least)
            moments->eigenvalues[i] = 0;
}

/* dsyev overwrites the matrix in `axes`. */
static enum status solve_by_lapack(struct theory_moments *moments, const struct openblas *openblas,
                                   struct error *error) {
    long d = moments->dimensions;
    blasint n = (blasint)d, room = 64 * n, info = 0; /* 64: more than LAPACK's block size */
    double *work = calloc((size_t)room, sizeof *work);
    if (work == NULL)
        return no_memory(d, error);
    openblas->dsyev_("V", "U", &n, moments->axes, &n, moments->eigenvalues, work, &room, &info, 1,
                     1);
    free(work);
    if (info != 0)
        return klimb_error_set(error, STATUS_FAILED,
                               "LAPACK finds no eigenvalues of the data's "
                               "covariance (info %ld)",
                               (long)info);
    turn_around(moments, openblas);
    return STATUS_OK;
}

/* For a build without OpenBLAS. */
static enum status solve_here(struct theory_moments *moments, struct error *error) {
    size_t size = (size_t)moments->dimensions, bytes = size * size * sizeof(double);
    double *matrix = malloc(bytes);
    if (matrix == NULL)
        return no_memory(moments->dimensions, error);
    memcpy(matrix, moments->covariance, bytes);
    enum status status = theory_eigen_solve(moments->eigenvalues, moments->axes, matrix,
                                            moments->dimensions, error);
    free(matrix);
    return status;
}

enum status theory_moments_diagonalise(struct theory_moments *moments, struct error *error) {
    size_t size = (size_t)moments->dimensions;
    const struct openblas *openblas = NULL;
    enum status status = klimb_openblas_is_built_in() ? klimb_openblas_load(&openblas, error)
                                                      : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    moments->eigenvalues = calloc(size, sizeof *moments->eigenvalues);
    moments->axes = malloc(size * size * sizeof *moments->axes);
    if (moments->eigenvalues == NULL || moments->axes == NULL)
        return no_memory(moments->dimensions, error);
    memcpy(moments->axes, moments->covariance, size * size * sizeof *moments->axes);
    status = openblas != NULL ? solve_by_lapack(moments, openblas, error)
                              : solve_here(moments, error);
    if (status == STATUS_OK)
        clear_rounding(moments);
    return status;
}
