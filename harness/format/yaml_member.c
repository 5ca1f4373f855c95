#include "format/yaml_member.h"

#include <stdio.h>

#include "base/text.h"

enum status yaml_member(const struct yaml_node **out, const struct yaml *yaml,
                        const struct yaml_node *map, const char *key, struct error *error) {
    *out = yaml_get(map, key);
    if (*out != NULL)
        return STATUS_OK;
    return yaml_error(yaml, map, error, "the key \"%s\" is missing", key);
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
    *out = (int)text_index(name, names);
    if (*out >= 0)
        return STATUS_OK;
    struct text allowed = {0};
    text_add_list(&allowed, names, "or");
    status = yaml_error(yaml, yaml_get(map, key), error, "%s is \"%s\"; must be one of %s", key,
                        name, text_string(&allowed));
    text_free(&allowed);
    return status;
}

enum status yaml_member_format(long *format, const struct yaml *yaml, long newest,
                               struct error *error) {
    const struct yaml_node *node = yaml_get(yaml->root, "format");
    *format = 1;
    enum status status = node != NULL ? yaml_as_long(format, yaml, node, error) : STATUS_OK;
    if (status != STATUS_OK || (*format >= 1 && *format <= newest))
        return status;
    char read[40] = "1";
    if (newest > 1)
        snprintf(read, sizeof read, "1 to %ld", newest);
    status = yaml_error(yaml, node, error, "format is %ld; this klimb reads %s", *format, read);
    if (*format > newest)
        klimb_error_hint(error, "a newer klimb wrote it: update this one");
    return status;
}
