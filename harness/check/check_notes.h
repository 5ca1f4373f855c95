/* check_notes.h -- what was made of the logs of users' trainers, for whoever is to trust the records.
 */
#ifndef KLIMB_CHECK_NOTES_H
#define KLIMB_CHECK_NOTES_H

#include "check/check.h"

/* check_print_log_notes -- the notes in the manifests of the runs that have been made, a line each behind the name of the
 * scenario. Those of a seed are said only where they are not those of the scenario's first run, and then with the seed. */
void check_print_log_notes(FILE *stream, const struct check *check);

#endif
