/* log_text_rows.h -- the rows of a printed log: which lines belong together, and which of them are rows at all. Internal to log.
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
    TEXT_NAMES_MAX = 256, /* of known names; of others at most TEXT_OTHERS_MAX */
    TEXT_OTHERS_MAX = 64,
    TEXT_HELD_MAX = 2048,
    TEXT_FORM_MAX = 80 /* bytes of the form of a line that a note shows */
};

/* A name of the log. */
struct text_name {
    char text[TEXT_NAME_MAX];
    long length;
    int quantity; /* -1: not known */
    int side;     /* 0: of training, or plain; 1: of validation */
    enum log_role role;
    int is_wanted; /* a row needs one such value */
};

struct text_row {
    long line;
    double epoch, step; /* NaN: none */
    int has_own;        /* counters on its own lines, not of a heading */
    int is_unlabelled;  /* the step is of a counter without a name */
    int is_nameless;    /* the step has no name, as "12/469" has none */
    int is_bar;
    int is_batch; /* it has a step: values of batches, not of an epoch */
    long values;
    struct {
        int name;
        double value;
    } value[TEXT_ROW_VALUES];
};

/* Which values are taken where a log has those of single batches, in rows with a step, and those of whole epochs. */
enum text_winner { TEXT_OPEN, TEXT_BATCHES, TEXT_EPOCHS };

struct text_rows {
    struct log_frame *frame;
    struct text_name name[TEXT_NAMES_MAX];
    long names, others;
    struct text_row pending;
    int is_pending, is_apart; /* is_apart: lines that say nothing came since */
    double epoch, step;       /* of headings */
    enum log_role role;
    int is_role_used; /* lines had the role of the heading */
    struct text_row
        *held; /* [TEXT_HELD_MAX] rows before it is decided what to make of them; owned */
    long held_rows;
    int is_decided, has_steps, drops_unlabelled;
    enum text_winner winner[2];     /* by side */
    unsigned batches[2], epochs[2]; /* quantities, as bits, that such rows have had */
    int measured;                   /* whether there is any value that a row needs */
    long rows, headings, headed, lost, renamed, percents; /* for the notes */
    char form[TEXT_FORM_MAX];
};

/* log_text_rows_begin -- no rows yet. On error there is nothing to free. STATUS_MEMORY.
 *   frame  may be NULL until log_text_rows_end: then rows are counted only */
enum status log_text_rows_begin(struct text_rows *rows, struct log_frame *frame,
                                struct error *error) MUST_CHECK;

/* log_text_rows_line -- what a line says. Errors of log_frame_row and log_frame_put.
 *   said  out  whether it had a value that klimb knows */
enum status log_text_rows_line(struct text_rows *rows, int *said, const struct text_line *line,
                               long number, struct error *error) MUST_CHECK;

/* log_text_rows_settle -- decide what to make of the rows that are held, if that is not decided. */
enum status log_text_rows_settle(struct text_rows *rows, struct error *error) MUST_CHECK;

/* log_text_rows_end -- the last rows, and notes on all. */
enum status log_text_rows_end(struct text_rows *rows, struct error *error) MUST_CHECK;

void log_text_rows_free(struct text_rows *rows);

/* log_text_rows_hold -- private to both files: a row is complete. */
enum status log_text_rows_hold(struct text_rows *rows, const struct text_row *row,
                               struct error *error) MUST_CHECK;

#endif
