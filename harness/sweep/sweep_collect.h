/* sweep_collect.h -- the runs of a study that are there, whoever made them.
 */
#ifndef KLIMB_SWEEP_COLLECT_H
#define KLIMB_SWEEP_COLLECT_H

#include "base/text.h"
#include "sweep/sweep_plan.h"
#include "sweep/sweep_record.h"

enum { SWEEP_TOLD_MAX = 8 }; /* of more runs only the number is in `told` */

struct sweep_results {
    struct sweep_run *runs;   /* [plan->runs] owned */
    long count[SWEEP_STATES]; /* how many runs are in each state */
    struct text told;         /* a line for each run that is there and was not taken, and why */
    double seconds;           /* mean wall time of the runs taken; NaN without any */
};

/* sweep_collect -- look for each run of a plan in its place below plan->out.
 *   results  out      freed by the caller with sweep_results_free; empty on error
 *   version           of klimb, which a manifest must have
 * A run that is not there, is damaged or of another scenario is a state and no error. STATUS_IO: a record is there and the system
 * refuses to read it, so that it cannot be made again in its place; STATUS_MEMORY; STATUS_INVALID: a path is too long. */
enum status sweep_collect(struct sweep_results *results, const struct sweep_plan *plan,
                          const char *version, struct error *error) MUST_CHECK;

/* sweep_collect_again -- look once more for the runs that were not taken: some have been made since. Errors of sweep_collect;
 * then the results are as they were, in part. */
enum status sweep_collect_again(struct sweep_results *results, const struct sweep_plan *plan,
                                const char *version, struct error *error) MUST_CHECK;

void sweep_results_free(struct sweep_results *results);

#endif
