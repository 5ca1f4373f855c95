/* Reads numbers in the spelling of any program. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "log/log_table.h"

enum { NUMBER_MAX = 300 }; /* characters; no program prints a longer number */

/* ---- words ----------------------------------------------------------------------------------- */

/* Words for a missing value, in upper or lower case. */
static const char *const missing_words[] = {"",     "NA",      "N/A",  "<NA>", "n.a.",
                                            "None", "null",    "nil",  "-",    "--",
                                            "?",    "missing", "none", "#N/A", NULL};

static int is_word(struct log_cell cell, const char *word) {
    return strlen(word) == (size_t)cell.length &&
           strncasecmp(cell.text, word, (size_t)cell.length) == 0;
}

static int is_missing_word(struct log_cell cell) {
    for (long i = 0; missing_words[i] != NULL; i++)
        if (is_word(cell, missing_words[i]))
            return 1;
    return 0;
}

/* Spellings of non-finite values, without sign, in upper or lower case. `open`: more may follow, a
 * payload in parentheses as of glibc, or the zeros of a fraction as of older C libraries of Windows. */
static const struct spelling {
    const char *word;
    int is_infinite;
    char open;
} spellings[] = {
    {"nan", 0, '('},    {"inf", 1, 0},       {"infinity", 1, 0},  {"1.#inf", 1, '0'},
    {"1.#ind", 0, '0'}, {"1.#qnan", 0, '0'}, {"1.#snan", 0, '0'},
};

/* Whether the text from `at` to `end` may follow a word. */
static int may_follow(const char *at, const char *end, char open) {
    if (at == end)
        return 1;
    if (open == '(')
        return *at == '(' && end[-1] == ')';
    while (at < end && *at == '0' && open == '0')
        at++;
    return at == end;
}

/* The sign of a NaN is meaningless and is not kept. */
static int read_spelling(double *out, struct log_cell cell) {
    const char *end = cell.text + cell.length;
    const char *at = cell.text + (cell.length > 0 && (*cell.text == '-' || *cell.text == '+'));
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        const struct spelling *one = &spellings[i];
        size_t length = strlen(one->word);
        if ((size_t)(end - at) < length || strncasecmp(at, one->word, length) != 0 ||
            !may_follow(at + length, end, one->open))
            continue;
        double infinite = *cell.text == '-' ? -HUGE_VAL : HUGE_VAL;
        *out = one->is_infinite ? infinite : (double)NAN;
        return 1;
    }
    return 0;
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* "tensor(12.3, device='cuda:0')" and "np.float32(12.3)" are printed in place of a number. */
static struct log_cell inside(struct log_cell cell) {
    static const char *const wrappers[] = {"tensor(", "np.float32(", "np.float64(", NULL};
    for (long i = 0; wrappers[i] != NULL && cell.length > 0; i++) {
        long length = (long)strlen(wrappers[i]);
        if (cell.length <= length || cell.text[cell.length - 1] != ')' ||
            memcmp(cell.text, wrappers[i], (size_t)length) != 0)
            continue;
        struct log_cell within = {cell.text + length, cell.length - length - 1};
        const char *comma = memchr(within.text, ',', (size_t)within.length);
        if (comma != NULL)
            within.length = comma - within.text;
        return within;
    }
    return cell;
}

/* The decimal comma of a number, NULL unless there is exactly one. */
static char *find_comma(char *copy, long length) {
    char *comma = memchr(copy, ',', (size_t)length);
    if (comma == NULL || memchr(comma + 1, ',', (size_t)(copy + length - comma - 1)) != NULL)
        return NULL;
    return comma;
}

/* A file must have one decimal sign: with two, one would separate thousands. */
static enum status note_sign(struct log_table *table, long place, int is_comma,
                             struct error *error) {
    long *own = is_comma ? &table->first_comma : &table->first_point;
    long other = is_comma ? table->first_point : table->first_comma;
    if (*own == 0)
        *own = table->line;
    if (other == 0)
        return STATUS_OK;
    return log_table_error(table, place, error,
                           "a decimal %s, where line %ld has a decimal %s; must be one of them in "
                           "the whole file",
                           is_comma ? "comma" : "point", other, is_comma ? "point" : "comma");
}

