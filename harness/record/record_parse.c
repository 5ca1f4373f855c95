/* Reads records that klimb wrote: record.csv and dims.csv. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "format/csv.h"
#include "record/record.h"

/* Columns of record.csv: the step at 0, then every observable, shifted by one; after them the seed, in a table of
 * several records. */
#define COLUMN_NAME(name, unit, scale, resolution, meaning) #name,
static const char *const column_names[] = {"step", OBSERVABLE_TABLE(COLUMN_NAME) NULL};
static const char *const seeds_names[] = {"step", OBSERVABLE_TABLE(COLUMN_NAME) "seed", NULL};
#undef COLUMN_NAME
enum { COLUMN_STEP, COLUMN_OBSERVABLE, COLUMN_SEED = COLUMN_OBSERVABLE + OBSERVABLES };

/* Columns of dims.csv. */
#define COLUMN_NAME(name, unit, meaning) #name,
static const char *const dims_names[] = {"step", "dimension", DIMENSION_TABLE(COLUMN_NAME) NULL};
#undef COLUMN_NAME
enum { DIMS_STEP, DIMS_DIMENSION, DIMS_OBSERVABLE, DIMS_COLUMNS = 2 + DIMENSION_OBSERVABLES };

static enum status missing_column(const struct csv *csv, long meaning, struct error *error) {
    klimb_error_at(error, STATUS_FORMAT, csv->name, 1, 0, "no column %s", csv->names[meaning]);
    klimb_error_hint(error, "the first line names the columns, separated by commas");
    return STATUS_FORMAT;
}

static enum status check_ascending(const struct record *record, const struct csv *csv, long row,
                                   struct error *error) {
    if (row == 0 || record->step[row] > record->step[row - 1])
        return STATUS_OK;
    long place = csv_place(csv, COLUMN_STEP);
    if (record->step[row] == record->step[row - 1])
        return csv_error(csv, place, error, "the same step as in the line before");
    return csv_error(csv, place, error, "steps must ascend, but the line before has %ld",
                     record->step[row - 1]);
}

/* A cell of a column of the end is empty in all rows but the last. */
static enum status take_value(float *value, const struct csv *csv, long place,
                              struct error *error) {
    enum observable column = (enum observable)(csv->meaning[place] - COLUMN_OBSERVABLE);
    if (!klimb_observable_is_of_end(column) || csv->field[place].length > 0)
        return csv_as_float(value + column, csv, place, error);
    value[column] = NAN;
    return STATUS_OK;
}

/* The cells of the line last read into row `row`. */
static enum status take_row(struct record *record, const struct csv *csv, long row,
                            struct error *error) {
    enum status status = STATUS_OK;
    float *value = record->value + row * OBSERVABLES;
    for (long place = 0; place < csv->columns && status == STATUS_OK; place++) {
        if (csv->meaning[place] == COLUMN_STEP)
            status = csv_as_count(record->step + row, csv, place, error);
        else if (csv->meaning[place] == COLUMN_SEED)
            continue;
        else
            status = take_value(value, csv, place, error);
    }
    return status == STATUS_OK ? check_ascending(record, csv, row, error) : status;
}

/* Columns that the source lacks are NaN in every row, so no claim or comparison passes. */
static void find_present(struct record *record, const struct csv *csv) {
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        record->present[column] = csv_place(csv, (long)column + COLUMN_OBSERVABLE) >= 0;
        for (long row = 0; row < record->rows && !record->present[column]; row++)
            record->value[row * OBSERVABLES + column] = NAN;
    }
}

/* The next `rows` rows of a table whose header has been read. */
static enum status take_rows(struct record *record, struct csv *csv, long rows,
                             struct error *error) {
    if (csv_place(csv, COLUMN_STEP) < 0)
        return missing_column(csv, COLUMN_STEP, error);
    enum status status = record_new(record, rows, 0, error);
    if (status != STATUS_OK)
        return status;
    snprintf(record->name, sizeof record->name, "%s", csv->name);
    for (long row = 0; row < rows && status == STATUS_OK; row++) {
        status = csv_next(csv, error);
        if (status == STATUS_OK)
            status = take_row(record, csv, row, error);
    }
    if (status != STATUS_OK) {
        record_free(record);
        return status;
    }
    record->rows = rows;
    record->outcome.step = record->step[rows - 1];
    find_present(record, csv);
    return STATUS_OK;
}

enum status record_parse(struct record *record, const char *name, const char *text, size_t size,
                         struct error *error) {
    struct csv csv;
    *record = (struct record){.seed = -1};
    enum status status = csv_open(&csv, name, text, size, column_names, error);
    return status == STATUS_OK ? take_rows(record, &csv, csv.rows, error) : status;
}

/* ---- several records in one table ---- */

