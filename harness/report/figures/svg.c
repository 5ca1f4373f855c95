#include "report/figures/svg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Replacements inside tags. The last two are longer, and use bytes saved by those before.
 * Attributes of the canvas apply to everything in it. */
static const struct {
    const char *from, *to;
} rules[] = {
    {" stroke-linecap=\"butt\" stroke-linejoin=\"miter\"", ""}, /* initial values of SVG */
    {"<g fill=\"none\" color=\"black\" ", "<g "},               /* said about the canvas */
    {" font-family=\"sans-serif\" font-size=\"13.00\" ", ""},   /* said about the canvas */
    {"stroke-width=\"1.00\"", "stroke-width=\"1\""},
    {" = '", "='"},
    {"<g id=\"gnuplot_canvas\"",
     "<g id=\"gnuplot_canvas\" fill=\"none\" color=\"black\" font-family=\"sans-serif\" "
     "font-size=\"13\""},
    {"preserveAspectRatio='none'", "preserveAspectRatio='none' style='image-rendering:pixelated'"},
};

/* The lines in the head of every figure that name gnuplot. */
static const char *const dropped[] = {
    "<title>Gnuplot</title>\n", "<desc>Produced by GNUPLOT",
    "<?xml version=\"1.0\" encoding=\"utf-8\"  standalone=\"no\"?>\n"};

enum { TAG_MAX = 256 };

/* Reading and writing positions in the same bytes: out never overtakes in. */
struct passage {
    const char *in, *end;
    char *out;
    char
        group[TAG_MAX]; /* the tag of the group last begun at the start of a line, as it was read */
};

static void copy(struct passage *at, size_t count) {
    memmove(at->out, at->in, count);
    at->in += count;
    at->out += count;
}

static int begins_with(const struct passage *at, const char *word) {
    size_t length = strlen(word);
    return (size_t)(at->end - at->in) >= length && memcmp(at->in, word, length) == 0;
}

/* Replaces the next `length` bytes by `to`. Returns whether there was room. */
static int replace(struct passage *at, size_t length, const char *to) {
    size_t wanted = strlen(to);
    if (at->out + wanted > at->in + length)
        return 0;
    memcpy(at->out, to, wanted);
    at->in += length;
    at->out += wanted;
    return 1;
}

static int apply_rule(struct passage *at) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (begins_with(at, rules[i].from) && replace(at, strlen(rules[i].from), rules[i].to))
            return 1;
    return 0;
}

/* "rgb( 51,  51,  51)" as "#333333". */
static int shorten_colour(struct passage *at) {
    unsigned part[3];
    int used = 0;
    char text[32], hex[32];
    if (!begins_with(at, "rgb("))
        return 0;
    size_t room = (size_t)(at->end - at->in);
    snprintf(text, sizeof text, "%.*s", room < 24 ? (int)room : 24, at->in);
    if (sscanf(text, "rgb(%3u,%3u,%3u)%n", part, part + 1, part + 2, &used) != 3 || used == 0 ||
        part[0] > 255 || part[1] > 255 || part[2] > 255)
        return 0;
    snprintf(hex, sizeof hex, "#%02x%02x%02x", part[0], part[1], part[2]);
    return replace(at, (size_t)used, hex);
}

static int is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* "93.14" as "93.1" and "93.00" as "93": gnuplot writes coordinates with two decimals. */
static int shorten_number(struct passage *at) {
    const char *digit = at->in;
    char whole[16], number[16];
    if (!is_digit(*digit))
        return 0;
    while (digit < at->end && is_digit(*digit))
        digit++;
    size_t length = (size_t)(digit - at->in);
    int has_two = at->end - digit > 3 && digit[0] == '.' && is_digit(digit[1]) &&
                  is_digit(digit[2]) && !is_digit(digit[3]);
    if (length > 6 || !has_two) {
        copy(at, length);
        return 1;
    }
    snprintf(whole, sizeof whole, "%.*s", (int)length + 3, at->in);
    double value = strtod(whole, NULL);
    snprintf(number, sizeof number, "%.1f", value);
    char *tail = strstr(number, ".0");
    if (tail != NULL)
        *tail = '\0';
    return replace(at, length + 3, number);
}

/* "<g ...>", line break, "</g>", line break: nothing is in it. */
static int drop_empty_group(struct passage *at) {
    static const char rest[] = ">\n</g>\n";
    if (!begins_with(at, "<g "))
        return 0;
    const char *close = memchr(at->in, '>', (size_t)(at->end - at->in));
    size_t length = strlen(rest);
    if (close == NULL || (size_t)(at->end - close) < length || memcmp(close, rest, length) != 0)
        return 0;
    at->in = close + length;
    return 1;
}

/* Whether only blanks are left before the quote. */
static int ends_blank(const struct passage *at) {
    const char *next = at->in;
    while (next < at->end && *next == ' ')
        next++;
    return next > at->in && next < at->end && *next == '\'';
}

