/* scenario_find.h -- lists the scenarios below a folder, and finds the one that a name means.
 */
#ifndef KLIMB_SCENARIO_FIND_H
#define KLIMB_SCENARIO_FIND_H

#include "base/text.h"
#include "scenario/scenario.h"

/* The folder below root whose files are studies (sweep/study.h), not scenarios. */
#define SCENARIO_STUDIES "studies"

/* The end of the name of every scenario's file. The scenario's own name is without it. */
#define SCENARIO_SUFFIX ".yaml"

/* scenario_name_length -- the length of a name without a final .yaml. */
size_t scenario_name_length(const char *name);

/* scenario_leaf -- the last part of a name, after its last '/': "healthy". The part before that '/' is the family. */
const char *scenario_leaf(const char *name);

/* scenario_list_files -- names of all files below a folder that end in .yaml, without that, sorted with numbers by value
 * (beta-2 before beta-10); one allocation: free(*names). */
enum status scenario_list_files(char ***names, long *count, const char *folder,
                                struct error *error) MUST_CHECK;

/* scenario_list -- scenario_list_files of root except in SCENARIO_STUDIES. */
enum status scenario_list(char ***names, long *count, const char *root,
                          struct error *error) MUST_CHECK;

/* scenario_find -- the name of the scenario that a user's `reference` means: see scenario_load.
 * STATUS_INVALID: no such scenario, with the nearest name as hint if one is near; several, with their names; a file
 * outside root. STATUS_IO when root cannot be read. */
enum status scenario_find(char name[SCENARIO_NAME_MAX], const char *root, const char *reference,
                          struct error *error) MUST_CHECK;

/* scenario_family_of -- whether `path`, with or without a final slash, is root or a folder below it; if so, `name` is
 * its path below root, "" for root itself. */
int scenario_family_of(char name[SCENARIO_NAME_MAX], const char *root, const char *path);

/* scenario_find_among -- scenario_find for a caller that has called scenario_list for this root.
 *   names  in [count] as listed */
enum status scenario_find_among(char name[SCENARIO_NAME_MAX], const char *root,
                                const char *reference, char *const *names, long count,
                                struct error *error) MUST_CHECK;

/* scenario_hint_nearest -- add the scenario with the nearest name, if one is near, to an error's hint. */
void scenario_hint_nearest(struct error *error, const char *root, const char *name);

#endif
