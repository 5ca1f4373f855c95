/* reference.h -- translates the name of a scenario to the path by which another file refers to it.
 *
 * A scenario's name is its path below the experiments folder without .yaml ("learning/healthy"). A
 * file refers to another scenario or a data file relative to its own folder
 * ("../learning/healthy.yaml" inside weak-prior/). These functions work on text alone, not on the
 * file system. A folder is given relative to the experiments folder, "." for that folder itself.
 */
#ifndef KLIMB_REFERENCE_H
#define KLIMB_REFERENCE_H

#include <stddef.h>

#include "base/status.h"

/* reference_resolve -- the name of the scenario that a file in `folder` calls `written`.
 *   name  out [size]  "learning/healthy" for "../learning/healthy.yaml" in "weak-prior"
 * STATUS_FORMAT, without a place: no .yaml at the end, an absolute path, a path that leaves the
 * experiments folder; STATUS_INVALID when it does not fit. */
enum status reference_resolve(char *name, size_t size, const char *folder, const char *written,
                              struct error *error) MUST_CHECK;

/* reference_relative -- the inverse for any path: what a file in `folder` calls `target`.
 *   out     out [size]  "../learning/healthy" for "learning/healthy" in "weak-prior"
 *   target  in          relative to the experiments folder; it may begin with "..", but `folder`
 *                       may not
 * STATUS_INVALID when it does not fit. */
enum status reference_relative(char *out, size_t size, const char *folder, const char *target,
                               struct error *error) MUST_CHECK;

#endif
