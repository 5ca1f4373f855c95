/* text_add_escaped: foreign text is inert where it is put, and comes back from YAML and JSON. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "format/yaml.h"
#include "fuzz.h"

/* YAML gives back what XML's escape leaves of a text: in both, what is not UTF-8 has become U+FFFD. */
static void check_yaml(const char *string) {
    struct text once = {0}, twice = {0};
    struct yaml yaml;
    struct error error = {0};
    text_add_escaped(&once, string, TEXT_YAML);
    enum status status = yaml_parse(&yaml, "escaped", once.bytes, (long)once.length, &error);
    FUZZ_HOLDS(FUZZ_STATUS(status, &error) == STATUS_OK && yaml.root != NULL &&
                   yaml.root->kind == YAML_SCALAR,
               "YAML refuses %s: %s", once.bytes, error.message);
    text_add_escaped(&twice, yaml.root->scalar, TEXT_YAML);
    FUZZ_HOLDS(fuzz_is(&once, &twice), "%s reads back as %s", once.bytes, twice.bytes);
    yaml_tree_free(&yaml);
    text_free(&once);
    text_free(&twice);
}

static void check_json(const char *string) {
    struct text once = {0}, twice = {0};
    text_add(&once, "\"");
    text_add_escaped(&once, string, TEXT_JSON);
    text_add(&once, "\"");
    cJSON *json = cJSON_ParseWithOpts(once.bytes, NULL, 1);
    FUZZ_HOLDS(json != NULL && cJSON_IsString(json), "JSON refuses %s", once.bytes);
    text_add(&twice, "\"");
    text_add_escaped(&twice, json->valuestring, TEXT_JSON);
    text_add(&twice, "\"");
    FUZZ_HOLDS(fuzz_is(&once, &twice), "%s reads back as %s", once.bytes, twice.bytes);
    cJSON_Delete(json);
    text_free(&once);
    text_free(&twice);
}

static void check_markup(const char *string, enum text_escape escape) {
    struct text out = {0};
    text_add_escaped(&out, string, escape);
    const char *bytes = out.bytes != NULL ? out.bytes : "";
    FUZZ_HOLDS(!out.failed && strpbrk(bytes, "<>\"'") == NULL, "markup in %s", bytes);
    for (; *bytes != '\0'; bytes++) {
        FUZZ_HOLDS(*bytes != '&' || strchr(bytes, ';') != NULL, "an open entity: %s", bytes);
        FUZZ_HOLDS((unsigned char)*bytes >= ' ' || *bytes == '\n' || *bytes == '\t' ||
                       *bytes == '\r',
                   "control character %d", *bytes);
    }
    text_free(&out);
}

/* ---- a line of a terminal, TAP, CSV, Markdown, gnuplot ----------------------------------------- */

static struct text escaped(const char *string, enum text_escape escape) {
    struct text out = {0};
    text_add(&out, "%s", "");
    text_add_escaped(&out, string, escape);
    FUZZ_HOLDS(!out.failed, "no memory");
    FUZZ_HOLDS(!text_has_controls(out.bytes), "a control in %s", out.bytes);
    for (const char *byte = out.bytes; *byte != '\0'; byte++)
        FUZZ_HOLDS((unsigned char)*byte >= ' ' && *byte != 0x7f, "control character %d", *byte);
    return out;
}

/* What a reader of TAP, or of CSV, makes of the escaped text: the line that a terminal shows. */
static void check_read(const char *string, enum text_escape escape, char mark, char inside) {
    struct text out = escaped(string, escape), plain = escaped(string, TEXT_TERMINAL), read = {0};
    const char *byte = out.bytes;
    size_t length = out.length;
    if (escape == TEXT_CSV && byte[0] == '"') {
        FUZZ_HOLDS(length >= 2 && byte[length - 1] == '"', "an open quote: %s", byte);
        byte++;
        length -= 2;
    }
    text_add(&read, "%s", "");
    for (const char *end = byte + length; byte < end; byte++) {
        FUZZ_HOLDS(*byte != inside || byte[-1] == mark || escape == TEXT_CSV, "a bare %c in %s",
                   inside, out.bytes);
        byte += *byte == mark && byte + 1 < end;
        text_add_bytes(&read, byte, 1);
    }
    FUZZ_HOLDS(fuzz_is(&read, &plain), "%s reads as %s", out.bytes, read.bytes);
    text_free(&out);
    text_free(&plain);
    text_free(&read);
}

static void check_line(const char *string, enum text_escape escape, const char *forbidden) {
    struct text out = escaped(string, escape);
    FUZZ_HOLDS(strpbrk(out.bytes, forbidden) == NULL, "one of %s in %s", forbidden, out.bytes);
    text_free(&out);
}

/* ---- a word of a shell ----------------------------------------------------------------------- */

/* Read to the quote that ends it. */
static const char *read_quoted(struct text *out, const char *word, int is_dollar) {
    for (; *word != '\'' && *word != '\0'; word++) {
        char byte = *word;
        if (is_dollar && byte == '\\') {
            FUZZ_HOLDS(strspn(word + 1, "01234567") >= 3, "no octal number: %s", word);
            byte = (char)((word[1] - '0') * 64 + (word[2] - '0') * 8 + (word[3] - '0'));
            word += 3;
        }
        text_add_bytes(out, &byte, 1);
    }
    FUZZ_HOLDS(*word == '\'', "a quote is open");
    return word + 1;
}

/* bash makes one word of it: the one that was meant. */
static void check_shell(const char *string) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-._/=,:+@%";
    struct text out = escaped(string, TEXT_SHELL), read = {0};
    text_add(&read, "%s", "");
    for (const char *word = out.bytes; *word != '\0';) {
        if (strncmp(word, "$'", 2) == 0) {
            word = read_quoted(&read, word + 2, 1);
        } else if (*word == '\'') {
            word = read_quoted(&read, word + 1, 0);
        } else {
            int is_quote = strncmp(word, "\\'", 2) == 0;
            FUZZ_HOLDS(is_quote || strchr(plain, *word) != NULL, "a bare %c in %s", *word,
                       out.bytes);
            text_add_bytes(&read, word + is_quote, 1);
            word += 1 + is_quote;
        }
    }
    FUZZ_HOLDS(out.length > 0 && strcmp(read.bytes, string) == 0, "%s reads as %s", out.bytes,
               read.bytes);
    text_free(&out);
    text_free(&read);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct fuzz_piece whole;
    fuzz_cut(&whole, 1, bytes, size);
    char *string = fuzz_text(&whole);
    check_yaml(string);
    check_json(string);
    check_markup(string, TEXT_HTML);
    check_markup(string, TEXT_XML);
    check_read(string, TEXT_TAP, '\\', '#');
    check_read(string, TEXT_CSV, '"', '"');
    check_line(string, TEXT_MARKDOWN, "|`*_[]@\n");
    check_line(string, TEXT_GNUPLOT, "\"\n");
    check_shell(string);
    free(string);
    return 0;
}
