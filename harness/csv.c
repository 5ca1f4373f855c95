#include "csv.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum {
    QUOTE_MAX = 48,   /* bytes of a cell that a message shows */
    COUNT_DIGITS = 15 /* so that a count is exact in a double, which readers in JSON use */
};

/* A cell as a message shows it: short, and inert on a terminal whatever the file holds. */
static void quote(char out[QUOTE_MAX], struct csv_field field) {
    long length = field.length < QUOTE_MAX - 1 ? field.length : QUOTE_MAX - 1;
    for (long i = 0; i < length; i++)
        out[i] = isprint((unsigned char)field.text[i]) ? field.text[i] : '?';
    out[length] = '\0';
}

/* 1-based place of a cell within its line: cells before it and their commas. */
static long column_of(const struct csv *csv, long place) {
    return csv->field[place].text - csv->field[0].text + 1;
}

enum status csv_error(const struct csv *csv, long place, struct error *error, const char *format,
                      ...) {
    char cell[QUOTE_MAX], reason[256];
    quote(cell, csv->field[place]);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return error_at(error, STATUS_FORMAT, csv->name, csv->line, column_of(csv, place),
                    "column %s is \"%s\": %s", csv->names[csv->meaning[place]], cell, reason);
}

/* Cut the next line at its commas. Returns the number of cells, of which at most CSV_COLUMNS_MAX
 * are kept. The text ends with a newline, so there is always one to find. */
static long split(struct csv *csv) {
    const char *begin = csv->next;
    const char *newline = memchr(begin, '\n', (size_t)(csv->end - begin));
    const char *end = newline > begin && newline[-1] == '\r' ? newline - 1 : newline;
    long count = 0;
    for (const char *cell = begin; cell != NULL; count++) {
        const char *comma = memchr(cell, ',', (size_t)(end - cell));
        if (count < CSV_COLUMNS_MAX)
            csv->field[count] = (struct csv_field){.text = cell,
                                                   .length = (comma ? comma : end) - cell};
        cell = comma ? comma + 1 : NULL;
    }
    csv->next = newline + 1;
    csv->line++;
    return count;
}

static long count_newlines(const char *text, const char *end) {
    long count = 0;
    for (const char *at = text; at < end; at++)
        count += *at == '\n';
    return count;
}

/* What can be said of the text before any cell is looked at. */
static enum status check_text(const char *name, const char *text, size_t size,
                              struct error *error) {
    if (size == 0)
        return error_at(error, STATUS_FORMAT, name, 0, 0, "the file is empty, not even a header");
    const char *nul = memchr(text, '\0', size);
    if (nul != NULL) {
        return error_at(error, STATUS_FORMAT, name, count_newlines(text, nul) + 1, 0,
                        "a NUL byte: this is no text, or the disk was full as it was written");
    }
    if (text_find_merge_marker(text, size) > 0)
        return text_check_merged(name, text, size, error);
    long newlines = count_newlines(text, text + size);
    if (text[size - 1] != '\n') {
        error_at(error, STATUS_FORMAT, name, newlines + 1, 0,
                 "the last line is cut off: it does not end with a newline");
        return error_hint(error, "the program that wrote it was probably stopped: run it again");
    }
    if (newlines == 1)
        return error_at(error, STATUS_FORMAT, name, 1, 0, "a header, but no row below it");
    if (newlines - 1 > CSV_ROWS_MAX) {
        return error_at(error, STATUS_FORMAT, name, 0, 0, "%ld rows, allowed are at most %d",
                        newlines - 1, CSV_ROWS_MAX);
    }
    return STATUS_OK;
}

/* A header of one cell that holds another separator was written for another program. */
static const char *foreign_separator(struct csv_field cell) {
    if (memchr(cell.text, ';', (size_t)cell.length) != NULL)
        return "semicolons";
    return memchr(cell.text, '\t', (size_t)cell.length) != NULL ? "tabs" : NULL;
}

static enum status unknown_column(const struct csv *csv, long place, struct error *error) {
    char cell[QUOTE_MAX];
    quote(cell, csv->field[place]);
    error_at(error, STATUS_FORMAT, csv->name, csv->line, column_of(csv, place),
             "unknown column \"%s\"", cell);
    const char *separator = foreign_separator(csv->field[place]);
    if (separator != NULL)
        return error_hint(error, "cells are separated by commas, not by %s", separator);
    const char *nearest = text_nearest(cell, csv->names);
    if (nearest != NULL)
        return error_hint(error, "did you mean \"%s\"?", nearest);
    char allowed[200];
    size_t used = 0;
    for (long i = 0; csv->names[i] != NULL && used < sizeof allowed; i++) {
        int added = snprintf(allowed + used, sizeof allowed - used, "%s%s", i ? ", " : "",
                             csv->names[i]);
        used += (size_t)added;
    }
    return error_hint(error, "the first line names the columns; allowed are %s", allowed);
}

