/* check_notes.h -- prints how the logs of users' trainers were read.
 */
#ifndef KLIMB_CHECK_NOTES_H
#define KLIMB_CHECK_NOTES_H

#include "check/check.h"

/* check_print_log_notes -- print the notes in the manifests of finished runs, a line each after the name of the
 * scenario. Notes of a seed other than the first are printed with the seed, and only if they differ. */
void check_print_log_notes(FILE *stream, const struct check *check);

#endif
