#include "scenario/schema_set.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/file.h"
#include "scenario/claims/reference.h"
#include "scenario/schema_print.h"
#include "scenario/schema_words.h"

/* "key must be ..., not found" with a hint where a spelling is near. */
static enum status value_error(const struct schema_source *source, const struct schema_key *key,
                               const struct yaml_node *node, struct error *error) {
    struct text wanted = {0};
    schema_add_wanted(&wanted, key);
    const char *quote = key->names != NULL && node->kind == YAML_SCALAR ? "\"" : "";
    static const char *const kinds[] = {[YAML_LIST] = "a list", [YAML_MAP] = "a map"};
    enum status status = yaml_error(
        source->yaml, node, error, "%s must be %s, not %s%s%s", key->path,
        wanted.failed ? "another value" : wanted.bytes, quote,
        node->kind == YAML_SCALAR ? node->scalar : kinds[node->kind], quote);
    text_free(&wanted);
    const char *nearest = key->names != NULL && node->kind == YAML_SCALAR
                              ? text_nearest(node->scalar, key->names)
                              : NULL;
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean %s?", nearest);
    return status;
}

typedef enum status set_function(struct scenario *scenario, const struct schema_source *source,
                                 const struct schema_key *key, const struct yaml_node *node,
                                 struct error *error);

static enum status read_integer(long *value, const struct schema_source *source,
                                const struct schema_key *key, const struct yaml_node *node,
                                struct error *error) {
    enum status status = yaml_as_long(value, source->yaml, node, error);
    if (status == STATUS_OK && !klimb_range_holds(key->range, (double)*value))
        return value_error(source, key, node, error);
    return status;
}

static enum status read_real(double *value, const struct schema_source *source,
                             const struct schema_key *key, const struct yaml_node *node,
                             struct error *error) {
    enum status status = yaml_as_double(value, source->yaml, node, error);
    if (status == STATUS_OK && !klimb_range_holds(key->range, *value))
        return value_error(source, key, node, error);
    return status;
}

static enum status set_integer(struct scenario *scenario, const struct schema_source *source,
                               const struct schema_key *key, const struct yaml_node *node,
                               struct error *error) {
    long *field = schema_field(scenario, key->offset);
    return read_integer(field, source, key, node, error);
}

static enum status set_seed(struct scenario *scenario, const struct schema_source *source,
                            const struct schema_key *key, const struct yaml_node *node,
                            struct error *error) {
    uint64_t *field = schema_field(scenario, key->offset);
    long value;
    enum status status = read_integer(&value, source, key, node, error);
    if (status == STATUS_OK)
        *field = (uint64_t)value;
    return status;
}

static enum status set_real(struct scenario *scenario, const struct schema_source *source,
                            const struct schema_key *key, const struct yaml_node *node,
                            struct error *error) {
    double *field = schema_field(scenario, key->offset);
    return read_real(field, source, key, node, error);
}

static enum status set_choice(struct scenario *scenario, const struct schema_source *source,
                              const struct schema_key *key, const struct yaml_node *node,
                              struct error *error) {
    unsigned *field = schema_field(scenario, key->offset);
    long choice = node->kind == YAML_SCALAR ? text_index(node->scalar, key->names) : -1;
    if (choice < 0)
        return value_error(source, key, node, error);
    *field = (unsigned)choice;
    return STATUS_OK;
}

/* Stores text; text longer than its field is an error, not cut. */
static enum status store_text(struct scenario *scenario, const struct schema_source *source,
                              const struct schema_key *key, const struct yaml_node *node,
                              const char *text, size_t length, struct error *error) {
    char *field = schema_field(scenario, key->offset);
    if (length >= (size_t)key->capacity)
        return yaml_error(source->yaml, node, error, "%s must have at most %ld bytes, not %zu",
                          key->path, key->capacity - 1, length);
    memcpy(field, text, length);
    memset(field + length, 0, (size_t)key->capacity - length);
    return STATUS_OK;
}

/* Removes the newline that ends a block scalar of YAML. */
static enum status set_text(struct scenario *scenario, const struct schema_source *source,
                            const struct schema_key *key, const struct yaml_node *node,
                            struct error *error) {
    const char *text;
    enum status status = yaml_as_string(&text, source->yaml, node, error);
    if (status != STATUS_OK)
        return status;
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        length--;
    return store_text(scenario, source, key, node, text, length, error);
}

/* A relative path is relative to the file that has it. If that is a base in another folder, the
 * path is made relative to the scenario's folder. */
