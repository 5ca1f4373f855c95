/* run_folder.h -- all files that a run leaves in its folder: a record and, on request, artefacts.
 */
#ifndef KLIMB_RUN_FOLDER_H
#define KLIMB_RUN_FOLDER_H

#include "base/status.h"

/* run_folder_remove -- delete these files, if any, and nothing else: a new record without artefacts must not lie beside
 * those of another model. STATUS_IO. */
enum status run_folder_remove(const char *folder, struct error *error) MUST_CHECK;

#endif
