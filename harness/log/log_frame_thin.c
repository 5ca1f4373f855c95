#include "log/log_frame_thin.h"

#include <math.h>
#include <string.h>

/* The value of a row in the first column of this quantity that has one, or NaN. */
static double place_of(const struct log_part *part, long row, int quantity) {
    for (long i = 0; i < part->columns; i++) {
        const struct log_frame_column *column = &part->column[i];
        if (column->is_kept && column->quantity == quantity && !column->missing[row])
            return column->value[row];
    }
    return (double)NAN;
}

static int falls(const struct log_part *part, long row, int quantity) {
    return place_of(part, row, quantity) < place_of(part, row - 1, quantity);
}

/* Whether a run was restarted at this row. */
static int is_start(const struct log_part *part, long row) {
    if (isfinite(place_of(part, row, LOG_EPOCH)) && isfinite(place_of(part, row - 1, LOG_EPOCH)))
        return falls(part, row, LOG_EPOCH);
    return falls(part, row, LOG_STEP);
}

/* Whether to keep `later` of two values of a column. */
static int later_wins(double earlier, double later) {
    if (!isfinite(earlier) || !isfinite(later))
        return !isfinite(later);
    return !(fabs(earlier) > 10 * fabs(later));
}

/* Merges row `from` into the earlier row `to`. */
static void merge(struct log_part *part, long to, long from) {
    for (long i = 0; i < part->columns; i++) {
        struct log_frame_column *column = &part->column[i];
        if (!column->is_kept || column->missing[from])
            continue;
        if (column->is_value && !column->missing[to] &&
            !later_wins(column->value[to], column->value[from]))
            continue;
        column->value[to] = column->value[from];
        column->missing[to] = 0;
    }
    part->last[to] = part->last[from];
    part->weight[to] += part->weight[from];
}

static void move(struct log_part *part, long to, long from) {
    if (to == from)
        return;
    for (long i = 0; i < part->columns; i++) {
        if (!part->column[i].is_kept)
            continue;
        part->column[i].value[to] = part->column[i].value[from];
        part->column[i].missing[to] = part->column[i].missing[from];
    }
    part->first[to] = part->first[from];
    part->last[to] = part->last[from];
    part->weight[to] = part->weight[from];
}

/* Whether two neighbours may become one of at most `weight` rows. */
static int may_merge(const struct log_part *part, long row, long weight) {
    return part->weight[row - 1] + part->weight[row] <= weight && !falls(part, row, LOG_STEP) &&
           !falls(part, row, LOG_EPOCH);
}

/* Merge the rows from `from` on. A row is first moved behind the row that it is compared with. */
static void halve(struct log_part *part, long from, long weight) {
    long kept = from;
    for (long row = from; row < part->rows; row++) {
        move(part, kept, row);
        if (kept > from && may_merge(part, kept, weight))
            merge(part, kept - 1, kept);
        else
            kept++;
    }
    part->rows = kept;
}

static enum status restarts_too_often(const struct log_frame *frame, const struct log_part *part,
                                      struct error *error) {
    return klimb_error_at(error, STATUS_FORMAT, frame->name, part->last[part->rows - 1], 0,
                          "steps or epochs fall so often that more than %ld rows remain",
                          part->rows - 1);
}

/* With many starts, rows of all segments are merged. */
static enum status halve_all(const struct log_frame *frame, struct log_part *part,
                             struct error *error) {
    long most = LOG_STARTS_MAX * frame->options->rows_max;
    if (part->rows < most)
        return STATUS_OK;
    for (int i = 0; i < 8 && part->rows > most / 2; i++) {
        part->stride *= 2;
        halve(part, 0, part->stride);
    }
    if (part->rows > most / 4 * 3)
        return restarts_too_often(frame, part, error);
    part->start = part->rows > 0 ? part->rows - 1 : 0;
    return STATUS_OK;
}

enum status log_frame_thin(const struct log_frame *frame, struct log_part *part,
                           struct error *error) {
    long row = part->rows++;
    if (row == 0)
        return STATUS_OK;
    if (is_start(part, row)) {
        part->start = row;
        part->stride = 1;
        part->limit = frame->options->rows_max;
    } else if (row > part->start && may_merge(part, row, part->stride)) {
        merge(part, row - 1, row);
        part->rows = row;
        return STATUS_OK;
    }
    if (part->rows - part->start >= part->limit) {
        part->stride *= 2;
        halve(part, part->start, part->stride);
        long left = part->rows - part->start;
        part->limit = 2 * left > frame->options->rows_max ? 2 * left : frame->options->rows_max;
    }
    return halve_all(frame, part, error);
}
