/* The part of text.h that makes foreign text inert: a function for each place it is put into. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Decode the first character of a non-empty string. Returns its length in bytes; what is
 * not UTF-8 (stray, overlong, surrogate, beyond U+10FFFF) is one byte long and U+FFFD. */
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

static int is_broken(uint32_t point, size_t length) {
    return point == 0xfffd && length == 1;
}

/* C0 and C1 move the cursor of a terminal, the separators end a line for some readers, and the rest
 * shows text in another order than it has (CVE-2021-42574). */
static int is_control(uint32_t point) {
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029 ||
           (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

/* What neither XML 1.0 nor YAML lets stand as it is: controls, the byte order mark, which YAML would
 * drop, non-characters. */
static int is_special(uint32_t point) {
    return is_control(point) || point == 0xfeff || point == 0xfffe || point == 0xffff;
}

int text_has_controls(const char *string) {
    uint32_t point;
    for (size_t length; *string != '\0'; string += length) {
        length = utf8_decode(&point, string);
        if (is_control(point))
            return 1;
    }
    return 0;
}

int text_is_utf8(const char *string) {
    uint32_t point;
    for (size_t length; *string != '\0'; string += length) {
        length = utf8_decode(&point, string);
        if (is_broken(point, length))
            return 0;
    }
    return 1;
}

/* ---- a character ------------------------------------------------------------------------------- */

enum { ESCAPE_MAX = 8 };

/* What stands for a character; NULL for itself, "" to drop it. A buffer to make it in. */
typedef const char *escape_function(char buffer[ESCAPE_MAX], uint32_t point);

static const char *escape_terminal(char buffer[ESCAPE_MAX], uint32_t point) {
    (void)buffer;
    if (point == '\n' || point == '\t')
        return " ";
    return is_control(point) ? "?" : NULL;
}

/* What is after a # would be a directive. */
static const char *escape_tap(char buffer[ESCAPE_MAX], uint32_t point) {
    if (point == '#')
        return "\\#";
    return point == '\\' ? "\\\\" : escape_terminal(buffer, point);
}

static const char *escape_html(char buffer[ESCAPE_MAX], uint32_t point) {
    static const struct {
        uint32_t point;
        const char *entity;
    } entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    (void)buffer;
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (entities[i].point == point)
            return entities[i].entity;
    return is_special(point) && point != '\n' && point != '\t' ? "" : NULL;
}

/* An attribute turns a raw line break into a space. */
static const char *escape_xml(char buffer[ESCAPE_MAX], uint32_t point) {
    if (point == '\n')
        return "&#10;";
    return point == '\t' ? "&#9;" : escape_html(buffer, point);
}

/* HTML, and what Markdown gives a meaning to as entities. */
static const char *escape_markdown(char buffer[ESCAPE_MAX], uint32_t point) {
    static const char meaningful[] = "\\`*_{}[]()|!~$^";
    if (point == '@')
        return "&#64;<!-- -->"; /* @name would call someone */
    if (point == '\n' || point == '\t')
        return " ";
    if (point >= 0x80 || point == 0 || strchr(meaningful, (int)point) == NULL)
        return escape_html(buffer, point);
    snprintf(buffer, ESCAPE_MAX, "&#%u;", (unsigned)point);
    return buffer;
}

/* Between double quotes in JSON and YAML, which share these. */
static const char *escape_quoted(char buffer[ESCAPE_MAX], uint32_t point) {
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
        snprintf(buffer, ESCAPE_MAX, "\\u%04x", (unsigned)(point & 0xffff));
        return buffer;
    }
}

static const char *escape_csv(char buffer[ESCAPE_MAX], uint32_t point) {
    return point == '"' ? "\"\"" : escape_terminal(buffer, point);
}

/* The runner decodes %25, %0D and %0A of a message; a line break is a blank already. */
static const char *escape_github(char buffer[ESCAPE_MAX], uint32_t point) {
    return point == '%' ? "%25" : escape_terminal(buffer, point);
}

/* A comma ends a property, and a colon all of them. */
static const char *escape_github_property(char buffer[ESCAPE_MAX], uint32_t point) {
    if (point == ',')
        return "%2C";
    return point == ':' ? "%3A" : escape_github(buffer, point);
}

/* A double quote would end the heading. */
static const char *escape_gnuplot(char buffer[ESCAPE_MAX], uint32_t point) {
    (void)buffer;
    if (point == '"')
        return "'";
    return point == '\\' ? "\\\\" : is_special(point) ? " " : NULL;
}

static const char *escape_single_quoted(char buffer[ESCAPE_MAX], uint32_t point) {
    (void)buffer;
    return point == '\'' ? "'\\''" : NULL;
}

static void add_each(struct text *text, const char *string, escape_function *escape) {
    while (*string != '\0') {
        uint32_t point;
        char buffer[ESCAPE_MAX];
        size_t length = utf8_decode(&point, string);
        const char *escaped = is_broken(point, length) ? "\xef\xbf\xbd" : escape(buffer, point);
        if (escaped != NULL)
            text_add_bytes(text, escaped, strlen(escaped));
        else
            text_add_bytes(text, string, length);
        string += length;
    }
}

/* ---- a word of a shell ------------------------------------------------------------------------- */

/* Whether a shell takes the word for itself. zsh gives a meaning to = in front. */
static int is_plain_word(const char *word) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-._/=,:+@%";
    return word[0] != '\0' && word[0] != '=' && word[strspn(word, plain)] == '\0';
}

