/* check_pending.h -- saves what moved in `klimb check` for `klimb review`.
 */
#ifndef KLIMB_CHECK_PENDING_H
#define KLIMB_CHECK_PENDING_H

#include "check/check.h"
#include "cli/options/options.h"

/* check_pending_refuse -- STATUS_INVALID if --complete, --pending or --no-pending contradict each other or another
 * option. */
enum status check_pending_refuse(const struct options *options, struct error *error) MUST_CHECK;

/* check_pending_complete -- call check_complete if the options ask for it. On error the check is empty. */
enum status check_pending_complete(struct check *check, const struct options *options,
                                   struct error *error) MUST_CHECK;

/* check_pending_leave -- call pending_leave if the options allow blessing, and print a note to standard error. Returns
 * `code`, or another exit code if it could not write. */
int check_pending_leave(const struct check *check, const struct options *options, int code);

#endif
