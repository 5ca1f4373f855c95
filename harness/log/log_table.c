#include "log/log_table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "log/log_table_line.h"

enum status log_table_error(const struct log_table *table, long place, struct error *error,
                            const char *format, ...) {
    char cell[LOG_CELL_SHOWN], name[LOG_CELL_SHOWN], reason[256];
    log_cell_show(cell, table->cell[place]);
    log_cell_show(name, table->header[place]);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return klimb_error_at(error, STATUS_FORMAT, table->name, table->line, place + 1,
                          "column \"%s\" is \"%s\": %s", name, cell, reason);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static enum status add_cell(struct log_table *table, const char *begin, const char *end,
                            struct error *error) {
    if (table->cells == table->capacity) {
        long capacity = 2 * table->capacity + 16;
        struct log_cell *cell = realloc(table->cell, (size_t)capacity * sizeof *cell);
        if (cell == NULL)
            return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", table->name);
        table->cell = cell;
        table->capacity = capacity;
    }
    while (begin < end && log_is_blank(*begin))
        begin++;
    while (end > begin && log_is_blank(end[-1]))
        end--;
    table->cell[table->cells++] = (struct log_cell){.text = begin, .length = end - begin};
    return STATUS_OK;
}

/* The place after the quote that closes the one at `at`; NULL if it is never closed. Counts the lines in between. */
static const char *skip_quoted(struct log_table *table, const char *at) {
    for (at++; at < table->end; at++) {
        table->next_line += *at == '\n';
        if (*at != '"')
            continue;
        if (at + 1 == table->end || at[1] != '"')
            return at + 1;
        at++;
    }
    return NULL;
}

/* Whether a cell ends before the byte at `at`. */
static int ends_cell(const struct log_table *table, const char *at) {
    if (at == table->end || log_is_line_end(*at))
        return 1;
    return table->separator == ' ' ? log_is_blank(*at) : *at == table->separator;
}

/* Takes the cell at table->next, and moves table->next past it. */
static enum status take_cell(struct log_table *table, struct error *error) {
    const char *begin = table->next, *at = begin;
    while (at < table->end && log_is_blank(*at) && *at != table->separator)
        at++;
    if (at < table->end && *at == '"') {
        const char *behind = skip_quoted(table, at);
        table->is_open = behind == NULL;
        if (behind == NULL) {
            klimb_error_at(error, STATUS_FORMAT, table->name, table->line, table->cells + 1,
                           "a quote that is not closed");
            return STATUS_FORMAT;
        }
        const char *stop = behind;
        while (!ends_cell(table, stop))
            stop++;
        table->next = stop;
        return add_cell(table, at + 1, behind - 1, error);
    }
    while (!ends_cell(table, at))
        at++;
    table->next = at;
    return add_cell(table, begin, at, error);
}

/* Moves past the end of a line, if there is one. */
static void pass_line_end(struct log_table *table) {
    table->is_cut_off = table->next == table->end;
    if (table->is_cut_off)
        return;
    int is_pair = *table->next == '\r' && table->next + 1 < table->end && table->next[1] == '\n';
    table->next += is_pair ? 2 : 1;
    table->next_line++;
}

/* Skips blanks before the first and after the last cell, which do not separate cells. */
static void skip_blanks(struct log_table *table) {
    while (table->next < table->end && log_is_blank(*table->next))
        table->next++;
}

enum status log_table_split(struct log_table *table, struct error *error) {
    table->cells = 0;
    table->is_open = 0;
    table->line = table->next_line;
    for (;;) {
        if (table->separator == ' ')
            skip_blanks(table);
        if (table->separator == ' ' && table->cells > 0 && ends_cell(table, table->next))
            break;
        enum status status = take_cell(table, error);
        if (status != STATUS_OK)
            return status;
        if (table->next == table->end || log_is_line_end(*table->next))
            break;
        table->next += table->separator != ' ';
    }
    pass_line_end(table);
    return STATUS_OK;
}

void log_table_skip(struct log_table *table) {
    while (table->next < table->end && !log_is_line_end(*table->next))
        table->next++;
    pass_line_end(table);
}

int log_table_find(struct log_table *table, const char **comment) {
    while (table->next < table->end) {
        const char *at = table->next;
        while (at < table->end && log_is_blank(*at))
            at++;
        if (at < table->end && !log_is_line_end(*at) && *at != '#')
            return 1;
        if (comment != NULL && at < table->end && *at == '#')
            *comment = at;
        log_table_skip(table);
    }
    return 0;
}

static int is_header(const struct log_table *table) {
    for (long i = 0; i < table->columns && i < table->cells; i++)
        if (table->cell[i].length != table->header[i].length ||
            memcmp(table->cell[i].text, table->header[i].text, (size_t)table->cell[i].length) != 0)
            return 0;
    return table->cells == table->columns;
}

/* Drops surplus empty cells: some programs end each line with a separator. */
static void drop_empty(struct log_table *table) {
    while (table->cells > table->columns && table->cell[table->cells - 1].length == 0)
        table->cells--;
}

static enum status wrong_cells(const struct log_table *table, struct error *error) {
    klimb_error_at(error, STATUS_FORMAT, table->name, table->line, 0,
                   "%ld cell%s, the header has %ld", table->cells, table->cells == 1 ? "" : "s",
                   table->columns);
    klimb_error_hint(error, "where there is no value the cell is empty, its separator is not left "
                            "out; a cell with a separator must be quoted");
    return STATUS_FORMAT;
}

/* ---- rows of a window ------------------------------------------------------------------------ */

/* Consumes what was read, and reads on. */
static enum status read_on(struct log_table *table, struct error *error) {
    struct log_input *input = table->input;
    log_input_consume(input, (size_t)(table->next - input->begin));
    enum status status = log_input_more(input, error);
    table->next = input->begin;
    table->end = input->end;
    return status;
}

/* Whether the line at table->next ends in the window, or the input ends. A CR at the end may be half of a line end. */
static int has_whole_line(const struct log_table *table) {
    const char *at = table->next;
    if (table->input->is_at_end)
        return 1;
    while (at < table->end && !log_is_line_end(*at))
        at++;
    return at < table->end && (*at == '\n' || at + 1 < table->end);
}

/* Moves to the next line that is neither empty nor a comment, and reads all of it. */
static enum status find_row(struct log_table *table, int *has_row, struct error *error) {
    *has_row = 0;
    for (;;) {
        if (!has_whole_line(table)) {
            enum status status = read_on(table, error);
            if (status != STATUS_OK)
                return status;
            continue;
        }
        if (table->next == table->end)
            return STATUS_OK;
        const char *at = table->next;
        while (at < table->end && log_is_blank(*at))
            at++;
        *has_row = at < table->end && !log_is_line_end(*at) && *at != '#';
        if (*has_row)
            return STATUS_OK;
        log_table_skip(table);
    }
}

/* Refuses what no row may contain. Conflict markers are looked for only at the start of lines. */
static enum status check_row(const struct log_table *table, const char *row, struct error *error) {
    size_t size = (size_t)(table->next - row);
    const char *nul = memchr(row, '\0', size);
    if (nul != NULL)
        return log_table_refuse_nul(table, row, nul, error);
    if (*row != '<' && *row != '|' && *row != '=' && *row != '>' &&
        table->next_line - table->line < 2)
        return STATUS_OK;
    long line = text_find_merge_marker(row, size);
    return line == 0 ? STATUS_OK
                     : klimb_error_at(error, STATUS_FORMAT, table->name, table->line + line - 1, 0,
                                      "merge conflict, not resolved");
}

/* Takes the cells of the row at table->next; reads more if the row continues after the window. */
static enum status take_row(struct log_table *table, struct error *error) {
    for (;;) {
        const struct log_table before = *table;
        enum status status = log_table_split(table, error);
        int is_partial = table->next == table->end && (table->is_cut_off || table->end[-1] == '\r');
        size_t size = (size_t)(table->end - before.next);
        if (table->input->is_at_end || !(table->is_open || (status == STATUS_OK && is_partial)) ||
            (table->is_open && size >= table->input->limit))
            return status == STATUS_OK ? check_row(table, before.next, error) : status;
        table->next = before.next;
        table->next_line = before.next_line;
        status = read_on(table, error);
        if (status != STATUS_OK)
            return status;
    }
}

enum status log_table_next(struct log_table *table, int *has_row, struct error *error) {
    for (;;) {
        enum status status = find_row(table, has_row, error);
        if (status != STATUS_OK || !*has_row)
            return status;
        *has_row = 0;
        status = take_row(table, error);
        if (status != STATUS_OK)
            return status;
        drop_empty(table);
        if (is_header(table)) {
            table->headers_repeated++;
            continue;
        }
        if (table->is_cut_off && table->cells < table->columns) {
            table->cut_off_line = table->line;
            return STATUS_OK;
        }
        *has_row = table->cells == table->columns;
        return *has_row ? STATUS_OK : wrong_cells(table, error);
    }
}

void log_table_close(struct log_table *table) {
    free(table->header);
    free(table->names);
    free(table->cell);
    table->header = table->cell = NULL;
    table->names = NULL;
}
