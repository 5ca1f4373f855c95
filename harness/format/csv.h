/* csv.h -- reads tables of numbers: a header line, commas.
 *
 * Strict with what klimb writes: lines end with LF or CRLF, also the last one, for a line that was
 * cut off would otherwise read as a shorter, wrong number; no quotes, no empty cells, numbers as
 * klimb spells them. log/log.h reads tables of other programs.
 *
 *     static const char *const names[] = {"step", "kl", NULL};
 *     struct csv csv;
 *     if (csv_open(&csv, "record.csv", text, size, names, &error)) ...
 *     for (long row = 0; row < csv.rows; row++) {
 *         if (csv_next(&csv, &error)) ...
 *         for (long place = 0; place < csv.columns; place++)
 *             csv.meaning[place] is 0 for step, 1 for kl: csv_as_float(&value, &csv, place, &error)
 *     }
 */
#ifndef KLIMB_CSV_H
#define KLIMB_CSV_H

#include <stddef.h>

#include "base/status.h"

enum {
    CSV_COLUMNS_MAX = 64,
    CSV_ROWS_MAX = 1000000 /* logs are thinned long before; limits what a wrong file can allocate */
};

struct csv_field {
    const char *text; /* into the caller's text, not terminated */
    long length;
};

struct csv {
    const char *name;              /* what errors call the file; the caller's */
    const char *const *names;      /* the columns there may be, NULL-terminated; the caller's */
    const char *next, *end;        /* what has not been read yet */
    const char *begin;             /* of the line last read */
    long line;                     /* 1-based, of the line last read */
    long rows;                     /* lines below the header */
    long columns;                  /* of this file */
    long meaning[CSV_COLUMNS_MAX]; /* [columns] index into names */
    struct csv_field field[CSV_COLUMNS_MAX]; /* [columns] cells of the line last read */
};

/* csv_open -- check the text as a whole and read the header.
 *   name, text, names  must outlive csv; nothing is allocated
 * Columns may stand in any order and any may be missing (see csv_place). STATUS_FORMAT with file,
 * line and column: empty, a NUL byte, a merge conflict, last line without its end, no row, more than CSV_ROWS_MAX,
 * unknown columns (all of them; the hint says the nearest, or what is allowed) or one that stands
 * twice. */
enum status csv_open(struct csv *csv, const char *name, const char *text, size_t size,
                     const char *const *names, struct error *error) MUST_CHECK;

/* csv_place -- the index of the column names[meaning] in this file, -1 if it is missing. */
long csv_place(const struct csv *csv, long meaning);

/* csv_next -- read the cells of the next line. Call it csv.rows times. STATUS_FORMAT: an empty line, or
 * another number of cells than in the header. */
enum status csv_next(struct csv *csv, struct error *error) MUST_CHECK;

/* csv_next_block -- if the first column is a key, such as a seed: the key of the next line, and the number of
 * consecutive lines with it. Reads ahead; csv_next is not affected. There must be a next line. Errors of
 * csv_next and csv_as_count. */
enum status csv_next_block(long *key, long *rows, const struct csv *csv,
                           struct error *error) MUST_CHECK;

/* csv_as_float -- the cell at `place` as the nearest binary32. A decimal number with optional
 * fraction and exponent, or nan, inf, -inf; nothing before or after it. STATUS_FORMAT also for an
 * empty cell, and for a finite number beyond binary32. */
enum status csv_as_float(float *out, const struct csv *csv, long place,
                         struct error *error) MUST_CHECK;

/* csv_as_count -- the cell at `place` as a whole number from 0 to 10^15 - 1, digits only. */
enum status csv_as_count(long *out, const struct csv *csv, long place,
                         struct error *error) MUST_CHECK;

/* csv_error -- STATUS_FORMAT at a cell of the line last read: "column kl is "x": <format>". */
enum status csv_error(const struct csv *csv, long place, struct error *error, const char *format,
                      ...) PRINTF_LIKE(4, 5);

#endif
