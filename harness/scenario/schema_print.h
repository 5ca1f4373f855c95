/* schema_print.h -- prints from the table of keys: allowed values, a scenario as YAML, the help.
 */
#ifndef KLIMB_SCHEMA_PRINT_H
#define KLIMB_SCHEMA_PRINT_H

#include "base/text.h"
#include "scenario/schema_keys.h"

/* schema_add_wanted -- add the values that a key takes, after "must be": "an integer from 1 to 64", "above 0 and
 * finite". */
void schema_add_wanted(struct text *text, const struct schema_key *key);

/* schema_add_value -- add the value of a key as an argument of a program: text without quotes. Not for SCHEMA_BASE. */
void schema_add_value(struct text *text, const struct scenario *scenario,
                      const struct schema_key *key);

/* schema_format -- the scenario as nested YAML in the order of the table: see scenario_canonical.
 */
void schema_format(struct text *text, const struct scenario *scenario, int with_prose);

/* scenario_print_schema -- every key with type, unit, range, default and meaning, for --help. */
void scenario_print_schema(struct text *text);

#endif
