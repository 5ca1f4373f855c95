/* orphans.h -- finds goldens without a scenario. A renamed or deleted scenario leaves one in expected/, where nothing
 * is compared with it.
 */
#ifndef KLIMB_ORPHANS_H
#define KLIMB_ORPHANS_H

#include <stdio.h>

#include "base/status.h"

/* orphans_print -- print a line for each golden below `expected` whose scenario is not below `experiments`. Skips
 * hidden folders. `expected` may be missing.
 *   found  out  their number
 * STATUS_IO, STATUS_MEMORY. */
enum status orphans_print(FILE *out, long *found, const char *expected, const char *experiments,
                          struct error *error) MUST_CHECK;

#endif
