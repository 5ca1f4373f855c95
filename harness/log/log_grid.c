#include "log/log_grid.h"

#include <math.h>
#include <stdlib.h>

static void begin(struct log_grid *grid, const char *name, const struct log_columns *columns) {
    *grid = (struct log_grid){.name = name};
    for (int quantity = 0; quantity < OBSERVABLES; quantity++)
        for (int role = 0; role < LOG_ROLES; role++)
            if (columns->slot[quantity][role].place >= 0)
                grid->column[grid->columns++] = (struct log_column){
                    .quantity = quantity,
                    .role = (enum log_role)role,
                    .slot = columns->slot[quantity][role],
                };
}

void log_grid_free(struct log_grid *grid) {
    free(grid->step);
    free(grid->epoch);
    free(grid->line);
    free(grid->first);
    free(grid->value);
    free(grid->missing);
    *grid = (struct log_grid){0};
}

static enum status reserve(struct log_grid *grid, long capacity, struct error *error) {
    size_t rows = (size_t)capacity, cells = rows * (size_t)grid->columns;
    int failed = 0;
    grid->step = log_enlarge(grid->step, rows * sizeof *grid->step, &failed);
    grid->epoch = log_enlarge(grid->epoch, rows * sizeof *grid->epoch, &failed);
    grid->line = log_enlarge(grid->line, rows * sizeof *grid->line, &failed);
    grid->first = log_enlarge(grid->first, rows * sizeof *grid->first, &failed);
    grid->value = log_enlarge(grid->value, cells * sizeof *grid->value, &failed);
    grid->missing = log_enlarge(grid->missing, cells * sizeof *grid->missing, &failed);
    if (failed)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld rows of %s", capacity,
                               grid->name);
    grid->capacity = capacity;
    return STATUS_OK;
}

enum status log_grid_grow(struct log_grid *grid, struct error *error) {
    if (grid->rows == LOG_ROWS_MAX)
        return klimb_error_at(error, STATUS_FORMAT, grid->name, 0, 0,
                              "more than %d rows with values; must be at most that many",
                              LOG_ROWS_MAX);
    if (grid->rows == grid->capacity) {
        enum status status = reserve(grid, 2 * grid->capacity + 256, error);
        if (status != STATUS_OK)
            return status;
    }
    grid->step[grid->rows] = grid->epoch[grid->rows] = (double)NAN;
    for (long i = 0; i < grid->columns; i++) {
        grid->value[grid->rows * grid->columns + i] = NAN;
        grid->missing[grid->rows * grid->columns + i] = 1;
    }
    return STATUS_OK;
}

/* ---- from a frame ---------------------------------------------------------------------------- */

static enum status choose(struct log_columns *columns, const struct log_frame *frame,
                          const struct log_part *part, struct error *error) {
    if (part->has_header) {
        *columns = part->chosen;
        return STATUS_OK;
    }
    struct log_cell *cell = calloc((size_t)part->columns + 1, sizeof *cell);
    if (cell == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", frame->name);
    for (long i = 0; i < part->columns; i++)
        cell[i] = (struct log_cell){part->column[i].name, part->column[i].length};
    const struct log_header header = {.name = frame->name,
                                      .cell = cell,
                                      .columns = part->columns,
                                      .may_repeat = frame->may_repeat};
    enum status status = log_columns_choose(columns, &header, frame->options, error);
    free(cell);
    return status;
}

/* Takes the values of a row; returns their number. */
static long take_values(struct log_grid *grid, const struct log_part *part, long row) {
    float *value = grid->value + grid->rows * grid->columns;
    unsigned char *missing = grid->missing + grid->rows * grid->columns;
    long found = 0;
    for (long i = 0; i < grid->columns; i++) {
        const struct log_slot *slot = &grid->column[i].slot;
        const struct log_frame_column *column = &part->column[slot->place];
        value[i] = observation_narrow(slot->sign < 0 ? -column->value[row] : column->value[row]);
        missing[i] = column->missing[row];
        found += !missing[i];
    }
    return found;
}

/* A step or an epoch; NaN if it is missing. */
static enum status take_place(double *out, const struct log_frame *frame,
                              const struct log_part *part, const struct log_slot *slot, long row,
                              int is_step, struct error *error) {
    char name[LOG_CELL_SHOWN];
    *out = (double)NAN;
    if (slot->place < 0 || part->column[slot->place].missing[row])
        return STATUS_OK;
    const struct log_frame_column *column = &part->column[slot->place];
    *out = column->value[row];
    if (*out >= 0 && *out < 1e15 && !(is_step && floor(*out) < *out))
        return STATUS_OK;
    log_cell_show(name, (struct log_cell){column->name, column->length});
    return klimb_error_at(error, STATUS_FORMAT, frame->name, part->last[row], 0,
                          "\"%s\" is %.9g: must be a %s from 0 to 10^15", name, *out,
                          is_step ? "whole number" : "number");
}

static enum status take_row(struct log_grid *grid, const struct log_columns *columns,
                            const struct log_frame *frame, const struct log_part *part, long row,
                            struct error *error) {
    enum status status = log_grid_grow(grid, error);
    if (status != STATUS_OK || take_values(grid, part, row) == 0)
        return status;
    double *step = grid->step + grid->rows, *epoch = grid->epoch + grid->rows;
    status = take_place(step, frame, part, &columns->slot[LOG_STEP][LOG_PLAIN], row, 1, error);
    if (status == STATUS_OK)
        status = take_place(epoch, frame, part, &columns->slot[LOG_EPOCH][LOG_PLAIN], row, 0,
                            error);
    grid->has_step |= isfinite(*step);
    grid->has_epoch |= isfinite(*epoch);
    grid->first[grid->rows] = part->first[row];
    grid->line[grid->rows++] = part->last[row];
    return status;
}

enum status log_grid_take(struct log_grid *grid, struct log_columns *columns,
                          const struct log_frame *frame, const struct log_part *part,
                          struct error *error) {
    *grid = (struct log_grid){.name = frame->name};
    enum status status = choose(columns, frame, part, error);
    if (status != STATUS_OK)
        return status;
    begin(grid, frame->name, columns);
    long rows = part->rows + (part->is_filling && part->found > 0);
    for (long row = 0; status == STATUS_OK && row < rows; row++)
        status = take_row(grid, columns, frame, part, row, error);
    if (status == STATUS_OK && grid->rows == 0)
        return klimb_error_at(error, STATUS_FORMAT, frame->name, part->header_line, 0,
                              part->has_header
                                  ? "a header, but no row below it with a value that klimb knows"
                                  : "no value that klimb knows");
    return status;
}

long log_grid_find(const struct log_grid *grid, int quantity, enum log_role role) {
    for (long i = 0; i < grid->columns; i++)
        if (grid->column[i].quantity == quantity && grid->column[i].role == role)
            return i;
    return -1;
}
