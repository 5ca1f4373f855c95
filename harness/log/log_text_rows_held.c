/* Which rows of a printed log are taken. The first ones are held until it is clear what the log is like. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "log/log_text_rows.h"

/* ---- rows into the frame --------------------------------------------------------------------- */

static int has_both(const struct text_rows *rows, const struct text_name *name) {
    if (name->quantity < 0 || name->quantity >= OBSERVABLES)
        return 0;
    unsigned bit = 1u << name->quantity;
    return (rows->batches[name->side] & bit) != 0 && (rows->epochs[name->side] & bit) != 0;
}

/* A value that another of its kind is preferred to is put under a name by which it is left out, or is that of a batch. */
static enum status put_value(struct text_rows *rows, const struct text_name *name, double value,
                             int is_batch, struct error *error) {
    char text[TEXT_NAME_MAX + 16];
    enum text_winner winner = has_both(rows, name) ? rows->winner[name->side] : TEXT_OPEN;
    const char *own = name->text;
    if (winner == TEXT_OPEN || is_batch == (winner == TEXT_BATCHES))
        return log_frame_put(rows->frame, own, name->length, value, error);
    own += is_batch && strncmp(own, "train ", 6) == 0 ? 6 : 0;
    rows->renamed++;
    int is_term = name->quantity == OBSERVABLE_recon || name->quantity == OBSERVABLE_kl;
    int length = snprintf(text, sizeof text, "%s%s%s", is_batch && is_term ? "batch " : "", own,
                          !is_batch  ? " of the epoch"
                          : !is_term ? " of the batch"
                                     : "");
    return log_frame_put(rows->frame, text, length, value, error);
}

static enum status put_counters(struct text_rows *rows, const struct text_row *row,
                                struct error *error) {
    enum status status = STATUS_OK;
    int has_step = rows->has_steps && !isnan(row->step);
    if (!isnan(row->epoch))
        status = log_frame_put(rows->frame, "epoch", 5, row->epoch, error);
    if (status == STATUS_OK && has_step)
        status = log_frame_put(rows->frame, "step", 4, row->step, error);
    return status;
}

static void note_quantities(struct text_rows *rows, const struct text_row *row) {
    for (long i = 0; i < row->values; i++) {
        const struct text_name *name = &rows->name[row->value[i].name];
        unsigned *seen = row->is_batch ? rows->batches : rows->epochs;
        if (name->quantity >= 0 && name->quantity < OBSERVABLES)
            seen[name->side] |= 1u << name->quantity;
    }
}

static enum status emit(struct text_rows *rows, const struct text_row *row, struct error *error) {
    rows->rows++;
    for (long i = 0; i < row->values; i++)
        rows->measured |= rows->name[row->value[i].name].is_wanted;
    rows->headed += !isnan(row->epoch) && !row->has_own;
    if (rows->frame == NULL)
        return STATUS_OK;
    enum status status = log_frame_row(rows->frame, row->line, error);
    if (status == STATUS_OK)
        status = put_counters(rows, row, error);
    for (long i = 0; status == STATUS_OK && i < row->values; i++)
        status = put_value(rows, &rows->name[row->value[i].name], row->value[i].value,
                           row->is_batch, error);
    return status;
}

/* ---- what the log is like -------------------------------------------------------------------- */

/* How much of what a diagnosis needs is among some quantities. */
static int worth(unsigned quantities) {
    static const int terms[] = {OBSERVABLE_recon, OBSERVABLE_kl};
    int sum = (quantities & (1u << OBSERVABLE_loss | 1u << OBSERVABLE_elbo)) != 0;
    for (int i = 0; i < 2; i++)
        sum += (quantities & 1u << terms[i]) != 0 ? 2 : 0;
    return sum;
}

static void choose_winner(struct text_rows *rows) {
    for (int side = 0; side < 2; side++) {
        if (rows->winner[side] != TEXT_OPEN)
            continue;
        unsigned batches = rows->batches[side], epochs = rows->epochs[side];
        rows->winner[side] = worth(batches) >= worth(epochs) ? TEXT_BATCHES : TEXT_EPOCHS;
    }
}

static int are_same(double a, double b) {
    return !(a < b) && !(a > b);
}

static int has_counter(const struct text_row *row) {
    return !isnan(row->epoch) || !isnan(row->step);
}

/* Counters without a name that do not move are something else: the number of a process. */
static void check_unlabelled(struct text_rows *rows) {
    long count = 0;
    int moves = 0;
    double first = 0;
    for (long i = 0; i < rows->held_rows; i++) {
        const struct text_row *row = &rows->held[i];
        if (!row->is_unlabelled)
            continue;
        first = count++ == 0 ? row->step : first;
        moves |= row->step > first || row->step < first;
    }
    rows->drops_unlabelled = count > 2 && !moves;
    for (long i = 0; rows->drops_unlabelled && i < rows->held_rows; i++)
        if (rows->held[i].is_unlabelled) {
            rows->held[i].step = (double)NAN;
            rows->held[i].is_batch = 0;
        }
}

