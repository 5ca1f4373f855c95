/* The part of yaml.h that looks into a tree: finding keys, converting scalars. */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "format/yaml.h"

const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key) {
    if (node == NULL || node->kind != YAML_MAP)
        return NULL;
    for (long i = 0; i < node->count; i++)
        if (strcmp(node->children[i].key, key) == 0)
            return &node->children[i];
    return NULL;
}

enum status yaml_error(const struct yaml *yaml, const struct yaml_node *node, struct error *error,
                       const char *format, ...) {
    struct error plain;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(plain.message, sizeof plain.message, format, arguments);
    va_end(arguments);
    return klimb_error_at(error, STATUS_FORMAT, yaml->file, node != NULL ? node->line : 0,
                          node != NULL ? node->column : 0, "%s", plain.message);
}

/* "steps must be an integer, found "3.5"", at the node. */
static enum status wrong_kind(const struct yaml *yaml, const struct yaml_node *node,
                              struct error *error, const char *wanted) {
    const char *key = node->key != NULL ? node->key : "a value here";
    if (node->kind != YAML_SCALAR)
        return yaml_error(yaml, node, error, "%s must be %s, found a %s", key, wanted,
                          node->kind == YAML_LIST ? "list" : "map");
    if (node->scalar[0] == '\0' && !node->is_quoted)
        return yaml_error(yaml, node, error, "%s must be %s, found nothing", key, wanted);
    return yaml_error(yaml, node, error, "%s must be %s, found %s\"%.60s\"", key, wanted,
                      node->is_quoted ? "the quoted text " : "", node->scalar);
}

static int is_integer(const char *text) {
    return klimb_number_is_integer(text, strlen(text));
}

enum status yaml_as_long(long *out, const struct yaml *yaml, const struct yaml_node *node,
                         struct error *error) {
    if (node->kind != YAML_SCALAR || node->is_quoted || !is_integer(node->scalar))
        return wrong_kind(yaml, node, error, "an integer, digits only");
    errno = 0;
    long value = strtol(node->scalar, NULL, 10);
    if (errno == ERANGE)
        return wrong_kind(yaml, node, error, "an integer of at most 64 bits");
    *out = value;
    return STATUS_OK;
}

/* Look up the numbers that have no digits. */
static int find_special(double *out, const char *text) {
    static const struct {
        const char *text;
        double value;
    } specials[] = {
        {".inf", (double)INFINITY},
        {"+.inf", (double)INFINITY},
        {"-.inf", -(double)INFINITY},
        {".nan", (double)NAN},
    };
    for (size_t i = 0; i < sizeof specials / sizeof *specials; i++) {
        if (strcmp(text, specials[i].text) == 0) {
            *out = specials[i].value;
            return 1;
        }
    }
    return 0;
}

enum status yaml_as_double(double *out, const struct yaml *yaml, const struct yaml_node *node,
                           struct error *error) {
    if (node->kind == YAML_SCALAR && !node->is_quoted && find_special(out, node->scalar))
        return STATUS_OK;
    if (node->kind != YAML_SCALAR || node->is_quoted ||
        !klimb_number_is_decimal(node->scalar, strlen(node->scalar), NUMBER_ANY))
        return wrong_kind(yaml, node, error, "a number");
    errno = 0;
    double value = strtod(node->scalar, NULL);
    /* A subnormal sets ERANGE too, but is the number that was written. */
    if (errno == ERANGE && (isinf(value) || !(fabs(value) > 0)))
        return wrong_kind(yaml, node, error, "a number that binary64 can hold");
    *out = value;
    return STATUS_OK;
}

enum status yaml_as_bool(int *out, const struct yaml *yaml, const struct yaml_node *node,
                         struct error *error) {
    int is_plain = node->kind == YAML_SCALAR && !node->is_quoted;
    int is_true = is_plain && strcmp(node->scalar, "true") == 0;
    if (!is_true && !(is_plain && strcmp(node->scalar, "false") == 0))
        return wrong_kind(yaml, node, error, "true or false");
    *out = is_true;
    return STATUS_OK;
}

enum status yaml_as_string(const char **out, const struct yaml *yaml, const struct yaml_node *node,
                           struct error *error) {
    if (node->kind != YAML_SCALAR)
        return wrong_kind(yaml, node, error, "text");
    *out = node->scalar;
    return STATUS_OK;
}
