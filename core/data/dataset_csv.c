/* CSV: numbers in plain decimal notation, one example a line, commas between them; no header line,
 * no quotes, no missing values. Lines end in LF or CRLF. The whole text is read before it is parsed, so
 * the number of lines is known when all values are allocated at once. */
#include "base/number.h"
#include "data/dataset_file.h"
#include "data/dataset_internal.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CSV_PIECE_BYTES = 1 << 20 };

/* Bounds; a test defines smaller ones. Text takes memory in addition to its values, so it may hold less
 * than a binary file: 1 GiB, 2^28 values, and 16 MiB a line, which is an image of 1,000 x 1,000 with 16
 * characters a value. */
#ifndef CSV_BYTES_MAX
#define CSV_BYTES_MAX  ((size_t)1 << 30)
#define CSV_VALUES_MAX ((size_t)1 << 28)
#define CSV_LINE_MAX   ((size_t)1 << 24)
#endif

struct csv_text {
    char *bytes; /* [size], NUL-terminated after csv_read_text */
    size_t length, size;
    size_t line_begin; /* where the line that is being read begins */
    size_t commas;
    long lines; /* complete ones */
};

static enum status csv_make_room(struct csv_text *text, const char *path, struct error *error) {
    if (text->size - text->length > CSV_PIECE_BYTES)
        return STATUS_OK;
    size_t size = 2 * text->size + 2 * (size_t)CSV_PIECE_BYTES;
    char *bytes = realloc(text->bytes, size);
    if (bytes == NULL)
        return klimb_error_at(error, STATUS_MEMORY, path, 0, 0, "no memory for %zu bytes of text",
                              size);
    text->bytes = bytes;
    text->size = size;
    return STATUS_OK;
}

/* Counts the lines that end in text[begin..length), and cuts the text after line `limit`. Returns whether
 * the limit was reached. */
static int csv_cut_at_limit(struct csv_text *text, size_t begin, long limit) {
    const char *end = text->bytes + text->length;
    for (const char *at = text->bytes + begin; at < end; at++) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (at == NULL)
            return 0;
        text->line_begin = (size_t)(at - text->bytes) + 1;
        if (++text->lines == limit) {
            text->length = text->line_begin;
            return 1;
        }
    }
    return 0;
}

/* Text that exceeds a bound is refused while it is read, before it fills memory: a few MB of gzip may hold
 * one line of several GiB, or 2^28 lines. */
static enum status csv_check_size(struct csv_text *text, size_t begin, const char *path,
                                  struct error *error) {
    for (size_t i = begin; i < text->length; i++)
        text->commas += text->bytes[i] == ',';
    if (text->length > CSV_BYTES_MAX)
        return klimb_error_at(error, STATUS_FORMAT, path, text->lines, 0,
                              "more than %zu bytes of text up to here, the most that can be read",
                              CSV_BYTES_MAX);
    if (text->commas + (size_t)text->lines > CSV_VALUES_MAX)
        return klimb_error_at(
            error, STATUS_FORMAT, path, text->lines, 0,
            "more than %zu values up to here, the most that can be read (data.limit reads only "
            "the first examples)",
            CSV_VALUES_MAX);
    if (text->length - text->line_begin > CSV_LINE_MAX)
        return klimb_error_at(error, STATUS_FORMAT, path, text->lines + 1, 0,
                              "the line has more than %zu bytes, the most that can be read",
                              CSV_LINE_MAX);
    return STATUS_OK;
}

/* Reads up to the end of the file or of line `limit` (0: no limit). */
static enum status csv_read_text(struct csv_text *text, struct dataset_file *file, long limit,
                                 struct error *error) {
    for (;;) {
        enum status status = csv_make_room(text, file->path, error);
        if (status != STATUS_OK)
            return status;
        size_t begin = text->length, count;
        char *piece = text->bytes + begin;
        status = klimb_dataset_file_read_some(file, piece, CSV_PIECE_BYTES, &count, error);
        if (status != STATUS_OK)
            return status;
        const char *nul = memchr(piece, '\0', count);
        if (nul != NULL)
            return klimb_error_at(error, STATUS_FORMAT, file->path, 0, 0,
                                  "the byte at %zu is 0, so this is not a text file",
                                  begin + (size_t)(nul - piece));
        text->length += count;
        int is_enough = csv_cut_at_limit(text, begin, limit);
        text->bytes[text->length] = '\0';
        status = csv_check_size(text, begin, file->path, error);
        if (status != STATUS_OK)
            return status;
        if (count < CSV_PIECE_BYTES || is_enough)
            return STATUS_OK;
    }
}

/* One line of the text while it is parsed. */
struct csv_line {
    const char *path;
    long number;      /* 1-based */
    const char *text; /* its first character */
    const char *end;  /* after its last one: at a CR, LF or NUL */
};

static void csv_find_end(struct csv_line *line) {
    line->end = line->text + strcspn(line->text, "\n");
    if (line->end > line->text && line->end[-1] == '\r')
        line->end--;
}

static void csv_next_line(struct csv_line *line) {
    line->text = line->end;
    line->text += *line->text == '\r';
    line->text += *line->text == '\n';
    line->number++;
    csv_find_end(line);
}

static long csv_count_cells(const struct csv_line *line) {
    long cells = 1;
    for (const char *at = line->text; at < line->end; at++)
        cells += *at == ',';
    return line->text == line->end ? 0 : cells;
}

