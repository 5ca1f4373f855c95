#include "scenario/schema_words.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "scenario/claims/reference.h"

/* "key must be <wanted>, not ..." at a node. */
static enum status wrong_value(const struct schema_source *source, const struct schema_key *key,
                               const struct yaml_node *node, const char *wanted,
                               struct error *error) {
    static const char *const kinds[] = {[YAML_LIST] = "a list", [YAML_MAP] = "a map"};
    if (node->kind != YAML_SCALAR)
        return yaml_error(source->yaml, node, error, "%s must be %s, not %s", key->path, wanted,
                          kinds[node->kind]);
    return yaml_error(source->yaml, node, error, "%s must be %s, not \"%.80s\"", key->path, wanted,
                      node->scalar);
}

static enum status no_room(const struct schema_source *source, const struct schema_key *key,
                           const struct yaml_node *node, struct error *error) {
    return yaml_error(source->yaml, node, error, "%s must have fewer than %d bytes in all",
                      key->path, WORDS_BYTES);
}

/* ---- lists --------------------------------------------------------------------------------------- */

static const char must_be_words[] = "a list of words, like [python3, train.py]",
                  must_be_files[] = "a list of paths, like [train.py]";

/* One word of a list. */
static enum status add_word(struct words *words, const struct scenario *scenario,
                            const struct schema_source *source, const struct schema_key *key,
                            const struct yaml_node *node, struct error *error) {
    (void)scenario;
    if (node->kind != YAML_SCALAR)
        return wrong_value(source, key, node, must_be_words, error);
    return words_add(words, node->scalar, strlen(node->scalar)) ? STATUS_OK
                                                                : no_room(source, key, node, error);
}

enum status schema_relative(char out[FILE_PATH_MAX], const struct scenario *scenario,
                            const struct schema_source *source, const char *written,
                            struct error *error) {
    char own[FILE_PATH_MAX], joined[FILE_PATH_MAX];
    file_parent(own, scenario->name);
    enum status status = file_join(joined, source->folder, written, error);
    return status == STATUS_OK ? reference_relative(out, FILE_PATH_MAX, own, joined, error)
                               : status;
}

static enum status add_file(struct words *words, const struct scenario *scenario,
                            const struct schema_source *source, const struct schema_key *key,
                            const struct yaml_node *node, struct error *error) {
    char path[FILE_PATH_MAX];
    struct yaml_node element = *node;
    struct error reason;
    if (node->kind != YAML_SCALAR || node->scalar[0] == '\0')
        return wrong_value(source, key, node, must_be_files, error);
    if (node->scalar[0] == '/')
        return add_word(words, scenario, source, key, node, error);
    if (schema_relative(path, scenario, source, node->scalar, &reason) != STATUS_OK)
        return yaml_error(source->yaml, node, error, "%s: %s", key->path, reason.message);
    element.scalar = path;
    return add_word(words, scenario, source, key, &element, error);
}

typedef enum status element_adder(struct words *words, const struct scenario *scenario,
                                  const struct schema_source *source, const struct schema_key *key,
                                  const struct yaml_node *node, struct error *error);

static enum status set_list(struct scenario *scenario, const struct schema_source *source,
                            const struct schema_key *key, const struct yaml_node *node,
                            element_adder *add, const char *must_be, struct error *error) {
    struct words words = {0};
    enum status status = STATUS_OK;
    if (node->kind != YAML_LIST)
        return wrong_value(source, key, node, must_be, error);
    for (long i = 0; status == STATUS_OK && i < node->count; i++)
        status = add(&words, scenario, source, key, &node->children[i], error);
    if (status == STATUS_OK)
        *(struct words *)schema_field(scenario, key->offset) = words;
    return status;
}

enum status schema_set_words(struct scenario *scenario, const struct schema_source *source,
                             const struct schema_key *key, const struct yaml_node *node,
                             struct error *error) {
    return set_list(scenario, source, key, node, add_word, must_be_words, error);
}

enum status schema_set_files(struct scenario *scenario, const struct schema_source *source,
                             const struct schema_key *key, const struct yaml_node *node,
                             struct error *error) {
    if (node->kind == YAML_LIST && node->count > key->capacity)
        return yaml_error(source->yaml, node, error, "%s must have at most %ld elements, not %ld",
                          key->path, key->capacity, node->count);
    return set_list(scenario, source, key, node, add_file, must_be_files, error);
}

/* ---- maps ---------------------------------------------------------------------------------------- */

/* Whether a name can be written after a dot and in braces. */
static int is_name(const char *name) {
    size_t length = strlen(name);
    if (length == 0 || length >= SCHEMA_NAME_MAX ||
        (!isalpha((unsigned char)*name) && *name != '_'))
        return 0;
    for (; *name != '\0'; name++)
        if (!isalnum((unsigned char)*name) && *name != '_' && *name != '-')
            return 0;
    return 1;
}

