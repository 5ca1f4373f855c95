/* Puts the rows of a table into a frame. */
#include <math.h>

#include "log/log_table.h"

/* Takes the values of a row; *found is their number. */
static enum status take_values(struct log_frame *frame, long *found, struct log_table *table,
                               const struct log_columns *columns, struct error *error) {
    *found = 0;
    for (int i = 0; i < OBSERVABLES * LOG_ROLES; i++) {
        double seen;
        int is_missing;
        long place = columns->slot[i / LOG_ROLES][i % LOG_ROLES].place;
        if (place < 0)
            continue;
        enum status status = log_table_number(&seen, &is_missing, table, place, error);
        if (status != STATUS_OK)
            return status;
        if (!is_missing)
            log_frame_set(frame, place, seen);
        *found += !is_missing;
    }
    return STATUS_OK;
}

/* Takes a step or an epoch, if there is one. */
static enum status take_place(struct log_frame *frame, struct log_table *table,
                              const struct log_slot *slot, int is_step, struct error *error) {
    double seen;
    int is_missing;
    if (slot->place < 0)
        return STATUS_OK;
    enum status status = log_table_number(&seen, &is_missing, table, slot->place, error);
    if (status != STATUS_OK || is_missing)
        return status;
    if (!(seen >= 0 && seen < 1e15))
        return log_table_error(table, slot->place, error, "must be a %s from 0 to 10^15",
                               is_step ? "whole number" : "number");
    if (is_step && floor(seen) < seen)
        return log_table_error(table, slot->place, error, "must be a whole number from 0 to 10^15");
    log_frame_set(frame, slot->place, seen);
    return STATUS_OK;
}

static enum status take_row(struct log_frame *frame, struct log_table *table,
                            const struct log_columns *columns, struct error *error) {
    long found = 0;
    enum status status = log_frame_row(frame, table->line, error);
    if (status == STATUS_OK)
        status = take_values(frame, &found, table, columns, error);
    if (status != STATUS_OK || found == 0)
        return status;
    status = take_place(frame, table, &columns->slot[LOG_STEP][LOG_PLAIN], 1, error);
    return status != STATUS_OK
               ? status
               : take_place(frame, table, &columns->slot[LOG_EPOCH][LOG_PLAIN], 0, error);
}

static enum status take_rows(struct log_frame *frame, struct log_table *table,
                             struct error *error) {
    int has_row = 1;
    const struct log_header header = {.name = table->name,
                                      .line = table->header_line,
                                      .cell = table->header,
                                      .columns = table->columns};
    enum status status = log_frame_header(frame, &header, error);
    if (status != STATUS_OK)
        return status;
    const struct log_columns columns = frame->part[frame->parts - 1].chosen;
    while (status == STATUS_OK && has_row) {
        status = log_table_next(table, &has_row, error);
        if (status == STATUS_OK && has_row)
            status = take_row(frame, table, &columns, error);
    }
    return status;
}

enum status log_table_read(struct log_frame *frame, struct log_input *input, struct error *error) {
    struct log_table table;
    enum status status = log_table_open(&table, input, error);
    if (status != STATUS_OK)
        return status;
    status = take_rows(frame, &table, error);
    if (status == STATUS_OK && table.cut_off_line > 0)
        log_frame_note(frame, "line %ld is cut off and was left out", table.cut_off_line);
    if (status == STATUS_OK && table.first_comma > 0)
        log_frame_note(frame, "numbers have decimal commas");
    log_table_close(&table);
    return status;
}
