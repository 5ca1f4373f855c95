/* review_accept.h -- what `klimb review` does when the answer is accept.
 */
#ifndef KLIMB_REVIEW_ACCEPT_H
#define KLIMB_REVIEW_ACCEPT_H

#include "cli/options.h"
#include "pending/pending.h"

/* review_is_ci -- whether this is a job of continuous integration: $CI is set, and neither "false" nor "0" nor empty. There nothing is
 * written. */
int review_is_ci(void);

/* review_accept -- train one of the runs again and those that are missing, judge, write the golden, and remove what was pending.
 * Says what is done to standard output. Returns an exit code: EXIT_PASS; EXIT_FAIL when it is refused, for a claim that does not
 * hold, other bits, or another scenario; EXIT_USAGE where nothing may be written; those of options_fail. */
int review_accept(const struct pending *pending, const char *reason, const struct options *options);

/* review_reject -- remove what was pending. Returns an exit code. */
int review_reject(const char *name, const struct options *options);

#endif
