/* scenario_find.h -- which scenario is meant, for scenario.c and selection.c.
 */
#ifndef KLIMB_SCENARIO_FIND_H
#define KLIMB_SCENARIO_FIND_H

#include "scenario/scenario.h"

/* scenario_find -- the name of the scenario that a user's `reference` means: see scenario_load.
 * STATUS_INVALID: none, with the nearest name as hint if one is near; several, with their names; a
 * file outside root. STATUS_IO when root cannot be read. */
enum status scenario_find(char name[SCENARIO_NAME_MAX], const char *root, const char *reference,
                          struct error *error) MUST_CHECK;

/* scenario_family_of -- whether `path` is a folder below root, as a shell completes it; then its name
 * as that of a family, "" for root itself. */
int scenario_family_of(char name[SCENARIO_NAME_MAX], const char *root, const char *path);
/* scenario_find_among -- the same for a caller who has called scenario_list for this root.
 *   names  [count] what it listed */
enum status scenario_find_among(char name[SCENARIO_NAME_MAX], const char *root,
                                const char *reference, char *const *names, long count,
                                struct error *error) MUST_CHECK;

/* scenario_hint_nearest -- add to an error the scenario whose name is nearest, if one is near. */
void scenario_hint_nearest(struct error *error, const char *root, const char *name);

#endif
