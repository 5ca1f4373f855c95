/* Gives a sample the wanted covariance exactly, not only on average. The theory of linear models is about
 * the covariance of the data that are trained on. For a drawn sample it holds up to the error of an
 * estimate, for a whitened one up to rounding.
 *
 * The innermost loops run over neighbours in memory, and no sum is inside a vector. So every sum has
 * the order of the header, however the compiler vectorises. */
#include <math.h>
#include <stdlib.h>

#include "data/dataset_internal.h"

/* The least share of a dimension's variance that the dimensions before it may leave unexplained. With
 * roundings of 2^-53 in double, the result is then off by about the rounding of float. */
static const double UNEXPLAINED_MIN = 0x1p-30;

static void find_mean(double *mean, const real *x, long n, long d) {
    for (long j = 0; j < d; j++)
        mean[j] = 0;
    for (long i = 0; i < n; i++)
        for (long j = 0; j < d; j++)
            mean[j] += (double)x[i * d + j];
    for (long j = 0; j < d; j++)
        mean[j] /= (double)n;
}

static void centre(double *centred, const real *x, const double *mean, long d) {
    for (long j = 0; j < d; j++)
        centred[j] = (double)x[j] - mean[j];
}

/* The upper triangle of the covariance, [d,d]; row is scratch [d]. */
static void find_covariance(double *covariance, double *row, const double *mean, const real *x,
                            long n, long d) {
    for (long p = 0; p < d * d; p++)
        covariance[p] = 0;
    for (long i = 0; i < n; i++) {
        centre(row, x + i * d, mean, d);
        for (long a = 0; a < d; a++)
            for (long b = a; b < d; b++)
                covariance[a * d + b] += row[a] * row[b];
    }
    for (long p = 0; p < d * d; p++)
        covariance[p] /= (double)n;
}

/* Replaces the upper triangle of a covariance by the transposed Cholesky factor L^T. Row k is subtracted
 * from all rows below it as soon as it is known, so each element loses its products in the order of k. */
static enum status factorise(double *factor, long d, struct error *error) {
    for (long k = 0; k < d; k++) {
        double *row = factor + k * d, explained = 0;
        for (long a = 0; a < k; a++)
            explained += factor[a * d + k] * factor[a * d + k];
        if (!(row[k] > UNEXPLAINED_MIN * (row[k] + explained))) {
            klimb_error_set(
                error, STATUS_INVALID,
                "data.covariance cannot be made exact: dimension %ld of the sample is, to "
                "rounding, a combination of those before it",
                k);
            klimb_error_hint(error, "increase data.examples, or take another data.seed");
            return STATUS_INVALID;
        }
        double pivot = sqrt(row[k]);
        row[k] = pivot;
        for (long b = k + 1; b < d; b++)
            row[b] /= pivot;
        for (long a = k + 1; a < d; a++)
            for (long b = a; b < d; b++)
                factor[a * d + b] -= row[a] * row[b];
    }
    return STATUS_OK;
}

/* Solves L w = c in place. */
static void solve(double *c, const double *factor, long d) {
    for (long k = 0; k < d; k++) {
        const double *row = factor + k * d;
        c[k] /= row[k];
        for (long j = k + 1; j < d; j++)
            c[j] -= row[j] * c[k];
    }
}

enum status klimb_dataset_whiten(real *x, const double *deviation, long n, long d,
                                 struct error *error) {
    double *scratch = malloc((size_t)(d * (d + 2)) * sizeof *scratch);
    if (scratch == NULL)
        return klimb_error_set(error, STATUS_MEMORY,
                               "no memory for the covariance of %ld dimensions", d);
    double *mean = scratch, *row = mean + d, *factor = row + d;
    find_mean(mean, x, n, d);
    find_covariance(factor, row, mean, x, n, d);
    enum status status = factorise(factor, d, error);
    for (long i = 0; i < n && status == STATUS_OK; i++) {
        centre(row, x + i * d, mean, d);
        solve(row, factor, d);
        for (long j = 0; j < d; j++)
            x[i * d + j] = (real)(row[j] * deviation[j]);
    }
    free(scratch);
    return status;
}
