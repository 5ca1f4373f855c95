/* log_grid.h -- the rows of a log, with columns by what they hold, before steps are sorted out. Logs of all
 * formats become this. Internal to log.
 */
#ifndef KLIMB_LOG_GRID_H
#define KLIMB_LOG_GRID_H

#include "log/log_frame.h"

enum { LOG_GRID_COLUMNS_MAX = OBSERVABLES * LOG_ROLES };

struct log_grid {
    const char *name; /* what errors call the log; the caller's */
    long rows, capacity, columns;
    struct log_column {
        int quantity;
        enum log_role role;
        struct log_slot slot;
    } column[LOG_GRID_COLUMNS_MAX]; /* [columns] */
    int has_step, has_epoch;        /* whether any row has one */
    double *step, *epoch;           /* [rows] NaN: none */
    long *line,
        *first; /* [rows] of the file: the line of a row, the first where it was merged of several */
    float *value;           /* [rows, columns] */
    unsigned char *missing; /* [rows, columns] whether there is no value */
};

/* log_grid_begin -- no rows, and a column for each observable that was found. log_grid_free may be called at any time. */
void log_grid_begin(struct log_grid *grid, const char *name, const struct log_columns *columns);
void log_grid_free(struct log_grid *grid);

/* log_grid_grow -- room for one more row, whose values are missing. STATUS_MEMORY; STATUS_FORMAT: more than LOG_ROWS_MAX. */
enum status log_grid_grow(struct log_grid *grid, struct error *error) MUST_CHECK;

/* log_grid_take -- all rows of a part that have a value, so far; the columns are chosen as log_columns_choose does.
 *   columns  out  where they are
 * STATUS_FORMAT: a step that is not a whole number, an epoch that is negative, no row with a value. On error the grid is
 * to be freed as well. */
enum status log_grid_take(struct log_grid *grid, struct log_columns *columns,
                          const struct log_frame *frame, const struct log_part *part,
                          struct error *error) MUST_CHECK;

/* log_grid_find -- the column of a quantity that was measured on `role`, -1 for none. */
long log_grid_find(const struct log_grid *grid, int quantity, enum log_role role);

/* log_steps_prepare -- make steps of what the rows have: fill in missing ones, and count on those that begin again
 * in each epoch.
 *   notes  out  what was done, a line each
 * STATUS_FORMAT names the line where the first row has no step. */
enum status log_steps_prepare(struct log_grid *grid, enum log_axis *axis, struct text *notes,
                              struct error *error) MUST_CHECK;

/* log_steps_end -- the first row after `first` in which a run was restarted, or the end. */
long log_steps_end(const struct log_grid *grid, long first, enum log_axis axis);

/* log_steps_count -- how often a run was begun, at least 1. */
long log_steps_count(const struct log_grid *grid, enum log_axis axis);

/* log_steps_choose -- one of the runs.
 *   from, to  out  its rows
 *   wanted    in   as options->segment
 * STATUS_FORMAT names the line where a step falls and `wanted` does not say which is; or it is not there. */
enum status log_steps_choose(const struct log_grid *grid, long *from, long *to, enum log_axis axis,
                             long wanted, struct text *notes, struct error *error) MUST_CHECK;

/* log_steps_place -- move the validation of a run to the end of its epoch where its step is 0, and number rows that have
 * neither steps nor epochs. Steps are whole numbers then, not yet sorted. */
void log_steps_place(struct log_grid *grid, long from, long to, enum log_axis axis,
                     struct text *notes);

/* log_record_make -- the record of the rows from..to-1: rows of one step become one, and roles become klimb's columns.
 *   source  out  the column of the grid that each observable has become, -1 for none
 *   notes  out  what was done, a line each
 * STATUS_FORMAT: there is no value at all; STATUS_MEMORY. */
enum status log_record_make(struct record *record, const struct log_grid *grid, long from, long to,
                            long source[OBSERVABLES], struct text *notes,
                            struct error *error) MUST_CHECK;

#endif
