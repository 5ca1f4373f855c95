/* accept.h -- from what is pending to a check whose runs can become goldens: other seeds are trained, and one of those that are there
 * once more, to see whether this klimb gives the same bits.
 *
 *     struct acceptance acceptance;
 *     if (accept_begin(&acceptance, &options, pendings, count, &error) != STATUS_OK) ...
 *     acceptance.missing runs are yet to be trained
 *     accept_verify(&acceptance, &error)
 *     accept_judge(&acceptance, &error)      acceptance.check is then as bless.h wants it
 *     accept_end(&acceptance);
 */
#ifndef KLIMB_ACCEPT_H
#define KLIMB_ACCEPT_H

#include "pending/pending.h"

struct acceptance {
    struct check_options options; /* with the names, the kept runs and the golden seeds of this */
    struct check check;
    const struct pending *pendings; /* [count] the caller's */
    const char **names, **folders;  /* [count] owned */
    long count;
    long missing;   /* golden seeds that are not there, also of what claims are measured by */
    long taken;     /* those that are */
    int is_refused; /* an error was that what is pending is not what this klimb makes */
};

/* accept_begin -- load the scenarios and look which runs are there; nothing is run.
 *   options   folders and how to run; names, seeds and kept are set here
 *   pendings  in [count]
 * STATUS_FAILED, and is_refused: a scenario has another digest now. Errors of check_prepare. On error there is nothing to end, but
 * is_refused is valid. */
enum status accept_begin(struct acceptance *acceptance, const struct check_options *options,
                         const struct pending *pendings, long count,
                         struct error *error) MUST_CHECK;

/* accept_seed -- the seed of a scenario that is trained again: one of those that are there, by the seal of what is pending.
 *   there  in [count], count > 0 */
long accept_seed(const char *seal, const long *there, long count);

/* accept_verify -- train that seed of each scenario of which there are runs, also of what claims are measured by, and compare all
 * values with those that are there. A line for each goes to `out`. STATUS_FAILED, and is_refused: they differ, with scenario,
 * seed and place. Errors of check_run_jobs and record_read. */
enum status accept_verify(FILE *out, struct acceptance *acceptance, struct error *error) MUST_CHECK;

/* accept_judge -- train what is missing and judge all golden seeds. On error the check is empty. Errors of check_finish. */
enum status accept_judge(struct acceptance *acceptance, struct error *error) MUST_CHECK;

void accept_end(struct acceptance *acceptance);

#endif
