/* yaml_parse: what is refused has a place; what is read can be written as text that reads the same. */
#include <stdlib.h>
#include <string.h>

#include "format/yaml.h"
#include "fuzz.h"

/* A tree as flow YAML, every scalar in quotes. */
static void write_node(struct text *out, const struct yaml_node *node) {
    if (node->kind == YAML_SCALAR) {
        text_add_escaped(out, node->scalar, TEXT_YAML);
        return;
    }
    text_add(out, node->kind == YAML_MAP ? "{" : "[");
    for (long i = 0; i < node->count; i++) {
        const struct yaml_node *child = &node->children[i];
        text_add(out, i > 0 ? ",\n" : "\n");
        if (node->kind == YAML_MAP) {
            text_add_escaped(out, child->key, TEXT_YAML);
            text_add(out, ": ");
        }
        write_node(out, child);
    }
    text_add(out, node->kind == YAML_MAP ? "}" : "]");
}

static void check_node(const struct yaml_node *node, int depth) {
    FUZZ_HOLDS(depth <= 32, "nested deeper than 32");
    FUZZ_HOLDS(node->line > 0 && node->column > 0, "line %ld, column %ld", node->line,
               node->column);
    FUZZ_HOLDS(node->kind != YAML_SCALAR || (node->scalar != NULL && node->count == 0),
               "a scalar that is not one");
    for (long i = 0; i < node->count; i++) {
        const struct yaml_node *child = &node->children[i];
        FUZZ_HOLDS((child->key != NULL) == (node->kind == YAML_MAP), "a key outside of a map");
        FUZZ_HOLDS(child->key == NULL || yaml_get(node, child->key) == child, "two keys `%s`",
                   child->key);
        check_node(child, depth + 1);
    }
}

/* Conversions take any scalar, or say what is wrong and where. */
static void convert(const struct yaml *yaml, const struct yaml_node *node) {
    struct error error = {0};
    long whole;
    double real;
    int truth;
    const char *string;
    if (FUZZ_STATUS(yaml_as_long(&whole, yaml, node, &error), &error) != STATUS_OK)
        FUZZ_PLACED(&error, "input");
    else
        FUZZ_HOLDS(yaml_as_double(&real, yaml, node, &error) == STATUS_OK,
                   "an integer that is not a number");
    if (FUZZ_STATUS(yaml_as_double(&real, yaml, node, &error), &error) != STATUS_OK)
        FUZZ_PLACED(&error, "input");
    if (FUZZ_STATUS(yaml_as_bool(&truth, yaml, node, &error), &error) != STATUS_OK)
        FUZZ_PLACED(&error, "input");
    if (FUZZ_STATUS(yaml_as_string(&string, yaml, node, &error), &error) != STATUS_OK)
        FUZZ_PLACED(&error, "input");
    for (long i = 0; i < node->count; i++)
        convert(yaml, &node->children[i]);
}

static void read_back(const struct yaml *yaml) {
    struct text written = {0}, again = {0};
    struct yaml copy;
    struct error error = {0};
    write_node(&written, yaml->root);
    enum status status = yaml_parse(&copy, "copy", written.bytes, (long)written.length, &error);
    FUZZ_HOLDS(FUZZ_STATUS(status, &error) == STATUS_OK && copy.root != NULL,
               "its own copy is refused: line %ld: %s", error.line, error.message);
    write_node(&again, copy.root);
    FUZZ_HOLDS(fuzz_is(&written, &again), "%s\nreads back as\n%s", written.bytes, again.bytes);
    yaml_tree_free(&copy);
    text_free(&written);
    text_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct fuzz_piece whole;
    struct yaml yaml;
    struct error error = {0};
    fuzz_cut(&whole, 1, bytes, size);
    char *text = fuzz_text(&whole);
    if (FUZZ_STATUS(yaml_parse(&yaml, "input", text, (long)size, &error), &error) != STATUS_OK) {
        FUZZ_HOLDS(yaml.root == NULL, "a tree of what was refused");
        FUZZ_PLACED(&error, "input");
    } else if (yaml.root != NULL) {
        check_node(yaml.root, 0);
        convert(&yaml, yaml.root);
        read_back(&yaml);
    }
    yaml_tree_free(&yaml);
    free(text);
    return 0;
}
