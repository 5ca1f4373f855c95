#include "check/power_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "format/csv.h"

enum { TABLE_LIMIT = 4 << 20, FINDING_COLUMNS = 5, FIRST_NUMBER = 3 };

#define FORMAT_LINE "# klimb power "

/* scenario, digest, change, base, and five columns for each test. */
#define FINDING_NAMES(way)             way "_size", way "_value", way "_deviations", way "_kl", way "_recon",
#define WAY_COLUMNS(NAME, name, words) FINDING_NAMES(name)
static const char *const names[] = {"scenario", "digest", "change", "base",
                                    POWER_WAY_TABLE(WAY_COLUMNS) NULL};
enum { COLUMNS = sizeof names / sizeof *names - 1 };

/* Where the numbers of a row are, in the order of the columns. */
static void list_numbers(double *number[COLUMNS], struct power_row *row) {
    long used = 0;
    number[used++] = &row->base;
    for (int way = 0; way < POWER_WAYS; way++) {
        struct power_finding *finding = &row->way[way];
        number[used++] = &finding->size;
        number[used++] = &finding->value;
        number[used++] = &finding->deviations;
        number[used++] = &finding->kl;
        number[used++] = &finding->recon;
    }
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum status read_words(char *out, size_t size, const struct csv *csv, long place,
                              struct error *error) {
    struct csv_field field = csv->field[place];
    if ((size_t)field.length >= size)
        return csv_error(csv, place, error, "longer than %zu bytes", size - 1);
    memcpy(out, field.text, (size_t)field.length);
    out[field.length] = '\0';
    return STATUS_OK;
}

static enum status read_change(enum power_change *change, const struct csv *csv, long place,
                               struct error *error) {
    char word[32];
    enum status status = read_words(word, sizeof word, csv, place, error);
    if (status != STATUS_OK)
        return status;
    long found = text_index(word, power_change_names);
    if (found < 0)
        return csv_error(csv, place, error, "is not a change of klimb calibrate --power");
    *change = (enum power_change)found;
    return STATUS_OK;
}

static enum status read_row(struct power_row *row, struct csv *csv, struct error *error) {
    double *number[COLUMNS];
    enum status status = csv_next(csv, error);
    if (status == STATUS_OK)
        status = read_words(row->scenario, sizeof row->scenario, csv, csv_place(csv, 0), error);
    if (status == STATUS_OK)
        status = read_words(row->digest, sizeof row->digest, csv, csv_place(csv, 1), error);
    if (status == STATUS_OK)
        status = read_change(&row->change, csv, csv_place(csv, 2), error);
    list_numbers(number, row);
    for (int column = FIRST_NUMBER; status == STATUS_OK && column < COLUMNS; column++) {
        float value = 0;
        status = csv_as_float(&value, csv, csv_place(csv, column), error);
        *number[column - FIRST_NUMBER] = (double)value;
    }
    return status;
}

/* Skip the line that names the format. */
static enum status read_format(const char **begin, const char *text, const char *path,
                               struct error *error) {
    char expected[64];
    int length = snprintf(expected, sizeof expected, FORMAT_LINE "%d\n", POWER_TABLE_FORMAT);
    *begin = text + length;
    if (strncmp(text, expected, (size_t)length) == 0)
        return STATUS_OK;
    klimb_error_at(error, STATUS_FORMAT, path, 1, 0, "the first line must be \"%.*s\"", length - 1,
                   expected);
    klimb_error_hint(error, "remove it: klimb calibrate --power writes a new one");
    return STATUS_FORMAT;
}

static enum status parse(struct power_table *table, const char *path, const char *text, size_t size,
                         struct error *error) {
    struct csv csv;
    const char *begin;
    enum status status = read_format(&begin, text, path, error);
    if (status == STATUS_OK)
        status = csv_open(&csv, path, begin, size - (size_t)(begin - text), names, error);
    for (int column = 0; status == STATUS_OK && column < COLUMNS; column++)
        if (csv_place(&csv, column) < 0)
            status = klimb_error_at(error, STATUS_FORMAT, path, 2, 0, "there is no column %s",
                                    names[column]);
    if (status != STATUS_OK)
        return status;
    csv.line++;
    for (long i = 0; status == STATUS_OK && i < csv.rows; i++) {
        struct power_row row = {.base = 0};
        status = read_row(&row, &csv, error);
        if (status == STATUS_OK)
            status = power_table_put(table, &row, error);
    }
    return status;
}

enum status power_table_read(struct power_table *table, const char *path, struct error *error) {
    enum file_kind kind;
    char *text = NULL;
    size_t size = 0;
    *table = (struct power_table){0};
    enum status status = file_look(&kind, path, error);
    if (status != STATUS_OK || kind == FILE_NONE)
        return status;
    status = file_read(&text, &size, path, TABLE_LIMIT, error);
    if (status == STATUS_OK)
        status = parse(table, path, text, size, error);
    free(text);
    if (status != STATUS_OK)
        power_table_free(table);
    return status;
}

void power_table_free(struct power_table *table) {
    free(table->rows);
    *table = (struct power_table){0};
}

/* ---- changing -------------------------------------------------------------------------------- */

static int compare_rows(const struct power_row *a, const struct power_row *b) {
    int order = strcmp(a->scenario, b->scenario);
    return order != 0 ? order : (int)a->change - (int)b->change;
}

enum status power_table_put(struct power_table *table, const struct power_row *row,
                            struct error *error) {
    long place = 0;
    while (place < table->count && compare_rows(&table->rows[place], row) < 0)
        place++;
    if (place < table->count && compare_rows(&table->rows[place], row) == 0) {
        table->rows[place] = *row;
        return STATUS_OK;
    }
    struct power_row *rows = realloc(table->rows, ((size_t)table->count + 1) * sizeof *rows);
    if (rows == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld rows of power",
                               table->count + 1);
    memmove(rows + place + 1, rows + place, (size_t)(table->count - place) * sizeof *rows);
    rows[place] = *row;
    table->rows = rows;
    table->count++;
    return STATUS_OK;
}

void power_table_remove(struct power_table *table, const char *scenario) {
    long kept = 0;
    for (long i = 0; i < table->count; i++)
        if (strcmp(table->rows[i].scenario, scenario) != 0)
            table->rows[kept++] = table->rows[i];
    table->count = kept;
}

/* ---- writing --------------------------------------------------------------------------------- */

static void format_row(struct text *text, const struct power_row *row) {
    struct power_row copy = *row;
    double *number[COLUMNS];
    list_numbers(number, &copy);
    text_add_escaped(text, row->scenario, TEXT_CSV);
    text_add(text, ",%s,%s", row->digest, power_change_names[row->change]);
    for (int column = FIRST_NUMBER; column < COLUMNS; column++)
        text_add(text, ",%.4g", *number[column - FIRST_NUMBER]);
    text_add(text, "\n");
}

enum status power_table_write(const struct power_table *table, const char *path,
                              struct error *error) {
    struct text text = {0};
    text_add(&text, FORMAT_LINE "%d\n", POWER_TABLE_FORMAT);
    for (int column = 0; column < COLUMNS; column++)
        text_add(&text, "%s%s", column > 0 ? "," : "", names[column]);
    text_add(&text, "\n");
    for (long i = 0; i < table->count; i++)
        format_row(&text, &table->rows[i]);
    enum status status = text.failed
                             ? klimb_error_set(error, STATUS_MEMORY, "no memory for %s", path)
                             : file_write(path, text.bytes, text.length, error);
    text_free(&text);
    return status;
}
