/* yaml.h -- a YAML or JSON document as a tree whose nodes know their line and column.
 *
 * Read by libyaml. Used for scenarios, golden.json and manifest.json. Anchors, aliases, tags and several documents in a
 * file are errors, because they have no use here.
 */
#ifndef KLIMB_YAML_H
#define KLIMB_YAML_H

#include "base/file.h"
#include "base/status.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    long line, column; /* 1-based, where the node begins in the file */
    const char *key;   /* its key inside a map, NULL elsewhere */
    long key_line, key_column;
    const char *scalar;         /* text of a scalar */
    int is_quoted;              /* a quoted scalar is always a string */
    struct yaml_node *children; /* of a list or map, in the file's order */
    long count;
};

struct yaml {
    char file[FILE_PATH_MAX];
    struct yaml_node *root; /* NULL for an empty document */
    void *memory;           /* owned by yaml_tree_free */
};

/* yaml_parse -- errors call the file `name`. STATUS_FORMAT with line and column: bad
 * syntax, duplicate key, nesting deeper than 32, a file with NUL or invalid UTF-8. STATUS_MEMORY.
 * On error the tree is empty; otherwise free it with yaml_tree_free. */
enum status yaml_parse(struct yaml *yaml, const char *name, const char *text, long size,
                       struct error *error) MUST_CHECK;
/* yaml_read -- parse a file of at most 1 MiB; also STATUS_IO, and STATUS_FORMAT at the first conflict marker of a
 * merge. */
enum status yaml_read(struct yaml *yaml, const char *path, struct error *error) MUST_CHECK;

/* yaml_tree_free -- free the whole tree. (libyaml has its own yaml_free.) */
void yaml_tree_free(struct yaml *yaml);

/* yaml_get -- the child of a map with this key, NULL if it has none or node is not a map. */
const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key);

/* Strict conversions of one scalar; each names file, line, column, key, what was found and what is
 * allowed. Numbers are decimal with optional exponent (JSON's and YAML 1.2's core schema), plus
 * .inf -.inf .nan for reals. */
enum status yaml_as_long(long *out, const struct yaml *yaml, const struct yaml_node *node,
                         struct error *error) MUST_CHECK;
enum status yaml_as_double(double *out, const struct yaml *yaml, const struct yaml_node *node,
                           struct error *error) MUST_CHECK;
enum status yaml_as_bool(int *out, const struct yaml *yaml, const struct yaml_node *node,
                         struct error *error) MUST_CHECK;
enum status yaml_as_string(const char **out, const struct yaml *yaml, const struct yaml_node *node,
                           struct error *error) MUST_CHECK;

/* yaml_error -- an error at a node: "file:line:column: message". */
enum status yaml_error(const struct yaml *yaml, const struct yaml_node *node, struct error *error,
                       const char *format, ...) PRINTF_LIKE(4, 5);

#endif
