/* comparator.html: tables of other programs, with any columns. */
#include <stdlib.h>
#include <string.h>

#include "report/pages/report_pages.h"

enum { TABLE_LIMIT = 4 << 20, TABLE_COLUMNS_MAX = 64, LONG = 30, KINDS_MAX = 12 };

/* A table being read: cells as in RFC 4180, quoted if they contain a comma, a quote or a line break. */
struct reader {
    const char *next; /* the unread part */
    struct text cell; /* the last one read */
    int ends_row;     /* it was the last one of its row */
};

/* ---- reading --------------------------------------------------------------------------------- */

/* Reads the inside of quotes; two quotes stand for one. */
static void read_quoted(struct reader *reader) {
    for (reader->next++; *reader->next != '\0'; reader->next++) {
        if (*reader->next == '"' && reader->next[1] != '"')
            break;
        reader->next += *reader->next == '"';
        text_add_bytes(&reader->cell, reader->next, 1);
    }
    reader->next += *reader->next == '"';
}

/* Read the next cell. Text after a closing quote belongs to the cell, so that nothing is lost. */
static void read_cell(struct reader *reader) {
    reader->cell.length = 0;
    text_add(&reader->cell, "%s", "");
    if (*reader->next == '"')
        read_quoted(reader);
    size_t length = strcspn(reader->next, ",\n");
    int is_last = reader->next[length] != ',';
    int has_return = is_last && length > 0 && reader->next[length - 1] == '\r';
    text_add_bytes(&reader->cell, reader->next, length - (size_t)has_return);
    reader->next += length;
    reader->ends_row = is_last;
    reader->next += *reader->next != '\0';
}

static int is_number(const char *cell) {
    char *end;
    (void)strtod(cell, &end);
    return end != cell && *end == '\0';
}

/* The facts needed before a table is shown. */
struct shape {
    long rows, columns;              /* of the header */
    int is_long[TABLE_COLUMNS_MAX];  /* a column holds sentences */
    int has_text[TABLE_COLUMNS_MAX]; /* a column holds something else than numbers */
    long bad_row, bad_columns;       /* the first row with another number of cells; 0: none */
};

static void note_cell(struct shape *shape, long row, long column, const char *cell) {
    if (row == 0 || column >= TABLE_COLUMNS_MAX || cell == NULL || cell[0] == '\0')
        return;
    shape->has_text[column] |= !is_number(cell);
    shape->is_long[column] |= strlen(cell) > LONG;
}

static struct shape measure(const char *text) {
    struct shape shape = {0};
    struct reader reader = {.next = text};
    for (long row = 0; *reader.next != '\0'; row++) {
        long column = 0;
        do {
            read_cell(&reader);
            note_cell(&shape, row, column++, reader.cell.bytes);
        } while (!reader.ends_row);
        if (row == 0)
            shape.columns = column;
        else if (column != shape.columns && shape.bad_row == 0) {
            shape.bad_row = row + 1;
            shape.bad_columns = column;
        }
        shape.rows = row + 1;
    }
    text_free(&reader.cell);
    return shape;
}

static enum status check_shape(const struct shape *shape, const char *path, struct error *error) {
    if (shape->rows < 2)
        return klimb_error_at(error, STATUS_FORMAT, path, 1, 0, "there is no row below a header");
    if (shape->columns > TABLE_COLUMNS_MAX)
        return klimb_error_at(error, STATUS_FORMAT, path, 1, 0, "%ld columns; must be at most %d",
                              shape->columns, TABLE_COLUMNS_MAX);
    if (shape->bad_row > 0)
        return klimb_error_at(error, STATUS_FORMAT, path, 0, 0,
                              "row %ld has %ld cells, the header %ld", shape->bad_row,
                              shape->bad_columns, shape->columns);
    return STATUS_OK;
}

/* ---- how many of each kind ------------------------------------------------------------------- */

/* The values of a column that gives each row's outcome, and their frequencies. */
struct kinds {
    struct text name[KINDS_MAX];
    long count[KINDS_MAX], used, others;
};

static void count_kind(struct kinds *kinds, const char *name) {
    long i = 0;
    while (i < kinds->used && strcmp(kinds->name[i].bytes, name) != 0)
        i++;
    if (i == KINDS_MAX) {
        kinds->others++;
        return;
    }
    if (i == kinds->used) {
        text_add(&kinds->name[i], "%s", name);
        kinds->used += !kinds->name[i].failed;
    }
    kinds->count[i]++;
}

/* "87 rows: 70 killed, 3 silent", if there is a column `status`; else the number of rows. */
static void add_summary(struct report_page *page, struct text *out, const char *text,
                        const struct shape *shape) {
    struct reader reader = {.next = text};
    struct kinds kinds = {.used = 0};
    long status = -1;
    for (long row = 0; row < shape->rows; row++) {
        for (long column = 0; column < shape->columns; column++) {
            read_cell(&reader);
            const char *cell = reader.cell.bytes != NULL ? reader.cell.bytes : "";
            if (row == 0 && strcmp(cell, "status") == 0)
                status = column;
            else if (row > 0 && column == status)
                count_kind(&kinds, cell);
        }
    }
    text_add(out, "%ld row%s", shape->rows - 1, shape->rows == 2 ? "" : "s");
    for (long i = 0; i < kinds.used; i++)
        text_add(out, "%s %ld %s", i == 0 ? ":" : ",", kinds.count[i], kinds.name[i].bytes);
    if (kinds.others > 0)
        text_add(out, ", %ld others", kinds.others);
    for (long i = 0; i < KINDS_MAX; i++)
        report_drop(page, &kinds.name[i]);
    report_drop(page, &reader.cell);
}

