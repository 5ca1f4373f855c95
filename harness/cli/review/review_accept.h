/* review_accept.h -- accept or reject a pending scenario.
 */
#ifndef KLIMB_REVIEW_ACCEPT_H
#define KLIMB_REVIEW_ACCEPT_H

#include "cli/options/options.h"
#include "pending/pending.h"

/* review_is_ci -- whether this is a CI job: $CI is set, and not empty, "0" or "false". There review must not write. */
int review_is_ci(void);

/* review_refuse_ci -- in a CI job say that review writes nothing and return EXIT_USAGE; else EXIT_PASS. */
int review_refuse_ci(void);

/* review_bless -- write the golden of the first scenario of a check of its golden seeds, and print what moves. Returns an exit code:
 * EXIT_FAIL if a claim does not hold; those of options_fail. */
int review_bless(const struct check *check, const char *reason, const struct options *options);

/* review_accept -- retrain one run, train the missing ones, judge, write the golden, and delete the pending folder. Prints what it does.
 * Returns an exit code: EXIT_PASS; EXIT_FAIL if a claim does not hold, bits differ, the scenario has changed, or a newer check has
 * replaced the folder since it was read; EXIT_USAGE in a CI job; those of options_fail. */
int review_accept(const struct pending *pending, const char *reason, const struct options *options);

/* review_reject -- delete the pending folder. Returns an exit code: EXIT_FAIL if a newer check has replaced what was read; without a
 * seal, of a folder that cannot be read, whatever is there is deleted. */
int review_reject(const struct pending *pending, const struct options *options);

#endif
