/* log_input.h -- the bytes of a log, a window at a time. Internal to log.
 *
 *     struct log_input input;
 *     if (log_input_open(&input, "metrics.csv", &options, &error) != STATUS_OK) ...
 *     while (log_input_line(&input, &line, &has_line, &error) == STATUS_OK && has_line)
 *         line.text, of line.length bytes, on line input.line
 *     log_input_close(&input);
 *
 * A log that is followed waits at its end for more. Who reads it does not notice.
 */
#ifndef KLIMB_LOG_INPUT_H
#define KLIMB_LOG_INPUT_H

#include <stddef.h>

#include "log/log.h"

#define LOG_WINDOW_MAX ((size_t)16 << 20) /* bytes that a line or an element may have */

struct log_cell {
    const char *text; /* into somebody else's text; not terminated */
    long length;
};

/* log_cell_show -- a cell as a message shows it: short, and inert on a terminal whatever it holds. */
enum { LOG_CELL_SHOWN = 48 };
void log_cell_show(char out[LOG_CELL_SHOWN], struct log_cell cell);

struct log_input {
    const char *name;            /* what errors call it */
    const char *begin, *end;     /* what was read and not consumed; the bytes may not be changed */
    int is_at_end;               /* nothing comes after `end` */
    size_t limit;                /* of the window; a reader may change it */
    size_t block;                /* bytes of the first window */
    double offset;               /* bytes in front of `begin` */
    long line;                   /* 1-based, that log_input_line read last */
    int is_cut_off;              /* that line has no end */
    struct log_reading *reading; /* what `idle` is given, NULL: idle is not called */
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

/* log_input_open_text -- the same of text, which stays the caller's. */
void log_input_open_text(struct log_input *input, const char *name, const char *text, size_t size);

/* log_input_more -- read on: the window has more bytes than before, or is_at_end is set. Moves the window, so that pointers
 * into it are void. STATUS_FORMAT: the window has `limit` bytes or more; STATUS_IO, STATUS_MEMORY. */
enum status log_input_more(struct log_input *input, struct error *error) MUST_CHECK;

/* log_input_consume -- move the beginning of the window past these bytes. */
void log_input_consume(struct log_input *input, size_t bytes);

/* log_input_find_end -- read on until the window has a line feed.
 *   end  out  the first one, NULL where the log ends before it
 * Errors of log_input_more. */
enum status log_input_find_end(struct log_input *input, const char **end,
                               struct error *error) MUST_CHECK;

/* log_input_line -- the next line without its end, LF or CRLF, which is consumed. A CR elsewhere is part of the line.
 *   line  out  until the next call
 * Errors of log_input_more. */
enum status log_input_line(struct log_input *input, struct log_cell *line, int *has_line,
                           struct error *error) MUST_CHECK;

void log_input_close(struct log_input *input);

#endif
