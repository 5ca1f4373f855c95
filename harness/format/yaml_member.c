#include "format/yaml_member.h"

#include <string.h>

#include "base/text.h"

enum status yaml_member(const struct yaml_node **out, const struct yaml *yaml,
                        const struct yaml_node *map, const char *key, struct error *error) {
    *out = yaml_get(map, key);
    if (*out != NULL)
        return STATUS_OK;
    yaml_error(yaml, map, error, "the key \"%s\" is missing", key);
    klimb_error_hint(error, "the file was not written by klimb, or was changed: run again");
    return STATUS_FORMAT;
}

enum status yaml_member_string(const char **out, const struct yaml *yaml,
                               const struct yaml_node *map, const char *key, struct error *error) {
    const struct yaml_node *node;
    enum status status = yaml_member(&node, yaml, map, key, error);
    return status == STATUS_OK ? yaml_as_string(out, yaml, node, error) : status;
}

enum status yaml_member_long(long *out, const struct yaml *yaml, const struct yaml_node *map,
                             const char *key, struct error *error) {
    const struct yaml_node *node;
    enum status status = yaml_member(&node, yaml, map, key, error);
    return status == STATUS_OK ? yaml_as_long(out, yaml, node, error) : status;
}

enum status yaml_member_name(int *out, const struct yaml *yaml, const struct yaml_node *map,
                             const char *key, const char *const *names, struct error *error) {
    const char *name;
    enum status status = yaml_member_string(&name, yaml, map, key, error);
    if (status != STATUS_OK)
        return status;
    for (*out = 0; names[*out] != NULL; ++*out) {
        if (strcmp(name, names[*out]) == 0)
            return STATUS_OK;
    }
    struct text allowed = {0};
    for (long i = 0; names[i] != NULL; i++)
        text_add(&allowed, "%s%s", i ? ", " : "", names[i]);
    status = yaml_error(yaml, yaml_get(map, key), error, "%s is \"%s\", allowed are %s", key, name,
                        allowed.failed ? "others" : allowed.bytes);
    text_free(&allowed);
    return status;
}