/* Room for one more record. */
static enum status grow(struct record **records, long count, const char *name,
                        struct error *error) {
    struct record *grown = realloc(*records, ((size_t)count + 1) * sizeof **records);
    if (grown == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", name);
    *records = grown;
    grown[count] = (struct record){.seed = -1};
    return STATUS_OK;
}

/* The rows of seed number `wanted`. */
static enum status take_seed(struct record *record, struct csv *csv, long wanted, long most,
                             struct error *error) {
    long seed, rows;
    enum status status = csv_next_block(&seed, &rows, csv, error);
    if (status != STATUS_OK)
        return status;
    if (seed != wanted || seed >= most)
        return klimb_error_at(error, STATUS_FORMAT, csv->name, csv->line + 1, 1,
                              "seed is %ld; the next one here must be %ld, of at most %ld", seed,
                              wanted, most);
    status = take_rows(record, csv, rows, error);
    record->seed = seed;
    return status;
}

enum status record_parse_seeds(struct record **records, long *count, long most, const char *name,
                               const char *text, size_t size, struct error *error) {
    struct csv csv;
    *records = NULL;
    *count = 0;
    enum status status = csv_open(&csv, name, text, size, seeds_names, error);
    if (status == STATUS_OK && csv.meaning[0] != COLUMN_SEED)
        status = klimb_error_at(error, STATUS_FORMAT, name, 1, 1, "the first column must be seed");
    while (status == STATUS_OK && csv.next != csv.end) {
        status = grow(records, *count, name, error);
        if (status == STATUS_OK)
            status = take_seed(&(*records)[*count], &csv, *count, most, error);
        *count += status == STATUS_OK;
    }
    if (status == STATUS_OK)
        return STATUS_OK;
    while (*count > 0)
        record_free(&(*records)[--*count]);
    free(*records);
    *records = NULL;
    return status;
}

/* Step and dimension of a line of dims.csv must be those that its place in the file implies. */
static enum status check_count(const struct csv *csv, long meaning, long wanted,
                               struct error *error) {
    long found, place = csv_place(csv, meaning);
    enum status status = csv_as_count(&found, csv, place, error);
    if (status != STATUS_OK || found == wanted)
        return status;
    return csv_error(csv, place, error,
                     "must be %ld: the rows of record.csv come in order, and each has every "
                     "dimension once",
                     wanted);
}

/* Fill record->dimension from the lines of dims.csv, latent of them to a row. */
static enum status take_dimensions(struct record *record, struct csv *csv, struct error *error) {
    float *value = record->dimension;
    for (long line = 0; line < csv->rows; line++) {
        enum status status = csv_next(csv, error);
        long wanted_step = record->step[line / record->latent];
        if (status == STATUS_OK)
            status = check_count(csv, DIMS_STEP, wanted_step, error);
        if (status == STATUS_OK)
            status = check_count(csv, DIMS_DIMENSION, line % record->latent, error);
        for (long meaning = DIMS_OBSERVABLE; meaning < DIMS_COLUMNS && status == STATUS_OK;
             meaning++)
            status = csv_as_float(value++, csv, csv_place(csv, meaning), error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static enum status parse_dimensions(struct record *record, const char *name, const char *text,
                                    size_t size, struct error *error) {
    struct csv csv;
    enum status status = csv_open(&csv, name, text, size, dims_names, error);
    for (long meaning = 0; meaning < DIMS_COLUMNS && status == STATUS_OK; meaning++) {
        if (csv_place(&csv, meaning) < 0)
            status = missing_column(&csv, meaning, error);
    }
    if (status != STATUS_OK)
        return status;
    if (csv.rows % record->rows != 0) {
        return klimb_error_at(error, STATUS_FORMAT, name, 0, 0,
                              "%ld rows; must be a multiple of the %ld rows of record.csv",
                              csv.rows, record->rows);
    }
    record->latent = csv.rows / record->rows;
    record->dimension = calloc((size_t)csv.rows, DIMENSION_OBSERVABLES * sizeof *record->dimension);
    if (record->dimension == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the %ld rows of %s", csv.rows,
                               name);
    return take_dimensions(record, &csv, error);
}

typedef enum status parse_function(struct record *record, const char *name, const char *text,
                                   size_t size, struct error *error);

static enum status read_and_parse(struct record *record, const char *path, parse_function *parse,
                                  struct error *error) {
    char *text;
    size_t size;
    enum status status = file_read(&text, &size, path, RECORD_BYTES_MAX, error);
    if (status != STATUS_OK)
        return status;
    status = parse(record, path, text, size, error);
    free(text);
    return status;
}

/* Whether a file of a record is there, and its path. */
static enum status look_for(int *is_there, char path[FILE_PATH_MAX], const char *folder,
                            const char *name, struct error *error) {
    enum file_kind kind = FILE_NONE;
    enum status status = file_join(path, folder, name, error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    *is_there = kind != FILE_NONE;
    return status;
}

enum status record_read_dimensions(struct record *record, const char *folder, struct error *error) {
    char path[FILE_PATH_MAX];
    int is_there;
    enum status status = look_for(&is_there, path, folder, "dims.csv", error);
    return status == STATUS_OK && is_there ? read_and_parse(record, path, parse_dimensions, error)
                                           : status;
}

/* Reads dims.csv and the manifest beside record.csv, if they exist. */
static enum status read_companions(struct record *record, const char *folder, struct error *error) {
    char path[FILE_PATH_MAX];
    int is_there;
    enum status status = record_read_dimensions(record, folder, error);
    if (status == STATUS_OK)
        status = look_for(&is_there, path, folder, "manifest.json", error);
    if (status == STATUS_OK && is_there)
        status = record_read_manifest(record, folder, error);
    return status;
}

enum status record_read(struct record *record, const char *folder, struct error *error) {
    *record = (struct record){.seed = -1};
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, folder, "record.csv", error);
    if (status == STATUS_OK)
        status = read_and_parse(record, path, record_parse, error);
    if (status != STATUS_OK)
        return status;
    status = read_companions(record, folder, error);
    if (status != STATUS_OK)
        record_free(record);
    return status;
}
