/* log_table.h -- a log as a table: what separates its cells, its header, its rows. Internal to log.
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
    const char *name, *next, *end; /* what is not read yet of the window of the input */
    char separator; /* ',', ';', '\t', '|'; ' ' means any number of blanks and tabs */
    long line;      /* 1-based, in which the row last read begins */
    long next_line;
    int is_cut_off; /* the row last read has no end of a line */
    int is_open;    /* a quote in it is not closed */
    long columns;   /* of the header */
    long header_line;
    struct log_cell *header; /* [columns] owned, as are the names */
    char *names;
    struct log_cell *
        cell; /* [cells] of the row last read, without blanks and quotes; owned, but for the text */
    long cells, capacity;
    long
        cut_off_line; /* of a last row that lacks cells and has no end: it was left out; 0: none was */
    long headers_repeated;
    long first_point, first_comma; /* lines with numbers that have these decimal signs; 0: none */
};

/* log_table_open -- find out how the table is written and read its header. STATUS_FORMAT: empty, not text in UTF-8, a merge
 * conflict, no line that names columns; STATUS_MEMORY; errors of log_input_more. On error there is nothing to close. */
enum status log_table_open(struct log_table *table, struct log_input *input,
                           struct error *error) MUST_CHECK;

/* log_table_next -- the cells of the next row, as many as in the header. Empty lines, comments and repeated headers are
 * passed over. STATUS_FORMAT: another number of cells, a quote that is not closed, a NUL byte, a merge conflict;
 * STATUS_MEMORY; errors of log_input_more. */
enum status log_table_next(struct log_table *table, int *has_row, struct error *error) MUST_CHECK;

void log_table_close(struct log_table *table);

/* log_number_read -- the number that a cell of any log is, as log_table_number has it, with a decimal point. Returns 0 for
 * what is not a number. */
int log_number_read(double *out, int *is_missing, struct log_cell cell);

/* log_table_number -- the number in a cell of the row last read.
 *   out         NaN where there is no value; and for nan in any spelling
 *   is_missing  out  whether there is no value: empty, NA, N/A, None, null, nil, "-", "--", "?"
 * A decimal comma is read unless commas separate cells, as long as no other number of the file has a decimal point.
 * STATUS_FORMAT names line and column. */
enum status log_table_number(double *out, int *is_missing, struct log_table *table, long place,
                             struct error *error) MUST_CHECK;

/* log_table_error -- STATUS_FORMAT at a cell of the row last read: column "kl" is "x": <format>. */
enum status log_table_error(const struct log_table *table, long place, struct error *error,
                            const char *format, ...) PRINTF_LIKE(4, 5);

/* log_table_read -- all rows into a frame. Errors of log_table_open, log_table_next, log_table_number and log_frame_header;
 * STATUS_FORMAT: a step that is not a whole number, an epoch that is negative. */
enum status log_table_read(struct log_frame *frame, struct log_input *input,
                           struct error *error) MUST_CHECK;

/* log_table_is -- whether a log begins with a header that has a name that klimb knows, or options->columns has, and with a
 * line below it, if anything is. */
int log_table_is(const struct log_input *input, const struct log_options *options);

#endif
