#include "format/yaml.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/file.h"
#include "base/text.h"

/* The tree is built from libyaml's events. Its documents would be shorter to use but have forgotten
 * that an alias was one, and resolve it in silence. */

enum {
    FILE_SIZE_MAX = 1 << 20,
    DEPTH_MAX = 32,
    MAP_KEYS_MAX = 1024 /* keeps the search for duplicate keys quick in a hostile file */
};

/* Everything a tree is made of hangs in one list, for yaml_tree_free. */
struct block {
    struct block *next;
    max_align_t bytes[];
};

struct builder {
    struct yaml *yaml;
    const char *text;
    yaml_parser_t parser;
    yaml_event_t event;     /* the current one */
    struct yaml_node *open; /* children of the collections not yet closed, innermost last */
    long open_count, open_capacity;
    int depth;
    struct error *error;
};

static void *allocate(struct yaml *yaml, size_t size) {
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL)
        return NULL;
    block->next = yaml->memory;
    yaml->memory = block;
    return block->bytes;
}

static enum status no_memory(struct builder *builder) {
    return klimb_error_set(builder->error, STATUS_MEMORY, "no memory to read %s",
                           builder->yaml->file);
}

/* An error at the place where the current event begins. */
static enum status event_error(struct builder *builder, const char *message) {
    const yaml_mark_t *mark = &builder->event.start_mark;
    return klimb_error_at(builder->error, STATUS_FORMAT, builder->yaml->file, (long)mark->line + 1,
                          (long)mark->column + 1, "%s", message);
}

static int has_json_suffix(const char *file) {
    static const char suffix[] = ".json";
    size_t length = strlen(file), end = sizeof suffix - 1;
    return length >= end && strcmp(file + length - end, suffix) == 0;
}

/* What libyaml could not read. For bytes that are not text it tells the offset, not the line. */
static enum status syntax_error(struct builder *builder) {
    const yaml_parser_t *parser = &builder->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        return no_memory(builder);
    long line = (long)parser->problem_mark.line + 1;
    long column = (long)parser->problem_mark.column + 1;
    if (parser->error == YAML_READER_ERROR) {
        line = column = 1;
        for (size_t i = 0; i < parser->problem_offset; i++) {
            char byte = builder->text[i];
            line += byte == '\n';
            column = byte == '\n' ? 1 : column + ((byte & 0xc0) != 0x80);
        }
    }
    int is_json = has_json_suffix(builder->yaml->file);
    klimb_error_at(builder->error, STATUS_FORMAT, builder->yaml->file, line, column,
                   "bad %s: %s%s%s", is_json ? "JSON" : "YAML", parser->problem,
                   parser->context != NULL ? " " : "",
                   parser->context != NULL ? parser->context : "");
    if (is_json) /* written by klimb: what to do is known to whoever reads the file */
        return STATUS_FORMAT;
    klimb_error_hint(builder->error, "indent with spaces, not tabs; quote text that holds "
                                     "\": \" or \" #\" or begins with a sign like [ { * & ! %% @");
    return STATUS_FORMAT;
}

static enum status next_event(struct builder *builder) {
    yaml_event_delete(&builder->event);
    if (!yaml_parser_parse(&builder->parser, &builder->event))
        return syntax_error(builder);
    return STATUS_OK;
}

/* Refuse what is legal YAML but has no use in a file of ours. */
static enum status refuse_features(struct builder *builder) {
    const yaml_event_t *event = &builder->event;
    int has_anchor = (event->type == YAML_SCALAR_EVENT && event->data.scalar.anchor) ||
                     (event->type == YAML_SEQUENCE_START_EVENT &&
                      event->data.sequence_start.anchor) ||
                     (event->type == YAML_MAPPING_START_EVENT && event->data.mapping_start.anchor);
    int has_tag = (event->type == YAML_SCALAR_EVENT && event->data.scalar.tag) ||
                  (event->type == YAML_SEQUENCE_START_EVENT && event->data.sequence_start.tag) ||
                  (event->type == YAML_MAPPING_START_EVENT && event->data.mapping_start.tag);
    if (event->type == YAML_ALIAS_EVENT)
        return event_error(builder, "an alias (*name) is not allowed: write the value out");
    if (has_anchor)
        return event_error(builder, "an anchor (&name) is not allowed");
    if (has_tag)
        return event_error(builder, "a tag (!name) is not allowed: values are read by their key");
    return STATUS_OK;
}

