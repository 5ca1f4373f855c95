#include "base/text.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    CAPACITY_FIRST = 256,
    WORD_MAX = 64,            /* longer words get no spelling help */
    TERMINAL_WIDTH_USUAL = 80 /* of a terminal that does not tell */
};

/* Make room for `more` bytes and a NUL. Returns 0 and marks the text when memory runs out. */
static int text_reserve(struct text *text, size_t more) {
    if (text->failed)
        return 0;
    size_t needed = text->length + more + 1;
    if (needed <= text->capacity)
        return 1;
    size_t capacity = text->capacity ? text->capacity : CAPACITY_FIRST;
    while (capacity < needed)
        capacity *= 2;
    char *bytes = realloc(text->bytes, capacity);
    if (bytes == NULL) {
        text->failed = 1;
        return 0;
    }
    text->bytes = bytes;
    text->capacity = capacity;
    return 1;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length) {
    if (!text_reserve(text, length))
        return;
    if (length > 0)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

static void PRINTF_LIKE(2, 0)
    add_formatted(struct text *text, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0)
        text->failed = 1;
    else if (text_reserve(text, (size_t)length)) {
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
}

void text_add(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add_formatted(text, format, arguments);
    va_end(arguments);
}

void text_free(struct text *text) {
    free(text->bytes);
    *text = (struct text){0};
}

long text_index(const char *word, const char *const *list) {
    for (long i = 0; list[i] != NULL; i++)
        if (strcmp(word, list[i]) == 0)
            return i;
    return -1;
}

void text_add_float(struct text *text, float value) {
    if (!isfinite(value)) {
        text_add(text, "%s", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
        return;
    }
    /* A normal number never needs fewer than FLT_DIG digits once trailing zeros are dropped, as %g
     * does; a subnormal one has less precision. FLT_DECIMAL_DIG digits are always enough. */
    int digits = fabsf(value) < FLT_MIN ? 1 : FLT_DIG;
    char decimal[32];
    do
        snprintf(decimal, sizeof decimal, "%.*g", digits, (double)value);
    while (strtof(decimal, NULL) != value && digits++ < FLT_DECIMAL_DIG);
    text_add(text, "%s", decimal);
}

void text_add_double(struct text *text, double value) {
    if (!isfinite(value)) {
        text_add(text, "%s", isnan(value) ? ".nan" : value > 0 ? ".inf" : "-.inf");
        return;
    }
    /* 15 digits survive decimal to double and back; 17 always identify a double. */
    char decimal[40];
    int digits = 15;
    do
        snprintf(decimal, sizeof decimal, "%.*g", digits, value);
    while (strtod(decimal, NULL) != value && digits++ < 17);
    text_add(text, "%s", decimal);
}

void text_add_list(struct text *text, const char *const *words, const char *last) {
    for (long i = 0; words[i] != NULL; i++) {
        if (i > 0)
            text_add(text, words[i + 1] != NULL ? ", " : " %s ", last);
        text_add(text, "%s", words[i]);
    }
}

static void print_inert(FILE *out, const char *string) {
    struct text line = {0};
    text_add_escaped(&line, string, TEXT_TERMINAL);
    text_add_bytes(&line, "\n", 1);
    fputs(line.failed ? "klimb: no memory for a line\n" : line.bytes, out);
    text_free(&line);
}

static int has_run_out;

void text_note_ran_out(void) {
    has_run_out = 1;
}

int text_ran_out(void) {
    return has_run_out;
}

void text_print(FILE *out, struct text *text) {
    if (text->failed)
        text_note_ran_out();
    else
        fwrite(text_string(text), 1, text->length, out);
    text_free(text);
}

void text_print_line(FILE *out, const char *format, ...) {
    struct text line = {0};
    va_list arguments;
    va_start(arguments, format);
    add_formatted(&line, format, arguments);
    va_end(arguments);
    if (line.failed)
        text_note_ran_out();
    print_inert(out, line.failed ? "klimb: no memory for a line" : line.bytes);
    text_free(&line);
}

void text_add_error(struct text *text, const struct error *error) {
    int is_placed = error->line > 0 || strstr(error->message, error->file) == NULL;
    if (error->file[0] != '\0' && is_placed) {
        text_add(text, "%s", error->file);
        if (error->line > 0)
            text_add(text, ":%ld", error->line);
        if (error->line > 0 && error->column > 0)
            text_add(text, ":%ld", error->column);
        text_add(text, ": ");
    }
    text_add(text, "%s",
             error->message[0] != '\0' ? error->message : klimb_status_meaning(error->status));
}

/* Where the next of the joined errors begins, NULL after the last; *length bytes of it. */
static const char *next_joined(const char *at, size_t *length) {
    *length = strcspn(at, "\n");
    return *length > 0 ? at : NULL;
}

void text_add_errors(struct text *text, const struct error *error) {
    size_t length;
    text_add_error(text, error);
    if (error->hint[0] != '\0')
        text_add(text, "; %s", error->hint);
    for (const char *at = error->more; next_joined(at, &length); at += length + 1)
        text_add(text, "; %.*s", (int)length, at);
    if (error->left_out > 0)
        text_add(text, "; and %ld more", error->left_out);
}

void text_print_error(FILE *out, const struct error *error) {
    struct text line = {0};
    size_t length;
    text_add_error(&line, error);
    text_print_line(out, "klimb: %s", line.failed ? error->message : line.bytes);
    text_free(&line);
    if (error->hint[0] != '\0')
        text_print_line(out, "  %s", error->hint);
    for (const char *at = error->more; next_joined(at, &length); at += length + 1)
        text_print_line(out, "klimb: %.*s", (int)length, at);
    if (error->left_out > 0)
        text_print_line(out, "klimb: and %ld more", error->left_out);
}

void text_hint_command(struct error *error, const char *command, const char *name,
                       const char *rest) {
    struct text operand = {0};
    text_add_operands(&operand, &name, 1);
    klimb_error_hint(error, "`%s%s`%s%s", command, operand.failed ? "" : operand.bytes,
                     rest[0] != '\0' ? " " : "", rest);
    text_free(&operand);
}

/* Levenshtein's distance in bytes between words of at most WORD_MAX bytes, by one row of the usual
 * table: row[j] is the distance between the first i bytes of a and the first j bytes of b. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length) {
    size_t row[WORD_MAX + 1];
    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            size_t shifted = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = replaced < shifted ? replaced : shifted;
        }
    }
    return row[b_length];
}

const char *text_nearest(const char *word, const char *const *candidates) {
    size_t length = strlen(word);
    if (length > WORD_MAX)
        return NULL;
    size_t least = length / 3 + 2; /* one more than is near enough */
    const char *nearest = NULL;
    for (; *candidates != NULL; candidates++) {
        size_t candidate_length = strlen(*candidates);
        if (candidate_length > WORD_MAX)
            continue;
        size_t distance = edit_distance(word, length, *candidates, candidate_length);
        if (distance < least) {
            least = distance;
            nearest = *candidates;
        }
    }
    return nearest;
}

int text_terminal_width(FILE *out) {
    struct winsize size;
    if (!isatty(fileno(out)))
        return 0;
    if (ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return TERMINAL_WIDTH_USUAL;
    return size.ws_col;
}

long text_find_merge_marker(const char *bytes, size_t size) {
    static const char *const markers[] = {"<<<<<<< ", "||||||| ", ">>>>>>> ", "=======\n",
                                          "=======\r\n"};
    long line = 1;
    for (const char *at = bytes, *end = bytes + size; at != NULL && at < end; line++) {
        size_t left = (size_t)(end - at);
        for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
            size_t length = strlen(markers[i]);
            if (left >= length && memcmp(at, markers[i], length) == 0)
                return line;
        }
        at = memchr(at, '\n', left);
        at = at != NULL ? at + 1 : NULL;
    }
    return 0;
}

enum status text_check_merged(const char *name, const char *bytes, size_t size,
                              struct error *error) {
    long line = text_find_merge_marker(bytes, size);
    if (line == 0)
        return STATUS_OK;
    return klimb_error_at(error, STATUS_FORMAT, name, line, 1, "merge conflict, not resolved");
}
