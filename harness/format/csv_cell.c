/* The cells of a table as numbers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "format/csv.h"

enum {
    COUNT_DIGITS = 15, /* so that a count is exact in a double, which readers in JSON use */
    NUMBER_MAX = 300   /* characters; no program prints a longer number */
};

static int is_decimal(struct csv_field cell) {
    return klimb_number_is_decimal(cell.text, (size_t)cell.length, NUMBER_OWN);
}

static int is_digits(struct csv_field cell) {
    return *cell.text >= '0' && *cell.text <= '9' &&
           klimb_number_is_integer(cell.text, (size_t)cell.length);
}

/* Of klimb's own files: the three words as they are written. */
static int as_word(float *out, struct csv_field cell) {
    static const struct {
        const char *word;
        float value;
    } words[] = {{"nan", NAN}, {"inf", INFINITY}, {"-inf", -INFINITY}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if ((long)strlen(words[i].word) == cell.length &&
            memcmp(words[i].word, cell.text, (size_t)cell.length) == 0) {
            *out = words[i].value;
            return 1;
        }
    }
    return 0;
}

/* ---- numbers --------------------------------------------------------------------------------- */

static enum status no_number(const struct csv *csv, long place, struct error *error) {
    if (csv->field[place].length == 0) {
        csv_error(csv, place, error, "an empty cell");
        klimb_error_hint(error, "a missing value is written nan");
        return STATUS_FORMAT;
    }
    csv_error(csv, place, error, "must be a number like -1.5e-3, nan, inf or -inf");
    if (*csv->field[place].text == '"')
        klimb_error_hint(error, "cells may not be quoted");
    return STATUS_FORMAT;
}

/* A cell that is_decimal, ended, so that strtof stops there. */
static const char *copy_cell(char copy[NUMBER_MAX + 1], struct csv_field cell) {
    memcpy(copy, cell.text, (size_t)cell.length);
    copy[cell.length] = '\0';
    return copy;
}

enum status csv_as_float(float *out, const struct csv *csv, long place, struct error *error) {
    struct csv_field cell = csv->field[place];
    char copy[NUMBER_MAX + 1];
    if (as_word(out, cell))
        return STATUS_OK;
    if (!is_decimal(cell))
        return no_number(csv, place, error);
    if (cell.length > NUMBER_MAX)
        return csv_error(csv, place, error, "must have at most %d characters", NUMBER_MAX);
    *out = strtof(copy_cell(copy, cell), NULL);
    if (isinf(*out))
        return csv_error(csv, place, error, "beyond binary32, which ends at 3.4028235e38");
    return STATUS_OK;
}

enum status csv_as_count(long *out, const struct csv *csv, long place, struct error *error) {
    struct csv_field cell = csv->field[place];
    if (cell.length == 0 || cell.length > COUNT_DIGITS || !is_digits(cell)) {
        csv_error(csv, place, error, "must be a whole number from 0, of at most %d digits",
                  COUNT_DIGITS);
        if (cell.length > 0 && *cell.text == '"')
            klimb_error_hint(error, "cells may not be quoted");
        return STATUS_FORMAT;
    }
    *out = strtol(cell.text, NULL, 10);
    return STATUS_OK;
}
