#include "theory/theory_condition.h"

#include <stdlib.h>

/* The share of its variance that a column of y must have beside the others to count. */
static const double OWN_LEAST = 1e-10;

/* The regression of x on y. An example has `columns` values, the last c of which are y. */
struct regression {
    long columns, d, c;
    double *mean;     /* [columns] */
    double *table;    /* [c,c+d] Cov(y), Cov(y,x); then I, B*' */
    double *variance; /* [c] of y */
    double *centred;  /* [columns] scratch */
};

static void regression_free(struct regression *regression) {
    free(regression->mean);
    *regression = (struct regression){0};
}

static enum status regression_new(struct regression *regression, long columns, long c,
                                  struct error *error) {
    double *block = calloc((size_t)(2 * columns + c * columns + c), sizeof *block);
    if (block == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a regression on %ld columns",
                               c);
    *regression = (struct regression){.columns = columns,
                                      .d = columns - c,
                                      .c = c,
                                      .mean = block,
                                      .centred = block + columns,
                                      .table = block + 2 * columns,
                                      .variance = block + 2 * columns + c * columns};
    return STATUS_OK;
}

static void measure(struct regression *regression, const real *x, long n) {
    long columns = regression->columns, d = regression->d, c = regression->c;
    double *mean = regression->mean, *centred = regression->centred;
    for (long i = 0; i < n; i++)
        for (long j = 0; j < columns; j++)
            mean[j] += (double)x[i * columns + j] / (double)n;
    for (long i = 0; i < n; i++) {
        for (long j = 0; j < columns; j++)
            centred[j] = (double)x[i * columns + j] - mean[j];
        for (long a = 0; a < c; a++) {
            double *row = regression->table + a * columns, y = centred[d + a] / (double)n;
            for (long b = 0; b < c; b++)
                row[b] += y * centred[d + b];
            for (long j = 0; j < d; j++)
                row[c + j] += y * centred[j];
        }
    }
    for (long a = 0; a < c; a++)
        regression->variance[a] = regression->table[a * columns + a];
}

/* Gauss and Jordan: the left half of the table becomes I, the right half B*'. A covariance needs no
 * exchange of rows: a pivot is the variance of a column beside those before it. */
static void solve(struct regression *regression) {
    long columns = regression->columns, c = regression->c;
    for (long k = 0; k < c; k++) {
        double *row = regression->table + k * columns, pivot = row[k];
        int has_own = pivot > OWN_LEAST * regression->variance[k];
        for (long j = 0; j < columns; j++)
            row[j] = has_own ? row[j] / pivot : 0;
        for (long a = 0; a < c; a++) {
            double *other = regression->table + a * columns, factor = other[k];
            for (long j = 0; j < columns && a != k; j++)
                other[j] -= factor * row[j];
        }
    }
}

static enum status take_residuals(real **residuals, const struct regression *regression,
                                  const real *x, long n, struct error *error) {
    long columns = regression->columns, d = regression->d, c = regression->c;
    *residuals = n > 0 ? malloc((size_t)(n * d) * sizeof **residuals) : NULL;
    if (n > 0 && *residuals == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld residuals", n);
    for (long i = 0; i < n; i++, x += columns) {
        for (long j = 0; j < d; j++) {
            double rest = (double)x[j];
            for (long a = 0; a < c; a++)
                rest -= ((double)x[d + a] - regression->mean[d + a]) *
                        regression->table[a * columns + c + j];
            (*residuals)[i * d + j] = (real)rest;
        }
    }
    return STATUS_OK;
}

enum status theory_residuals_new(struct dataset *residuals, const struct dataset *data,
                                 long condition, struct error *error) {
    struct regression regression = {0};
    *residuals = (struct dataset){.dimensions = data->dimensions - condition,
                                  .train_count = data->train_count,
                                  .test_count = data->test_count};
    enum status status = regression_new(&regression, data->dimensions, condition, error);
    if (status != STATUS_OK)
        return status;
    measure(&regression, data->train, data->train_count);
    solve(&regression);
    status = take_residuals(&residuals->train, &regression, data->train, data->train_count, error);
    if (status == STATUS_OK)
        status = take_residuals(&residuals->test, &regression, data->test, data->test_count, error);
    regression_free(&regression);
    if (status != STATUS_OK)
        theory_residuals_free(residuals);
    return status;
}

void theory_residuals_free(struct dataset *residuals) {
    free(residuals->train);
    free(residuals->test);
    *residuals = (struct dataset){0};
}
