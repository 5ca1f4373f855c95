/* Lines that belong together become a row. */
#include "log/log_text_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum status log_text_rows_begin(struct text_rows *rows, struct log_frame *frame,
                                struct error *error) {
    *rows = (struct text_rows){.frame = frame, .epoch = (double)NAN, .step = (double)NAN};
    rows->held = malloc(TEXT_HELD_MAX * sizeof *rows->held);
    return rows->held != NULL ? STATUS_OK
                              : klimb_error_set(error, STATUS_MEMORY, "no memory to read a log");
}

void log_text_rows_free(struct text_rows *rows) {
    free(rows->held);
    rows->held = NULL;
}

/* ---- names ----------------------------------------------------------------------------------- */

static void fill_name(struct text_name *name, const struct text_rows *rows,
                      const struct text_item *item) {
    memcpy(name->text, item->name, sizeof name->text);
    name->length = (long)strlen(name->text);
    name->quantity = item->quantity;
    name->role = item->role;
    name->side = item->role == LOG_VALIDATION;
    int is_asked = !item->is_known && rows->frame != NULL && rows->frame->options != NULL &&
                   rows->frame->options->columns != NULL &&
                   log_frame_keeps(rows->frame, name->text, name->length);
    name->is_wanted = is_asked || (item->is_known && item->quantity != OBSERVABLE_beta &&
                                   item->quantity < OBSERVABLES);
}

/* The number of a name, -1 where there are too many. */
static int find_name(struct text_rows *rows, const struct text_item *item) {
    for (long i = 0; i < rows->names; i++)
        if (strcmp(rows->name[i].text, item->name) == 0)
            return (int)i;
    if (rows->names == TEXT_NAMES_MAX || (!item->is_known && rows->others == TEXT_OTHERS_MAX))
        return -1;
    rows->others += !item->is_known;
    fill_name(&rows->name[rows->names], rows, item);
    return (int)rows->names++;
}

/* ---- the row that is being put together ------------------------------------------------------ */

static int are_same(double a, double b) {
    return (isnan(a) && isnan(b)) || (!isnan(a) && !isnan(b) && !(a < b) && !(a > b));
}

static int is_wanted(const struct text_rows *rows, const struct text_row *row) {
    for (long i = 0; i < row->values; i++)
        if (rows->name[row->value[i].name].is_wanted)
            return 1;
    return 0;
}

/* Whether two rows have values of one quantity and role. */
static int overlap(const struct text_rows *rows, const struct text_row *a,
                   const struct text_row *b) {
    for (long i = 0; i < a->values; i++)
        for (long k = 0; k < b->values; k++) {
            const struct text_name *x = &rows->name[a->value[i].name];
            const struct text_name *y = &rows->name[b->value[k].name];
            if (x == y || (x->quantity >= 0 && x->quantity == y->quantity && x->role == y->role))
                return x->quantity >= 0 || x->is_wanted;
        }
    return 0;
}

static void set_value(struct text_row *row, int name, double value) {
    long at = 0;
    while (at < row->values && row->value[at].name != name)
        at++;
    if (at == TEXT_ROW_VALUES)
        return;
    row->value[at].name = name;
    row->value[at].value = value;
    row->values += at == row->values;
}

static enum status flush(struct text_rows *rows, struct error *error) {
    enum status status = STATUS_OK;
    struct text_row *row = &rows->pending;
    if (rows->is_pending && (is_wanted(rows, row) || (row->values > 0 && row->has_own)))
        status = log_text_rows_hold(rows, row, error);
    if (rows->is_pending && !row->has_own && are_same(row->step, rows->step))
        rows->step = (double)NAN; /* a heading "Step 200" is of the one row below it */
    rows->is_pending = 0;
    return status;
}

static int are_all_of(const struct text_rows *rows, const struct text_row *row,
                      enum log_role role) {
    for (long i = 0; i < row->values; i++) {
        const struct text_name *name = &rows->name[row->value[i].name];
        if (name->is_wanted && name->role != role)
            return 0;
    }
    return 1;
}

/* "TRAIN: loss 3" is of the epoch that "VALID - Epoch 3: loss 4" below it names. */
static int is_validation_of(const struct text_rows *rows, const struct text_row *state) {
    const struct text_row *row = &rows->pending;
    return rows->is_pending && !rows->is_apart && isnan(row->epoch) && isnan(row->step) &&
           state->has_own && are_all_of(rows, row, LOG_TRAINING) &&
           are_all_of(rows, state, LOG_VALIDATION);
}