/* Index of a cell's text in the names, -1 if it is none of them. */
static long find_name(const struct csv *csv, struct csv_field cell) {
    for (long i = 0; csv->names[i] != NULL; i++) {
        if ((long)strlen(csv->names[i]) == cell.length &&
            memcmp(csv->names[i], cell.text, (size_t)cell.length) == 0)
            return i;
    }
    return -1;
}

static enum status read_header(struct csv *csv, struct error *error) {
    long columns = split(csv);
    if (columns > CSV_COLUMNS_MAX) {
        return error_at(error, STATUS_FORMAT, csv->name, 1, 0,
                        "%ld columns, allowed are at most %d", columns, CSV_COLUMNS_MAX);
    }
    for (long place = 0; place < columns; place++) {
        long meaning = find_name(csv, csv->field[place]);
        if (meaning < 0)
            return unknown_column(csv, place, error);
        if (csv_place(csv, meaning) >= 0) {
            return error_at(error, STATUS_FORMAT, csv->name, 1, column_of(csv, place),
                            "column %s stands twice", csv->names[meaning]);
        }
        csv->meaning[csv->columns++] = meaning;
    }
    return STATUS_OK;
}

enum status csv_open(struct csv *csv, const char *name, const char *text, size_t size,
                     const char *const *names, struct error *error) {
    *csv = (struct csv){.name = name, .names = names, .next = text, .end = text + size};
    enum status status = check_text(name, text, size, error);
    if (status != STATUS_OK)
        return status;
    csv->rows = count_newlines(text, text + size) - 1;
    return read_header(csv, error);
}

long csv_place(const struct csv *csv, long meaning) {
    for (long place = 0; place < csv->columns; place++) {
        if (csv->meaning[place] == meaning)
            return place;
    }
    return -1;
}

enum status csv_next(struct csv *csv, struct error *error) {
    long cells = split(csv);
    if (cells == 1 && csv->field[0].length == 0)
        return error_at(error, STATUS_FORMAT, csv->name, csv->line, 0, "an empty line");
    if (cells == csv->columns)
        return STATUS_OK;
    error_at(error, STATUS_FORMAT, csv->name, csv->line, 0, "%ld cells, the header has %ld", cells,
             csv->columns);
    if (cells > csv->columns)
        return error_hint(error, "a decimal comma cuts a number in two: write 3.2, not 3,2");
    return error_hint(error, "a missing value is written nan");
}

/* Skip digits; returns where they end. */
static const char *skip_digits(const char *at, const char *end) {
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* Whether the cell is -?digits[.digits][e[+-]digits], from end to end. strtof alone would also
 * take spaces, hexadecimal and "infinity", which other readers of the same file do not. */
static int is_decimal(struct csv_field cell) {
    const char *at = cell.text, *end = cell.text + cell.length;
    at += at < end && *at == '-';
    const char *whole = at;
    at = skip_digits(at, end);
    int has_digits = at > whole;
    if (at < end && *at == '.') {
        const char *fraction = ++at;
        at = skip_digits(at, end);
        has_digits = has_digits && at > fraction;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        at += at < end && (*at == '+' || *at == '-');
        const char *exponent = at;
        at = skip_digits(at, end);
        has_digits = has_digits && at > exponent;
    }
    return has_digits && at == end;
}

/* The words for what is not finite, as they are written. Returns whether the cell is one. */
static int as_word(float *out, struct csv_field cell) {
    static const struct {
        const char *word;
        float value;
    } words[] = {{"nan", NAN}, {"inf", INFINITY}, {"-inf", -INFINITY}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if ((long)strlen(words[i].word) == cell.length &&
            memcmp(words[i].word, cell.text, (size_t)cell.length) == 0) {
            *out = words[i].value;
            return 1;
        }
    }
    return 0;
}

enum status csv_as_float(float *out, const struct csv *csv, long place, struct error *error) {
    struct csv_field cell = csv->field[place];
    if (as_word(out, cell))
        return STATUS_OK;
    if (cell.length == 0) {
        csv_error(csv, place, error, "an empty cell");
        return error_hint(error, "a missing value is written nan");
    }
    if (!is_decimal(cell))
        return csv_error(csv, place, error, "allowed is a number like -1.5e-3, nan, inf or -inf");
    /* A cell is followed by a comma or the end of its line, where strtof stops. */
    *out = strtof(cell.text, NULL);
    if (isinf(*out))
        return csv_error(csv, place, error, "beyond binary32, which ends at 3.4028235e38");
    return STATUS_OK;
}

enum status csv_as_count(long *out, const struct csv *csv, long place, struct error *error) {
    struct csv_field cell = csv->field[place];
    const char *end = cell.text + cell.length;
    if (cell.length == 0 || cell.length > COUNT_DIGITS || skip_digits(cell.text, end) != end) {
        return csv_error(csv, place, error,
                         "allowed is a whole number from 0, of at most %d digits", COUNT_DIGITS);
    }
    *out = strtol(cell.text, NULL, 10);
    return STATUS_OK;
}
