/* check_notes.h -- how the logs of users' trainers were read, for those who must trust the records.
 */
#ifndef KLIMB_CHECK_NOTES_H
#define KLIMB_CHECK_NOTES_H

#include "check/check.h"

/* check_print_log_notes -- the notes in the manifests of the runs that have been made, a line each after the name of the
 * scenario. Those of another seed than the first are printed only where they differ, and then with the seed. */
void check_print_log_notes(FILE *stream, const struct check *check);

#endif
