/* Makes a record from the rows of a log. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "log/log_grid.h"

/* ---- rows of one step ------------------------------------------------------------------------ */

/* A row and its step, to be sorted. */
struct place {
    double step;
    long row;
};

static int compare_places(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    if (x->step < y->step || x->step > y->step)
        return x->step < y->step ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* The rows, sorted by step and then in their order. NULL when memory ran out. */
static struct place *sort_rows(const struct log_grid *grid, long from, long to) {
    struct place *places = calloc((size_t)(to - from) + 1, sizeof *places);
    int is_sorted = 1;
    if (places == NULL)
        return NULL;
    for (long row = from; row < to; row++) {
        places[row - from] = (struct place){grid->step[row], row};
        is_sorted = is_sorted && (row == from || !(grid->step[row] < grid->step[row - 1]));
    }
    if (!is_sorted)
        qsort(places, (size_t)(to - from), sizeof *places, compare_places);
    return places;
}

static int are_same(float a, float b) {
    return (isnan(a) && isnan(b)) || (!(a < b) && !(a > b) && !isnan(a) && !isnan(b));
}

/* Steps with two values in one column. */
struct doubles {
    long count, line;
    double step;
};

/* Put the values of a row of `from` into the last row of `to`. */
static void merge(struct log_grid *to, const struct log_grid *from, long row,
                  struct doubles *doubles) {
    float *value = to->value + (to->rows - 1) * to->columns;
    unsigned char *missing = to->missing + (to->rows - 1) * to->columns;
    int is_double = 0;
    for (long i = 0; i < to->columns; i++) {
        if (from->missing[row * to->columns + i])
            continue;
        float seen = from->value[row * to->columns + i];
        is_double |= !missing[i] && !are_same(value[i], seen);
        value[i] = seen;
        missing[i] = 0;
    }
    if (is_double && doubles->count++ == 0) {
        doubles->line = from->line[row];
        doubles->step = from->step[row];
    }
}

/* Without line numbers, names only the step. */
static void note_doubles(struct text *notes, const struct doubles *doubles) {
    if (doubles->count == 0)
        return;
    text_add(notes, "%ld step%s more than once, with other values: the last one counts (step %.0f",
             doubles->count, doubles->count == 1 ? " is there" : "s are there", doubles->step);
    if (doubles->line > 0)
        text_add(notes, ", line %ld", doubles->line);
    text_add(notes, ")\n");
}

/*   to  out  to be freed, also on error */
static enum status merge_rows(struct log_grid *to, const struct log_grid *grid, long from, long end,
                              struct text *notes, struct error *error) {
    struct doubles doubles = {0};
    struct place *places = sort_rows(grid, from, end);
    enum status status = STATUS_OK;
    *to = (struct log_grid){.name = grid->name, .columns = grid->columns};
    memcpy(to->column, grid->column, sizeof to->column);
    if (places == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld rows of %s", end - from,
                               grid->name);
    for (long i = 0; status == STATUS_OK && i < end - from; i++) {
        if (to->rows == 0 || places[i].step > to->step[to->rows - 1]) {
            status = log_grid_grow(to, error);
            if (status != STATUS_OK)
                break;
            to->step[to->rows] = places[i].step;
            to->line[to->rows++] = grid->line[places[i].row];
        }
        merge(to, grid, places[i].row, &doubles);
    }
    free(places);
    note_doubles(notes, &doubles);
    return status;
}

/* ---- nan where a value is missing ------------------------------------------------------------ */

/* Whether a column is a measurement, unlike a schedule, which has values even if nothing was measured. */
static int is_measured(const struct log_column *column) {
    return column->quantity != OBSERVABLE_beta && column->quantity != OBSERVABLE_mi_cap;
}

/* Whether another column has a finite value in the row: of the other role, or any.
 *   of_other_role  training beside validation, or the other way round */
static int is_beside_finite(const struct log_grid *grid, long row, long column, int of_other_role) {
    int is_validation = grid->column[column].role == LOG_VALIDATION;
    for (long i = 0; i < grid->columns; i++) {
        if (i == column || !is_measured(&grid->column[i]))
            continue;
        if (of_other_role && (grid->column[i].role == LOG_VALIDATION) == is_validation)
            continue;
        long at = row * grid->columns + i;
        if (!grid->missing[at] && isfinite(grid->value[at]))
            return 1;
    }
    return 0;
}

/* Whether a column is nan in most of its rows and yet has a finite value after the first nan: it is logged less often
 * than others. */
static int is_sparse(const struct log_grid *grid, long column) {
    long nans = 0, others = 0, comes_back = 0;
    for (long row = 0; row < grid->rows; row++) {
        long at = row * grid->columns + column;
        int is_nan = !grid->missing[at] && isnan(grid->value[at]);
        nans += is_nan;
        others += !grid->missing[at] && !is_nan;
        comes_back += nans > 0 && !grid->missing[at] && isfinite(grid->value[at]);
    }
    return comes_back > 0 && nans > others;
}

/* Some programs write nan if nothing was measured. It counts as missing if training has a number in the same row and
 * validation has not, or the other way round: a broken model breaks both. */
static void find_missing(struct log_grid *grid, struct text *notes) {
    long columns = 0;
    for (long column = 0; column < grid->columns; column++) {
        long found = 0;
        int sparse = is_sparse(grid, column);
        for (long row = 0; row < grid->rows; row++) {
            long at = row * grid->columns + column;
            if (grid->missing[at] || !isnan(grid->value[at]) ||
                !is_beside_finite(grid, row, column, !sparse))
                continue;
            grid->missing[at] = 1;
            found++;
        }
        if (found == 0)
            continue;
        const struct log_column *one = &grid->column[column];
        text_add(notes, "%s%s%s (%ld)",
                 columns++ == 0 ? "nan beside numbers is taken for no value: " : ", ",
                 one->role == LOG_VALIDATION ? "validation " : "", log_quantity_name(one->quantity),
                 found);
    }
    if (columns > 0)
        text_add(notes, "\n");
}

/* ---- which column becomes which -------------------------------------------------------------- */

static int has_data(const struct log_grid *grid, long column) {
    for (long row = 0; column >= 0 && row < grid->rows; row++)
        if (!grid->missing[row * grid->columns + column])
            return 1;
    return 0;
}

/* The column of a quantity and role if it has data, else -1. */
static long find_filled(const struct log_grid *grid, int quantity, enum log_role role) {
    long column = log_grid_find(grid, quantity, role);
    return has_data(grid, column) ? column : -1;
}

static int has_loss(const struct log_grid *grid, enum log_role role) {
    return find_filled(grid, OBSERVABLE_loss, role) >= 0 ||
           find_filled(grid, OBSERVABLE_elbo, role) >= 0;
}

/* Whether to take recon and kl of validation: if both sets were measured, validation must have all that training has.
 */
static int is_of_validation(const struct log_grid *grid) {
    static const int terms[] = {OBSERVABLE_recon, OBSERVABLE_kl};
    int has_some = 0, lacks = 0, has_training = 0;
    for (int i = 0; i < 2; i++) {
        int training = find_filled(grid, terms[i], LOG_PLAIN) >= 0 ||
                       find_filled(grid, terms[i], LOG_TRAINING) >= 0;
        int validation = find_filled(grid, terms[i], LOG_VALIDATION) >= 0;
        has_some |= validation;
        has_training |= training;
        lacks |= training && !validation;
    }
    if (has_some || has_training)
        return has_some && !lacks;
    return !has_loss(grid, LOG_PLAIN) && !has_loss(grid, LOG_TRAINING) &&
           has_loss(grid, LOG_VALIDATION);
}

/* Whether a quantity is one of the two terms or their sum: all of them are taken from one set. */
static int goes_with_terms(int quantity) {
    return quantity == OBSERVABLE_recon || quantity == OBSERVABLE_kl ||
           quantity == OBSERVABLE_loss || quantity == OBSERVABLE_elbo;
}

static long find_evaluated(const struct log_grid *grid, int quantity, int of_validation) {
    long validation = find_filled(grid, quantity, LOG_VALIDATION);
    long plain = find_filled(grid, quantity, LOG_PLAIN);
    long training = plain >= 0 ? plain : find_filled(grid, quantity, LOG_TRAINING);
    if (goes_with_terms(quantity))
        return of_validation ? validation : training;
    return of_validation && validation >= 0 ? validation : training >= 0 ? training : validation;
}

static long find_batch(const struct log_grid *grid, int quantity, int of_validation) {
    long plain = find_filled(grid, quantity, LOG_PLAIN);
    long training = find_filled(grid, quantity, LOG_TRAINING);
    if (of_validation)
        return training >= 0 ? training : plain;
    return plain >= 0 ? training : -1;
}

/*   source  out [OBSERVABLES] the column of the grid, -1 for none */
static void choose_sources(long source[OBSERVABLES], const struct log_grid *grid,
                           struct text *notes) {
    int of_validation = is_of_validation(grid);
    for (int quantity = 0; quantity < OBSERVABLES; quantity++)
        source[quantity] = find_evaluated(grid, quantity, of_validation);
    if (source[OBSERVABLE_batch_recon] < 0)
        source[OBSERVABLE_batch_recon] = find_batch(grid, OBSERVABLE_recon, of_validation);
    if (source[OBSERVABLE_batch_kl] < 0)
        source[OBSERVABLE_batch_kl] = find_batch(grid, OBSERVABLE_kl, of_validation);
    int has_batch = source[OBSERVABLE_batch_recon] >= 0 || source[OBSERVABLE_batch_kl] >= 0;
    if (of_validation && has_batch)
        text_add(notes, "recon and kl are those of validation, batch_recon and batch_kl those of "
                        "training\n");
}

/* ---- the record ------------------------------------------------------------------------------ */

static int row_has_value(const struct log_grid *grid, const long source[OBSERVABLES], long row) {
    for (int quantity = 0; quantity < OBSERVABLES; quantity++)
        if (source[quantity] >= 0 && !grid->missing[row * grid->columns + source[quantity]])
            return 1;
    return 0;
}

static enum status make_missing(struct record *record, struct error *error) {
    size_t cells = (size_t)record->capacity * OBSERVABLES;
    if (record->missing == NULL)
        record->missing = calloc(cells, sizeof *record->missing);
    return record->missing != NULL
               ? STATUS_OK
               : klimb_error_set(error, STATUS_MEMORY, "no memory for %ld rows", record->capacity);
}

/* Allocates record->missing with the first missing cell, because most records need none. */
static enum status add_row(struct record *record, const struct log_grid *grid,
                           const long source[OBSERVABLES], long row, struct error *error) {
    long at = record->rows * OBSERVABLES;
    enum status status = STATUS_OK;
    record->step[record->rows] = (long)grid->step[row];
    for (int quantity = 0; quantity < OBSERVABLES && status == STATUS_OK; quantity++) {
        long cell = row * grid->columns + source[quantity];
        record->value[at + quantity] = source[quantity] >= 0 ? grid->value[cell] : NAN;
        if (source[quantity] < 0 || !grid->missing[cell])
            continue;
        record->value[at + quantity] = NAN;
        status = make_missing(record, error);
        if (status == STATUS_OK)
            record->missing[at + quantity] = 1;
    }
    record->rows++;
    return status;
}

/* Many programs call the negative ELBO "ELBO": if the column is recon + kl, its sign is changed. */
static void turn_elbo(struct record *record, struct text *notes) {
    long seen = 0, turned = 0;
    if (!record->present[OBSERVABLE_elbo] || !record->present[OBSERVABLE_recon] ||
        !record->present[OBSERVABLE_kl])
        return;
    for (long row = 0; row < record->rows; row++) {
        double elbo = (double)record_value(record, row, OBSERVABLE_elbo);
        double sum = (double)record_value(record, row, OBSERVABLE_recon) +
                     (double)record_value(record, row, OBSERVABLE_kl);
        seen += isfinite(elbo) && isfinite(sum);
        turned += isfinite(elbo) && fabs(elbo - sum) < 0.05 * fabs(sum);
    }
    if (seen == 0 || 2 * turned <= seen)
        return;
    text_add(notes, "elbo is recon + kl: its negative is taken\n");
    for (long row = 0; row < record->rows; row++)
        record->value[row * OBSERVABLES + OBSERVABLE_elbo] *= -1;
}

static enum status fill(struct record *record, const struct log_grid *grid,
                        const long source[OBSERVABLES], struct text *notes, struct error *error) {
    enum status status = record_new(record, grid->rows, 0, error);
    for (long row = 0; status == STATUS_OK && row < grid->rows; row++)
        if (row_has_value(grid, source, row))
            status = add_row(record, grid, source, row, error);
    if (status == STATUS_OK && record->rows == 0)
        status = klimb_error_at(error, STATUS_FORMAT, grid->name, 0, 0,
                                "there is no value at all in the columns that klimb knows");
    if (status != STATUS_OK) {
        record_free(record);
        return status;
    }
    record->outcome.step = record->step[record->rows - 1];
    for (int quantity = 0; quantity < OBSERVABLES; quantity++)
        record->present[quantity] = source[quantity] >= 0;
    turn_elbo(record, notes);
    return STATUS_OK;
}

enum status log_record_make(struct record *record, const struct log_grid *grid, long from, long to,
                            long source[OBSERVABLES], struct text *notes, struct error *error) {
    struct log_grid merged;
    *record = (struct record){.seed = -1};
    enum status status = merge_rows(&merged, grid, from, to, notes, error);
    if (status == STATUS_OK) {
        find_missing(&merged, notes);
        choose_sources(source, &merged, notes);
        status = fill(record, &merged, source, notes, error);
    }
    log_grid_free(&merged);
    return status;
}
