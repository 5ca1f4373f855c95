/* orphans.h -- goldens without a scenario: what a renamed or deleted scenario leaves in expected/, where it
 * looks like a guard but guards nothing.
 */
#ifndef KLIMB_ORPHANS_H
#define KLIMB_ORPHANS_H

#include <stdio.h>

#include "base/status.h"

/* orphans_print -- a line for each golden below `expected` whose scenario is not below `experiments`. Hidden
 * folders are passed over. No folder `expected` has none.
 *   found  out  their number
 * STATUS_IO, STATUS_MEMORY. */
enum status orphans_print(FILE *out, long *found, const char *expected, const char *experiments,
                          struct error *error) MUST_CHECK;

#endif
