/* log_grid.h -- the rows of a log with their columns identified, before steps are processed. Logs of all formats become
 * a grid. Internal to log.
 */
#ifndef KLIMB_LOG_GRID_H
#define KLIMB_LOG_GRID_H

#include "log/log_frame.h"

enum { LOG_GRID_COLUMNS_MAX = OBSERVABLES * LOG_ROLES };

struct log_grid {
    const char *name; /* the log's name in errors; the caller's */
    long rows, capacity, columns;
    struct log_column {
        int quantity;
        enum log_role role;
        struct log_slot slot;
    } column[LOG_GRID_COLUMNS_MAX]; /* [columns] */
    int has_step, has_epoch;        /* whether any row has one */
    double *step, *epoch;           /* [rows] NaN: none */
    long *line, *first;             /* [rows] the last and the first line of a row in the file */
    float *value;                   /* [rows, columns] */
    unsigned char *missing;         /* [rows, columns] 1: no value */
};

/* log_grid_grow -- add a row whose values are missing. STATUS_MEMORY; STATUS_FORMAT: more than LOG_ROWS_MAX. */
enum status log_grid_grow(struct log_grid *grid, struct error *error) MUST_CHECK;

/* log_grid_take -- take all rows of a part so far that have a value; log_columns_choose chooses the columns.
 *   columns  out  their places
 * STATUS_FORMAT: a step that is not an integer, a negative epoch, no row with a value. The grid must be freed even on
 * error. */
enum status log_grid_take(struct log_grid *grid, struct log_columns *columns,
                          const struct log_frame *frame, const struct log_part *part,
                          struct error *error) MUST_CHECK;
void log_grid_free(struct log_grid *grid);

/* log_grid_find -- the column of a quantity measured on `role`, -1 for none. */
long log_grid_find(const struct log_grid *grid, int quantity, enum log_role role);

/* log_steps_prepare -- complete the steps: fill in missing ones, and continue the count if it begins again in each
 * epoch.
 *   notes  out  what was done, a line each
 * STATUS_FORMAT names the line where the first row has no step. */
enum status log_steps_prepare(struct log_grid *grid, enum log_axis *axis, struct text *notes,
                              struct error *error) MUST_CHECK;

/* log_steps_end -- the first row after `first` at which the run was restarted, or the end. */
long log_steps_end(const struct log_grid *grid, long first, enum log_axis axis);

/* log_steps_choose -- choose a segment between starts.
 *   from, to  out  its rows
 *   wanted    in   as options->segment
 * STATUS_FORMAT: a step falls (the line is named) and `wanted` is LOG_SEGMENT_ANY; or there is no such segment. */
enum status log_steps_choose(const struct log_grid *grid, long *from, long *to, enum log_axis axis,
                             long wanted, struct text *notes, struct error *error) MUST_CHECK;

/* log_steps_place -- move validation rows with step 0 to the end of their epoch, and number rows that have neither
 * steps nor epochs. Afterwards steps are integers, not yet sorted. */
void log_steps_place(struct log_grid *grid, long from, long to, enum log_axis axis,
                     struct text *notes);

/* log_record_make -- make a record of rows from..to-1: merges rows of one step, and turns roles into klimb's columns.
 *   source  out  the column of the grid that each observable came from, -1 for none
 *   notes  out  what was done, a line each
 * STATUS_FORMAT: there is no value at all; STATUS_MEMORY. */
enum status log_record_make(struct record *record, const struct log_grid *grid, long from, long to,
                            long source[OBSERVABLES], struct text *notes,
                            struct error *error) MUST_CHECK;

#endif
