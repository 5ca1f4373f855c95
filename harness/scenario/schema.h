/* schema.h -- sets the fields of a scenario from the nodes of a YAML file.
 *
 *     struct schema_source source = {.yaml = &yaml, .folder = "learning"};
 *     if (schema_set_defaults(&scenario, &error) != STATUS_OK ||
 *         schema_apply(&scenario, &source, "", yaml.root, &error) != STATUS_OK) ...
 */
#ifndef KLIMB_SCHEMA_H
#define KLIMB_SCHEMA_H

#include "scenario/schema_keys.h"
#include "scenario/schema_set.h"

/* schema_find -- the row of a dotted path, or of the old name of a key; NULL for an unknown path.
 */
const struct schema_key *schema_find(const char *path);

/* schema_set_defaults -- fill every field that has a default. STATUS_MEMORY. */
enum status schema_set_defaults(struct scenario *scenario, struct error *error) MUST_CHECK;

/* schema_apply -- set the value of a key, or a section's keys from a map.
 *   scenario  in, out  its name must be set: relative paths are made relative to its folder
 *   path      in       dotted path of the node's key or section, "" for the whole file
 * STATUS_FORMAT with place, key, found, allowed and nearest spelling, for every wrong key of a map
 * (klimb_error_join); STATUS_MEMORY. */
enum status schema_apply(struct scenario *scenario, const struct schema_source *source,
                         const char *path, const struct yaml_node *node,
                         struct error *error) MUST_CHECK;

#endif
