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

static int is_decimal(struct csv_field cell, int foreign) {
    return klimb_number_is_decimal(cell.text, (size_t)cell.length,
                                   foreign ? NUMBER_ANY : NUMBER_OWN);
}

static int is_digits(struct csv_field cell) {
    return *cell.text >= '0' && *cell.text <= '9' &&
           klimb_number_is_integer(cell.text, (size_t)cell.length);
}

/* ---- what is not finite ---------------------------------------------------------------------- */

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

/* How programs print what is not finite, without its sign and in any case. `open`: more may follow, a
 * payload in parentheses as of glibc, or the zeros of a fraction as of older C libraries of Windows. */
static const struct spelling {
    const char *word;
    int is_infinite;
    char open;
} spellings[] = {
    {"nan", 0, '('},    {"inf", 1, 0},       {"infinity", 1, 0},  {"1.#inf", 1, '0'},
    {"1.#ind", 0, '0'}, {"1.#qnan", 0, '0'}, {"1.#snan", 0, '0'},
};

/* Whether what stands from `at` to `end` is what may follow a word. */
static int may_follow(const char *at, const char *end, char open) {
    if (at == end)
        return 1;
    if (open == '(')
        return *at == '(' && end[-1] == ')';
    while (at < end && *at == '0' && open == '0')
        at++;
    return at == end;
}

/* The sign of a NaN means nothing and is not kept. */
static int as_spelling(float *out, struct csv_field cell) {
    const char *end = cell.text + cell.length;
    const char *at = cell.text + (cell.length > 0 && (*cell.text == '-' || *cell.text == '+'));
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        const struct spelling *one = &spellings[i];
        size_t length = strlen(one->word);
        if ((size_t)(end - at) < length || strncasecmp(at, one->word, length) != 0 ||
            !may_follow(at + length, end, one->open))
            continue;
        float infinite = *cell.text == '-' ? -INFINITY : INFINITY;
        *out = one->is_infinite ? infinite : NAN;
        return 1;
    }
    return 0;
}

/* ---- numbers --------------------------------------------------------------------------------- */

int csv_is_empty(const struct csv *csv, long place) {
    return csv->field[place].length == 0;
}

static enum status no_number(const struct csv *csv, long place, struct error *error) {
    if (csv_is_empty(csv, place)) {
        csv_error(csv, place, error, "an empty cell");
        if (!csv->foreign)
            klimb_error_hint(error, "a missing value is written nan");
        return STATUS_FORMAT;
    }
    csv_error(csv, place, error, "must be a number like -1.5e-3, nan, inf or -inf%s",
              csv->foreign ? ", or nothing" : "");
    if (*csv->field[place].text == '"')
        klimb_error_hint(error, csv->foreign ? "a quote is not closed before the next comma"
                                             : "cells may not be quoted");
    else if (csv->foreign)
        klimb_error_hint(error, "leave the cell empty where there is no value");
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
    if (as_word(out, cell) || (csv->foreign && as_spelling(out, cell)))
        return STATUS_OK;
    if (!is_decimal(cell, csv->foreign))
        return no_number(csv, place, error);
    if (cell.length > NUMBER_MAX)
        return csv_error(csv, place, error, "must have at most %d characters", NUMBER_MAX);
    *out = strtof(copy_cell(copy, cell), NULL);
    if (isinf(*out))
        return csv_error(csv, place, error, "beyond binary32, which ends at 3.4028235e38");
    return STATUS_OK;
}

/* Of other programs a whole number may be written as 100.0 or 1e2. */
static int as_whole(long *out, struct csv_field cell) {
    char copy[NUMBER_MAX + 1];
    if (cell.length > NUMBER_MAX || !is_decimal(cell, 1))
        return 0;
    double value = strtod(copy_cell(copy, cell), NULL);
    if (!(value >= 0 && value < 1e15) || floor(value) < value)
        return 0;
    *out = (long)value;
    return 1;
}

enum status csv_as_count(long *out, const struct csv *csv, long place, struct error *error) {
    struct csv_field cell = csv->field[place];
    if (csv->foreign && as_whole(out, cell))
        return STATUS_OK;
    if (cell.length == 0 || cell.length > COUNT_DIGITS || !is_digits(cell)) {
        csv_error(csv, place, error, "must be a whole number from 0, of at most %d digits",
                  COUNT_DIGITS);
        if (cell.length > 0 && *cell.text == '"' && !csv->foreign)
            klimb_error_hint(error, "cells may not be quoted");
        return STATUS_FORMAT;
    }
    *out = strtol(cell.text, NULL, 10);
    return STATUS_OK;
}
