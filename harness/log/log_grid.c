#include "log/log_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void log_grid_begin(struct log_grid *grid, const char *name, const struct log_columns *columns) {
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
    free(grid->value);
    free(grid->missing);
    *grid = (struct log_grid){0};
}

/* The array made larger; where that failed the old one, and *failed is set. */
static void *enlarge(void *array, size_t size, int *failed) {
    void *larger = realloc(array, size);
    if (larger != NULL)
        return larger;
    *failed = 1;
    return array;
}

static enum status reserve(struct log_grid *grid, long capacity, struct error *error) {
    size_t rows = (size_t)capacity, cells = rows * (size_t)grid->columns;
    int failed = 0;
    grid->step = enlarge(grid->step, rows * sizeof *grid->step, &failed);
    grid->epoch = enlarge(grid->epoch, rows * sizeof *grid->epoch, &failed);
    grid->line = enlarge(grid->line, rows * sizeof *grid->line, &failed);
    grid->value = enlarge(grid->value, cells * sizeof *grid->value, &failed);
    grid->missing = enlarge(grid->missing, cells * sizeof *grid->missing, &failed);
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

/* The values of a row; returns in *found how many there are. */
static enum status take_values(struct log_grid *grid, long *found, struct log_table *table,
                               struct error *error) {
    float *value = grid->value + grid->rows * grid->columns;
    unsigned char *missing = grid->missing + grid->rows * grid->columns;
    *found = 0;
    for (long i = 0; i < grid->columns; i++) {
        double seen;
        int is_missing;
        const struct log_slot *slot = &grid->column[i].slot;
        enum status status = log_table_number(&seen, &is_missing, table, slot->place, error);
        if (status != STATUS_OK)
            return status;
        value[i] = observation_narrow(slot->sign < 0 ? -seen : seen);
        missing[i] = (unsigned char)is_missing;
        *found += !is_missing;
    }
    return STATUS_OK;
}

/* A step or an epoch; NaN where there is none. */
static enum status take_place(double *out, struct log_table *table, const struct log_slot *slot,
                              int is_step, struct error *error) {
    int is_missing;
    *out = (double)NAN;
    if (slot->place < 0)
        return STATUS_OK;
    enum status status = log_table_number(out, &is_missing, table, slot->place, error);
    if (status != STATUS_OK || is_missing)
        return status;
    if (!(*out >= 0 && *out < 1e15))
        return log_table_error(table, slot->place, error, "must be a %s from 0 to 10^15",
                               is_step ? "whole number" : "number");
    if (is_step && floor(*out) < *out)
        return log_table_error(table, slot->place, error, "must be a whole number from 0 to 10^15");
    return STATUS_OK;
}

static enum status take_row(struct log_grid *grid, struct log_table *table,
                            const struct log_columns *columns, struct error *error) {
    long found = 0;
    enum status status = log_grid_grow(grid, error);
    if (status == STATUS_OK)
        status = take_values(grid, &found, table, error);
    if (status != STATUS_OK || found == 0)
        return status;
    double *step = grid->step + grid->rows, *epoch = grid->epoch + grid->rows;
    status = take_place(step, table, &columns->slot[LOG_STEP][LOG_PLAIN], 1, error);
    if (status == STATUS_OK)
        status = take_place(epoch, table, &columns->slot[LOG_EPOCH][LOG_PLAIN], 0, error);
    grid->has_step |= isfinite(*step);
    grid->has_epoch |= isfinite(*epoch);
    grid->line[grid->rows++] = table->line;
    return status;
}

enum status log_grid_read(struct log_grid *grid, struct log_table *table,
                          const struct log_columns *columns, struct error *error) {
    int has_row;
    enum status status = log_table_next(table, &has_row, error);
    while (status == STATUS_OK && has_row) {
        status = take_row(grid, table, columns, error);
        if (status == STATUS_OK)
            status = log_table_next(table, &has_row, error);
    }
    if (status == STATUS_OK && grid->rows == 0)
        return klimb_error_at(error, STATUS_FORMAT, table->name, table->header_line, 0,
                              "a header, but no row below it with a value that klimb knows");
    return status;
}

long log_grid_find(const struct log_grid *grid, int quantity, enum log_role role) {
    for (long i = 0; i < grid->columns; i++)
        if (grid->column[i].quantity == quantity && grid->column[i].role == role)
            return i;
    return -1;
}
