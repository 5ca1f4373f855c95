#include "record/tensor_digests.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "format/csv.h"

enum { HEX_DIGITS = 16 };

static const char *const column_names[] = {"tensor", "0", "1", "2", "3", "4", "5", "6", "7", NULL};
_Static_assert(sizeof column_names / sizeof *column_names == DIGEST_STEPS + 2, "a name a column");

static enum status make_room(struct tensor_digests *digests, long tensors, struct error *error) {
    *digests = (struct tensor_digests){0};
    digests->row = calloc((size_t)tensors + 1, sizeof *digests->row);
    if (digests->row == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the digests of %ld tensors",
                               tensors);
    digests->tensors = tensors;
    return STATUS_OK;
}

enum status tensor_digests_new(struct tensor_digests *digests, const struct tensor *list,
                               long count, struct error *error) {
    enum status status = make_room(digests, count, error);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        klimb_tensor_say(digests->row[i].name, &list[i]);
    return status;
}

void tensor_digests_free(struct tensor_digests *digests) {
    free(digests->row);
    *digests = (struct tensor_digests){0};
}

void tensor_digests_note(struct tensor_digests *digests, long step, const struct tensor *list,
                         int of_update) {
    for (long i = 0; i < digests->tensors; i++) {
        if (klimb_tensor_is_of_update(&list[i]) != of_update ||
            (step == 0 && klimb_tensor_is_moment(&list[i])))
            continue;
        digests->row[i].digest[step] = klimb_tensor_digest(&list[i]);
        digests->row[i].has[step] = 1;
    }
    if (!of_update)
        digests->steps = step + 1;
}

/* ---- text ---- */

void tensor_digests_format(struct text *text, const struct tensor_digests *digests) {
    if (digests->tensors == 0)
        return;
    text_add(text, "tensor");
    for (long step = 0; step < digests->steps; step++)
        text_add(text, ",%ld", step);
    text_add(text, "\n");
    for (long i = 0; i < digests->tensors; i++) {
        const struct tensor_digest_row *row = &digests->row[i];
        text_add(text, "%s", row->name);
        for (long step = 0; step < digests->steps; step++)
            if (row->has[step])
                text_add(text, ",%016" PRIx64, row->digest[step]);
            else
                text_add(text, ",-");
        text_add(text, "\n");
    }
}

static enum status parse_name(struct tensor_digest_row *row, const struct csv *csv,
                              struct error *error) {
    const struct csv_field *field = &csv->field[0];
    if (field->length < 1 || field->length >= TENSOR_NAME_MAX)
        return csv_error(csv, 0, error, "must be the name of a tensor, of 1 to %d bytes",
                         TENSOR_NAME_MAX - 1);
    memcpy(row->name, field->text, (size_t)field->length);
    return STATUS_OK;
}

/* Only lower case, so that a digest has one spelling. */
static enum status parse_digest(struct tensor_digest_row *row, const struct csv *csv, long step,
                                struct error *error) {
    static const char digits[] = "0123456789abcdef";
    const struct csv_field *field = &csv->field[step + 1];
    if (field->length == 1 && field->text[0] == '-')
        return STATUS_OK;
    for (long i = 0; i < field->length && field->length == HEX_DIGITS; i++) {
        const char *digit = memchr(digits, field->text[i], HEX_DIGITS);
        row->has[step] = digit != NULL;
        if (digit == NULL)
            break;
        row->digest[step] = row->digest[step] << 4 | (uint64_t)(digit - digits);
    }
    if (row->has[step])
        return STATUS_OK;
    return csv_error(csv, step + 1, error, "must be %d hexadecimal digits in lower case, or -",
                     HEX_DIGITS);
}

static enum status check_columns(const struct csv *csv, struct error *error) {
    for (long place = 0; place < csv->columns; place++)
        if (csv->meaning[place] != place)
            return klimb_error_at(error, STATUS_FORMAT, csv->name, 1, 0,
                                  "column number %ld must be %s", place + 1, column_names[place]);
    return STATUS_OK;
}

static enum status parse_row(struct tensor_digest_row *row, struct csv *csv, struct error *error) {
    enum status status = csv_next(csv, error);
    if (status == STATUS_OK)
        status = parse_name(row, csv, error);
    for (long step = 0; status == STATUS_OK && step < csv->columns - 1; step++)
        status = parse_digest(row, csv, step, error);
    return status;
}

enum status tensor_digests_parse(struct tensor_digests *digests, const char *name, const char *text,
                                 size_t size, struct error *error) {
    struct csv csv;
    *digests = (struct tensor_digests){0};
    enum status status = csv_open(&csv, name, text, size, column_names, error);
    if (status == STATUS_OK)
        status = check_columns(&csv, error);
    if (status == STATUS_OK)
        status = make_room(digests, csv.rows, error);
    for (long i = 0; status == STATUS_OK && i < csv.rows; i++)
        status = parse_row(&digests->row[i], &csv, error);
    if (status != STATUS_OK) {
        tensor_digests_free(digests);
        return status;
    }
    digests->steps = csv.columns - 1;
    return STATUS_OK;
}

int tensor_digests_sha256(char out[65], const struct tensor_digests *digests) {
    struct text text = {0};
    tensor_digests_format(&text, digests);
    int done = !text.failed;
    out[0] = '\0';
    if (done && digests->tensors > 0)
        file_digest(out, text.bytes, text.length);
    text_free(&text);
    return done;
}
