#include "sweep/study_map.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { MEMBERS_MAX = 16 };

static int is_member(const struct study_member *members, long count, const char *name) {
    for (long i = 0; i < count; i++)
        if (strcmp(members[i].name, name) == 0)
            return 1;
    return 0;
}

/* The names of all members, NULL-terminated. */
static void list_names(const char *names[MEMBERS_MAX + 1], const struct study_member *members,
                       long count) {
    for (long i = 0; i < count; i++)
        names[i] = members[i].name;
    names[count] = NULL;
}

/* A wrong key is at its key, not at its value. */
static enum status unknown_key(const struct study_reader *reader, const char *what,
                               const struct yaml_node *child, const struct study_member *members,
                               long count, struct error *error) {
    const char *names[MEMBERS_MAX + 1];
    struct yaml_node place = *child;
    struct text allowed = {0};
    list_names(names, members, count);
    text_add_list(&allowed, names, "and");
    if (child->key_line > 0) {
        place.line = child->key_line;
        place.column = child->key_column;
    }
    enum status status = yaml_error(reader->yaml, &place, error,
                                    "unknown key %s, the keys of %s are %s", child->key, what,
                                    text_string(&allowed));
    const char *nearest = text_nearest(child->key, names);
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean %s?", nearest);
    text_free(&allowed);
    return status;
}

static void join_unknown(const struct study_reader *reader, const char *what,
                         const struct yaml_node *node, const struct study_member *members,
                         long count, struct error *all) {
    for (long i = 0; i < node->count; i++) {
        struct error own = {0};
        const struct yaml_node *child = &node->children[i];
        if (is_member(members, count, child->key))
            continue;
        unknown_key(reader, what, child, members, count, &own);
        klimb_error_join(all, &own);
    }
}

static enum status read_member(const struct study_reader *reader, const char *what,
                               const struct yaml_node *node, const struct study_member *member,
                               void *into, struct error *error) {
    const struct yaml_node *child = yaml_get(node, member->name);
    if (child != NULL)
        return member->read(reader, child, into, error);
    return !member->is_needed
               ? STATUS_OK
               : yaml_error(reader->yaml, node, error, "%s has no %s", what, member->name);
}

enum status study_map_read(const struct study_reader *reader, const char *what,
                           const struct yaml_node *node, const struct study_member *members,
                           long count, void *into, struct error *error) {
    struct error all = {0};
    if (node->kind != YAML_MAP)
        return yaml_error(reader->yaml, node, error, "%s must be a map, not %s", what,
                          node->kind == YAML_LIST ? "a list" : "a single value");
    join_unknown(reader, what, node, members, count, &all);
    for (long i = 0; i < count; i++) {
        struct error own = {0};
        if (read_member(reader, what, node, &members[i], into, &own) != STATUS_OK)
            klimb_error_join(&all, &own);
    }
    if (all.status != STATUS_OK && error != NULL)
        *error = all;
    return all.status;
}

enum status study_map_word(char word[STUDY_WORD_MAX], const struct study_reader *reader,
                           const struct yaml_node *node, struct error *error) {
    const char *string;
    enum status status = yaml_as_string(&string, reader->yaml, node, error);
    if (status != STATUS_OK)
        return status;
    size_t length = strlen(string);
    if (length == 0 || length >= STUDY_WORD_MAX || text_has_controls(string))
        return yaml_error(reader->yaml, node, error, "%s must be text of 1 to %d bytes on one line",
                          node->key, STUDY_WORD_MAX - 1);
    snprintf(word, STUDY_WORD_MAX, "%s", string);
    return STATUS_OK;
}

enum status study_map_choice(long *choice, const struct study_reader *reader,
                             const struct yaml_node *node, const char *const *names,
                             struct error *error) {
    const char *string;
    enum status status = yaml_as_string(&string, reader->yaml, node, error);
    if (status != STATUS_OK)
        return status;
    *choice = text_index(string, names);
    if (*choice >= 0)
        return STATUS_OK;
    struct text allowed = {0};
    text_add_list(&allowed, names, "or");
    status = yaml_error(reader->yaml, node, error, "%s is \"%s\"; must be %s",
                        node->key != NULL ? node->key : "a column", string, text_string(&allowed));
    const char *nearest = text_nearest(string, names);
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean %s?", nearest);
    text_free(&allowed);
    return status;
}
