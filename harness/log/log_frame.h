/* log_frame.h -- rows of named values from any format, in bounded memory. Internal to log.
 *
 *     status = log_frame_row(frame, line, error);
 *     status = log_frame_put(frame, "train/kl_loss", 13, 1.5, error);
 *
 * A reader puts in everything that it finds, under the names in the log. Values of names that klimb does not know are
 * not kept, nor are rows without a value of an observable.
 *
 * When a run has options->rows_max rows, groups of 2, 4, 8, ... neighbouring rows are merged. A merged row has the
 * step, epoch and line of its last row; in each column a non-finite value takes precedence, then a value more than 10
 * times as large as the other, then the later one. Rows before and after a falling step or epoch are not merged, and
 * after a restart in the same log a run may have as many rows again.
 */
#ifndef KLIMB_LOG_FRAME_H
#define KLIMB_LOG_FRAME_H

#include "log/log_columns.h"

enum {
    LOG_RUNS_MAX = 4096,
    LOG_RUN_NAME = 64,      /* bytes of a run's name, with the NUL */
    LOG_NAME_MAX = 1024,    /* bytes of a column's name that are kept */
    LOG_STARTS_MAX = 64,    /* a log with rows_max has at most that many times as many rows */
    LOG_CELLS_MAX = 1 << 27 /* values of a run */
};

struct log_frame_column {
    char *name; /* owned; [length], not terminated */
    long length;
    int is_kept, is_value; /* its values are kept; it is an observable, which a row needs */
    int quantity;          /* LOG_STEP, LOG_EPOCH, or anything else */
    double *value;         /* [capacity] NULL: not kept */
    unsigned char *missing;
};

/* A run of a log. */
struct log_part {
    char name[LOG_RUN_NAME];
    struct log_frame_column *column; /* [columns] */
    long columns, columns_room;
    int *slot;      /* [LOG_SLOTS] a hash table of columns, 1 + their number */
    long likely;    /* the column that probably comes next */
    int has_others; /* some names did not fit */
    int has_header; /* a header named all columns, which were chosen at once */
    long header_line;
    struct log_columns chosen; /* from the header */
    long rows, capacity;       /* row `rows` is being filled */
    int is_filling;
    long found; /* values of the row being filled */
    long *first, *last,
        *weight; /* [capacity] first and last line of a row, and how many rows were merged */
    long start, stride,
        limit; /* the first row after a restart; rows to merge into one; the limit of rows */
    struct text notes;
};

struct log_frame {
    const char *name; /* what errors call the log; the caller's */
    const struct log_options *options;
    struct log_part *part; /* [parts] at least one */
    long parts, parts_room;
    const char *format; /* the format read, "table" */
    int may_repeat;     /* names may differ only in separators: "loss/kl" and "loss_kl" */
    int is_whole;       /* the log is rewritten as a whole, so following it reads it again */
};

/* log_frame_begin -- begin with one run without a name or rows. On error nothing needs freeing.
 *   name, options  the caller's until log_frame_free
 * STATUS_MEMORY. */
enum status log_frame_begin(struct log_frame *frame, const char *name,
                            const struct log_options *options, struct error *error) MUST_CHECK;
void log_frame_free(struct log_frame *frame);

/* log_frame_run -- begin another run, with this name as one line without controls (TEXT_TERMINAL). The first run, without a
 * name, is left out if it stays empty.
 * STATUS_FORMAT: more than LOG_RUNS_MAX; STATUS_MEMORY. */
enum status log_frame_run(struct log_frame *frame, const char *name,
                          struct error *error) MUST_CHECK;

/* log_frame_row -- begin a row; `line` is its line in the log, 0 without lines. STATUS_FORMAT: more rows than
 * LOG_ROWS_MAX, more values than LOG_CELLS_MAX; STATUS_MEMORY. */
enum status log_frame_row(struct log_frame *frame, long line, struct error *error) MUST_CHECK;

/* log_frame_put -- put a value into the row, under its name in the log. NaN and infinities are values. If a name comes
 * twice in a row, the last value counts. STATUS_FORMAT: more than LOG_COLUMNS_MAX names that klimb knows;
 * STATUS_MEMORY. */
enum status log_frame_put(struct log_frame *frame, const char *name, long length, double value,
                          struct error *error) MUST_CHECK;

/* log_frame_put_missing -- note a column without a value in this row. */
enum status log_frame_put_missing(struct log_frame *frame, const char *name, long length,
                                  struct error *error) MUST_CHECK;

/* log_frame_keeps -- whether values of a name are kept; others need not be read. */
int log_frame_keeps(const struct log_frame *frame, const char *name, long length);

/* log_frame_end -- complete the last row. Errors of log_frame_row. */
enum status log_frame_end(struct log_frame *frame, struct error *error) MUST_CHECK;

/* log_frame_header -- give the names of all columns of the run; log_columns_choose chooses which are kept. Errors of
 * log_columns_choose. */
enum status log_frame_header(struct log_frame *frame, const struct log_header *header,
                             struct error *error) MUST_CHECK;

/* log_frame_set -- set a value of the row in a chosen column of the header. */
void log_frame_set(struct log_frame *frame, long place, double value);

/* log_frame_note -- add a note for the user, without a newline. */
void log_frame_note(struct log_frame *frame, const char *format, ...) PRINTF_LIKE(2, 3);

/* log_enlarge -- the array made larger; where that failed the old one, and *failed is set. */
void *log_enlarge(void *array, size_t size, int *failed);

#endif
