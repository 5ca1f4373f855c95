/* yaml_member.h -- reads members that a map must have, and the format number, of klimb's own JSON files.
 *
 * Each function returns STATUS_FORMAT at the line of the map if it lacks the key, and at the line of the value if it
 * has another type.
 */
#ifndef KLIMB_YAML_MEMBER_H
#define KLIMB_YAML_MEMBER_H

#include "format/yaml.h"

enum status yaml_member(const struct yaml_node **out, const struct yaml *yaml,
                        const struct yaml_node *map, const char *key,
                        struct error *error) MUST_CHECK;
enum status yaml_member_string(const char **out, const struct yaml *yaml,
                               const struct yaml_node *map, const char *key,
                               struct error *error) MUST_CHECK;
enum status yaml_member_long(long *out, const struct yaml *yaml, const struct yaml_node *map,
                             const char *key, struct error *error) MUST_CHECK;

/* yaml_member_name -- a string that must be one of `names` (NULL-terminated), as its index. */
enum status yaml_member_name(int *out, const struct yaml *yaml, const struct yaml_node *map,
                             const char *key, const char *const *names,
                             struct error *error) MUST_CHECK;

/* yaml_member_format -- the version of the file's format: the member "format" of the root; 1 without it, as in files of
 * klimb 0.1. STATUS_FORMAT if it is not from 1 to `newest`, with the hint to update klimb if it is newer. */
enum status yaml_member_format(long *format, const struct yaml *yaml, long newest,
                               struct error *error) MUST_CHECK;

#endif
