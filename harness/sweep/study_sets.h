/* study_sets.h -- reads settings in the file of a study as overrides in the form of --set.
 */
#ifndef KLIMB_STUDY_SETS_H
#define KLIMB_STUDY_SETS_H

#include "sweep/study_map.h"

/* study_sets_add -- add "key=value". STATUS_FORMAT: an unknown key, a key that cannot be overridden, a value of the
 * wrong type or out of range, too many settings. */
enum status study_sets_add(struct study_sets *sets, const struct study_reader *reader,
                           const char *key, const struct yaml_node *value,
                           struct error *error) MUST_CHECK;

/* study_sets_read -- a study_read_function: a map of dotted keys to values, `into` a struct study_sets. */
study_read_function study_sets_read;

/* study_sets_find -- the setting in `sets` with the same key as `set`, NULL for none. */
const char *study_sets_find(const struct study_sets *sets, const char *set);

void study_sets_free(struct study_sets *sets);

#endif
