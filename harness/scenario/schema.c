#include "scenario/schema.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "scenario/schema_words.h"

/* The most keys that one section, or the top, can hold; more than the table has. */
enum { CHILDREN_MAX = 64 };

/* More bytes than a section, or the rest of a path after it, has in the table. */
enum { PART_MAX = (SCHEMA_PATH_MAX - 2) / 2 };

/* Old names of keys, which are still read. */
static const struct { const char *old, *now; } renamed[] = {{"seeds.band", "seeds.ensemble"}};

static const char *name_of_today(const char *path) {
    for (size_t i = 0; i < sizeof renamed / sizeof *renamed; i++)
        if (strcmp(renamed[i].old, path) == 0)
            return renamed[i].now;
    return path;
}

const struct schema_key *schema_find(const char *path) {
    const char *name = name_of_today(path);
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++)
        if (strcmp(key->path, name) == 0)
            return key;
    return NULL;
}

/* The part of a path after `section` and its dot; NULL when the path is not inside the section.
 * Every path is inside the section "". */
static const char *path_inside(const char *path, const char *section) {
    size_t length = strlen(section);
    if (length == 0)
        return path;
    return strncmp(path, section, length) == 0 && path[length] == '.' ? path + length + 1 : NULL;
}

static int is_section(const char *path) {
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++)
        if (path_inside(key->path, path) != NULL)
            return 1;
    return 0;
}

/* The names that may stand directly in a section, in the table's order. */
struct children {
    char names[CHILDREN_MAX][SCHEMA_PATH_MAX];
    const char *list[CHILDREN_MAX + 1]; /* the names, NULL-terminated */
    int count;
};

static void children_of(struct children *children, const char *section) {
    children->count = 0;
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++) {
        const char *inside = path_inside(key->path, section);
        if (inside == NULL)
            continue;
        char *name = children->names[children->count];
        size_t length = strcspn(inside, ".");
        assert(children->count < CHILDREN_MAX && length < SCHEMA_PATH_MAX);
        memcpy(name, inside, length);
        name[length] = '\0';
        if (children->count == 0 || strcmp(name, children->list[children->count - 1]) != 0)
            children->list[children->count++] = name;
    }
    children->list[children->count] = NULL;
}

static void add_children(struct text *text, const struct children *children) {
    for (int i = 0; i < children->count; i++)
        text_add(text, "%s%s", i > 0 ? ", " : "", children->list[i]);
}

/* Joins a section and the rest of a path. Both are cut at a length that no key has, so a name that
 * was cut stays unknown. */
static void path_join(char path[SCHEMA_PATH_MAX], const char *section, const char *rest) {
    snprintf(path, SCHEMA_PATH_MAX, "%.*s%s%.*s", PART_MAX, section, section[0] != '\0' ? "." : "",
             PART_MAX, rest);
}

/* The key whose last part is `name`, for users who wrote no section or a wrong one. */
static const struct schema_key *key_named(const char *name) {
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++) {
        const char *dot = strrchr(key->path, '.');
        if (dot != NULL && strcmp(dot + 1, name) == 0)
            return key;
    }
    return NULL;
}

/* Suggest what may have been meant by `name` in a section. */
static void hint_nearest(struct error *error, const char *section, const char *name,
                         const struct children *children) {
    char path[SCHEMA_PATH_MAX];
    path_join(path, section, name);
    const char *nearest = text_nearest(name, children->list);
    const struct schema_key *elsewhere = key_named(name);
    if (schema_find(path) != NULL)
        klimb_error_hint(error, "write %s as maps inside each other", path);
    else if (elsewhere != NULL)
        klimb_error_hint(error, "did you mean %s?", elsewhere->path);
    else if (nearest != NULL)
        klimb_error_hint(error, "did you mean %s%s%s?", section, section[0] != '\0' ? "." : "",
                         nearest);
}

/* yaml_error at the key, not at the value, of a map's entry. */
static enum status key_error(const struct schema_source *source, const struct yaml_node *node,
                             struct error *error, const char *message) {
    struct yaml_node place = *node;
    if (node->key_line > 0) {
        place.line = node->key_line;
        place.column = node->key_column;
    }
    return yaml_error(source->yaml, &place, error, "%s", message);
}

static enum status unknown_key(const struct schema_source *source, const char *section,
                               const char *name, const struct yaml_node *node,
                               struct error *error) {
    struct children children;
    children_of(&children, section);
    struct text message = {0};
    text_add(&message, "unknown key %s%s%s, the keys %s%s are ", section,
             section[0] != '\0' ? "." : "", name, section[0] != '\0' ? "of " : "of a scenario",
             section);
    add_children(&message, &children);
    enum status status = message.failed
                             ? klimb_error_set(error, STATUS_MEMORY, "no memory for an error")
                             : key_error(source, node, error, message.bytes);
    text_free(&message);
    if (error != NULL)
        hint_nearest(error, section, name, &children);
    return status;
}

