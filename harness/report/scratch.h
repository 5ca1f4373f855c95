/* scratch.h -- a temporary folder below $TMPDIR for drawing one figure. Internal to report.
 */
#ifndef KLIMB_SCRATCH_H
#define KLIMB_SCRATCH_H

#include "base/file.h"

/* scratch_make -- make the folder. STATUS_IO. */
enum status scratch_make(char folder[FILE_PATH_MAX], struct error *error) MUST_CHECK;

/* scratch_remove -- delete it with its contents. What cannot be deleted stays in $TMPDIR. */
void scratch_remove(const char *folder);

/* scratch_deliver -- copy folder/name to a file, or to standard output for NULL. STATUS_IO, STATUS_MEMORY. */
enum status scratch_deliver(const char *folder, const char *name, const char *output,
                            struct error *error) MUST_CHECK;

#endif
