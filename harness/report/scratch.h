/* scratch.h -- a folder below $TMPDIR to draw one figure in. Internal to report.
 */
#ifndef KLIMB_SCRATCH_H
#define KLIMB_SCRATCH_H

#include "base/file.h"

/* scratch_make -- STATUS_IO. */
enum status scratch_make(char folder[FILE_PATH_MAX], struct error *error) MUST_CHECK;

/* scratch_remove -- with all that is in it; what stays behind is in a place for it. */
void scratch_remove(const char *folder);

/* scratch_deliver -- the bytes of folder/name to a file, or to standard output for NULL. STATUS_IO, STATUS_MEMORY. */
enum status scratch_deliver(const char *folder, const char *name, const char *output,
                            struct error *error) MUST_CHECK;

#endif