/* ---- the page -------------------------------------------------------------------------------- */

static const char *kind_of(const struct shape *shape, long column) {
    if (shape->is_long[column])
        return "text long";
    return shape->has_text[column] ? "text" : "number";
}

static void add_row(struct report_page *page, struct text *out, struct reader *reader,
                    const struct shape *shape, enum report_part part) {
    struct text cells = {0};
    long column = 0;
    do {
        read_cell(reader);
        const struct template_field fields[] = {REPORT_MARKUP("kind", kind_of(shape, column++)),
                                                REPORT_WORDS("value", reader->cell.bytes)};
        REPORT_FILL(page, &cells, part, fields);
    } while (!reader->ends_row);
    const struct template_field fields[] = {REPORT_MARKUP("cells", cells.bytes)};
    REPORT_FILL(page, out, PART_TABLE_ROW, fields);
    report_drop(page, &cells);
}

static void add_rows(struct report_page *page, struct text *header, struct text *rows,
                     const char *text, const struct shape *shape) {
    struct reader reader = {.next = text};
    add_row(page, header, &reader, shape, PART_TABLE_HEADING);
    while (*reader.next != '\0')
        add_row(page, rows, &reader, shape, PART_TABLE_CELL);
    report_drop(page, &reader.cell);
}

static void add_download(struct report_page *page, struct text *out, const char *path) {
    struct text source = {0};
    report_add_address(page, &source, path);
    const struct template_field fields[] = {REPORT_MARKUP("source", source.bytes),
                                            REPORT_WORDS("name", "as CSV")};
    REPORT_FILL(page, out, PART_DOWNLOAD, fields);
    report_drop(page, &source);
}

/* Copies the table for downloading. */
static void copy_table(struct report_page *page, struct text *out, const struct report_table *table,
                       const char *bytes, size_t size) {
    char path[FILE_PATH_MAX], file[FILE_PATH_MAX];
    snprintf(path, sizeof path, "data/%s.csv", table->name);
    if (page->status == STATUS_OK)
        page->status = file_join(file, page->report->options->folder, path, page->error);
    if (page->status == STATUS_OK)
        page->status = file_write(file, bytes, size, page->error);
    add_download(page, out, path);
}

static void add_table(struct report_page *page, struct text *out,
                      const struct report_table *table) {
    struct text header = {0}, rows = {0}, download = {0}, trouble = {0}, summary = {0};
    struct shape shape = {0};
    struct error error = {0};
    char *bytes = NULL;
    size_t size = 0;
    enum status status = file_read(&bytes, &size, table->path, TABLE_LIMIT, &error);
    if (status == STATUS_OK) {
        shape = measure(bytes);
        status = check_shape(&shape, table->path, &error);
    }
    if (status == STATUS_OK) {
        add_summary(page, &summary, bytes, &shape);
        add_rows(page, &header, &rows, bytes, &shape);
        copy_table(page, &download, table, bytes, size);
    } else {
        text_add(&trouble, "What was measured cannot be shown: ");
        text_add_error(&trouble, &error);
    }
    free(bytes);
    const struct template_field fields[] = {
        REPORT_WORDS("title", table->title),       REPORT_WORDS("meaning", table->meaning),
        REPORT_WORDS("summary", summary.bytes),    REPORT_WORDS("trouble", trouble.bytes),
        REPORT_MARKUP("header", header.bytes),     REPORT_MARKUP("rows", rows.bytes),
        REPORT_MARKUP("download", download.bytes),
    };
    REPORT_FILL(page, out, PART_TABLE, fields);
    report_drop(page, &header);
    report_drop(page, &rows);
    report_drop(page, &download);
    report_drop(page, &trouble);
    report_drop(page, &summary);
}

/* p of the paired test where nothing has changed. */
static void add_nulls(struct report_page *page, struct text *out) {
    const struct report_nulls *nulls = &page->report->nulls;
    const struct report_topic topic = {.scope = REPORT_OF_WHOLE, .report = page->report};
    struct text figure = {0}, download = {0}, trouble = {0};
    if (nulls->path == NULL)
        return;
    if (report_nulls_are_there(nulls)) {
        report_add_figures(page, &figure, &topic, REPORT_ON_COMPARATOR);
        add_download(page, &download, "data/pairs.csv");
    } else {
        text_add(&trouble, "What was measured cannot be shown: ");
        text_add_error(&trouble, &nulls->error);
    }
    const struct template_field fields[] = {REPORT_WORDS("trouble", trouble.bytes),
                                            REPORT_MARKUP("figure", figure.bytes),
                                            REPORT_MARKUP("download", download.bytes)};
    REPORT_FILL(page, out, PART_NULLS, fields);
    report_drop(page, &figure);
    report_drop(page, &download);
    report_drop(page, &trouble);
}

void report_tables_write(struct report_page *page) {
    const struct report_options *options = page->report->options;
    struct text tables = {0}, body = {0};
    if (!report_has_comparator(page->report))
        return;
    report_open(page, REPORT_TABLES_PATH);
    report_add_all_power(page, &tables);
    add_nulls(page, &tables);
    for (long i = 0; i < options->table_count; i++)
        add_table(page, &tables, &options->tables[i]);
    const struct template_field fields[] = {REPORT_MARKUP("tables", tables.bytes)};
    REPORT_FILL(page, &body, PART_TABLES, fields);
    report_close(page, REPORT_TABLES_PATH, "comparator", "tables", &body);
    report_drop(page, &tables);
}
