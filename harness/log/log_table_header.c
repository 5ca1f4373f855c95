/* Finds the header of a table. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "log/log_table_line.h"

/* ---- the header ------------------------------------------------------------------------------ */

/* The number of times a byte occurs in the line at `at`, outside quotes. */
static long count_in_line(const struct log_table *table, const char *at, char byte) {
    long count = 0;
    int quoted = 0;
    for (; at < table->end && (quoted || !log_is_line_end(*at)); at++) {
        quoted ^= *at == '"';
        count += !quoted && *at == byte;
    }
    return count;
}

/* The number of words in the line at `at`. */
static long count_words(const struct log_table *table, const char *at) {
    long words = 0;
    int inside = 0;
    for (; at < table->end && !log_is_line_end(*at); at++) {
        words += !inside && !log_is_blank(*at);
        inside = !log_is_blank(*at);
    }
    return words;
}

/* The separator of a header. Blanks separate only if the next line has as many words, because a name may contain some.
 */
static char find_separator(const struct log_table *table, const char *header) {
    static const char candidates[] = "\t;,|";
    for (const char *one = candidates; *one != '\0'; one++)
        if (count_in_line(table, header, *one) > 0)
            return *one;
    struct log_table ahead = *table;
    if (ahead.next == header)
        log_table_skip(&ahead);
    long words = count_words(table, header);
    return words > 1 && log_table_find(&ahead, NULL) && count_words(&ahead, ahead.next) == words
               ? ' '
               : ',';
}

/* Takes "sep=;", a convention of spreadsheets. */
static void take_separator_line(struct log_table *table, char *separator) {
    const char *at = table->next, *end = table->end;
    if (end - at < 5 || strncasecmp(at, "sep=", 4) != 0)
        return;
    if (end - at > 5 && !log_is_line_end(at[5]))
        return;
    *separator = at[4];
    log_table_skip(table);
}

static int begins_number(const char *at) {
    at += *at == '"';
    return isdigit((unsigned char)*at) || (*at != '\0' && strchr("+-.", *at) != NULL);
}

/* Reads the header: a line of its own or, if numbers begin at once, the comment above them. */
static enum status read_header(struct log_table *table, struct error *error) {
    const char *comment = NULL;
    char separator = '\0';
    take_separator_line(table, &separator);
    if (!log_table_find(table, &comment))
        return klimb_error_at(error, STATUS_FORMAT, table->name, 0, 0,
                              "the file is empty, not even a header");
    const char *header = table->next;
    int is_comment = begins_number(header) && comment != NULL;
    if (is_comment)
        header = comment + 1;
    table->separator = separator != '\0' ? separator : find_separator(table, header);
    struct log_table line = *table;
    line.next = header;
    enum status status = log_table_split(&line, error);
    table->cell = line.cell;
    table->capacity = line.capacity;
    table->cells = line.cells;
    table->is_open = line.is_open;
    table->is_cut_off = line.is_cut_off || (line.next > header && line.next[-1] == '\r');
    table->header_line = table->line = table->next_line - is_comment;
    if (!is_comment) {
        table->next = line.next;
        table->next_line = line.next_line;
    }
    return status;
}

/* Whether a cell is a number instead of a name. A name may be an integer, a dimension, but not the first name, and not
 * with a fraction. */
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

/* Copies the names, because the window moves. */
static enum status copy_header(struct log_table *table, struct error *error) {
    size_t size = 1;
    for (long i = 0; i < table->columns; i++)
        size += (size_t)table->cell[i].length;
    table->header = calloc((size_t)table->columns + 1, sizeof *table->header);
    table->names = malloc(size);
    if (table->header == NULL || table->names == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", table->name);
    char *at = table->names;
    for (long i = 0; i < table->columns; i++) {
        size_t length = (size_t)table->cell[i].length;
        memcpy(at, table->cell[i].text, length);
        table->header[i] = (struct log_cell){at, table->cell[i].length};
        at += length;
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
    return copy_header(table, error);
}

/* ---- what it cannot be ----------------------------------------------------------------------- */

enum status log_table_refuse_nul(const struct log_table *table, const char *begin, const char *nul,
                                 struct error *error) {
    long line = table->line > 0 ? table->line : 1;
    for (const char *at = begin; at < nul; at++)
        line += *at == '\n';
    return klimb_error_at(error, STATUS_FORMAT, table->name, line, 0,
                          "a NUL byte: this is not text, or the disk was full when it was written");
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
        return log_table_refuse_nul(table, text, nul, error);
    return text_check_merged(table->name, text, size, error);
}

/* Whether the window has the header and the next line, which shows whether blanks separate. */
static int has_two_lines(const struct log_input *input) {
    char separator = '\0';
    struct log_table ahead = {.next = input->begin, .end = input->end};
    take_separator_line(&ahead, &separator);
    for (int i = 0; i < 2; i++) {
        if (!log_table_find(&ahead, NULL))
            return 0;
        log_table_skip(&ahead);
        if (ahead.is_cut_off)
            return 0;
    }
    return 1;
}

static void take_window(struct log_table *table, struct log_input *input) {
    size_t size = (size_t)(input->end - input->begin);
    *table = (struct log_table){.input = input,
                                .name = input->name,
                                .next = input->begin,
                                .end = input->end,
                                .next_line = 1};
    if (size >= 3 && memcmp(table->next, "\xef\xbb\xbf", 3) == 0)
        table->next += 3;
}

/* Reads the whole header: a quoted name may continue after the window. */
static enum status read_whole_header(struct log_table *table, struct log_input *input,
                                     struct error *error) {
    for (;;) {
        take_window(table, input);
        enum status status = check_text(table, error);
        if (status == STATUS_OK)
            status = read_header(table, error);
        if (input->is_at_end || !(table->is_open || (status == STATUS_OK && table->is_cut_off)))
            return status;
        log_table_close(table);
        status = log_input_more(input, error);
        if (status != STATUS_OK)
            return status;
    }
}

enum status log_table_open(struct log_table *table, struct log_input *input, struct error *error) {
    enum status status = STATUS_OK;
    *table = (struct log_table){0};
    while (status == STATUS_OK && !input->is_at_end && !has_two_lines(input))
        status = log_input_more(input, error);
    if (status == STATUS_OK)
        status = read_whole_header(table, input, error);
    if (status == STATUS_OK)
        status = check_names(table, error);
    if (status == STATUS_OK)
        status = keep_header(table, error);
    if (status != STATUS_OK)
        log_table_close(table);
    return status;
}

/* Whether the split line has a name that klimb knows. If blanks separate, a number means that this is text: "step 10 kl
 * 2". */
static int has_known_name(const struct log_table *table, const struct log_options *options) {
    int knows = 0;
    for (long i = 0; i < table->cells; i++) {
        struct log_name known;
        struct log_cell cell = table->cell[i];
        if (table->separator == ' ' && cell.length > 0 &&
            klimb_number_is_decimal(cell.text, (size_t)cell.length, NUMBER_ANY))
            return 0;
        knows |= log_name_find(&known, cell.text, cell.length) || log_columns_asks(options, cell);
    }
    return knows;
}

int log_table_is(const struct log_input *input, const struct log_options *options) {
    struct log_table table;
    struct log_input window;
    log_input_open_text(&window, "", input->begin, (size_t)(input->end - input->begin));
    take_window(&table, &window);
    int is_table = (input->is_at_end || has_two_lines(&window)) &&
                   read_header(&table, NULL) == STATUS_OK &&
                   check_names(&table, NULL) == STATUS_OK && has_known_name(&table, options);
    log_table_close(&table);
    return is_table;
}
