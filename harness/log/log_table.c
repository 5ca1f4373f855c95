#include "log/log_table.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "log/log.h"

void log_cell_show(char out[LOG_CELL_SHOWN], struct log_cell cell) {
    long length = cell.length < LOG_CELL_SHOWN - 1 ? cell.length : LOG_CELL_SHOWN - 1;
    for (long i = 0; i < length; i++)
        out[i] = isprint((unsigned char)cell.text[i]) ? cell.text[i] : '?';
    out[length] = '\0';
}

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

static int is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

static int is_line_end(char byte) {
    return byte == '\n' || byte == '\r';
}

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
    while (begin < end && is_blank(*begin))
        begin++;
    while (end > begin && is_blank(end[-1]))
        end--;
    table->cell[table->cells++] = (struct log_cell){.text = begin, .length = end - begin};
    return STATUS_OK;
}

/* Behind the quote that closes the one at `at`; NULL where none does. Counts the lines that it passes. */
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
    if (at == table->end || is_line_end(*at))
        return 1;
    return table->separator == ' ' ? is_blank(*at) : *at == table->separator;
}

/* The cell that begins at table->next, which is left behind it. */
static enum status take_cell(struct log_table *table, struct error *error) {
    const char *begin = table->next, *at = begin;
    while (at < table->end && is_blank(*at) && *at != table->separator)
        at++;
    if (at < table->end && *at == '"') {
        const char *behind = skip_quoted(table, at);
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

/* Go beyond the end of a line, if there is one. */
static void pass_line_end(struct log_table *table) {
    table->is_cut_off = table->next == table->end;
    if (table->is_cut_off)
        return;
    int is_pair = *table->next == '\r' && table->next + 1 < table->end && table->next[1] == '\n';
    table->next += is_pair ? 2 : 1;
    table->next_line++;
}

/* With blanks between cells, those before the first and behind the last separate nothing. */
static void skip_blanks(struct log_table *table) {
    while (table->next < table->end && is_blank(*table->next))
        table->next++;
}

/* The cells of the line at table->next. */
static enum status split(struct log_table *table, struct error *error) {
    table->cells = 0;
    table->line = table->next_line;
    for (;;) {
        if (table->separator == ' ')
            skip_blanks(table);
        if (table->separator == ' ' && table->cells > 0 && ends_cell(table, table->next))
            break;
        enum status status = take_cell(table, error);
        if (status != STATUS_OK)
            return status;
        if (table->next == table->end || is_line_end(*table->next))
            break;
        table->next += table->separator != ' ';
    }
    pass_line_end(table);
    return STATUS_OK;
}

static void skip_line(struct log_table *table) {
    while (table->next < table->end && !is_line_end(*table->next))
        table->next++;
    pass_line_end(table);
}

/* Go to the next line that is neither empty nor a comment. Returns whether there is one. */
static int find_line(struct log_table *table, const char **comment) {
    while (table->next < table->end) {
        const char *at = table->next;
        while (at < table->end && is_blank(*at))
            at++;
        if (at < table->end && !is_line_end(*at) && *at != '#')
            return 1;
        if (comment != NULL && at < table->end && *at == '#')
            *comment = at;
        skip_line(table);
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

/* Cells that are empty may be too many: some programs end each line with a separator. */
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

enum status log_table_next(struct log_table *table, int *has_row, struct error *error) {
    *has_row = 0;
    while (find_line(table, NULL)) {
        enum status status = split(table, error);
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
    return STATUS_OK;
}

/* ---- the header ------------------------------------------------------------------------------ */

/* How often a byte occurs in the line at `at`, outside of quotes. */
static long count_in_line(const struct log_table *table, const char *at, char byte) {
    long count = 0;
    int quoted = 0;
    for (; at < table->end && (quoted || !is_line_end(*at)); at++) {
        quoted ^= *at == '"';
        count += !quoted && *at == byte;
    }
    return count;
}

/* How many words are in the line at `at`. */
static long count_words(const struct log_table *table, const char *at) {
    long words = 0;
    int inside = 0;
    for (; at < table->end && !is_line_end(*at); at++) {
        words += !inside && !is_blank(*at);
        inside = !is_blank(*at);
    }
    return words;
}

/* What separates the cells of a header. Blanks do only if the next line has as many words: a name may have some. */
static char find_separator(const struct log_table *table, const char *header) {
    static const char candidates[] = "\t;,|";
    for (const char *one = candidates; *one != '\0'; one++)
        if (count_in_line(table, header, *one) > 0)
            return *one;
    struct log_table ahead = *table;
    if (ahead.next == header)
        skip_line(&ahead);
    long words = count_words(table, header);
    return words > 1 && find_line(&ahead, NULL) && count_words(&ahead, ahead.next) == words ? ' '
                                                                                            : ',';
}

/* "sep=;", as spreadsheets take it. */
static void take_separator_line(struct log_table *table, char *separator) {
    const char *at = table->next, *end = table->end;
    if (end - at < 5 || strncasecmp(at, "sep=", 4) != 0)
        return;
    if (end - at > 5 && !is_line_end(at[5]))
        return;
    *separator = at[4];
    skip_line(table);
}

static int begins_number(const char *at) {
    at += *at == '"';
    return isdigit((unsigned char)*at) || (*at != '\0' && strchr("+-.", *at) != NULL);
}

/* The header: a line of its own or, where numbers begin at once, the comment above them. */
static enum status read_header(struct log_table *table, struct error *error) {
    const char *comment = NULL;
    char separator = '\0';
    take_separator_line(table, &separator);
    if (!find_line(table, &comment))
        return klimb_error_at(error, STATUS_FORMAT, table->name, 0, 0,
                              "the file is empty, not even a header");
    const char *header = table->next;
    int is_comment = begins_number(header) && comment != NULL;
    if (is_comment)
        header = comment + 1;
    table->separator = separator != '\0' ? separator : find_separator(table, header);
    struct log_table line = *table;
    line.next = header;
    enum status status = split(&line, error);
    table->cell = line.cell;
    table->capacity = line.capacity;
    table->cells = line.cells;
    table->header_line = table->line = table->next_line - is_comment;
    if (!is_comment) {
        table->next = line.next;
        table->next_line = line.next_line;
    }
    return status;
}

/* Whether a cell is a number where a name should be. A name may be a digit, of a dimension; none begins the line, and none
 * has a fraction. */
static int is_number(const struct log_cell *cell, int is_first) {
    int has_fraction = memchr(cell->text, '.', (size_t)cell->length) != NULL;
    return (is_first || has_fraction) &&
           klimb_number_is_decimal(cell->text, (size_t)cell->length, NUMBER_ANY);
}

static enum status check_names(const struct log_table *table, struct error *error) {
    char name[LOG_CELL_SHOWN];
    for (long i = 0; i < table->cells; i++) {
        if (!is_number(&table->cell[i], i == 0))
            continue;
        log_cell_show(name, table->cell[i]);
        klimb_error_at(error, STATUS_FORMAT, table->name, table->header_line, i + 1,
                       "\"%s\" is a number; the first line must name the columns", name);
        klimb_error_hint(error, "a log must be a table: a line of column names, and a line for "
                                "each step");
        return STATUS_FORMAT;
    }
    return STATUS_OK;
}

static enum status keep_header(struct log_table *table, struct error *error) {
    while (table->cells > 1 && table->cell[table->cells - 1].length == 0)
        table->cells--;
    if (table->cells > LOG_COLUMNS_MAX)
        return klimb_error_at(error, STATUS_FORMAT, table->name, table->header_line, 0,
                              "%ld columns; must be at most %d", table->cells, LOG_COLUMNS_MAX);
    table->columns = table->cells;
    table->header = calloc((size_t)table->columns + 1, sizeof *table->header);
    if (table->header == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", table->name);
    memcpy(table->header, table->cell, (size_t)table->columns * sizeof *table->header);
    return STATUS_OK;
}

/* ---- what it cannot be ----------------------------------------------------------------------- */

static long line_of(const char *text, const char *at) {
    long line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

static int is_json(const char *text, const char *end) {
    while (text < end && (is_blank(*text) || is_line_end(*text)))
        text++;
    if (text == end || (*text != '{' && *text != '['))
        return 0;
    int is_list = *text++ == '[';
    while (text < end && (is_blank(*text) || is_line_end(*text)))
        text++;
    return text < end && (is_list ? *text == '{' : *text == '"' || *text == '}');
}

static enum status refuse_kind(const struct log_table *table, const char *found, const char *hint,
                               struct error *error) {
    klimb_error_at(error, STATUS_FORMAT, table->name, 1, 0,
                   "%s; must be a table: a line of column names, and a line for each step", found);
    klimb_error_hint(error, "%s", hint);
    return STATUS_FORMAT;
}

static enum status check_text(const struct log_table *table, struct error *error) {
    const char *text = table->next, *end = table->end;
    size_t size = (size_t)(end - text);
    if (size >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
        return refuse_kind(table, "UTF-16", "save it as CSV in UTF-8", error);
    const char *nul = memchr(text, '\0', size);
    if (nul != NULL)
        return klimb_error_at(error, STATUS_FORMAT, table->name, line_of(text, nul), 0,
                              "a NUL byte: this is not text, or the disk was full when it was "
                              "written");
    if (is_json(text, end))
        return refuse_kind(table, "JSON", "write the history as CSV, a column for each key", error);
    return text_check_merged(table->name, text, size, error);
}

enum status log_table_open(struct log_table *table, const char *name, const char *text, size_t size,
                           struct error *error) {
    *table = (struct log_table){.name = name, .next = text, .end = text + size, .next_line = 1};
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        table->next += 3;
    enum status status = check_text(table, error);
    if (status == STATUS_OK)
        status = read_header(table, error);
    if (status == STATUS_OK)
        status = check_names(table, error);
    if (status == STATUS_OK)
        status = keep_header(table, error);
    if (status != STATUS_OK)
        log_table_close(table);
    return status;
}

void log_table_close(struct log_table *table) {
    free(table->header);
    free(table->cell);
    table->header = table->cell = NULL;
}