/* Reports an unknown path of an override: finds the part that is wrong. */
static enum status unknown_path(const struct schema_source *source, const char *path,
                                const struct yaml_node *node, struct error *error) {
    char section[SCHEMA_PATH_MAX] = "", name[SCHEMA_PATH_MAX];
    for (const char *rest = path;;) {
        size_t length = strcspn(rest, ".");
        snprintf(name, sizeof name, "%.*s", (int)length, rest);
        char below[SCHEMA_PATH_MAX];
        path_join(below, section, name);
        if (rest[length] == '\0' || !is_section(below))
            return unknown_key(source, section, name, node, error);
        memcpy(section, below, sizeof section);
        rest += length + 1;
    }
}

static enum status not_a_map(const struct schema_source *source, const char *path,
                             const struct yaml_node *node, struct error *error) {
    struct children children;
    children_of(&children, path);
    struct text keys = {0};
    add_children(&keys, &children);
    enum status status = yaml_error(
        source->yaml, node, error, "%s must be a map with the keys %s, not %s",
        path[0] != '\0' ? path : "the scenario", keys.failed ? "of this section" : keys.bytes,
        node->kind == YAML_LIST ? "a list" : "a single value");
    text_free(&keys);
    return status;
}

static enum status apply_child(struct scenario *scenario, const struct schema_source *source,
                               const char *section, const struct yaml_node *child,
                               struct error *error) {
    char path[SCHEMA_PATH_MAX];
    path_join(path, section, child->key);
    int is_known = schema_find(path) != NULL || is_section(path);
    if (!is_known || strchr(child->key, '.') != NULL || child->key[0] == '\0')
        return unknown_key(source, section, child->key, child, error);
    return schema_apply(scenario, source, path, child, error);
}

/* The table nests two sections deep, which bounds the recursion whatever the file says. All wrong
 * keys are reported together. */
static enum status apply_section(struct scenario *scenario, const struct schema_source *source,
                                 const char *section, const struct yaml_node *node,
                                 struct error *error) {
    struct error all = {0};
    if (node->kind != YAML_MAP)
        return not_a_map(source, section, node, error);
    for (long i = 0; i < node->count; i++) {
        struct error own = {0};
        enum status status = apply_child(scenario, source, section, &node->children[i], &own);
        if (status != STATUS_OK)
            klimb_error_join(&all, &own);
        if (status == STATUS_MEMORY)
            break;
    }
    if (all.status != STATUS_OK && error != NULL)
        *error = all;
    return all.status;
}

/* The map key that contains `path`: "settings" for settings.layers; NULL for none. */
static const struct schema_key *find_map(const char *path) {
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++)
        if (key->type == SCHEMA_PAIRS && path_inside(path, key->path) != NULL)
            return key;
    return NULL;
}

static enum status apply_key(struct scenario *scenario, const struct schema_source *source,
                             const struct schema_key *key, const char *name,
                             const struct yaml_node *node, struct error *error) {
    enum status status = name == NULL ? schema_set(scenario, source, key, node, error)
                                      : schema_set_pair(scenario, source, key, name, node, error);
    assert(key - schema_keys < SCENARIO_KEYS_MAX);
    scenario->given[key - schema_keys] |= status == STATUS_OK;
    return status;
}

enum status schema_apply(struct scenario *scenario, const struct schema_source *source,
                         const char *path, const struct yaml_node *node, struct error *error) {
    const struct schema_key *key = schema_find(path);
    if (key != NULL && strcmp(key->path, path) != 0)
        snprintf(scenario->note, sizeof scenario->note, "%.160s:%ld: `%s` is now called `%s`",
                 source->yaml->file, node->line, path, key->path);
    const struct schema_key *map = find_map(path);
    if (key != NULL)
        return apply_key(scenario, source, key, NULL, node, error);
    if (map != NULL)
        return apply_key(scenario, source, map, path_inside(path, map->path), node, error);
    if (is_section(path))
        return apply_section(scenario, source, path, node, error);
    return unknown_path(source, path, node, error);
}

enum status schema_set_defaults(struct scenario *scenario, struct error *error) {
    enum status status = STATUS_OK;
    for (const struct schema_key *key = schema_keys; key->path != NULL && status == STATUS_OK;
         key++) {
        if (key->fallback == NULL && key->count_offset > 0)
            *(long *)schema_field(scenario, key->count_offset) = -1;
        if (key->fallback == NULL)
            continue;
        struct yaml yaml;
        status = yaml_parse(&yaml, "the schema's defaults", key->fallback,
                            (long)strlen(key->fallback), error);
        if (status != STATUS_OK)
            return status;
        struct schema_source source = {.yaml = &yaml, .folder = "."};
        status = schema_set(scenario, &source, key, yaml.root, error);
        yaml_tree_free(&yaml);
    }
    return status;
}
