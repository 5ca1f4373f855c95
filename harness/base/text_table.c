/* The table part of text.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum {
    GAP = 2,      /* spaces between columns */
    WRAP_MIN = 20 /* a last column narrower than this is better left to the terminal */
};

struct text_table {
    int columns, failed;
    size_t rows, capacity; /* rows count the heading */
    char **cells;          /* [rows, columns] */
    int widths[];          /* [columns] of the widest cell */
};

/* Characters of UTF-8: the bytes that do not continue one. */
static int width_of(const char *string, size_t length) {
    int width = 0;
    for (size_t i = 0; i < length; i++)
        width += ((unsigned char)string[i] & 0xc0) != 0x80;
    return width;
}

static int is_number(const char *cell) {
    char *end;
    (void)strtod(cell, &end);
    return cell[0] != '\0' && !isspace((unsigned char)cell[0]) && *end == '\0';
}

/* An inert copy, so that a cell cannot break a row, without blanks at its end. */
static char *copy_cell(const char *cell) {
    struct text copy = {0};
    text_add_escaped(&copy, cell != NULL ? cell : "", TEXT_TERMINAL);
    while (copy.length > 0 && copy.bytes[copy.length - 1] == ' ')
        copy.length--;
    text_add_bytes(&copy, "", 0);
    if (copy.failed)
        text_free(&copy);
    return copy.bytes;
}

struct text_table *text_table_new(int columns, const char *const *headings) {
    struct text_table *table = calloc(1, sizeof *table + (size_t)columns * sizeof(int));
    if (table == NULL)
        return NULL;
    table->columns = columns;
    text_table_add(table, headings);
    return table;
}

static int reserve_row(struct text_table *table) {
    if (table->rows < table->capacity)
        return 1;
    size_t capacity = table->capacity ? 2 * table->capacity : 16;
    char **cells = reallocarray(table->cells, capacity * (size_t)table->columns,
                                sizeof *table->cells);
    if (cells == NULL)
        return 0;
    table->cells = cells;
    table->capacity = capacity;
    return 1;
}

void text_table_add(struct text_table *table, const char *const *cells) {
    if (table == NULL || table->failed)
        return;
    if (!reserve_row(table)) {
        table->failed = 1;
        return;
    }
    char **row = table->cells + table->rows++ * (size_t)table->columns;
    for (int column = 0; column < table->columns; column++) {
        row[column] = copy_cell(cells[column]);
        table->failed |= row[column] == NULL;
        int width = row[column] == NULL ? 0 : width_of(row[column], strlen(row[column]));
        if (width > table->widths[column])
            table->widths[column] = width;
    }
}

static const char *cell_at(const struct text_table *table, size_t row, int column) {
    return table->cells[row * (size_t)table->columns + (size_t)column];
}

/* A heading stands over numbers on the right like them. */
static int is_right_aligned(const struct text_table *table, size_t row, int column) {
    if (row > 0)
        return is_number(cell_at(table, row, column));
    int numbers = 0;
    for (size_t below = 1; below < table->rows; below++) {
        const char *cell = cell_at(table, below, column);
        if (cell[0] != '\0' && !is_number(cell))
            return 0;
        numbers += cell[0] != '\0';
    }
    return numbers > 0;
}

/* Bytes of the longest beginning of `cell` that ends before a space and is at most `width` wide;
 * a single word that is wider stays whole. */
static size_t line_length(const char *cell, int width) {
    size_t fits = strcspn(cell, " ");
    for (size_t end = fits; cell[end] != '\0';) {
        end += 1 + strcspn(cell + end + 1, " ");
        if (width_of(cell, end) > width)
            break;
        fits = end;
    }
    return fits;
}

/* Print a cell over as many lines as it needs, the later ones indented to the first. */
static void print_wrapped(FILE *out, const char *cell, int indent, int width) {
    for (;;) {
        size_t length = line_length(cell, width);
        fprintf(out, "%.*s", (int)length, cell);
        cell += length + strspn(cell + length, " ");
        if (*cell == '\0')
            return;
        fprintf(out, "\n%*s", indent, "");
    }
}

static void print_last(FILE *out, const char *cell, int indent, int width) {
    if (width > 0 && width - indent >= WRAP_MIN)
        print_wrapped(out, cell, indent, width - indent);
    else
        fputs(cell, out);
}

/* Blanks are printed only in front of a cell, so that no line ends in them. */
static void print_row(FILE *out, const struct text_table *table, size_t row, int width) {
    int printed = 0, begin = 0; /* columns of the terminal */
    for (int column = 0; column < table->columns; column++) {
        const char *cell = cell_at(table, row, column);
        int cell_width = width_of(cell, strlen(cell));
        int is_right = is_right_aligned(table, row, column);
        int at = begin + (is_right ? table->widths[column] - cell_width : 0);
        begin += table->widths[column] + GAP;
        if (cell_width == 0)
            continue;
        fprintf(out, "%*s", at - printed, "");
        if (column + 1 < table->columns)
            fputs(cell, out);
        else
            print_last(out, cell, at, width);
        printed = at + cell_width;
    }
    putc('\n', out);
}

void text_table_print(const struct text_table *table, FILE *out, int width) {
    if (table == NULL || table->failed) {
        fputs("(memory ran out before this table could be shown)\n", out);
        text_note_ran_out();
        return;
    }
    for (size_t row = 0; row < table->rows; row++)
        print_row(out, table, row, width);
}

void text_table_free(struct text_table *table) {
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->rows * (size_t)table->columns; i++)
        free(table->cells[i]);
    free(table->cells);
    free(table);
}