/* Whether what a line says belongs to the row that is being put together. */
static int belongs(const struct text_rows *rows, const struct text_row *state) {
    const struct text_row *row = &rows->pending;
    if (is_validation_of(rows, state))
        return 1;
    if (!rows->is_pending || (!are_same(row->epoch, state->epoch) && state->has_own))
        return 0;
    if (state->has_own && !are_same(row->step, state->step))
        return 0;
    int is_same_bar = row->is_bar && state->is_bar && state->has_own == row->has_own;
    int is_redrawn = is_same_bar ||
                     (state->has_own && !isnan(state->step) && !state->is_unlabelled);
    if (overlap(rows, row, state))
        return is_redrawn;
    int is_loose = !state->has_own && (!isnan(row->step) || isnan(row->epoch));
    return !(is_loose && rows->is_apart);
}

static enum status join(struct text_rows *rows, const struct text_row *state, struct error *error) {
    if (!belongs(rows, state)) {
        enum status status = flush(rows, error);
        if (status != STATUS_OK)
            return status;
        rows->pending = *state;
        if (!state->has_own && isnan(state->step))
            rows->pending.step = rows->step;
        rows->is_pending = 1;
        return STATUS_OK;
    }
    if (isnan(rows->pending.epoch) && isnan(rows->pending.step)) {
        rows->pending.epoch = state->epoch;
        rows->pending.step = state->step;
    }
    rows->pending.line = state->line;
    rows->pending.has_own |= state->has_own;
    for (long i = 0; i < state->values; i++)
        set_value(&rows->pending, state->value[i].name, state->value[i].value);
    return STATUS_OK;
}

/* ---- headings -------------------------------------------------------------------------------- */