static int has_same_names(const struct text_row *a, const struct text_row *b) {
    if (isnan(a->epoch) != isnan(b->epoch) || isnan(a->step) != isnan(b->step))
        return 0;
    for (long i = 0; a->values == b->values && i < a->values; i++)
        if (a->value[i].name != b->value[i].name)
            return 0;
    return a->values == b->values;
}

static int has_name(const struct text_row *row, int name) {
    for (long i = 0; i < row->values; i++)
        if (row->value[i].name == name)
            return 1;
    return 0;
}

/* Whether a row in front of all others says how the run was set, as "built: batch=128 z_dim=8 rate=0.1" does: no row has the
 * same names, and it has a name that none has. */
static int is_setting(const struct text_rows *rows, long row) {
    const struct text_row *own = &rows->held[row];
    for (long i = row + 1; i < rows->held_rows; i++)
        if (has_same_names(own, &rows->held[i]))
            return 0;
    for (long k = 0; k < own->values; k++) {
        long seen = 0;
        for (long i = row + 1; i < rows->held_rows; i++)
            seen += has_name(&rows->held[i], own->value[k].name);
        if (seen == 0)
            return 1;
    }
    return !has_counter(own);
}

/* How many of the first rows are settings. Rows in front of the first counter are such, too, if there are counters. */
static long count_settings(const struct text_rows *rows) {
    long first = 0, last = rows->held_rows, counted = 0;
    for (long i = 0; i < last; i++)
        counted += has_counter(&rows->held[i]);
    for (; first < last; first++) {
        int may_be = last - first >= 4 || (counted > 0 && !has_counter(&rows->held[first]));
        if (!may_be || !is_setting(rows, first))
            break;
    }
    return first < last ? first : 0;
}

/* Whether steps are the same in one epoch after the other, as those of bars are that show only their end. */
static int are_stuck(const struct text_rows *rows, long first) {
    long stuck = 0, falls = 0;
    const struct text_row *last = NULL;
    for (long i = first; i < rows->held_rows; i++) {
        const struct text_row *row = &rows->held[i];
        if (isnan(row->step))
            continue;
        falls += last != NULL && row->step < last->step;
        stuck += last != NULL && row->epoch > last->epoch && are_same(row->step, last->step);
        last = row;
    }
    return stuck > 0 && falls == 0;
}

/* The first row has a step if any row has one. */
static void give_step(struct text_rows *rows, long first) {
    for (long i = first; i < rows->held_rows; i++)
        rows->has_steps |= !isnan(rows->held[i].step);
    rows->has_steps = rows->has_steps && !are_stuck(rows, first);
    if (rows->has_steps && isnan(rows->held[first].step))
        rows->held[first].step = 0;
}

enum status log_text_rows_settle(struct text_rows *rows, struct error *error) {
    enum status status = STATUS_OK;
    if (rows->is_decided || rows->held_rows == 0)
        return STATUS_OK;
    check_unlabelled(rows);
    long first = count_settings(rows);
    rows->lost += first;
    for (long i = first; i < rows->held_rows; i++)
        note_quantities(rows, &rows->held[i]);
    choose_winner(rows);
    give_step(rows, first);
    rows->is_decided = 1;
    for (long i = first; status == STATUS_OK && i < rows->held_rows; i++)
        status = emit(rows, &rows->held[i], error);
    rows->held_rows = 0;
    return status;
}

/* Whether a row that comes shows what the log is like: the epoch before it was complete. */
static int is_clear(const struct text_rows *rows, const struct text_row *row) {
    long changes = 0;
    int has_step = 0, has_none = 0;
    double epoch = row->epoch;
    for (long i = rows->held_rows - 1; i >= 0; i--) {
        const struct text_row *one = &rows->held[i];
        has_step |= !isnan(one->step);
        has_none |= isnan(one->step);
        changes += one->epoch < epoch || one->epoch > epoch;
        epoch = one->epoch;
    }
    return rows->held_rows > 3 && (changes >= 2 || (changes >= 1 && has_step && has_none));
}

enum status log_text_rows_hold(struct text_rows *rows, const struct text_row *row,
                               struct error *error) {
    enum status status = STATUS_OK;
    if (!rows->is_decided && (rows->held_rows == TEXT_HELD_MAX || is_clear(rows, row)))
        status = log_text_rows_settle(rows, error);
    if (status != STATUS_OK)
        return status;
    struct text_row copy = *row;
    if (rows->drops_unlabelled && copy.is_unlabelled)
        copy.step = (double)NAN;
    copy.is_batch = !isnan(copy.step);
    if (!rows->is_decided) {
        rows->held[rows->held_rows++] = copy;
        return STATUS_OK;
    }
    note_quantities(rows, &copy);
    return emit(rows, &copy, error);
}