/* Copy the text of the current scalar event. */
static enum status copy_scalar(struct builder *builder, const char **text) {
    const char *value = (const char *)builder->event.data.scalar.value;
    size_t length = builder->event.data.scalar.length;
    if (strlen(value) != length)
        return event_error(builder, "a NUL character is not allowed");
    char *copy = allocate(builder->yaml, length + 1);
    if (copy == NULL)
        return no_memory(builder);
    *text = memcpy(copy, value, length + 1);
    return STATUS_OK;
}

/* Read the current event as a key of the map whose children are open from `first` on. */
static enum status read_key(struct builder *builder, struct yaml_node *node, long first) {
    enum status status = refuse_features(builder);
    if (status != STATUS_OK)
        return status;
    if (builder->event.type != YAML_SCALAR_EVENT)
        return event_error(builder, "a key must be a plain word, not a list or map");
    if (builder->open_count - first >= MAP_KEYS_MAX)
        return event_error(builder, "a map has more than 1024 keys");
    if ((status = copy_scalar(builder, &node->key)) != STATUS_OK)
        return status;
    node->key_line = (long)builder->event.start_mark.line + 1;
    node->key_column = (long)builder->event.start_mark.column + 1;
    for (long i = first; i < builder->open_count; i++)
        if (strcmp(builder->open[i].key, node->key) == 0)
            return klimb_error_at(builder->error, STATUS_FORMAT, builder->yaml->file,
                                  node->key_line, node->key_column,
                                  "duplicate key \"%s\", given before in line %ld", node->key,
                                  builder->open[i].key_line);
    return next_event(builder);
}

static enum status push_open(struct builder *builder, const struct yaml_node *node) {
    if (builder->open_count == builder->open_capacity) {
        long capacity = builder->open_capacity ? 2 * builder->open_capacity : 64;
        void *grown = reallocarray(builder->open, (size_t)capacity, sizeof *builder->open);
        if (grown == NULL)
            return no_memory(builder);
        builder->open = grown;
        builder->open_capacity = capacity;
    }
    builder->open[builder->open_count++] = *node;
    return STATUS_OK;
}

/* Move the children from `first` on out of the open ones into the node that they belong to. */
static enum status close_collection(struct builder *builder, struct yaml_node *node, long first) {
    node->count = builder->open_count - first;
    if (node->count == 0)
        return STATUS_OK;
    size_t size = (size_t)node->count * sizeof *node;
    node->children = allocate(builder->yaml, size);
    if (node->children == NULL)
        return no_memory(builder);
    memcpy(node->children, builder->open + first, size);
    builder->open_count = first;
    return STATUS_OK;
}

static enum status build_node(struct builder *builder, struct yaml_node *node);

static int is_end(const yaml_event_t *event) {
    return event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT;
}

/* Build the children of a list or map whose start is the current event, up to its end. */
static enum status build_collection(struct builder *builder, struct yaml_node *node) {
    long first = builder->open_count;
    if (++builder->depth > DEPTH_MAX)
        return event_error(builder, "nested deeper than 32 levels");
    enum status status = next_event(builder);
    while (status == STATUS_OK && !is_end(&builder->event)) {
        struct yaml_node child = {0};
        if (node->kind == YAML_MAP)
            status = read_key(builder, &child, first);
        if (status == STATUS_OK)
            status = build_node(builder, &child);
        if (status == STATUS_OK)
            status = push_open(builder, &child);
        if (status == STATUS_OK)
            status = next_event(builder);
    }
    builder->depth--;
    return status == STATUS_OK ? close_collection(builder, node, first) : status;
}

