/* schema_set.h -- sets one key of a scenario.
 */
#ifndef KLIMB_SCHEMA_SET_H
#define KLIMB_SCHEMA_SET_H

#include "scenario/schema_keys.h"

/* Where values come from. */
struct schema_source {
    const struct yaml *yaml;
    const char *folder; /* the file's, below the experiments folder; "." for that folder */
    int is_base;        /* the file is a base: SCHEMA_OWN keys are passed over */
};

/* schema_field -- the field of a scenario at an offset of the table. */
static inline void *schema_field(struct scenario *scenario, size_t offset) {
    return (char *)scenario + offset;
}

/* schema_set -- read the value of `key` from `node`, check it and store it. SCHEMA_OWN keys of a
 * base are passed over. STATUS_FORMAT with place, found and allowed; STATUS_MEMORY. */
enum status schema_set(struct scenario *scenario, const struct schema_source *source,
                       const struct schema_key *key, const struct yaml_node *node,
                       struct error *error) MUST_CHECK;

#endif
