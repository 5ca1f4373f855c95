#include "pending/settings_diff.h"

#include <stdio.h>
#include <string.h>

#include "format/yaml.h"

enum { KEY_MAX = 256 };

/* Write a value on one line, a list as [1, 2]. */
static void add_value(struct text *text, const struct yaml_node *node) {
    if (node == NULL) {
        text_add(text, "(none)");
        return;
    }
    if (node->kind == YAML_SCALAR) {
        text_add(text, "%s", node->scalar[0] != '\0' ? node->scalar : "\"\"");
        return;
    }
    text_add(text, "[");
    for (long i = 0; i < node->count; i++) {
        text_add(text, "%s", i > 0 ? ", " : "");
        add_value(text, &node->children[i]);
    }
    text_add(text, "]");
}

static int is_equal(const struct yaml_node *a, const struct yaml_node *b) {
    struct text texts[2] = {{0}};
    add_value(&texts[0], a);
    add_value(&texts[1], b);
    int equal = strcmp(text_string(&texts[0]), text_string(&texts[1])) == 0;
    text_free(&texts[0]);
    text_free(&texts[1]);
    return equal;
}

/* Which tree to walk. */
struct walk {
    struct text *text;
    int is_old; /* then print only what the other tree lacks */
};

static void add_line(const struct walk *walk, const char *key, const struct yaml_node *old,
                     const struct yaml_node *new) {
    text_add(walk->text, "%s: ", key);
    add_value(walk->text, old);
    text_add(walk->text, " -> ");
    add_value(walk->text, new);
    text_add(walk->text, "\n");
}

/* Recursion is shallow: yaml.h limits the depth. */
static void compare(const struct walk *walk, const char *prefix, const struct yaml_node *shown,
                    const struct yaml_node *other) {
    for (long i = 0; shown != NULL && i < shown->count; i++) {
        const struct yaml_node *node = &shown->children[i];
        const struct yaml_node *match = yaml_get(other, node->key);
        char key[KEY_MAX];
        snprintf(key, sizeof key, "%s%s%s", prefix, prefix[0] != '\0' ? "." : "", node->key);
        if (node->kind == YAML_MAP)
            compare(walk, key, node, match);
        else if (walk->is_old && match == NULL)
            add_line(walk, key, node, NULL);
        else if (!walk->is_old && !is_equal(match, node))
            add_line(walk, key, match, node);
    }
}

enum status settings_diff(struct text *text, const char *old, const char *new,
                          struct error *error) {
    struct yaml before = {0}, after = {0};
    const struct walk walk = {text, 0}, back = {text, 1};
    enum status status = yaml_parse(&before, "the scenario of the golden", old, (long)strlen(old),
                                    error);
    if (status == STATUS_OK)
        status = yaml_parse(&after, "the scenario", new, (long)strlen(new), error);
    if (status == STATUS_OK) {
        compare(&walk, "", after.root, before.root);
        compare(&back, "", before.root, after.root);
        if (text->failed)
            status = klimb_error_set(error, STATUS_MEMORY, "no memory to compare scenarios");
    }
    yaml_tree_free(&before);
    yaml_tree_free(&after);
    return status;
}
