/* check_pending.h -- what `klimb check` leaves for `klimb review`.
 */
#ifndef KLIMB_CHECK_PENDING_H
#define KLIMB_CHECK_PENDING_H

#include "check/check.h"
#include "cli/options.h"

/* check_pending_refuse -- STATUS_INVALID where the options for pendings contradict each other or the others. */
enum status check_pending_refuse(const struct options *options, struct error *error) MUST_CHECK;

/* check_pending_complete -- with --complete, check_complete; else nothing. On error the check is empty. */
enum status check_pending_complete(struct check *check, const struct options *options,
                                   struct error *error) MUST_CHECK;

/* check_pending_leave -- pending_leave, where the check was one that can be blessed, and a note to standard error. Returns
 * `code`, or the exit code of what could not be written, which is said. */
int check_pending_leave(const struct check *check, const struct options *options, int code);

#endif
