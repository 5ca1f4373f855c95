/* run_folder.h -- all that a run of klimb leaves in its folder: a record and, where they were asked for,
 * artefacts.
 */
#ifndef KLIMB_RUN_FOLDER_H
#define KLIMB_RUN_FOLDER_H

#include "base/status.h"

/* run_folder_remove -- delete these files and nothing else: a record that is made again without artefacts
 * must not be beside those of another model. It is fine if there are none. STATUS_IO. */
enum status run_folder_remove(const char *folder, struct error *error) MUST_CHECK;

#endif
