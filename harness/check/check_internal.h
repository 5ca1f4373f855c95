/* check_internal.h -- what planning and judging share.
 */
#ifndef KLIMB_CHECK_INTERNAL_H
#define KLIMB_CHECK_INTERNAL_H

#include "check/check.h"

/* The first seed that no golden has: of runs compared with an ensemble too small to leave golden seeds out of. */
enum { CHECK_FRESH_SEED = GOLDEN_SEEDS_MAX };

/* check_group_runs -- how many runs of a scenario are compared with its ensemble as a group. */
long check_group_runs(const struct scenario *scenario, const struct check_options *options);

/* check_seeds_to_compare -- the seeds that are run where bits cannot decide: those of the group that is compared with the
 * ensemble, and those that are compared with the golden runs of the same seeds (paired.h). Where the ensemble has runs
 * enough to compare with, but not when those of a group of golden seeds leave it, the group has seeds from
 * CHECK_FRESH_SEED on and is compared with all of it. Never fewer than seeds.check. */
struct check_seed_count check_seeds_to_compare(const struct scenario *scenario,
                                               const struct check_options *options);

/* check_raise_references -- give what is referred to by `ratio` claims all seeds of those that refer to
 * it. What is raised may refer further, so this goes on until nothing is; counts only grow, up to the
 * largest. */
void check_raise_references(struct check *check);

/* check_lay_out -- lay out the runs of each scenario that its seeds ask for, after those that there are.
 * STATUS_MEMORY; STATUS_INVALID when a path is too long. */
enum status check_lay_out(struct check *check, const struct check_options *options,
                          struct error *error) MUST_CHECK;

/* check_load_and_plan -- check_plan and, if it is to be judged, with the scenarios that claims refer to; one
 * that cannot be read is then no error but a verdict, as long as another one can. */
enum status check_load_and_plan(struct check *check, const struct check_options *options,
                                int is_judged, struct error *error) MUST_CHECK;

/* check_take_kept -- mark the runs that options->kept has as done. STATUS_INVALID: a path is too long. */
enum status check_take_kept(struct check *check, const struct check_options *options,
                            struct error *error) MUST_CHECK;

#endif
