#include "run/external_record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Whether a row has recon and kl, as far as the log has them. */
static int is_kept(const struct record *record, long row) {
    static const enum observable wanted[] = {OBSERVABLE_recon, OBSERVABLE_kl};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (record->present[wanted[i]] && record_is_missing(record, row, wanted[i]))
            return 0;
    return 1;
}

static void move_row(struct record *record, long to, long from) {
    long width = record->latent * DIMENSION_OBSERVABLES;
    record->step[to] = record->step[from];
    memmove(record->value + to * OBSERVABLES, record->value + from * OBSERVABLES,
            OBSERVABLES * sizeof *record->value);
    if (record->missing != NULL)
        memmove(record->missing + to * OBSERVABLES, record->missing + from * OBSERVABLES,
                OBSERVABLES * sizeof *record->missing);
    if (width > 0)
        memmove(record->dimension + to * width, record->dimension + from * width,
                (size_t)width * sizeof *record->dimension);
}

static void keep_rows(struct record *record, struct text *notes) {
    long kept = 0, all = record->rows;
    for (long row = 0; row < all; row++)
        if (is_kept(record, row))
            move_row(record, kept++, row);
    record->rows = kept;
    if (kept < all)
        text_add(notes, "left out: %ld of %ld rows, which lack recon or kl\n", all - kept, all);
}

static void drop_column(struct record *record, enum observable column) {
    record->present[column] = 0;
    for (long row = 0; row < record->rows; row++)
        record->value[row * OBSERVABLES + column] = NAN;
}

static long count_gaps(const struct record *record, enum observable column) {
    long gaps = 0;
    for (long row = 0; row < record->rows; row++)
        gaps += record_is_missing(record, row, column);
    return gaps;
}

static void drop_columns(struct record *record, struct text *notes) {
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        long gaps = record->present[column] ? count_gaps(record, column) : 0;
        if (gaps == 0)
            continue;
        text_add(notes, "left out: %s, which has no value in %ld of %ld rows\n",
                 klimb_observable_info[column].name, gaps, record->rows);
        drop_column(record, column);
    }
    free(record->missing);
    record->missing = NULL;
}

/* The term of the loss that a column belongs to. */
static enum term term_of(enum observable column) {
    static const enum term terms[OBSERVABLES] = {
        [OBSERVABLE_kl] = TERM_KL,
        [OBSERVABLE_batch_kl] = TERM_KL,
        [OBSERVABLE_recon] = TERM_RECON,
        [OBSERVABLE_batch_recon] = TERM_RECON,
        [OBSERVABLE_grad_encoder] = TERM_GRADIENT,
        [OBSERVABLE_grad_decoder] = TERM_GRADIENT,
    };
    return terms[column];
}

static void note_end(struct record *record) {
    record->outcome = (struct outcome){.step = record->step[record->rows - 1], .dimension = -1};
    for (long row = 0; row < record->rows; row++)
        for (enum observable column = 0; column < OBSERVABLES; column++) {
            if (!record->present[column] || isfinite(record_value(record, row, column)))
                continue;
            record->rows = row + 1;
            record->outcome = (struct outcome){
                .diverged = 1, .step = record->step[row], .term = term_of(column), .dimension = -1};
            return;
        }
}

enum status external_record_fill(struct record *record, struct text *notes, struct error *error) {
    int has_column = 0;
    keep_rows(record, notes);
    drop_columns(record, notes);
    for (enum observable column = 0; column < OBSERVABLES; column++)
        has_column = has_column || record->present[column];
    if (record->rows == 0 || !has_column)
        return klimb_error_set(error, STATUS_FORMAT,
                               "%s: no row has both recon and kl, so there is no curve",
                               record->name);
    note_end(record);
    return STATUS_OK;
}
