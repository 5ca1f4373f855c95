#include "diagnose/weights.h"

#include <math.h>
#include <stdlib.h>

#include "base/sort.h"

/* Numbers are printed with three or four digits: smaller differences are rounding. */
static const double fit_of_rounding = 2e-3; /* of the total */
static const double fit_of_parts = 0.05;    /* of the KL term, if that is more */

/* Rows with all three of recon, kl and total. */
struct rows {
    long count;
    double *step, *recon, *kl, *total, *beta; /* [count]; beta: NaN where the log has no weight */
    double *scratch;                          /* [count] */
};

static void free_rows(struct rows *rows) {
    free(rows->step);
    free(rows->recon);
    free(rows->kl);
    free(rows->total);
    free(rows->beta);
    free(rows->scratch);
}

static int make_rows(struct rows *rows, long count) {
    size_t values = (size_t)count + 1, size = sizeof *rows->step;
    *rows = (struct rows){0};
    rows->step = calloc(values, size);
    rows->recon = calloc(values, size);
    rows->kl = calloc(values, size);
    rows->total = calloc(values, size);
    rows->beta = calloc(values, size);
    rows->scratch = calloc(values, size);
    return rows->step != NULL && rows->recon != NULL && rows->kl != NULL && rows->total != NULL &&
           rows->beta != NULL && rows->scratch != NULL;
}

/* The total of a row, which is the negative of an ELBO where there is no loss. */
static double total_of(const struct record *record, long row) {
    if (record->present[OBSERVABLE_loss])
        return (double)record_value(record, row, OBSERVABLE_loss);
    return record->present[OBSERVABLE_elbo] ? -(double)record_value(record, row, OBSERVABLE_elbo)
                                            : (double)NAN;
}

static void take_rows(struct rows *rows, const struct record *record) {
    for (long row = 0; row < record->rows; row++) {
        double recon = record->present[OBSERVABLE_recon]
                           ? (double)record_value(record, row, OBSERVABLE_recon)
                           : (double)NAN;
        double kl = record->present[OBSERVABLE_kl]
                        ? (double)record_value(record, row, OBSERVABLE_kl)
                        : (double)NAN;
        double total = total_of(record, row);
        if (!isfinite(recon) || !isfinite(kl) || !isfinite(total))
            continue;
        rows->step[rows->count] = (double)record->step[row];
        rows->recon[rows->count] = recon;
        rows->kl[rows->count] = kl;
        rows->beta[rows->count] = record->present[OBSERVABLE_beta]
                                      ? (double)record_value(record, row, OBSERVABLE_beta)
                                      : (double)NAN;
        rows->total[rows->count++] = total;
    }
}

/* The quantile of the values at `share`. */
static double quantile_of(double *value, long count, double share) {
    sort_ascending(value, count);
    return count > 0 ? value[(long)(share * (double)(count - 1))] : (double)NAN;
}

static double median_of(double *value, long count) {
    return quantile_of(value, count, 0.5);
}

/* The 90 % quantile of what a weight leaves unexplained, relative to the KL term: |total - recon - w kl| / |w kl|. 0 if
 * everything is explained within the rounding of the total.
 *   constant  the weight; NaN: that of each row, rows->beta */
static double misfit_of(struct rows *rows, double constant) {
    double *scratch = rows->scratch;
    for (long i = 0; i < rows->count; i++) {
        double weight = isnan(constant) ? rows->beta[i] : constant;
        double off = fabs(rows->total[i] - rows->recon[i] - weight * rows->kl[i]);
        scratch[i] = isfinite(off) ? off : HUGE_VAL;
    }
    double off = quantile_of(scratch, rows->count, 0.9);
    for (long i = 0; i < rows->count; i++)
        scratch[i] = fabs((isnan(constant) ? rows->beta[i] : constant) * rows->kl[i]);
    double term = median_of(scratch, rows->count);
    for (long i = 0; i < rows->count; i++)
        scratch[i] = fabs(rows->total[i]);
    double total = median_of(scratch, rows->count);
    if (!(off > fit_of_parts * term))
        return term > 0 ? off / term : 0;
    return off <= fit_of_rounding * total && term <= fit_of_rounding * total ? 0 : off / term;
}

/* The weight that explains most rows: the median of (total - recon) / kl. */
static double typical_weight(struct rows *rows) {
    long count = 0;
    for (long i = 0; i < rows->count; i++)
        if (fabs(rows->kl[i]) > 0)
            rows->scratch[count++] = (rows->total[i] - rows->recon[i]) / rows->kl[i];
    return median_of(rows->scratch, count);
}

/* ---- a weight that changes ------------------------------------------------------------------- */

/* Whether a row shows the weight: its KL term is above the rounding of the total, or its KL is so large that its term
 * must be. */
static int tells_weight(const struct rows *rows, long row) {
    double term = rows->total[row] - rows->recon[row], total = fabs(rows->total[row]);
    return fabs(rows->kl[row]) > 0 &&
           (fabs(term) > 4 * fit_of_rounding * total || fabs(rows->kl[row]) > fit_of_parts * total);
}

/* Whether total - recon is a constant plus a constant weight times kl, because of another term that hardly moves. As kl
 * falls, (total - recon) / kl then looks like a ramp. */
