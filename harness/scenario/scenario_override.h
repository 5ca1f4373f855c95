/* scenario_override.h -- "--set path=value", for scenario_load.c alone.
 */
#ifndef KLIMB_SCENARIO_OVERRIDE_H
#define KLIMB_SCENARIO_OVERRIDE_H

#include "scenario/scenario.h"

/* scenario_override -- set the key of "path=value"; the value is YAML. The scenario's name must be
 * set. STATUS_FORMAT with the override, key, found and allowed; STATUS_MEMORY. */
enum status scenario_override(struct scenario *scenario, const char *override,
                              struct error *error) MUST_CHECK;

/* scenario_blame_override -- make an error name the option as written, because an override has no
 * file and line. */
void scenario_blame_override(struct error *error, const char *override);

#endif