/* Build the node that begins with the current event; its last event is current afterwards. */
static enum status build_node(struct builder *builder, struct yaml_node *node) {
    const yaml_event_t *event = &builder->event;
    enum status status = refuse_features(builder);
    if (status != STATUS_OK)
        return status;
    node->line = (long)event->start_mark.line + 1;
    node->column = (long)event->start_mark.column + 1;
    if (event->type != YAML_SCALAR_EVENT) {
        node->kind = event->type == YAML_MAPPING_START_EVENT ? YAML_MAP : YAML_LIST;
        return build_collection(builder, node);
    }
    node->kind = YAML_SCALAR;
    node->is_quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return copy_scalar(builder, &node->scalar);
}

/* Build the root, unless the document has nothing but a separator or comments. */
static enum status build_root(struct builder *builder) {
    struct yaml_node *root = allocate(builder->yaml, sizeof *root);
    if (root == NULL)
        return no_memory(builder);
    *root = (struct yaml_node){0};
    enum status status = build_node(builder, root);
    int is_empty = root->kind == YAML_SCALAR && !root->is_quoted && root->scalar != NULL &&
                   root->scalar[0] == '\0';
    if (status == STATUS_OK && !is_empty)
        builder->yaml->root = root;
    return status;
}

/* A stream is its start, documents each with a start and an end, and its end. */
static enum status build_stream(struct builder *builder) {
    enum status status = next_event(builder);
    if (status == STATUS_OK)
        status = next_event(builder);
    if (status != STATUS_OK || builder->event.type == YAML_STREAM_END_EVENT)
        return status;
    if ((status = next_event(builder)) != STATUS_OK ||
        (status = build_root(builder)) != STATUS_OK || /* now at the root's last event */
        (status = next_event(builder)) != STATUS_OK || /* the document's end */
        (status = next_event(builder)) != STATUS_OK)
        return status;
    if (builder->event.type != YAML_STREAM_END_EVENT)
        return event_error(builder, "a second document begins here; one file holds one");
    return STATUS_OK;
}

enum status yaml_parse(struct yaml *yaml, const char *name, const char *text, long size,
                       struct error *error) {
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    *yaml = (struct yaml){0};
    snprintf(yaml->file, sizeof yaml->file, "%s", name);
    struct builder builder = {.yaml = yaml, .text = text, .error = error};
    if (!yaml_parser_initialize(&builder.parser))
        return no_memory(&builder);
    size_t mark = size >= 3 && memcmp(text, byte_order_mark, 3) == 0 ? 3 : 0;
    builder.text += mark;
    yaml_parser_set_encoding(&builder.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&builder.parser, (const unsigned char *)builder.text,
                                 (size_t)size - mark);
    enum status status = build_stream(&builder);
    yaml_event_delete(&builder.event);
    yaml_parser_delete(&builder.parser);
    free(builder.open);
    if (status != STATUS_OK)
        yaml_tree_free(yaml);
    return status;
}

enum status yaml_read(struct yaml *yaml, const char *path, struct error *error) {
    char *text;
    size_t size;
    *yaml = (struct yaml){0};
    enum status status = file_read(&text, &size, path, FILE_SIZE_MAX, error);
    if (status != STATUS_OK)
        return status;
    status = text_check_merged(path, text, size, error); /* some are good YAML, of other keys */
    if (status == STATUS_OK)
        status = yaml_parse(yaml, path, text, (long)size, error);
    free(text);
    return status;
}

void yaml_tree_free(struct yaml *yaml) {
    struct block *block = yaml->memory;
    while (block != NULL) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
    yaml->memory = NULL;
    yaml->root = NULL;
}
