/* log_frame.h -- rows of named values from any format, in bounded memory. Internal to log.
 *
 *     status = log_frame_row(frame, line, error);
 *     status = log_frame_put(frame, "train/kl_loss", 13, 1.5, error);
 *
 * A reader puts in all that it finds, under the names that the log has. Values of names that mean nothing to klimb are not
 * kept, nor are rows without a value of an observable.
 *
 * With options->rows_max, neighbouring rows are merged, 2, 4, 8, ... of them, once a run has that many. Of a merged row step,
 * epoch and line are those of its last row; in each column a value that is not finite wins, then one that is more than 10
 * times as large as the other, then the later one. Rows on both sides of a fall of step or epoch are not merged, and a run
 * that was restarted in the same log has as many rows again.
 */
#ifndef KLIMB_LOG_FRAME_H
#define KLIMB_LOG_FRAME_H

#include "log/log_columns.h"

enum {
    LOG_RUNS_MAX = 4096,
    LOG_RUN_NAME = 64,      /* bytes of the name of a run, with its end */
    LOG_NAME_MAX = 1024,    /* bytes of the name of a column that are kept */
    LOG_STARTS_MAX = 64,    /* a log with rows_max has at most that many times as many rows */
    LOG_CELLS_MAX = 1 << 27 /* values of a run */
};

struct log_frame_column {
    char *name; /* owned; [length], not terminated */
    long length;
    int is_kept,
        is_value; /* whether its values are kept; whether they are more than a place: a row needs one */
    int quantity;  /* LOG_STEP, LOG_EPOCH, or anything else */
    double *value; /* [capacity] NULL: not kept */
    unsigned char *missing;
};

/* A run of a log. */
struct log_part {
    char name[LOG_RUN_NAME];
    struct log_frame_column *column; /* [columns] */
    long columns, columns_room;
    int *slot;      /* [LOG_SLOTS] a hash table of columns, 1 + their number */
    long likely;    /* the column that is probably asked for next */
    int has_others; /* names that there was no room for */
    int has_header; /* the columns were named at once, those that are wanted chosen */
    long header_line;
    struct log_columns chosen; /* of a header */
    long rows, capacity;       /* row `rows` is being filled */
    int is_filling;
    long found; /* values of the row that is being filled */
    long *first, *last,
        *weight; /* [capacity] lines that a row is made of, and how many rows it was */
    long start, stride,
        limit; /* the first row since the run was restarted; rows that become one; rows until then */
    struct text notes;
};

struct log_frame {
    const char *name; /* what errors call the log; the caller's */
    const struct log_options *options;
    struct log_part *part; /* [parts] at least one */
    long parts, parts_room;
    const char *format; /* that was read, "table" */
    int may_repeat;     /* names may differ in separators alone, as "loss/kl" and "loss_kl" */
    int is_whole;       /* the log is written as a whole: to follow it, it is read again */
};

/* log_frame_begin -- one run without a name and rows. On error there is nothing to free.
 *   name, options  the caller's until log_frame_free
 * STATUS_MEMORY. */
enum status log_frame_begin(struct log_frame *frame, const char *name,
                            const struct log_options *options, struct error *error) MUST_CHECK;
void log_frame_free(struct log_frame *frame);

/* log_frame_run -- what follows belongs to another run, with this name. A frame begins with a run without a name, which is left out
 * where nothing was put into it. STATUS_FORMAT: more than LOG_RUNS_MAX; STATUS_MEMORY. */
enum status log_frame_run(struct log_frame *frame, const char *name,
                          struct error *error) MUST_CHECK;

/* log_frame_row -- a new row; `line` of the log, 0 where there are no lines. STATUS_FORMAT: more rows than LOG_ROWS_MAX, more
 * values than LOG_CELLS_MAX; STATUS_MEMORY. */
enum status log_frame_row(struct log_frame *frame, long line, struct error *error) MUST_CHECK;

/* log_frame_put -- a value of the row, under its name in the log. NaN and infinities are values. Of a name that comes twice in
 * a row the last counts. STATUS_FORMAT: more than LOG_COLUMNS_MAX names that klimb knows; STATUS_MEMORY. */
enum status log_frame_put(struct log_frame *frame, const char *name, long length, double value,
                          struct error *error) MUST_CHECK;

/* log_frame_put_missing -- there is such a column, but it has no value in this row. */
enum status log_frame_put_missing(struct log_frame *frame, const char *name, long length,
                                  struct error *error) MUST_CHECK;

/* log_frame_keeps -- whether values of that name are kept: others need not be read. */
int log_frame_keeps(const struct log_frame *frame, const char *name, long length);

/* log_frame_end -- the last row is complete. Errors of log_frame_row. */
enum status log_frame_end(struct log_frame *frame, struct error *error) MUST_CHECK;

/* log_frame_header -- the names of all columns of the run, of which log_columns_choose chooses at once. Only these are kept.
 * Errors of log_columns_choose. */
enum status log_frame_header(struct log_frame *frame, const struct log_header *header,
                             struct error *error) MUST_CHECK;

/* log_frame_set -- a value of the row in a column of the header that was chosen. */
void log_frame_set(struct log_frame *frame, long place, double value);

/* log_frame_note -- a line for the user, without its end. */
void log_frame_note(struct log_frame *frame, const char *format, ...) PRINTF_LIKE(2, 3);

/* log_enlarge -- the array made larger; where that failed the old one, and *failed is set. */
void *log_enlarge(void *array, size_t size, int *failed);

#endif
