/* export_save.h -- writes an export to a folder, whole or not at all.
 */
#ifndef KLIMB_EXPORT_SAVE_H
#define KLIMB_EXPORT_SAVE_H

#include "export/export_arrays.h"

/* export_check_folder -- STATUS_INVALID if anything exists at that path. */
enum status export_check_folder(const char *folder, struct error *error) MUST_CHECK;

/* export_save -- write all files to a new folder: first beside it, then renamed. On failure nothing
 * is left behind. STATUS_IO, STATUS_MEMORY,
 * STATUS_INVALID (a path too long). */
enum status export_save(const struct export *export, const char *folder,
                        struct error *error) MUST_CHECK;

#endif