static int is_affine(const struct rows *rows) {
    double kl = 0, rest = 0, squares = 0, products = 0, all = 0, left = 0;
    for (long i = 0; i < rows->count; i++) {
        kl += rows->kl[i] / (double)rows->count;
        rest += (rows->total[i] - rows->recon[i]) / (double)rows->count;
    }
    for (long i = 0; i < rows->count; i++) {
        double x = rows->kl[i] - kl, y = rows->total[i] - rows->recon[i] - rest;
        squares += x * x;
        products += x * y;
        all += y * y;
    }
    double slope = squares > 0 ? products / squares : 0;
    left = all - slope * products;
    return slope >= 0 && left <= 0.05 * all;
}

enum { BLOCKS = 8 };

/* Finds the weights of the rows that show them, rows->beta, and their medians over BLOCKS parts of the run. Returns 0
 * if one is negative, or too few rows show a weight. */
static int find_weights(struct rows *rows, double median[BLOCKS]) {
    long told = 0;
    for (long i = 0; i < rows->count; i++) {
        rows->beta[i] = (double)NAN;
        if (tells_weight(rows, i)) {
            rows->beta[i] = (rows->total[i] - rows->recon[i]) / rows->kl[i];
            told++;
        }
    }
    for (long block = 0; block < BLOCKS; block++) {
        long count = 0, end = (block + 1) * rows->count / BLOCKS;
        for (long i = block * rows->count / BLOCKS; i < end; i++)
            if (isfinite(rows->beta[i]))
                rows->scratch[count++] = rows->beta[i];
        median[block] = median_of(rows->scratch, count);
        if (median[block] < -fit_of_rounding)
            return 0;
    }
    return told >= BLOCKS;
}

/* Whether (total - recon) / kl rises like a schedule: never falling from part to part of the run, with one exception,
 * and at the end at least twice its first value. */
static int is_ramp(struct rows *rows) {
    double median[BLOCKS], first = (double)NAN, before = (double)NAN;
    long steps = 0, down = 0;
    if (is_affine(rows) || !find_weights(rows, median))
        return 0;
    for (long block = 0; block < BLOCKS; block++) {
        if (isnan(median[block]))
            continue;
        first = isnan(first) ? median[block] : first;
        steps += isfinite(before);
        down += median[block] < before * (1 - fit_of_parts);
        before = median[block];
    }
    return steps >= 3 && down <= 1 && before > 0 && before >= 2 * first;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Keeps the weight of each row: `constant`, or that of rows->beta. */
static enum status keep(struct weights *weights, const struct rows *rows, double constant,
                        struct error *error) {
    enum status status = curve_new(&weights->beta, rows->count, error);
    struct curve *beta = &weights->beta;
    for (long i = 0; status == STATUS_OK && i < rows->count; i++) {
        double weight = isnan(constant) ? rows->beta[i] : constant;
        if (!isfinite(weight))
            continue;
        beta->step[beta->count] = rows->step[i];
        beta->value[beta->count++] = weight;
    }
    if (status == STATUS_OK && rows->count > 0) {
        beta->from = rows->step[0];
        beta->to = rows->step[rows->count - 1];
        beta->seen = beta->count;
        weights->source = WEIGHT_INFERRED;
    }
    return status;
}

static enum status explain_total(struct weights *weights, struct rows *rows, int has_beta,
                                 struct error *error) {
    double of_beta = has_beta ? misfit_of(rows, (double)NAN) : HUGE_VAL;
    double of_one = misfit_of(rows, 1);
    double weight = typical_weight(rows), of_weight = misfit_of(rows, weight);
    weights->misfit = fmin(fmin(of_beta, of_one), of_weight);
    weights->parts = TOTAL_OTHER;
    if (of_beta <= fit_of_parts) {
        weights->parts = TOTAL_BETA;
        return STATUS_OK;
    }
    if (of_one <= fit_of_parts) {
        weights->parts = TOTAL_PLAIN;
        return has_beta ? STATUS_OK : keep(weights, rows, 1, error);
    }
    if (of_weight <= fit_of_parts && weight >= 0) {
        weights->parts = TOTAL_WEIGHTED;
        return has_beta ? STATUS_OK : keep(weights, rows, weight, error);
    }
    if (has_beta || !is_ramp(rows))
        return STATUS_OK;
    weights->parts = TOTAL_RAMP;
    return keep(weights, rows, (double)NAN, error);
}

enum status weights_find(struct weights *weights, const struct record *record,
                         struct error *error) {
    struct rows rows;
    *weights = (struct weights){.misfit = (double)NAN};
    int has_beta = 0, has_rows = make_rows(&rows, record->rows);
    enum status status = STATUS_OK;
    if (!has_rows)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for %ld rows", record->rows);
    if (status == STATUS_OK)
        status = curve_make(&weights->beta, record, OBSERVABLE_beta, error);
    if (status == STATUS_OK) {
        take_rows(&rows, record);
        has_beta = weights->beta.count > 0;
        weights->source = has_beta ? WEIGHT_LOGGED : WEIGHT_UNKNOWN;
        if (!has_beta)
            curve_free(&weights->beta);
    }
    if (status == STATUS_OK && rows.count > 2)
        status = explain_total(weights, &rows, has_beta, error);
    free_rows(&rows);
    if (status != STATUS_OK)
        weights_free(weights);
    return status;
}

void weights_free(struct weights *weights) {
    curve_free(&weights->beta);
    *weights = (struct weights){.misfit = (double)NAN};
}
