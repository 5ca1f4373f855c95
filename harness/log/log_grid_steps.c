/* Makes steps from the steps and epochs of a log's rows. */
#include <math.h>
#include <stdlib.h>

#include "log/log_grid.h"

/* ---- what is counted ------------------------------------------------------------------------- */

/* A row without a step, or epoch, has that of the row before. */
static void fill_in(double *number, long rows) {
    for (long row = 1; row < rows; row++)
        if (isnan(number[row]))
            number[row] = number[row - 1];
}

/* Whether two rows have values in one column. */
static int overlap(const struct log_grid *grid, long a, long b) {
    const unsigned char *first = grid->missing + a * grid->columns;
    const unsigned char *second = grid->missing + b * grid->columns;
    for (long i = 0; i < grid->columns; i++)
        if (!first[i] && !second[i])
            return 1;
    return 0;
}

/* Why epochs cannot be used as steps, NULL if they can. */
static const char *epochs_fault(const struct log_grid *grid) {
    for (long row = 0; row < grid->rows; row++) {
        if (isnan(grid->epoch[row]))
            return "the first row has no epoch";
        if (floor(grid->epoch[row]) < grid->epoch[row])
            return "epochs have fractions";
        int is_same = row > 0 && !(grid->epoch[row] > grid->epoch[row - 1]) &&
                      !(grid->epoch[row] < grid->epoch[row - 1]);
        if (is_same && overlap(grid, row - 1, row))
            return "an epoch has several rows";
    }
    return NULL;
}

/* The axis of a log without steps: epochs, or nothing yet. */
static enum log_axis choose_axis(struct log_grid *grid, struct text *notes) {
    const char *fault = "there is neither a step nor an epoch";
    if (grid->has_epoch) {
        fault = epochs_fault(grid);
        if (fault == NULL) {
            text_add(notes, "there is no step: epochs are taken for steps\n");
            for (long row = 0; row < grid->rows; row++)
                grid->step[row] = grid->epoch[row];
            return LOG_EPOCHS;
        }
    }
    text_add(notes, "there is no step, and %s: rows are numbered from 0\n", fault);
    return LOG_LINES;
}

static enum status no_first_step(const struct log_grid *grid, struct error *error) {
    klimb_error_at(error, STATUS_FORMAT, grid->name, grid->line[0], 0,
                   "the first row with a value has no step; must have one");
    return STATUS_FORMAT;
}

/* ---- steps that fall ------------------------------------------------------------------------- */

enum fall { FALL_NONE, FALL_VALIDATION, FALL_EPOCH, FALL_RESTART };

static int is_validation_alone(const struct log_grid *grid, long row) {
    for (long i = 0; i < grid->columns; i++)
        if (!grid->missing[row * grid->columns + i] && grid->column[i].role != LOG_VALIDATION)
            return 0;
    return 1;
}

/* How the step of a row relates to that of the one before; `last` is its number. */
static enum fall classify(const struct log_grid *grid, long row, long last, enum log_axis axis) {
    int knows = grid->has_epoch && isfinite(grid->epoch[row]) && isfinite(grid->epoch[last]);
    if (axis == LOG_LINES)
        return knows && grid->epoch[row] < grid->epoch[last] ? FALL_RESTART : FALL_NONE;
    int is_level = !(grid->step[row] > grid->step[last]) && !(grid->step[row] < grid->step[last]);
    if (is_level && knows && grid->epoch[row] > grid->epoch[last] && overlap(grid, last, row))
        return FALL_EPOCH; /* a progress bar that is printed once per epoch, at its end */
    if (!(grid->step[row] < grid->step[last]))
        return FALL_NONE;
    int epoch_falls = knows && grid->epoch[row] < grid->epoch[last];
    if (!(grid->step[row] > 0) && !epoch_falls && is_validation_alone(grid, row))
        return FALL_VALIDATION;
    return knows && grid->epoch[row] > grid->epoch[last] ? FALL_EPOCH : FALL_RESTART;
}

/* Continues the count of steps that begin again in each epoch. The length of an epoch is taken as the largest step plus
 * the distance between steps. */
static void count_on(struct log_grid *grid, struct text *notes) {
    double largest = 0, stride = 0;
    for (long row = 0; row < grid->rows; row++) {
        double rise = row > 0 ? grid->step[row] - grid->step[row - 1] : 0;
        largest = fmax(largest, grid->step[row]);
        stride = stride > 0 || !(rise > 0) ? stride : rise;
    }
    double length = largest + fmax(stride, 1);
    for (long row = 0; row < grid->rows; row++) {
        if (row > 0 && !(grid->step[row] > 0) && is_validation_alone(grid, row))
            grid->step[row] = largest; /* of the end of its epoch */
        if (isfinite(grid->epoch[row]))
            grid->step[row] += length * (floor(grid->epoch[row]) - floor(grid->epoch[0]));
    }
    text_add(notes,
             "steps restart in each epoch: they are counted on, %.0f to an epoch (an estimate: "
             "the largest step, and the distance of the first two)\n",
             length);
}