/* Three digits each, so that a digit that follows is not read as one of them. */
static void add_octal(struct text *text, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++)
        text_add(text, "\\%03o", (unsigned)(unsigned char)bytes[i]);
}

static void add_dollar_quoted(struct text *text, const char *word) {
    text_add(text, "$'");
    for (size_t length; *word != '\0'; word += length) {
        uint32_t point;
        length = utf8_decode(&point, word);
        /* bash looks for ! even here when a person types. */
        if (is_control(point) || is_broken(point, length) ||
            (point < 0x80 && strchr("\\'!", *word)))
            add_octal(text, word, length);
        else
            text_add_bytes(text, word, length);
    }
    text_add(text, "'");
}

static void add_shell(struct text *text, const char *word) {
    if (is_plain_word(word)) {
        text_add(text, "%s", word);
        return;
    }
    if (text_has_controls(word) || !text_is_utf8(word)) {
        add_dollar_quoted(text, word);
        return;
    }
    text_add(text, "'");
    add_each(text, word, escape_single_quoted);
    text_add(text, "'");
}

void text_add_operands(struct text *text, const char *const *names, long count) {
    int has_dash = 0;
    for (long i = 0; i < count; i++)
        has_dash = has_dash || names[i][0] == '-';
    text_add(text, "%s", has_dash ? " --" : "");
    for (long i = 0; i < count; i++) {
        text_add(text, " ");
        add_shell(text, names[i]);
    }
}

/* ---- a string ---------------------------------------------------------------------------------- */

static void add_csv(struct text *text, const char *string) {
    const char *quote = strpbrk(string, ",\"") != NULL ? "\"" : "";
    text_add(text, "%s", quote);
    add_each(text, string, escape_csv);
    text_add(text, "%s", quote);
}

/* A heading with a hash in front would be a comment. */
static void add_gnuplot(struct text *text, const char *string) {
    int is_comment = string[0] == '#';
    text_add(text, "%s", is_comment ? "\u266f" : "");
    add_each(text, string + is_comment, escape_gnuplot);
}

static void add_yaml(struct text *text, const char *string) {
    text_add(text, "\"");
    add_each(text, string, escape_quoted);
    text_add(text, "\"");
}

void text_add_escaped(struct text *text, const char *string, enum text_escape escape) {
    static const struct {
        void (*add)(struct text *, const char *); /* the string as a whole */
        escape_function *escape;                  /* or, for NULL, one by one */
    } places[] = {
        [TEXT_TERMINAL] = {NULL, escape_terminal},
        [TEXT_SHELL] = {add_shell, NULL},
        [TEXT_TAP] = {NULL, escape_tap},
        [TEXT_MARKDOWN] = {NULL, escape_markdown},
        [TEXT_HTML] = {NULL, escape_html},
        [TEXT_XML] = {NULL, escape_xml},
        [TEXT_JSON] = {NULL, escape_quoted},
        [TEXT_YAML] = {add_yaml, NULL},
        [TEXT_CSV] = {add_csv, NULL},
        [TEXT_GNUPLOT] = {add_gnuplot, NULL},
        [TEXT_GITHUB] = {NULL, escape_github},
        [TEXT_GITHUB_PROPERTY] = {NULL, escape_github_property},
    };
    if (places[escape].add != NULL)
        places[escape].add(text, string);
    else
        add_each(text, string, places[escape].escape);
}

enum status text_copy_line(char *out, size_t size, const char *string, struct error *error) {
    struct text line = {0};
    text_add_escaped(&line, string, TEXT_TERMINAL);
    int has_failed = line.failed;
    snprintf(out, size, "%s", text_string(&line));
    text_free(&line);
    return has_failed ? klimb_error_set(error, STATUS_MEMORY, "no memory for a line of text")
                      : STATUS_OK;
}
