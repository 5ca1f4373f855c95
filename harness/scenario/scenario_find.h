/* scenario_find.h -- which scenarios there are below a folder, and which one a name means.
 */
#ifndef KLIMB_SCENARIO_FIND_H
#define KLIMB_SCENARIO_FIND_H

#include "base/text.h"
#include "scenario/scenario.h"

/* The folder below root whose files are studies (sweep/study.h), not scenarios. */
#define SCENARIO_STUDIES "studies"

/* scenario_leaf -- the last part of a name, after its last '/': "healthy". What comes before that
 * '/' is the family. */
const char *scenario_leaf(const char *name);

/* scenario_list -- names of all scenarios below root, without what is in SCENARIO_STUDIES, sorted with numbers by
 * their value (beta-2 before beta-10); one allocation: free(*names). */
enum status scenario_list(char ***names, long *count, const char *root,
                          struct error *error) MUST_CHECK;

/* scenario_find -- the name of the scenario that a user's `reference` means: see scenario_load.
 * STATUS_INVALID: none, with the nearest name as hint if one is near; several, with their names; a
 * file outside root. STATUS_IO when root cannot be read. */
enum status scenario_find(char name[SCENARIO_NAME_MAX], const char *root, const char *reference,
                          struct error *error) MUST_CHECK;

/* scenario_family_of -- whether `path` is a folder below root, as a shell completes it; then its
 * name as that of a family, "" for root itself. */
int scenario_family_of(char name[SCENARIO_NAME_MAX], const char *root, const char *path);
/* scenario_find_among -- the same for a caller who has called scenario_list for this root.
 *   names  [count] what it listed */
enum status scenario_find_among(char name[SCENARIO_NAME_MAX], const char *root,
                                const char *reference, char *const *names, long count,
                                struct error *error) MUST_CHECK;

/* scenario_hint_nearest -- add to an error the scenario whose name is nearest, if one is near. */
void scenario_hint_nearest(struct error *error, const char *root, const char *name);

#endif