static enum status set_path(struct scenario *scenario, const struct schema_source *source,
                            const struct schema_key *key, const struct yaml_node *node,
                            struct error *error) {
    const char *written;
    char relative[FILE_PATH_MAX];
    enum status status = yaml_as_string(&written, source->yaml, node, error);
    if (status != STATUS_OK)
        return status;
    if (written[0] == '\0' || written[0] == '/')
        return store_text(scenario, source, key, node, written, strlen(written), error);
    struct error reason;
    if (schema_relative(relative, scenario, source, written, &reason) != STATUS_OK)
        return yaml_error(source->yaml, node, error, "%s: %s", key->path, reason.message);
    return store_text(scenario, source, key, node, relative, strlen(relative), error);
}

/* Sets each element as if it were a key of its own: both kinds take 8 bytes. */
static enum status set_list(struct scenario *scenario, const struct schema_source *source,
                            const struct schema_key *key, const struct yaml_node *node,
                            struct error *error) {
    static_assert(sizeof(long) == sizeof(double), "lists of both kinds have one stride");
    int is_of_integers = key->type == SCHEMA_INTEGERS;
    set_function *set_element = is_of_integers ? set_integer : set_real;
    if (node->kind != YAML_LIST) {
        enum status status = value_error(source, key, node, error);
        if (node->kind == YAML_SCALAR)
            klimb_error_hint(error, "write [%s]", node->scalar);
        return status;
    }
    if (node->count > key->capacity)
        return yaml_error(source->yaml, node, error, "%s must have at most %ld elements, not %ld",
                          key->path, key->capacity, node->count);
    memset(schema_field(scenario, key->offset), 0, (size_t)key->capacity * sizeof(long));
    *(long *)schema_field(scenario, key->count_offset) = node->count;
    enum status status = STATUS_OK;
    struct schema_key element = *key;
    char each[SCHEMA_PATH_MAX + sizeof "each of "];
    snprintf(each, sizeof each, "each of %s", key->path);
    element.path = each;
    element.type = is_of_integers ? SCHEMA_INTEGER : SCHEMA_REAL;
    for (long i = 0; i < node->count && status == STATUS_OK; i++) {
        struct yaml_node value = node->children[i];
        value.key = each;
        status = set_element(scenario, source, &element, &value, error);
        element.offset += sizeof(long);
    }
    return status;
}

static enum status set_base(struct scenario *scenario, const struct schema_source *source,
                            const struct schema_key *key, const struct yaml_node *node,
                            struct error *error) {
    const char *written;
    struct error reason;
    enum status status = yaml_as_string(&written, source->yaml, node, error);
    if (status != STATUS_OK)
        return status;
    char *field = schema_field(scenario, key->offset);
    if (reference_resolve(field, (size_t)key->capacity, source->folder, written, &reason) ==
        STATUS_OK)
        return STATUS_OK;
    status = yaml_error(source->yaml, node, error, "%s: %s", key->path, reason.message);
    if (reason.hint[0] != '\0')
        klimb_error_hint(error, "%s", reason.hint);
    return status;
}

static enum status set_expect(struct scenario *scenario, const struct schema_source *source,
                              const struct schema_key *key, const struct yaml_node *node,
                              struct error *error) {
    struct claim_list *field = schema_field(scenario, key->offset);
    claims_free(field);
    return claims_parse(field, source->yaml, node, source->folder, error);
}

static set_function *const setters[SCHEMA_TYPES] = {
    [SCHEMA_INTEGER] = set_integer,    [SCHEMA_SEED] = set_seed,
    [SCHEMA_REAL] = set_real,          [SCHEMA_CHOICE] = set_choice,
    [SCHEMA_TEXT] = set_text,          [SCHEMA_PATH] = set_path,
    [SCHEMA_INTEGERS] = set_list,      [SCHEMA_REALS] = set_list,
    [SCHEMA_BASE] = set_base,          [SCHEMA_EXPECT] = set_expect,
    [SCHEMA_WORDS] = schema_set_words, [SCHEMA_FILES] = schema_set_files,
    [SCHEMA_PAIRS] = schema_set_pairs, [SCHEMA_SECONDS] = schema_set_seconds};

enum status schema_set(struct scenario *scenario, const struct schema_source *source,
                       const struct schema_key *key, const struct yaml_node *node,
                       struct error *error) {
    if (source->is_base && (key->flags & SCHEMA_OWN))
        return STATUS_OK;
    /* Conversions name the node's key in their errors; make that the dotted path. */
    struct yaml_node named = *node;
    named.key = key->path;
    return setters[key->type](scenario, source, key, &named, error);
}
