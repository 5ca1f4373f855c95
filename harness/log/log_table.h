/* log_table.h -- reads a log as a table: its separator, header and rows. Internal to log.
 *
 *     struct log_table table;
 *     if (log_table_open(&table, &input, &error) != STATUS_OK) ...
 *     while (log_table_next(&table, &has_row, &error) == STATUS_OK && has_row)
 *         table.cell[0 .. table.columns - 1], on table.line
 *     log_table_close(&table);
 */
#ifndef KLIMB_LOG_TABLE_H
#define KLIMB_LOG_TABLE_H

#include "log/log_frame.h"
#include "log/log_input.h"

struct log_table {
    struct log_input *input;
    const char *name, *next, *end; /* the unread part of the input's window */
    char separator; /* ',', ';', '\t', '|'; ' ' means any number of blanks and tabs */
    long line;      /* first line of the last row, from 1 */
    long next_line;
    int is_cut_off; /* the last row has no line end */
    int is_open;    /* a quote in it is unclosed */
    long columns;   /* of the header */
    long header_line;
    struct log_cell *header; /* [columns] owned, like the names */
    char *names;
    /* [cells] of the last row, without blanks and quotes; owned, except the text */
    struct log_cell *cell;
    long cells, capacity;
    long cut_off_line; /* line of an incomplete last row, which was left out; 0: none */
    long headers_repeated;
    long first_point, first_comma; /* first lines with a decimal point, a decimal comma; 0: none */
};

/* log_table_open -- recognise the form of the table and read its header. STATUS_FORMAT: empty, not text in UTF-8, a
 * merge conflict, no header; STATUS_MEMORY; errors of log_input_more. On error nothing needs closing. */
enum status log_table_open(struct log_table *table, struct log_input *input,
                           struct error *error) MUST_CHECK;

/* log_table_next -- read the cells of the next row, as many as in the header. Skips empty lines, comments and repeated
 * headers. STATUS_FORMAT: another number of cells, an unclosed quote, a NUL byte, a merge conflict; STATUS_MEMORY;
 * errors of log_input_more. */
enum status log_table_next(struct log_table *table, int *has_row, struct error *error) MUST_CHECK;

void log_table_close(struct log_table *table);

/* log_number_read -- the number in a cell of any log, like log_table_number but with a decimal point only. Returns 0 if
 * it is not a number. */
int log_number_read(double *out, int *is_missing, struct log_cell cell);

/* log_table_number -- the number in a cell of the last row.
 *   out             NaN for a missing value, and for nan in any spelling
 *   is_missing out  1: no value: empty, NA, N/A, None, null, nil, "-", "--", "?"
 * Accepts a decimal comma unless commas separate cells or another number of the file has a decimal point.
 * STATUS_FORMAT names line and column. */
enum status log_table_number(double *out, int *is_missing, struct log_table *table, long place,
                             struct error *error) MUST_CHECK;

/* log_table_error -- STATUS_FORMAT at a cell of the last row: column "kl" is "x": <format>. */
enum status log_table_error(const struct log_table *table, long place, struct error *error,
                            const char *format, ...) PRINTF_LIKE(4, 5);

/* log_table_read -- read all rows into a frame. Errors of log_table_open, log_table_next, log_table_number and
 * log_frame_header;
 * STATUS_FORMAT: a step that is not an integer, a negative epoch. */
enum status log_table_read(struct log_frame *frame, struct log_input *input,
                           struct error *error) MUST_CHECK;

/* log_table_is -- whether a log begins with a header that has a name known to klimb or in options->columns, and is
 * followed by a line or nothing. */
int log_table_is(const struct log_input *input, const struct log_options *options);

#endif