/* Whether there is a fall of that kind. */
static int has_fall(const struct log_grid *grid, enum fall wanted, enum log_axis axis) {
    long last = 0;
    for (long row = 1; row < grid->rows; row++) {
        enum fall fall = classify(grid, row, last, axis);
        if (fall == wanted)
            return 1;
        last = fall == FALL_VALIDATION ? last : row;
    }
    return 0;
}

/* Validation logged with step 0 belongs to the end of its epoch: gives it the largest step there or, without epochs,
 * the step before. */
static void place_validation(struct log_grid *grid, long from, long to, struct text *notes) {
    long moved = 0, next;
    for (long first = from; first < to; first = next) {
        double largest = grid->step[first];
        for (next = first + 1; next < to; next++) {
            int is_other = grid->epoch[next] < grid->epoch[first] ||
                           grid->epoch[next] > grid->epoch[first];
            if (is_other)
                break;
            if (!grid->has_epoch && grid->step[next] < largest && is_validation_alone(grid, next)) {
                grid->step[next] = largest;
                moved++;
            }
            largest = fmax(largest, grid->step[next]);
        }
        for (long row = first; grid->has_epoch && row < next; row++)
            if (grid->step[row] < largest && !(grid->step[row] > 0) && row > from &&
                is_validation_alone(grid, row)) {
                grid->step[row] = largest;
                moved++;
            }
    }
    if (moved > 0)
        text_add(notes, "%ld row%s of validation with step 0 %s of the end of %s epoch\n", moved,
                 moved == 1 ? "" : "s", moved == 1 ? "is" : "are", moved == 1 ? "its" : "their");
}

/* ---- several runs ---------------------------------------------------------------------------- */

long log_steps_end(const struct log_grid *grid, long first, enum log_axis axis) {
    long last = first;
    for (long row = first + 1; row < grid->rows; row++) {
        enum fall fall = classify(grid, row, last, axis);
        if (fall == FALL_RESTART)
            return row;
        last = fall == FALL_VALIDATION ? last : row;
    }
    return grid->rows;
}

/* How often a run was begun, at least 1. */
static long count_runs(const struct log_grid *grid, enum log_axis axis) {
    long count = 0;
    for (long row = 0; row < grid->rows; row = log_steps_end(grid, row, axis))
        count++;
    return count;
}

static enum status name_restart(const struct log_grid *grid, long count, enum log_axis axis,
                                struct error *error) {
    long row = log_steps_end(grid, 0, axis);
    const double *number = axis == LOG_STEPS ? grid->step : grid->epoch;
    const char *what = axis == LOG_STEPS ? "step" : "epoch";
    klimb_error_at(
        error, STATUS_FORMAT, grid->name, grid->first[row], 0,
        "%s falls from %.15g to %.15g: a run was restarted, and the file has %ld; must be "
        "one",
        what, number[row - 1], number[row], count);
    klimb_error_hint(error,
                     "--segments last takes the last one (or first, or a number from 1 to "
                     "%ld)",
                     count);
    return STATUS_FORMAT;
}

enum status log_steps_choose(const struct log_grid *grid, long *from, long *to, enum log_axis axis,
                             long wanted, struct text *notes, struct error *error) {
    long count = count_runs(grid, axis);
    if (count > 1 && wanted == LOG_SEGMENT_ANY)
        return name_restart(grid, count, axis, error);
    long number = wanted == LOG_SEGMENT_LAST ? count : wanted == LOG_SEGMENT_ANY ? 1 : wanted;
    if (number > count)
        return klimb_error_at(error, STATUS_FORMAT, grid->name, 0, 0,
                              "--segments %ld: the file has %ld run%s", number, count,
                              count == 1 ? "" : "s");
    *from = 0;
    for (long i = 1; i < number; i++)
        *from = log_steps_end(grid, *from, axis);
    *to = log_steps_end(grid, *from, axis);
    if (count > 1 && grid->first[*from] > 0)
        text_add(notes, "run %ld of %ld is taken: lines %ld to %ld\n", number, count,
                 grid->first[*from], grid->line[*to - 1]);
    else if (count > 1)
        text_add(notes, "run %ld of %ld is taken\n", number, count);
    return STATUS_OK;
}

enum status log_steps_prepare(struct log_grid *grid, enum log_axis *axis, struct text *notes,
                              struct error *error) {
    if (grid->has_epoch)
        fill_in(grid->epoch, grid->rows);
    if (grid->has_step && isnan(grid->step[0]))
        return no_first_step(grid, error);
    if (grid->has_step)
        fill_in(grid->step, grid->rows);
    *axis = grid->has_step ? LOG_STEPS : choose_axis(grid, notes);
    if (*axis == LOG_STEPS && has_fall(grid, FALL_EPOCH, *axis))
        count_on(grid, notes);
    return STATUS_OK;
}

void log_steps_place(struct log_grid *grid, long from, long to, enum log_axis axis,
                     struct text *notes) {
    if (axis == LOG_STEPS)
        place_validation(grid, from, to, notes);
    for (long row = from; axis == LOG_LINES && row < to; row++)
        grid->step[row] = (double)(row - from);
}
