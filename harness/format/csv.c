#include "format/csv.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum {
    QUOTE_MAX = 48, /* bytes of a cell that a message shows */
    BOM_SIZE = 3
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
    return csv->field[place].text - csv->begin + 1;
}

enum status csv_error(const struct csv *csv, long place, struct error *error, const char *format,
                      ...) {
    char cell[QUOTE_MAX], reason[256];
    quote(cell, csv->field[place]);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return klimb_error_at(error, STATUS_FORMAT, csv->name, csv->line, column_of(csv, place),
                          "column %s is \"%s\": %s", csv->names[csv->meaning[place]], cell, reason);
}

/* Cuts the next line at its commas. Returns the number of cells; at most CSV_COLUMNS_MAX are kept.
 * There is a line to cut, and it has an end. */
static long split(struct csv *csv) {
    const char *begin = csv->next;
    const char *newline = memchr(begin, '\n', (size_t)(csv->end - begin));
    const char *end = newline > begin && newline[-1] == '\r' ? newline - 1 : newline;
    long count = 0;
    for (const char *cell = begin; cell != NULL; count++) {
        const char *comma = memchr(cell, ',', (size_t)(end - cell));
        if (count < CSV_COLUMNS_MAX)
            csv->field[count] = (struct csv_field){.text = cell,
                                                   .length = (comma != NULL ? comma : end) - cell};
        cell = comma != NULL ? comma + 1 : NULL;
    }
    csv->begin = begin;
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

/* What cannot be in a text at all. */
static enum status check_bytes(const struct csv *csv, struct error *error) {
    const char *text = csv->next;
    if (text == csv->end)
        return klimb_error_at(error, STATUS_FORMAT, csv->name, 0, 0,
                              "the file is empty, not even a header");
    const char *nul = memchr(text, '\0', (size_t)(csv->end - text));
    if (nul == NULL)
        return text_check_merged(csv->name, text, (size_t)(csv->end - text), error);
    return klimb_error_at(error, STATUS_FORMAT, csv->name, count_newlines(text, nul) + 1, 0,
                          "a NUL byte: this is not text, or the disk was full when it was written");
}

/* Counts the rows; there must be at least one. */
static enum status count_rows(struct csv *csv, struct error *error) {
    long newlines = count_newlines(csv->next, csv->end);
    if (csv->end[-1] != '\n') {
        klimb_error_at(error, STATUS_FORMAT, csv->name, newlines + 1, 0,
                       "the last line is cut off: it does not end with a newline");
        klimb_error_hint(error, "the program that wrote it was probably stopped: run it again");
        return STATUS_FORMAT;
    }
    csv->rows = newlines - 1;
    if (csv->rows == 0)
        return klimb_error_at(error, STATUS_FORMAT, csv->name, 1, 0,
                              "a header, but no row below it");
    if (csv->rows > CSV_ROWS_MAX)
        return klimb_error_at(error, STATUS_FORMAT, csv->name, 0, 0, "%ld rows; must be at most %d",
                              csv->rows, CSV_ROWS_MAX);
    return STATUS_OK;
}

/* The mark that some programs set before a text in UTF-8. */
static enum status skip_bom(struct csv *csv, struct error *error) {
    if (csv->end - csv->next < BOM_SIZE || memcmp(csv->next, "\xef\xbb\xbf", BOM_SIZE) != 0)
        return STATUS_OK;
    klimb_error_at(error, STATUS_FORMAT, csv->name, 1, 1, "the file begins with a byte order mark");
    klimb_error_hint(error, "klimb writes none: restore the file, or save it as UTF-8 without one");
    return STATUS_FORMAT;
}

/* A header of one cell that holds another separator was written for another program. */
static const char *other_separator(struct csv_field cell) {
    if (memchr(cell.text, ';', (size_t)cell.length) != NULL)
        return "semicolons";
    return memchr(cell.text, '\t', (size_t)cell.length) != NULL ? "tabs" : NULL;
}

/* Index of a cell's text in the names, -1 if it is not one of them. */
static long find_name(const struct csv *csv, struct csv_field cell) {
    for (long i = 0; csv->names[i] != NULL; i++) {
        if ((long)strlen(csv->names[i]) == cell.length &&
            memcmp(csv->names[i], cell.text, (size_t)cell.length) == 0)
            return i;
    }
    return -1;
}

/* Adds advice on `count` unknown columns, the first of them at `place`. */
static void advise(const struct csv *csv, long place, long count, struct error *error) {
    char cell[QUOTE_MAX];
    quote(cell, csv->field[place]);
    const char *separator = other_separator(csv->field[place]);
    if (separator != NULL) {
        klimb_error_hint(error, "cells are separated by commas, not by %s", separator);
        return;
    }
    if (cell[0] == '"') {
        klimb_error_hint(error, "cells may not be quoted");
        return;
    }
    const char *nearest = count == 1 ? text_nearest(cell, csv->names) : NULL;
    if (nearest != NULL) {
        klimb_error_hint(error, "did you mean \"%s\"?", nearest);
        return;
    }
    char allowed[200];
    size_t used = 0;
    for (long i = 0; csv->names[i] != NULL && used < sizeof allowed; i++) {
        int added = snprintf(allowed + used, sizeof allowed - used, "%s%s", i ? ", " : "",
                             csv->names[i]);
        used += (size_t)added;
    }
    klimb_error_hint(error, "the first line names the columns; each must be one of %s", allowed);
}

/* All unknown columns in one answer, as many as fit. */
static enum status unknown_columns(const struct csv *csv, long columns, struct error *error) {
    char list[320] = "", cell[QUOTE_MAX];
    size_t used = 0;
    long first = -1, count = 0, shown = 0;
    for (long place = 0; place < columns; place++) {
        if (find_name(csv, csv->field[place]) >= 0)
            continue;
        first = first < 0 ? place : first;
        quote(cell, csv->field[place]);
        if (shown == count++ && used + strlen(cell) + 5 < sizeof list) {
            used += (size_t)snprintf(list + used, sizeof list - used, "%s\"%s\"",
                                     shown > 0 ? ", " : "", cell);
            shown++;
        }
    }
    if (first < 0)
        return STATUS_OK;
    char others[40] = "";
    if (count > shown)
        snprintf(others, sizeof others, " and %ld others", count - shown);
    klimb_error_at(error, STATUS_FORMAT, csv->name, csv->line, column_of(csv, first),
                   "unknown column%s %s%s", count == 1 ? "" : "s", list, others);
    advise(csv, first, count, error);
    return STATUS_FORMAT;
}

static enum status read_header(struct csv *csv, struct error *error) {
    long columns = split(csv);
    if (columns > CSV_COLUMNS_MAX) {
        return klimb_error_at(error, STATUS_FORMAT, csv->name, 1, 0,
                              "%ld columns; must be at most %d", columns, CSV_COLUMNS_MAX);
    }
    enum status status = unknown_columns(csv, columns, error);
    if (status != STATUS_OK)
        return status;
    for (long place = 0; place < columns; place++) {
        long meaning = find_name(csv, csv->field[place]);
        if (csv_place(csv, meaning) >= 0) {
            return klimb_error_at(error, STATUS_FORMAT, csv->name, 1, column_of(csv, place),
                                  "column %s appears twice", csv->names[meaning]);
        }
        csv->meaning[csv->columns++] = meaning;
    }
    return STATUS_OK;
}

enum status csv_open(struct csv *csv, const char *name, const char *text, size_t size,
                     const char *const *names, struct error *error) {
    *csv = (struct csv){.name = name, .names = names, .next = text, .end = text + size};
    enum status status = skip_bom(csv, error);
    if (status == STATUS_OK)
        status = check_bytes(csv, error);
    if (status == STATUS_OK)
        status = count_rows(csv, error);
    return status == STATUS_OK ? read_header(csv, error) : status;
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
        return klimb_error_at(error, STATUS_FORMAT, csv->name, csv->line, 0, "an empty line");
    if (cells == csv->columns)
        return STATUS_OK;
    klimb_error_at(error, STATUS_FORMAT, csv->name, csv->line, 0, "%ld cells, the header has %ld",
                   cells, csv->columns);
    if (cells > csv->columns) {
        klimb_error_hint(error, "a decimal comma cuts a number in two: write 3.2, not 3,2");
        return STATUS_FORMAT;
    }
    klimb_error_hint(error, "a missing value is written nan");
    return STATUS_FORMAT;
}

enum status csv_next_block(long *key, long *rows, const struct csv *csv, struct error *error) {
    struct csv ahead = *csv;
    for (*rows = 0; ahead.next != ahead.end; ++*rows) {
        long found;
        enum status status = csv_next(&ahead, error);
        if (status == STATUS_OK)
            status = csv_as_count(&found, &ahead, 0, error);
        if (status != STATUS_OK)
            return status;
        if (*rows > 0 && found != *key)
            return STATUS_OK;
        *key = found;
    }
    return STATUS_OK;
}
