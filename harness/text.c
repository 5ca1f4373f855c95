#include "text.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
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

void text_add(struct text *text, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0)
        text->failed = 1;
    else if (text_reserve(text, (size_t)length)) {
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

void text_free(struct text *text) {
    free(text->bytes);
    *text = (struct text){0};
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

/* Print on one line: control characters, which a message may quote from a user's file, could move
 * the cursor or forge a second message. */
static void print_inert(FILE *out, const char *string) {
    for (const char *p = string; *p != '\0'; p++)
        putc((unsigned char)*p < 0x20 || *p == 0x7f ? '?' : *p, out);
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
             error->message[0] != '\0' ? error->message : status_meaning(error->status));
}

void text_print_error(FILE *out, const struct error *error) {
    struct text line = {0};
    text_add_error(&line, error);
    fputs("klimb: ", out);
    print_inert(out, line.failed ? error->message : line.bytes);
    putc('\n', out);
    text_free(&line);
    if (error->hint[0] == '\0')
        return;
    fputs("  ", out);
    print_inert(out, error->hint);
    putc('\n', out);
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

/* Decode the first character of a non-empty string. Returns its length in bytes; what is no
 * UTF-8 (stray, overlong, surrogate, beyond U+10FFFF) is one byte long and U+FFFD. */
static size_t utf8_decode(uint32_t *point, const char *string) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000}; /* by length; less is overlong */
    const unsigned char *s = (const unsigned char *)string;
    size_t length = s[0] < 0x80 ? 1 : s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    uint32_t value = length == 1 ? s[0] : s[0] & (0xffu >> (length + 1));
    size_t i = 1;
    for (; i < length && (s[i] & 0xc0) == 0x80; i++)
        value = value << 6 | (s[i] & 0x3f);
    int is_stray = (s[0] & 0xc0) == 0x80 || s[0] >= 0xf8;
    int is_surrogate = value >= 0xd800 && value < 0xe000;
    if (is_stray || i < length || value < least[length] || is_surrogate || value > 0x10ffff) {
        *point = 0xfffd;
        return 1;
    }
    *point = value;
    return length;
}

/* What neither XML 1.0 nor YAML lets stand as it is: controls, the line separators that YAML
 * would fold, the byte order mark, non-characters. */
static int is_special(uint32_t point) {
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029 ||
           point == 0xfeff || point == 0xfffe || point == 0xffff;
}

/* The escape of a character in markup; NULL to let it stand, "" to drop it. */
static const char *escape_markup(uint32_t point, enum text_escape escape) {
    static const struct {
        uint32_t point;
        const char *entity;
    } entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (entities[i].point == point)
            return entities[i].entity;
    /* An XML attribute turns a raw line break into a space. */
    if (point == '\n')
        return escape == TEXT_XML ? "&#10;" : NULL;
    if (point == '\t')
        return escape == TEXT_XML ? "&#9;" : NULL;
    return is_special(point) ? "" : NULL;
}

/* The escape of a character between double quotes in JSON and YAML, which share these. */
static const char *escape_quoted(char buffer[8], uint32_t point) {
    switch (point) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\t':
        return "\\t";
    default:
        if (!is_special(point))
            return NULL;
        snprintf(buffer, 8, "\\u%04x", (unsigned)(point & 0xffff));
        return buffer;
    }
}

void text_add_escaped(struct text *text, const char *string, enum text_escape escape) {
    int is_markup = escape == TEXT_HTML || escape == TEXT_XML;
    if (escape == TEXT_YAML)
        text_add_bytes(text, "\"", 1);
    while (*string != '\0') {
        uint32_t point;
        char buffer[8];
        size_t length = utf8_decode(&point, string);
        int is_broken = point == 0xfffd && length == 1;
        const char *escaped = is_broken   ? "\xef\xbf\xbd"
                              : is_markup ? escape_markup(point, escape)
                                          : escape_quoted(buffer, point);
        if (escaped != NULL)
            text_add_bytes(text, escaped, strlen(escaped));
        else
            text_add_bytes(text, string, length);
        string += length;
    }
    if (escape == TEXT_YAML)
        text_add_bytes(text, "\"", 1);
}
