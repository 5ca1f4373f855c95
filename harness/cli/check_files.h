/* check_files.h -- the files that `klimb check` writes: --output, --junit, --markdown, --json.
 */
#ifndef KLIMB_CHECK_FILES_H
#define KLIMB_CHECK_FILES_H

#include "check/check.h"
#include "cli/options/options.h"

/* check_files_refuse -- STATUS_INVALID, before anything is run, where two of them are one file, under whatever names, or one
 * is the history or "-", which is no file for other programs. */
enum status check_files_refuse(const struct options *options, struct error *error) MUST_CHECK;

/* check_files_save -- write all of them, and the output. Each is tried, so that one that cannot be written takes no
 * other with it. Returns `code`, or EXIT_BROKEN. */
int check_files_save(const struct check *check, const struct options *options, int code);

#endif