static enum status set_name(struct words *map, const struct schema_source *source,
                            const struct schema_key *key, const char *name,
                            const struct yaml_node *node, struct error *error) {
    if (!is_name(name))
        return yaml_error(source->yaml, node, error,
                          "%s: a name must begin with a letter and have at most %d letters, "
                          "digits, _ and -, not \"%.60s\"",
                          key->path, SCHEMA_NAME_MAX - 1, name);
    if (node->kind != YAML_SCALAR)
        return yaml_error(source->yaml, node, error, "%s.%s must be a single value, not a %s",
                          key->path, name, node->kind == YAML_LIST ? "list" : "map");
    return words_set(map, name, node->scalar) ? STATUS_OK : no_room(source, key, node, error);
}

enum status schema_set_pairs(struct scenario *scenario, const struct schema_source *source,
                             const struct schema_key *key, const struct yaml_node *node,
                             struct error *error) {
    struct words *map = schema_field(scenario, key->offset);
    enum status status = STATUS_OK;
    if (node->kind != YAML_MAP)
        return wrong_value(source, key, node, "a map of names to values, like {layers: 2}", error);
    for (long i = 0; status == STATUS_OK && i < node->count; i++)
        status = set_name(map, source, key, node->children[i].key, &node->children[i], error);
    return status;
}

/* The nearest name in a map, NULL for none. */
static const char *nearest_name(const struct words *map, const char *name) {
    const char *names[WORDS_BYTES / 2 + 1];
    long count = 0;
    for (const char *word = words_first(map); word != NULL;) {
        names[count++] = word;
        word = words_next(map, words_next(map, word));
    }
    names[count] = NULL;
    return text_nearest(name, names);
}

enum status schema_set_pair(struct scenario *scenario, const struct schema_source *source,
                            const struct schema_key *key, const char *name,
                            const struct yaml_node *node, struct error *error) {
    struct words *map = schema_field(scenario, key->offset);
    if (words_find(map, name) != NULL)
        return set_name(map, source, key, name, node, error);
    struct text names = {0};
    schema_add_pairs(&names, map);
    enum status status = yaml_error(source->yaml, node, error, "unknown key %s.%s, %s is %.200s",
                                    key->path, name, key->path, text_string(&names));
    text_free(&names);
    const char *nearest = nearest_name(map, name);
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean %s.%s?", key->path, nearest);
    return status;
}

/* ---- times --------------------------------------------------------------------------------------- */

/* Longer than any sensible run. */
static const double seconds_most = 30 * 86400.0;

/* "600 s", "10min", "0.5 h" in seconds; NaN for anything else. */
static double parse_seconds(const char *text) {
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"s", 1}, {"min", 60}, {"h", 3600}};
    char *end;
    if (!isdigit((unsigned char)*text) || strncmp(text, "0x", 2) == 0)
        return (double)NAN;
    double number = strtod(text, &end);
    end += strspn(end, " ");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(units[i].name, end) == 0)
            return number * units[i].seconds;
    return (double)NAN;
}

enum status schema_set_seconds(struct scenario *scenario, const struct schema_source *source,
                               const struct schema_key *key, const struct yaml_node *node,
                               struct error *error) {
    double seconds = node->kind == YAML_SCALAR ? parse_seconds(node->scalar) : (double)NAN;
    if (!(seconds > 0 && seconds <= seconds_most))
        return wrong_value(source, key, node,
                           "a time above 0 with its unit, like 600 s, 10 min or 2 h, of at most "
                           "720 h",
                           error);
    *(double *)schema_field(scenario, key->offset) = seconds;
    return STATUS_OK;
}

/* ---- as text ------------------------------------------------------------------------------------- */

void schema_add_words(struct text *text, const struct words *words) {
    text_add(text, "[");
    for (const char *word = words_first(words); word != NULL; word = words_next(words, word)) {
        text_add(text, "%s", word == words->bytes ? "" : ", ");
        text_add_escaped(text, word, TEXT_YAML);
    }
    text_add(text, "]");
}

void schema_add_pairs(struct text *text, const struct words *map) {
    text_add(text, "{");
    for (const char *word = words_first(map); word != NULL;) {
        const char *value = words_next(map, word);
        text_add(text, "%s%s: ", word == map->bytes ? "" : ", ", word);
        text_add_escaped(text, value, TEXT_YAML);
        word = words_next(map, value);
    }
    text_add(text, "}");
}

void schema_add_seconds(struct text *text, double seconds) {
    text_add_double(text, seconds);
    text_add(text, " s");
}
