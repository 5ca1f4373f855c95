/* log_grid.h -- the rows of a log, each value under what it is, before steps are sorted out. Whatever a log is read from, it
 * becomes this. Internal to log.
 */
#ifndef KLIMB_LOG_GRID_H
#define KLIMB_LOG_GRID_H

#include "log/log_columns.h"

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
    long *line;                     /* [rows] of the file */
    float *value;                   /* [rows, columns] */
    unsigned char *missing;         /* [rows, columns] whether there is no value */
};

/* log_grid_begin -- no rows, and a column for each observable that was found. log_grid_free may be called at any time. */
void log_grid_begin(struct log_grid *grid, const char *name, const struct log_columns *columns);
void log_grid_free(struct log_grid *grid);

/* log_grid_grow -- room for one more row, whose values are missing. STATUS_MEMORY; STATUS_FORMAT: more than LOG_ROWS_MAX. */
enum status log_grid_grow(struct log_grid *grid, struct error *error) MUST_CHECK;

/* log_grid_read -- all rows of a table that have a value. Errors of log_table_next and log_table_number; STATUS_FORMAT: a step
 * that is not a whole number, an epoch that is negative, no row with a value. */
enum status log_grid_read(struct log_grid *grid, struct log_table *table,
                          const struct log_columns *columns, struct error *error) MUST_CHECK;

/* log_grid_find -- the column of a quantity that was measured on `role`, -1 for none. */
long log_grid_find(const struct log_grid *grid, int quantity, enum log_role role);

/* log_steps_resolve -- make steps of what the rows have: fill in those that are not there, count on those that begin anew in
 * each epoch, move validation to the end of its epoch where its step is 0, choose one of several runs.
 *   from, to  out  the rows of the run; their steps are whole numbers, not yet sorted
 *   notes     out  what was done, a line each
 * STATUS_FORMAT names the line where the first row has no step, or where a step falls and options->segment does not say what
 * is wanted, or asks for one that is not there. */
enum status log_steps_resolve(struct log_grid *grid, long *from, long *to, enum log_axis *axis,
                              const struct log_options *options, struct text *notes,
                              struct error *error) MUST_CHECK;

/* log_record_make -- the record of the rows from..to-1: rows of one step become one, and roles become klimb's columns.
 *   used   out [columns of the table] 1 + the quantity that a column of the table has become; the others are left alone
 *   notes  out  what was done, a line each
 * STATUS_FORMAT: there is no value at all; STATUS_MEMORY. */
enum status log_record_make(struct record *record, const struct log_grid *grid, long from, long to,
                            unsigned char *used, struct text *notes,
                            struct error *error) MUST_CHECK;

#endif
