#include "sweep/study_sets.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "scenario/schema.h"

/* ---- a value as --set takes it ---------------------------------------------------------------- */

static void add_scalar(struct text *text, const struct yaml_node *node) {
    if (node->is_quoted)
        text_add_escaped(text, node->scalar, TEXT_YAML);
    else
        text_add(text, "%s", node->scalar);
}

/* A scalar, or a list of them. Returns whether it is one of these. */
static int add_value(struct text *text, const struct yaml_node *node) {
    if (node->kind == YAML_SCALAR)
        add_scalar(text, node);
    if (node->kind != YAML_LIST)
        return node->kind == YAML_SCALAR;
    text_add(text, "[");
    for (long i = 0; i < node->count; i++) {
        if (node->children[i].kind != YAML_SCALAR)
            return 0;
        text_add(text, "%s", i > 0 ? ", " : "");
        add_scalar(text, &node->children[i]);
    }
    text_add(text, "]");
    return 1;
}

/* Whether scenarios have the key, and may have this value: the error of schema_apply, at its place in the study. */
static enum status try_setting(const struct study_reader *reader, const char *key,
                               const struct yaml_node *value, struct error *error) {
    const struct schema_key *row = schema_find(key);
    char folder[FILE_PATH_MAX];
    if (row != NULL && (row->flags & SCHEMA_OWN))
        return yaml_error(reader->yaml, value, error,
                          "%s belongs to a scenario and cannot be set in a study", key);
    if (strncmp(key, "seeds.", sizeof "seeds." - 1) == 0)
        return yaml_error(reader->yaml, value, error, "%s does not concern a study: its seeds do",
                          key);
    file_parent(folder, reader->study->base);
    const struct schema_source source = {.yaml = reader->yaml, .folder = folder};
    return schema_apply(reader->scratch, &source, key, value, error);
}

/* ---- settings --------------------------------------------------------------------------------- */

const char *study_sets_find(const struct study_sets *sets, const char *set) {
    size_t length = strcspn(set, "=") + 1;
    for (long i = 0; i < sets->count; i++)
        if (strncmp(sets->set[i], set, length) == 0)
            return sets->set[i];
    return NULL;
}

enum status study_sets_add(struct study_sets *sets, const struct study_reader *reader,
                           const char *key, const struct yaml_node *value, struct error *error) {
    struct text text = {0};
    enum status status = try_setting(reader, key, value, error);
    if (status != STATUS_OK)
        return status;
    if (sets->count == STUDY_SETS_MAX)
        return yaml_error(reader->yaml, value, error, "more than %d settings", STUDY_SETS_MAX);
    text_add(&text, "%s=", key);
    if (!add_value(&text, value))
        status = yaml_error(reader->yaml, value, error,
                            "%s must be a value or a list of values in a study", key);
    else if (text.failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for a study");
    if (status == STATUS_OK)
        sets->set[sets->count++] = text.bytes;
    else
        text_free(&text);
    return status;
}

enum status study_sets_read(const struct study_reader *reader, const struct yaml_node *node,
                            void *into, struct error *error) {
    struct error all = {0};
    if (node->kind != YAML_MAP || node->count == 0)
        return yaml_error(reader->yaml, node, error,
                          "%s must be a map of settings, like {train.steps: 1000}", node->key);
    for (long i = 0; i < node->count; i++) {
        struct error own = {0};
        const struct yaml_node *child = &node->children[i];
        if (study_sets_add(into, reader, child->key, child, &own) != STATUS_OK)
            klimb_error_join(&all, &own);
    }
    if (all.status != STATUS_OK)
        *error = all;
    return all.status;
}

void study_sets_free(struct study_sets *sets) {
    for (long i = 0; i < sets->count; i++)
        free(sets->set[i]);
    *sets = (struct study_sets){0};
}
