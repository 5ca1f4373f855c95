#include "record/record.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

enum status record_new(struct record *record, long rows, long latent, struct error *error) {
    *record = (struct record){.seed = -1, .capacity = rows, .latent = latent};
    record->outcome.dimension = -1;
    for (long column = 0; column < OBSERVABLES; column++)
        record->present[column] = !klimb_observable_is_optional((enum observable)column);
    size_t count = rows > 0 ? (size_t)rows : 1; /* calloc(0, ...) may return NULL */
    size_t row_size = (size_t)latent * DIMENSION_OBSERVABLES * sizeof *record->dimension;
    record->step = calloc(count, sizeof *record->step);
    record->value = calloc(count, OBSERVABLES * sizeof *record->value);
    record->dimension = latent == 0 ? NULL : calloc(count, row_size);
    if (record->step == NULL || record->value == NULL ||
        (latent != 0 && record->dimension == NULL)) {
        record_free(record);
        return klimb_error_set(error, STATUS_MEMORY,
                               "no memory for a record of %ld rows and %ld latent dimensions", rows,
                               latent);
    }
    return STATUS_OK;
}

void record_free(struct record *record) {
    free(record->step);
    free(record->value);
    free(record->missing);
    free(record->dimension);
    tensor_digests_free(&record->digests);
    *record = (struct record){.seed = -1};
}

void record_append(struct record *record, const struct observation *row) {
    assert(record->rows < record->capacity);
    long at = record->rows++;
    long width = record->latent * DIMENSION_OBSERVABLES;
    record->step[at] = row->step;
    memcpy(record->value + at * OBSERVABLES, row->value, sizeof row->value);
    if (width > 0) {
        memcpy(record->dimension + at * width, row->dimension,
               (size_t)width * sizeof *record->dimension);
    }
    record->outcome.step = row->step;
}

static void add_header(struct text *text, const struct record *record) {
    text_add(text, "step");
    for (long column = 0; column < OBSERVABLES; column++) {
        if (record->present[column])
            text_add(text, ",%s", klimb_observable_info[column].name);
    }
    text_add(text, "\n");
}

static void add_row(struct text *text, const struct record *record, long row) {
    text_add(text, "%ld", record->step[row]);
    for (long column = 0; column < OBSERVABLES; column++) {
        if (!record->present[column])
            continue;
        text_add(text, ",");
        if (!record_is_missing(record, row, (enum observable)column))
            text_add_float(text, record_value(record, row, (enum observable)column));
    }
    text_add(text, "\n");
}

void record_format(struct text *text, const struct record *record) {
    add_header(text, record);
    for (long row = 0; row < record->rows; row++)
        add_row(text, record, row);
}

void record_format_seeds(struct text *text, const struct record *records, long count) {
    for (long i = 0; i < count; i++) {
        if (i == 0) {
            text_add(text, "seed,");
            add_header(text, records);
        }
        for (long row = 0; row < records[i].rows; row++) {
            text_add(text, "%ld,", records[i].seed);
            add_row(text, &records[i], row);
        }
    }
}

/* Text of dims.csv: a line for each row and, within it, each latent dimension. */
static void format_dimensions(struct text *text, const struct record *record) {
    text_add(text, "step,dimension");
    for (long column = 0; column < DIMENSION_OBSERVABLES; column++)
        text_add(text, ",%s", klimb_dimension_names[column]);
    text_add(text, "\n");
    const float *value = record->dimension;
    for (long line = 0; line < record->rows * record->latent; line++) {
        text_add(text, "%ld,%ld", record->step[line / record->latent], line % record->latent);
        for (long column = 0; column < DIMENSION_OBSERVABLES; column++) {
            text_add(text, ",");
            text_add_float(text, *value++);
        }
        text_add(text, "\n");
    }
}

static void format_digests(struct text *text, const struct record *record) {
    tensor_digests_format(text, &record->digests);
}

/* Write one of the files of a record, from the text that `format` makes of it. */
static enum status write_text(const char *folder, const char *name, const struct record *record,
                              void (*format)(struct text *, const struct record *),
                              struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, folder, name, error);
    if (status != STATUS_OK)
        return status;
    struct text text = {0};
    format(&text, record);
    if (text.failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for the text of %s", path);
    else
        status = file_write(path, text.bytes, text.length, error);
    text_free(&text);
    return status;
}

enum status record_write(const struct record *record, const char *folder, struct error *error) {
    enum status status = write_text(folder, "record.csv", record, record_format, error);
    if (status != STATUS_OK)
        return status;
    /* The dims.csv or digests.csv of an earlier record is not part of this one. */
    if (record->latent == 0)
        status = file_remove(folder, "dims.csv", error);
    else
        status = write_text(folder, "dims.csv", record, format_dimensions, error);
    if (status != STATUS_OK)
        return status;
    if (record->digests.tensors == 0)
        return file_remove(folder, "digests.csv", error);
    return write_text(folder, "digests.csv", record, format_digests, error);
}

enum status record_remove(const char *folder, struct error *error) {
    /* The manifest goes first, so that none is left without its record. */
    static const char *const names[] = {"manifest.json", "record.csv", "dims.csv", "digests.csv"};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof names / sizeof *names && status == STATUS_OK; i++)
        status = file_remove(folder, names[i], error);
    return status;
}

void record_digest(char out[65], const struct record *record) {
    struct text text = {0};
    record_format(&text, record);
    if (record->latent > 0)
        format_dimensions(&text, record);
    out[0] = '\0';
    if (!text.failed)
        file_digest(out, text.bytes, text.length);
    text_free(&text);
}

long record_row_at(const struct record *record, long step) {
    long low = 0, high = record->rows; /* row `low` - 1 is at most `step`, row `high` above */
    while (low < high) {
        long middle = low + (high - low) / 2;
        if (record->step[middle] <= step)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

double record_window_mean(const struct record *record, enum observable column, double from,
                          double to) {
    double sum = 0;
    long count = 0, last = -1;
    for (long row = 0; row < record->rows && (double)record->step[row] <= to; row++) {
        if (record_is_missing(record, row, column))
            continue;
        last = row;
        if (!((double)record->step[row] > from))
            continue;
        sum += (double)record_value(record, row, column);
        count++;
    }
    if (count > 0)
        return sum / (double)count;
    return last < 0 ? (double)NAN : (double)record_value(record, last, column);
}

double record_final(const struct record *record, enum observable column) {
    if (record->rows == 0)
        return (double)NAN;
    double last = (double)record->step[record->rows - 1];
    return record_window_mean(record, column, 0.9 * last, last);
}
