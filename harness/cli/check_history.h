/* check_history.h -- the line that `klimb check` adds to the history of checks.
 */
#ifndef KLIMB_CHECK_HISTORY_H
#define KLIMB_CHECK_HISTORY_H

#include "check/check.h"
#include "cli/options/options.h"

#define HISTORY_DEFAULT "build/history.jsonl"

/* check_history_allowed -- STATUS_INVALID if --history is given with an option that makes checks incomparable:
 * --records, --set, --seed, --seeds or --against. Without --history such a check adds no line. */
enum status check_history_allowed(const struct options *options, struct error *error) MUST_CHECK;

/* check_history_add -- add the line of a check that took `seconds`. Returns `code`. If the default file cannot be
 * written, prints a note; if a named one cannot, returns EXIT_BROKEN. */
int check_history_add(const struct check *check, const struct options *options, double seconds,
                      int code);

#endif