/* A line of counters and no values, as "Epoch 3/30", or of a role alone, as "Validation:". */
static enum status take_heading(struct text_rows *rows, struct text_row *state,
                                const struct text_line *line, struct error *error) {
    enum status status = STATUS_OK;
    if (line->strange_words > 2 || line->has_plural || state->is_bar || line->is_closed)
        return STATUS_OK;
    if (state->is_nameless) /* the bar of a download */
        state->step = (double)NAN;
    int has_counter = !isnan(state->epoch) || !isnan(state->step);
    rows->headings += has_counter;
    if (has_counter && rows->is_pending &&
        (!are_same(state->epoch, rows->pending.epoch) || !isnan(state->step)))
        status = flush(rows, error);
    if (!isnan(state->epoch)) {
        if (!are_same(rows->epoch, state->epoch))
            rows->step = (double)NAN;
        rows->epoch = state->epoch;
    }
    if (!isnan(state->step))
        rows->step = state->step;
    int says_role = line->role != LOG_PLAIN && (has_counter || line->strange_words == 0);
    if (says_role || (has_counter && rows->is_role_used)) {
        rows->role = line->role;
        rows->is_role_used = 0;
    }
    return status;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static struct text_row empty_row(long number) {
    return (struct text_row){.line = number, .epoch = (double)NAN, .step = (double)NAN};
}

/* One state of a line: its counters, or those of headings, and its values. */
static enum status deliver(struct text_rows *rows, struct text_row *state,
                           const struct text_line *line, struct error *error) {
    if (state->is_bar)
        state->step = (double)NAN; /* its values are means since the epoch began */
    state->has_own = !isnan(state->epoch) || !isnan(state->step);
    if (state->values == 0)
        return take_heading(rows, state, line, error);
    if (isnan(state->epoch))
        state->epoch = rows->epoch;
    else if (!isnan(rows->epoch) && !are_same(rows->epoch, state->epoch))
        rows->epoch = rows->step = (double)NAN;
    enum status status = join(rows, state, error);
    rows->is_apart = 0;
    return status;
}

/* A heading of a role goes for lines without a counter of their own. */
static void lend_role(struct text_item *item, enum log_role role) {
    static const char *const words[] = {"", "train ", "val "};
    char name[TEXT_NAME_MAX];
    if (role == LOG_PLAIN || item->role != LOG_PLAIN || !log_text_is_of_set(item->quantity))
        return;
    if (strlen(words[role]) + strlen(item->name) >= sizeof name)
        return;
    strcpy(stpcpy(name, words[role]), item->name);
    memcpy(item->name, name, sizeof name);
    item->role = role;
}

static int has_counter(const struct text_line *line) {
    for (long i = 0; i < line->items; i++)
        if (line->item[i].kind != TEXT_VALUE)
            return 1;
    return 0;
}

static void set_counter(struct text_row *state, const struct text_item *item, long *rank) {
    if (item->kind == TEXT_EPOCH) {
        state->epoch = item->value;
    } else if (isnan(state->step) || item->rank < *rank) {
        state->step = item->value;
        state->is_nameless = item->is_unlabelled;
        state->is_unlabelled = item->is_unlabelled && item->rank >= 2000;
        *rank = item->rank;
    }
}

/* Whether a counter begins another state of a bar on one line. */
static int begins_state(const struct text_row *state, const struct text_item *item) {
    if (item->kind == TEXT_VALUE || state->values == 0)
        return 0;
    return item->kind == TEXT_EPOCH ? !isnan(state->epoch) : !isnan(state->step);
}

static void note_form(struct text_rows *rows, const struct text_line *line) {
    long used = 0;
    int in_number = 0;
    for (const char *at = line->clean; *at != '\0' && used < TEXT_FORM_MAX - 1; at++) {
        int is_digit = *at >= '0' && *at <= '9';
        int is_inside = in_number && (is_digit || *at == '.');
        if (!is_inside)
            rows->form[used++] = is_digit                   ? '#'
                                 : *at == '\t'              ? ' '
                                 : *at >= ' ' && *at < 0x7f ? *at
                                                            : '?';
        in_number = is_digit || is_inside;
    }
    rows->form[used] = '\0';
}

enum status log_text_rows_line(struct text_rows *rows, int *said, const struct text_line *line,
                               long number, struct error *error) {
    enum status status = STATUS_OK;
    struct text_row state = empty_row(number);
    long rank = 0;
    int lends = rows->role != LOG_PLAIN && !has_counter(line);
    state.is_bar = line->is_bar;
    *said = 0;
    rows->percents += line->percents;
    for (long i = 0; status == STATUS_OK && i < line->items; i++) {
        struct text_item item = line->item[i];
        if (begins_state(&state, &item)) {
            double epoch = item.kind == TEXT_STEP ? state.epoch : (double)NAN;
            status = deliver(rows, &state, line, error);
            state = empty_row(number);
            state.epoch = epoch;
            state.is_bar = line->is_bar;
        }
        if (item.kind != TEXT_VALUE) {
            set_counter(&state, &item, &rank);
            continue;
        }
        if (lends)
            lend_role(&item, rows->role);
        rows->is_role_used |= lends;
        int name = find_name(rows, &item);
        if (name < 0)
            continue;
        set_value(&state, name, item.value);
        *said |= rows->name[name].is_wanted;
    }
    if (status == STATUS_OK)
        status = deliver(rows, &state, line, error);
    rows->is_apart |= state.values == 0 && !line->is_label;
    if (*said && (rows->form[0] == '\0' || (!rows->is_decided && rows->held_rows < 4)))
        note_form(rows, line); /* the first lines may be settings */
    return status;
}

/* ---- the end --------------------------------------------------------------------------------- */

static void add_notes(struct text_rows *rows) {
    struct log_frame *frame = rows->frame;
    log_frame_note(frame, "%ld row%s of printed text, of lines like \"%s\"", rows->rows,
                   rows->rows == 1 ? "" : "s", rows->form);
    if (rows->headed > 0)
        log_frame_note(frame, "%ld of them %s the epoch of a heading above", rows->headed,
                       rows->headed == 1 ? "has" : "have");
    if (rows->lost > 0)
        log_frame_note(frame, "%ld line%s with values in front of the first row %s for settings",
                       rows->lost, rows->lost == 1 ? "" : "s",
                       rows->lost == 1 ? "is taken" : "are taken");
    if (rows->renamed > 0)
        log_frame_note(frame,
                       "there are values of single batches and of whole epochs: those of %s "
                       "are taken",
                       rows->winner[0] == TEXT_EPOCHS ? "epochs" : "batches");
    if (rows->percents > 0)
        log_frame_note(frame, "%ld value%s in percent %s left out", rows->percents,
                       rows->percents == 1 ? "" : "s", rows->percents == 1 ? "is" : "are");
}

enum status log_text_rows_end(struct text_rows *rows, struct error *error) {
    enum status status = flush(rows, error);
    if (status == STATUS_OK)
        status = log_text_rows_settle(rows, error);
    if (status == STATUS_OK && rows->rows > 0 && rows->frame != NULL)
        add_notes(rows);
    return status;
}
