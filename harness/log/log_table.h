/* log_table.h -- a text as a table: what separates its cells, its header, its rows. Internal to log.
 *
 *     struct log_table table;
 *     if (log_table_open(&table, "metrics.csv", text, size, &error) != STATUS_OK) ...
 *     while (log_table_next(&table, &has_row, &error) == STATUS_OK && has_row)
 *         table.cell[0 .. table.columns - 1], on table.line
 *     log_table_close(&table);
 */
#ifndef KLIMB_LOG_TABLE_H
#define KLIMB_LOG_TABLE_H

#include <stddef.h>

#include "base/status.h"

struct log_cell {
    const char
        *text; /* into the caller's text, without blanks and quotes around it; not terminated */
    long length;
};

struct log_table {
    const char *name, *next, *end;
    char separator; /* ',', ';', '\t', '|'; ' ' means any number of blanks and tabs */
    long line;      /* 1-based, in which the row last read begins */
    long next_line;
    int is_cut_off; /* the row last read has no end of a line */
    long columns;   /* of the header */
    long header_line;
    struct log_cell *header; /* [columns] owned */
    struct log_cell *cell;   /* [cells] of the row last read; owned */
    long cells, capacity;
    long
        cut_off_line; /* of a last row that lacks cells and has no end: it was left out; 0: none was */
    long headers_repeated;
    long first_point, first_comma; /* lines with numbers that have these decimal signs; 0: none */
};

/* log_table_open -- find out how the table is written and read its header. STATUS_FORMAT: empty, not text in UTF-8, a merge
 * conflict, JSON, no line that names columns; STATUS_MEMORY. On error there is nothing to close. */
enum status log_table_open(struct log_table *table, const char *name, const char *text, size_t size,
                           struct error *error) MUST_CHECK;

/* log_table_next -- the cells of the next row, as many as in the header. Empty lines, comments and repeated headers are
 * passed over. STATUS_FORMAT: another number of cells, a quote that is not closed; STATUS_MEMORY. */
enum status log_table_next(struct log_table *table, int *has_row, struct error *error) MUST_CHECK;

void log_table_close(struct log_table *table);

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

/* log_cell_show -- a cell as a message shows it: short, and inert on a terminal whatever it holds. */
enum { LOG_CELL_SHOWN = 48 };
void log_cell_show(char out[LOG_CELL_SHOWN], struct log_cell cell);

#endif
