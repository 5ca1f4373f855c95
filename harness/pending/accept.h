/* accept.h -- turn pending runs into a check that can be blessed. It retrains one pending seed, to see whether this klimb gives the
 * same bits, and trains the golden seeds that are missing.
 *
 *     struct acceptance acceptance;
 *     if (accept_begin(&acceptance, &options, pendings, count, &error) != STATUS_OK) ...
 *     acceptance.missing runs have to be trained
 *     accept_verify(&acceptance, &error)
 *     accept_judge(&acceptance, &error)      now bless.h can take acceptance.check
 *     accept_end(&acceptance);
 */
#ifndef KLIMB_ACCEPT_H
#define KLIMB_ACCEPT_H

#include "pending/pending.h"

struct acceptance {
    struct check_options options; /* the caller's, with names, seeds and kept runs set */
    struct check check;
    const struct pending *pendings; /* [count] the caller's */
    const char **names, **folders;  /* [count] owned */
    long count;
    long missing;   /* runs to train, including those of scenarios that ratio claims refer to */
    long taken;     /* pending runs */
    int is_refused; /* the last error means: this klimb cannot reproduce the pending runs */
};

/* accept_begin -- load the scenarios and count pending and missing runs. Runs nothing.
 *   options   folders and how to run
 *   pendings  in [count]
 * STATUS_FAILED with is_refused: the digest of a scenario has changed since. Errors of check_prepare. After an error there is nothing
 * to end, and is_refused is still valid. */
enum status accept_begin(struct acceptance *acceptance, const struct check_options *options,
                         const struct pending *pendings, long count,
                         struct error *error) MUST_CHECK;

/* accept_seed -- which of the pending seeds to retrain. The seal chooses.
 *   there  in [count], count > 0 */
long accept_seed(const char *seal, const long *there, long count);

/* accept_verify -- retrain that seed of each scenario with pending runs and compare every value. Prints a line for each to `out`.
 * STATUS_FAILED with is_refused: they differ; the message names scenario, seed and place. Errors of check_run_jobs and
 * record_read. */
enum status accept_verify(FILE *out, struct acceptance *acceptance, struct error *error) MUST_CHECK;

/* accept_judge -- train the missing runs and judge all golden seeds. On error the check is empty. Errors of check_finish. */
enum status accept_judge(struct acceptance *acceptance, struct error *error) MUST_CHECK;

void accept_end(struct acceptance *acceptance);

#endif