static enum status not_a_number(const struct log_table *table, long place, struct error *error) {
    log_table_error(table, place, error, "must be a number like -1.5e-3, nan or inf, or nothing");
    if (memchr(table->cell[place].text, ',', (size_t)table->cell[place].length) != NULL)
        klimb_error_hint(error, "a comma within a cell, where commas separate cells, may be of a "
                                "fraction or of thousands");
    else
        klimb_error_hint(error, "--columns NAME=COLUMN says what a column is; without a COLUMN it "
                                "is left out");
    return STATUS_FORMAT;
}

/* Whether it begins like a number and is not a word. "1.#INF" is a word. */
static int begins_number(struct log_cell cell) {
    const char *at = cell.text + (cell.length > 1 && (*cell.text == '-' || *cell.text == '+'));
    return cell.length > 0 && *at >= '0' && *at <= '9' &&
           memchr(cell.text, '#', (size_t)cell.length) == NULL;
}

/* Reads a word for a number or for a missing value. */
static int read_word(double *out, int *is_missing, struct log_cell *cell) {
    *out = (double)NAN;
    *is_missing = 0;
    if (begins_number(*cell))
        return 0;
    *is_missing = is_missing_word(*cell);
    if (*is_missing || read_spelling(out, *cell))
        return 1;
    *cell = inside(*cell);
    return read_spelling(out, *cell);
}

/* A number of few digits, without an exponent: a whole number below 2^53 divided by a power of ten that a double holds,
 * which is rounded once and so is what strtod finds, several times as fast. Returns 0 for any other. */
static int read_short(double *out, const char *copy) {
    static const double tens[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const char *at = copy + (*copy == '-' || *copy == '+'), *begin = at, *point = NULL;
    long long digits = 0;
    for (; (*at >= '0' && *at <= '9') || (*at == '.' && point == NULL); at++) {
        if (*at == '.')
            point = at;
        else
            digits = 10 * digits + (*at - '0');
        if (at - begin > 15)
            return 0;
    }
    if (*at != '\0' || at - begin - (point != NULL) < 1)
        return 0;
    double value = (double)digits / tens[point != NULL ? at - point - 1 : 0];
    *out = *copy == '-' ? -value : value;
    return 1;
}

/* Reads the number in a copy of a cell; it must be finite. */
static int read_decimal(double *out, const char *copy, long length) {
    if (read_short(out, copy))
        return 1;
    if (!klimb_number_is_decimal(copy, (size_t)length, NUMBER_ANY))
        return 0;
    *out = strtod(copy, NULL);
    if (isinf(*out))
        *out = *out > 0 ? DBL_MAX : -DBL_MAX;
    return 1;
}

int log_number_read(double *out, int *is_missing, struct log_cell cell) {
    char copy[NUMBER_MAX + 1];
    if (read_word(out, is_missing, &cell))
        return 1;
    if (cell.length > NUMBER_MAX)
        return 0;
    memcpy(copy, cell.text, (size_t)cell.length);
    copy[cell.length] = '\0';
    return read_decimal(out, copy, cell.length);
}

enum status log_table_number(double *out, int *is_missing, struct log_table *table, long place,
                             struct error *error) {
    char copy[NUMBER_MAX + 1];
    struct log_cell cell = table->cell[place];
    if (read_word(out, is_missing, &cell))
        return STATUS_OK;
    if (cell.length > NUMBER_MAX)
        return log_table_error(table, place, error, "must have at most %d characters", NUMBER_MAX);
    memcpy(copy, cell.text, (size_t)cell.length);
    copy[cell.length] = '\0';
    char *comma = table->separator == ',' ? NULL : find_comma(copy, cell.length);
    if (comma != NULL)
        *comma = '.';
    if (!read_decimal(out, copy, cell.length))
        return not_a_number(table, place, error);
    int has_sign = comma != NULL || memchr(copy, '.', (size_t)cell.length) != NULL;
    return has_sign ? note_sign(table, place, comma != NULL, error) : STATUS_OK;
}
