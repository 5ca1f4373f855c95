/* study_find.h -- lists the studies, and finds the one that a name means.
 */
#ifndef KLIMB_STUDY_FIND_H
#define KLIMB_STUDY_FIND_H

#include "sweep/study.h"

/* study_list -- names of all studies of an experiments folder, sorted; one allocation: free(*names). Without a folder
 * of studies there are none. STATUS_IO, STATUS_MEMORY. */
enum status study_list(char ***names, long *count, const char *experiments,
                       struct error *error) MUST_CHECK;

/* study_find -- name and path of the study that a user's `reference` means: "beta-sweep", "studies/beta-sweep", or the
 * path of its file. STATUS_INVALID: no such study, with the nearest name as hint. */
enum status study_find(char name[SCENARIO_NAME_MAX], char path[SCENARIO_NAME_MAX * 2],
                       const char *experiments, const char *reference,
                       struct error *error) MUST_CHECK;

#endif