/* Shortens the value of an attribute with coordinates: numbers and letters up to the quote. */
static void shorten_places(struct passage *at) {
    while (at->in < at->end && *at->in != '\'') {
        if (*at->in == '\t' || ends_blank(at))
            at->in++;
        else if (!shorten_number(at))
            copy(at, 1);
    }
}

static int shorten_attribute(struct passage *at) {
    static const char *const names[] = {" d='", " points='", " points = '"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!begins_with(at, names[i]))
            continue;
        size_t length = strlen(names[i]);
        copy(at, length);
        shorten_places(at);
        return 1;
    }
    return 0;
}

/* The heading that is the same in every figure, up to the end of its line. */
static int drop_heading(struct passage *at) {
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
        const char *line = memchr(at->in, '\n', (size_t)(at->end - at->in));
        if (line != NULL && begins_with(at, dropped[i])) {
            at->in = line + 1;
            return 1;
        }
    }
    return 0;
}

/* Joins a group to the next one with the same tag: gnuplot begins a group for each mark of an axis.
 */
static int join_groups(struct passage *at) {
    static const char end[] = "</g>\n";
    size_t length = strlen(at->group);
    struct passage next = {.in = at->in + strlen(end), .end = at->end};
    if (length == 0 || !begins_with(at, end) || !begins_with(&next, at->group))
        return 0;
    at->in = next.in + length;
    if (at->in < at->end && *at->in == '\n')
        at->in++;
    return 1;
}

/* Remember the tag of a group of lines and shapes. */
static void note_group(struct passage *at) {
    const char *close = memchr(at->in, '>', (size_t)(at->end - at->in));
    if (!begins_with(at, "<g fill=") || close == NULL || close - at->in + 2 > TAG_MAX)
        return;
    memcpy(at->group, at->in, (size_t)(close - at->in) + 1);
    at->group[close - at->in + 1] = '\0';
}

/* From '<' to after '>'. */
static void shrink_tag(struct passage *at) {
    note_group(at);
    if (!apply_rule(at))
        copy(at, 1);
    while (at->in < at->end && *at->in != '>')
        if (!shorten_attribute(at) && !apply_rule(at) && !shorten_colour(at))
            copy(at, 1);
    if (at->in < at->end)
        copy(at, 1);
}

/* ---- shapes that nothing uses ---------------------------------------------------------------- */

static const char *find(const char *from, const char *end, const char *word) {
    return memmem(from, (size_t)(end - from), word, strlen(word));
}

/* Whether "#id" stands anywhere, as a reference is written. */
static int is_used(const char *bytes, const char *end, const char *id, size_t length) {
    for (const char *at = bytes; (at = memchr(at, '#', (size_t)(end - at))) != NULL;) {
        at++;
        if ((size_t)(end - at) > length && memcmp(at, id, length) == 0 &&
            (at[length] == '\'' || at[length] == '"' || at[length] == ')'))
            return 1;
    }
    return 0;
}

/* The id of the shape that a line begins with; NULL for other lines. */
static const char *shape_id(size_t *length, const char *line, const char *end) {
    static const char word[] = " id='";
    const char *close = memchr(line, '>', (size_t)(end - line));
    const char *id = *line == '<' && close != NULL ? find(line, close, word) : NULL;
    if (id == NULL)
        return NULL;
    id += strlen(word);
    const char *quote = memchr(id, '\'', (size_t)(close - id));
    if (quote == NULL)
        return NULL;
    *length = (size_t)(quote - id);
    return id;
}

/* gnuplot defines every mark and filter that it has in every figure: about 2 KB. Each definition
 * begins a line; from the last to the first, as they refer to those before them. */
static size_t drop_unused_shapes(char *bytes, size_t size) {
    static const char begin[] = "<defs>\n";
    const char *end = bytes + size;
    const char *first = find(bytes, end, begin);
    const char *last = first == NULL ? NULL : find(first, end, "</defs>");
    if (last == NULL)
        return size;
    first += strlen(begin);
    const char *next = last; /* the definition after the present one begins here */
    for (const char *line = last; line > first;) {
        for (line--; line > first && line[-1] != '\n';)
            line--;
        size_t length;
        const char *id = shape_id(&length, line, end);
        if (id == NULL)
            continue;
        if (is_used(bytes, end, id, length)) {
            next = line;
            continue;
        }
        memmove(bytes + (line - bytes), next, (size_t)(end - next));
        end -= next - line;
        next = line;
    }
    return (size_t)(end - bytes);
}

size_t svg_shrink(char *bytes, size_t size) {
    struct passage at = {.in = bytes, .end = bytes + size, .out = bytes};
    int is_at_start = 1; /* of a line of the input */
    while (at.in < at.end) {
        int starts_line = is_at_start;
        is_at_start = *at.in == '\n';
        if (*at.in == '<') {
            if (starts_line && (drop_heading(&at) || drop_empty_group(&at) || join_groups(&at)))
                is_at_start = 1;
            else
                shrink_tag(&at);
        } else if (*at.in == '\t' && starts_line) {
            at.in++;
        } else {
            copy(&at, 1);
        }
    }
    return drop_unused_shapes(bytes, (size_t)(at.out - bytes));
}
