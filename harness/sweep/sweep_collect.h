/* sweep_collect.h -- finds the existing runs of a study, whoever made them.
 */
#ifndef KLIMB_SWEEP_COLLECT_H
#define KLIMB_SWEEP_COLLECT_H

#include "base/text.h"
#include "sweep/sweep_plan.h"
#include "sweep/sweep_record.h"

enum { SWEEP_TOLD_MAX = 8 }; /* further runs are only counted in `told` */

struct sweep_results {
    struct sweep_run *runs;   /* [plan->runs] owned */
    long count[SWEEP_STATES]; /* how many runs are in each state */
    struct text told;         /* a line for each existing run that was not taken: why */
    double seconds;           /* mean wall time of the runs taken; NaN without any */
};

/* sweep_collect -- look for each run of a plan in its place below plan->out.
 *   results  out      freed by the caller with sweep_results_free; empty on error
 *   version           klimb's version, which a manifest must have
 * A run that is missing, damaged or of another scenario is a state, not an error. STATUS_IO: the system refuses to read
 * an existing record, so that it cannot be made again in its place; STATUS_MEMORY; STATUS_INVALID: a path is too long.
 */
enum status sweep_collect(struct sweep_results *results, const struct sweep_plan *plan,
                          const char *version, struct error *error) MUST_CHECK;

/* sweep_collect_again -- look again for runs that were not taken before. Errors of sweep_collect; then only part of the
 * results are updated. */
enum status sweep_collect_again(struct sweep_results *results, const struct sweep_plan *plan,
                                const char *version, struct error *error) MUST_CHECK;

void sweep_results_free(struct sweep_results *results);

#endif