/* Returns whether [begin, end) is one decimal number, with blanks around it. In a locale with a decimal
 * comma, strtod would stop at the point and this would return 0. */
static int csv_number(double *value, const char *begin, const char *end) {
    begin += strspn(begin, " \t");
    while (end > begin && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    if (end <= begin || !klimb_number_is_decimal(begin, (size_t)(end - begin), NUMBER_ANY))
        return 0;
    char *stop;
    *value = strtod(begin, &stop);
    return stop == end;
}

static const char *csv_hint(const struct csv_line *line, const char *cell, const char *end) {
    if (memchr(cell, ';', (size_t)(end - cell)) != NULL)
        return "separate cells by commas and write numbers with a decimal point";
    if (memchr(cell, '"', (size_t)(end - cell)) != NULL)
        return "write numbers without quotes";
    if (line->number == 1)
        return "if the first line holds names of columns, remove it";
    return "every cell needs a number: drop or fill in examples with missing values";
}

static enum status csv_refuse(const struct csv_line *line, long cell, const char *begin,
                              const char *end, const char *wanted, struct error *error) {
    char shown[DATASET_SHOWN];
    klimb_dataset_file_show(shown, begin, (size_t)(end - begin));
    klimb_error_at(error, STATUS_FORMAT, line->path, line->number, begin - line->text + 1,
                   "cell %ld is '%s'; must be %s", cell + 1, shown, wanted);
    klimb_error_hint(error, "%s", csv_hint(line, begin, end));
    return STATUS_FORMAT;
}

static enum status csv_parse_label(int *label, const struct csv_line *line, long cell,
                                   const char *begin, const char *end, struct error *error) {
    double value;
    if (!csv_number(&value, begin, end) || !(value >= 0 && value <= INT_MAX) ||
        value != floor(value))
        return csv_refuse(line, cell, begin, end, "a label, which is an integer from 0", error);
    *label = (int)value;
    return STATUS_OK;
}

/* Stores the first cells of the line in x [dimensions], and the next one in *label unless that is NULL. */
static enum status csv_parse_line(real *x, int *label, long dimensions, double scale,
                                  const struct csv_line *line, struct error *error) {
    const char *begin = line->text;
    for (long cell = 0; cell < dimensions + (label != NULL); cell++) {
        const char *end = begin;
        while (end < line->end && *end != ',')
            end++;
        if (cell == dimensions)
            return csv_parse_label(label, line, cell, begin, end, error);
        double value;
        if (!csv_number(&value, begin, end))
            return csv_refuse(line, cell, begin, end, "a finite decimal number such as -0.25",
                              error);
        x[cell] = (real)(value * scale);
        if (!isfinite(x[cell]))
            return csv_refuse(line, cell, begin, end, "a number whose scaled value is in range",
                              error);
        begin = end + 1;
    }
    return STATUS_OK;
}

/* Blank lines at the end of the text are not examples. */
static long csv_count_lines(const char *text, size_t length) {
    while (length > 0 && strchr("\r\n", text[length - 1]) != NULL)
        length--;
    long lines = length > 0;
    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n';
    return lines;
}

enum status klimb_dataset_parse_csv(struct dataset *dataset, const char *path, const char *text,
                                    size_t length, long label_columns, double scale,
                                    struct error *error) {
    struct csv_line line = {.path = path, .number = 1, .text = text};
    csv_find_end(&line);
    long count = csv_count_lines(text, length), cells = csv_count_cells(&line);
    if (count == 0)
        return klimb_error_at(error, STATUS_FORMAT, path, 0, 0, "the file is empty");
    if (cells <= label_columns)
        return klimb_error_at(error, STATUS_FORMAT, path, 1, 1,
                              "the first line has %ld cells; must have at least %ld", cells,
                              label_columns + 1);
    long dimensions = cells - label_columns;
    enum status status = klimb_dataset_allocate(dataset, path, count, dimensions, error);
    if (status == STATUS_OK && label_columns > 0)
        status = klimb_dataset_allocate_labels(dataset, error);
    for (long i = 0; i < count && status == STATUS_OK; i++) {
        long found = csv_count_cells(&line);
        if (found != cells)
            return klimb_error_at(error, STATUS_FORMAT, path, line.number, 1,
                                  "the line has %ld cells, but the first line has %ld", found,
                                  cells);
        int *label = label_columns > 0 ? &dataset->train_label[i] : NULL;
        status = csv_parse_line(dataset->train + i * dimensions, label, dimensions, scale, &line,
                                error);
        csv_next_line(&line);
    }
    return status;
}

enum status klimb_dataset_read_csv(struct dataset *dataset, const struct dataset_request *request,
                                   struct error *error) {
    const struct data_config *config = request->config;
    struct dataset_file file;
    struct csv_text text = {0};
    double scale = config->scale == 0 ? 1.0 : config->scale;
    enum status status = klimb_dataset_file_open(&file, request->path, request->path_key, error);
    if (status == STATUS_OK)
        status = csv_read_text(&text, &file, config->limit, error);
    if (status == STATUS_OK)
        status = klimb_dataset_parse_csv(dataset, request->path, text.bytes, text.length,
                                         config->label_columns, scale, error);
    free(text.bytes);
    klimb_dataset_file_close(&file);
    return status;
}
