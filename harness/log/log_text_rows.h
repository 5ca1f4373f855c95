/* log_text_rows.h -- makes rows from the lines of a printed log: decides which lines belong together, and which are
 * rows. Internal to log.
 *
 *     log_text_rows_begin(&rows, frame, &error)
 *     log_text_rows_line(&rows, &line, number, &error)     each line
 *     log_text_rows_end(&rows, &error)
 *     log_text_rows_free(&rows)
 */
#ifndef KLIMB_LOG_TEXT_ROWS_H
#define KLIMB_LOG_TEXT_ROWS_H

#include "log/log_frame.h"
#include "log/log_text_line.h"

enum {
    TEXT_ROW_VALUES = 24,
    TEXT_NAMES_MAX = 256, /* known names; others: at most TEXT_OTHERS_MAX */
    TEXT_OTHERS_MAX = 64,
    TEXT_HELD_MAX = 2048,
    TEXT_FORM_MAX = 80 /* bytes of a line's form in a note */
};

/* A name of the log. */
struct text_name {
    char text[TEXT_NAME_MAX];
    long length;
    int quantity; /* -1: not known */
    int side;     /* 0: training, or plain; 1: validation */
    enum log_role role;
    int is_wanted; /* a row needs one such value */
};

struct text_row {
    long line;
    double epoch, step; /* NaN: none */
    int has_own;        /* counters are on its own lines, not in a heading */
    int is_unlabelled;  /* the step is from a counter without a name */
    int is_nameless;    /* the step has no name, as in "12/469" */
    int is_bar;
    int is_batch; /* it has a step: values are of batches, not of an epoch */
    long values;
    struct {
        int name;
        double value;
    } value[TEXT_ROW_VALUES];
};

/* Which values to take if a log has both those of batches, in rows with a step, and those of epochs. */
enum text_winner { TEXT_OPEN, TEXT_BATCHES, TEXT_EPOCHS };

struct text_rows {
    struct log_frame *frame;
    struct text_name name[TEXT_NAMES_MAX];
    long names, others;
    struct text_row pending;
    int is_pending, is_apart; /* is_apart: lines without values came since */
    double epoch, step;       /* of headings */
    enum log_role role;
    int is_role_used; /* lines used the heading's role */
    /* [TEXT_HELD_MAX] rows held until it is decided how to use them; owned */
    struct text_row *held;
    long held_rows;
    int is_decided, has_steps, drops_unlabelled;
    enum text_winner winner[2];     /* by side */
    unsigned batches[2], epochs[2]; /* quantities, as bits, of such rows */
    int measured;                   /* whether there was a value that a row needs */
    long rows, headings, headed, lost, renamed, percents; /* for the notes */
    char form[TEXT_FORM_MAX];
};

/* log_text_rows_begin -- begin without rows. On error nothing needs freeing. STATUS_MEMORY.
 *   frame  may be NULL until log_text_rows_end; then rows are only counted */
enum status log_text_rows_begin(struct text_rows *rows, struct log_frame *frame,
                                struct error *error) MUST_CHECK;

/* log_text_rows_line -- add a line. Errors of log_frame_row and log_frame_put.
 *   said  out  whether it had a value that klimb knows */
enum status log_text_rows_line(struct text_rows *rows, int *said, const struct text_line *line,
                               long number, struct error *error) MUST_CHECK;

/* log_text_rows_settle -- decide how to use the held rows, unless that is decided. */
enum status log_text_rows_settle(struct text_rows *rows, struct error *error) MUST_CHECK;

/* log_text_rows_end -- add the last rows and the notes. */
enum status log_text_rows_end(struct text_rows *rows, struct error *error) MUST_CHECK;

void log_text_rows_free(struct text_rows *rows);

/* log_text_rows_hold -- add a complete row; private to both source files. */
enum status log_text_rows_hold(struct text_rows *rows, const struct text_row *row,
                               struct error *error) MUST_CHECK;

#endif
