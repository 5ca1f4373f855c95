#include <math.h>
#include <stdlib.h>

#include "format/csv.h"
#include "report/data/report_files.h"
#include "theory/theory_moments.h"

enum { EXAMPLE, LABEL, DIMENSION, MU };
static const char *const columns[] = {"example", "label", "dimension", "mu", "logvar", NULL};

/* The table as a matrix. */
struct table {
    long n, k;
    real *mu; /* [n,k] */
    int *label;
};

/* The relevant cells of the last line. */
struct line {
    long example, dimension;
    float label, mu;
};

static enum status read_line(struct line *line, struct csv *csv, struct error *error) {
    enum status status = csv_next(csv, error);
    if (status == STATUS_OK)
        status = csv_as_count(&line->example, csv, csv_place(csv, EXAMPLE), error);
    if (status == STATUS_OK)
        status = csv_as_float(&line->label, csv, csv_place(csv, LABEL), error);
    if (status == STATUS_OK)
        status = csv_as_count(&line->dimension, csv, csv_place(csv, DIMENSION), error);
    if (status == STATUS_OK)
        status = csv_as_float(&line->mu, csv, csv_place(csv, MU), error);
    if (status == STATUS_OK && !isfinite(line->mu))
        return csv_error(csv, csv_place(csv, MU), error, "only finite values can be drawn");
    return status;
}

/* Rows are ordered by example, then dimension, so the last one gives their numbers. */
static enum status read_lines(struct table *table, struct csv *csv, struct error *error) {
    struct csv ahead = *csv;
    struct line line = {0};
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < csv->rows; i++)
        status = read_line(&line, &ahead, error);
    if (status != STATUS_OK)
        return status;
    table->n = line.example + 1;
    table->k = line.dimension + 1;
    if (table->k > THEORY_DIMENSIONS_MAX || csv->rows % table->k != 0 ||
        csv->rows / table->k != table->n)
        return csv_error(&ahead, csv_place(csv, EXAMPLE), error,
                         "%ld rows are not %ld examples of %ld dimensions", csv->rows, table->n,
                         table->k);
    table->mu = calloc((size_t)csv->rows, sizeof *table->mu);
    table->label = calloc((size_t)table->n, sizeof *table->label);
    if (table->mu == NULL || table->label == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld latents", csv->rows);
    for (long i = 0; i < csv->rows; i++) {
        status = read_line(&line, csv, error);
        if (status != STATUS_OK)
            return status;
        if (line.example != i / table->k || line.dimension != i % table->k)
            return csv_error(csv, csv_place(csv, EXAMPLE), error, "a row is missing before it");
        table->mu[i] = (real)line.mu;
        table->label[line.example] = (int)line.label;
    }
    return STATUS_OK;
}

static enum status read_table(struct table *table, const char *name, const char *text, size_t size,
                              struct error *error) {
    struct csv csv;
    enum status status = csv_open(&csv, name, text, size, columns, error);
    if (status != STATUS_OK)
        return status;
    for (long column = EXAMPLE; column <= MU; column++)
        if (csv_place(&csv, column) < 0)
            return klimb_error_at(error, STATUS_FORMAT, name, 1, 0, "has no column %s",
                                  columns[column]);
    return read_lines(table, &csv, error);
}

/* Projects onto axis number `axis`, with the sign that makes its largest component positive. */
static void project(struct report_scatter *scatter, const struct table *table,
                    const struct theory_moments *moments, int axis) {
    const double *direction = moments->axes + axis * table->k;
    double sign = 1, largest = 0;
    for (long j = 0; j < table->k; j++) {
        if (fabs(direction[j]) > largest) {
            largest = fabs(direction[j]);
            sign = direction[j] < 0 ? -1 : 1;
        }
    }
    for (long i = 0; i < table->n; i++) {
        double sum = 0;
        for (long j = 0; j < table->k; j++)
            sum += direction[j] * (double)table->mu[i * table->k + j];
        scatter->place[i][axis] = sign * sum;
    }
    scatter->variance[axis] = moments->eigenvalues[axis];
}

static enum status find_axes(struct report_scatter *scatter, const struct table *table,
                             struct error *error) {
    struct theory_moments moments = {0};
    scatter->place = calloc((size_t)table->n, sizeof *scatter->place);
    if (scatter->place == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld points", table->n);
    enum status status = theory_moments_measure(&moments, table->mu, table->n, table->k, error);
    if (status == STATUS_OK)
        status = theory_moments_diagonalise(&moments, error);
    for (int axis = 0; status == STATUS_OK && axis < 2 && axis < table->k; axis++)
        project(scatter, table, &moments, axis);
    for (long j = 0; status == STATUS_OK && j < table->k; j++)
        scatter->total += moments.eigenvalues[j];
    theory_moments_free(&moments);
    return status;
}

enum status report_scatter_parse(struct report_scatter *scatter, const char *name, const char *text,
                                 size_t size, struct error *error) {
    struct table table = {0};
    *scatter = (struct report_scatter){0};
    enum status status = read_table(&table, name, text, size, error);
    scatter->label = table.label;
    scatter->count = table.n;
    if (status == STATUS_OK)
        status = find_axes(scatter, &table, error);
    free(table.mu);
    if (status != STATUS_OK)
        report_scatter_free(scatter);
    return status;
}

void report_scatter_free(struct report_scatter *scatter) {
    free(scatter->place);
    free(scatter->label);
    *scatter = (struct report_scatter){0};
}
