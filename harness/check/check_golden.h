/* check_golden.h -- reads the golden of a scenario where one is required.
 */
#ifndef KLIMB_CHECK_GOLDEN_H
#define KLIMB_CHECK_GOLDEN_H

#include "golden/golden.h"
#include "scenario/scenario.h"

/* check_read_golden -- read the golden of the present form of a scenario. STATUS_FAILED when it is missing or stale,
 * with the command that blesses it; errors of golden_read. On error *golden is empty. */
enum status check_read_golden(struct golden *golden, const struct scenario *scenario,
                              const char *expected, struct error *error) MUST_CHECK;

#endif
