/* log_input.h -- reads the bytes of a log, a window at a time. Internal to log.
 *
 *     struct log_input input;
 *     if (log_input_open(&input, "metrics.csv", &options, &error) != STATUS_OK) ...
 *     while (log_input_line(&input, &line, &has_line, &error) == STATUS_OK && has_line)
 *         line.text, of line.length bytes, on line input.line
 *     log_input_close(&input);
 *
 * At the end of a followed log, calls wait for more; the reader does not notice.
 */
#ifndef KLIMB_LOG_INPUT_H
#define KLIMB_LOG_INPUT_H

#include <stddef.h>

#include "log/log.h"

#define LOG_WINDOW_MAX ((size_t)16 << 20) /* bytes that a line or an element may have */

struct log_cell {
    const char *text; /* points into another text; not terminated */
    long length;
};

/* log_cell_show -- a cell for a message: short, and safe on a terminal whatever it holds. */
enum { LOG_CELL_SHOWN = 48 };
void log_cell_show(char out[LOG_CELL_SHOWN], struct log_cell cell);

struct log_input {
    const char *name;            /* what errors call it */
    const char *begin, *end;     /* read and not consumed; read-only */
    int is_at_end;               /* nothing comes after `end` */
    size_t limit;                /* of the window's size; a reader may change it */
    size_t block;                /* size of the first window */
    double offset;               /* bytes before `begin` */
    long line;                   /* number of the last line of log_input_line, from 1 */
    int is_cut_off;              /* that line has no end */
    struct log_reading *reading; /* argument of `idle`; NULL: idle is not called */
    /* private */
    const struct log_options *options;
    const char *path;
    int file; /* -1: none */
    int is_pipe;
    char *buffer;
    size_t capacity;
    double total, said,
        called; /* bytes, 0: unknown; when progress and idle were called, in seconds */
};

/* log_input_open -- open a file; "-" is standard input. STATUS_IO.
 *   path, options  the caller's until log_input_close */
enum status log_input_open(struct log_input *input, const char *path,
                           const struct log_options *options, struct error *error) MUST_CHECK;

/* log_input_open_text -- open text, which the caller owns, in place of a file. */
void log_input_open_text(struct log_input *input, const char *name, const char *text, size_t size);

/* log_input_more -- read more bytes into the window, or set is_at_end. Moves the window, so pointers into it become
 * invalid. STATUS_FORMAT: the window has `limit` bytes or more; STATUS_IO, STATUS_MEMORY. */
enum status log_input_more(struct log_input *input, struct error *error) MUST_CHECK;

/* log_input_consume -- move the start of the window past these bytes. */
void log_input_consume(struct log_input *input, size_t bytes);

/* log_input_find_end -- read on until the window has a line feed.
 *   end  out  the first one, NULL where the log ends before it
 * Errors of log_input_more. */
enum status log_input_find_end(struct log_input *input, const char **end,
                               struct error *error) MUST_CHECK;

/* log_input_line -- read the next line and consume its end, LF or CRLF. A CR elsewhere is part of the line.
 *   line  out  valid until the next call
 * Errors of log_input_more. */
enum status log_input_line(struct log_input *input, struct log_cell *line, int *has_line,
                           struct error *error) MUST_CHECK;

void log_input_close(struct log_input *input);

#endif
