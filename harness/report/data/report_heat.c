#include <math.h>

#include "report/data/report_files.h"

static const double COLUMNS = 60; /* narrower ones would be less than seven pixels wide */

static float dimension_kl(const struct record *record, long row, long dimension) {
    long cell = (row * record->latent + dimension) * DIMENSION_OBSERVABLES;
    return record->dimension[cell + DIMENSION_kl];
}

static int is_finite_row(const struct record *record, long row) {
    for (long dimension = 0; dimension < record->latent; dimension++)
        if (!isfinite(dimension_kl(record, row, dimension)))
            return 0;
    return 1;
}

/* The rank of a dimension, from 1, by its KL in `row`, the largest first. */
static long rank_of(const struct record *record, long row, long dimension) {
    long rank = 1;
    for (long other = 0; other < record->latent; other++) {
        float own = dimension_kl(record, row, dimension), its = dimension_kl(record, row, other);
        rank += its > own || (its >= own && other < dimension);
    }
    return rank;
}

/* A column of the map: the values of one row, from its step to that of the next column. */
static void add_column(struct text *text, const struct record *record, long row, long to,
                       long order) {
    for (long dimension = 0; dimension < record->latent; dimension++) {
        text_add(text, "%ld,%ld,%ld,%ld,", record->step[row], to, rank_of(record, order, dimension),
                 dimension);
        text_add_float(text, dimension_kl(record, row, dimension));
        text_add(text, "\n");
    }
}

/* The next row that is far enough from `row` on a logarithmic axis; `last` + 1 if there is none. */
static long next_row(const struct record *record, long row, long last) {
    double width = log((double)record->step[last] + 1) / COLUMNS;
    double here = log((double)record->step[row] + 1);
    long next = row + 1;
    while (next <= last && log((double)record->step[next] + 1) - here < width)
        next++;
    return next;
}

/* The last row with a KL in every dimension, or -1. */
static long last_finite_row(const struct record *record) {
    long last = record->latent > 0 ? record->rows - 1 : -1;
    while (last >= 0 && !is_finite_row(record, last))
        last--;
    return last;
}

static int is_active(const struct record *record, long row, long dimension) {
    long cell = (row * record->latent + dimension) * DIMENSION_OBSERVABLES;
    return (double)record->dimension[cell + DIMENSION_mu_variance] > PROBE_ACTIVE_VARIANCE;
}

void report_active_format(struct text *text, const struct record *record) {
    long last = last_finite_row(record);
    text_add(text,
             "# From which step to which a latent dimension is an active unit\nfrom,to,rank\n");
    for (long dimension = 0; last >= 0 && dimension < record->latent; dimension++) {
        long rank = rank_of(record, last, dimension), begun = -1;
        for (long row = 0; row <= last; row++) {
            int active = is_active(record, row, dimension);
            if (active && begun < 0)
                begun = record->step[row];
            if (begun >= 0 && (!active || row == last)) {
                long to = active ? record->step[row] + 1 : record->step[row];
                text_add(text, "%ld,%ld,%ld\n", begun, to, rank);
                begun = -1;
            }
        }
    }
}

long report_heat_format(struct text *text, const struct record *record) {
    long last = last_finite_row(record);
    if (last < 0)
        return 0;
    text_add(text,
             "# KL of each latent dimension (nats) from one step to another; ranked by the KL "
             "of the last row\nfrom,to,rank,dimension,kl\n");
    for (long row = 0, next; row <= last; row = next) {
        next = next_row(record, row, last);
        long to = next <= last ? record->step[next] : record->step[last] + 1;
        if (is_finite_row(record, row))
            add_column(text, record, row, to, last);
    }
    return record->latent;
}
