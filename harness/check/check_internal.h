/* check_internal.h -- what the sources of check.h share.
 */
#ifndef KLIMB_CHECK_INTERNAL_H
#define KLIMB_CHECK_INTERNAL_H

#include "check/check.h"

/* The first seed that no golden has. Runs from here on are compared with ensembles that are too small to leave golden
 * seeds out. */
enum { CHECK_FRESH_SEED = GOLDEN_SEEDS_MAX };

/* check_group_runs -- how many runs of a scenario are compared with its ensemble as a group. */
long check_group_runs(const struct scenario *scenario, const struct check_options *options);

/* check_seeds_to_compare -- the number of seeds to run if bits cannot decide: the group that is compared with the
 * ensemble, and the runs that are compared with golden runs of the same seeds (paired.h). If the ensemble is large
 * enough only as a whole, and not without a group's golden seeds, the group has seeds from CHECK_FRESH_SEED on. Never
 * fewer than seeds.check. */
struct check_seed_count check_seeds_to_compare(const struct scenario *scenario,
                                               const struct check_options *options);

/* check_raise_references -- give each scenario that `ratio` claims refer to at least the seeds of those that refer to
 * it. Repeats until nothing changes, because references may refer further; counts only grow, up to the largest. */
void check_raise_references(struct check *check);

/* check_lay_out -- append the runs of each scenario's seeds that are not planned yet.
 * STATUS_MEMORY; STATUS_INVALID when a path is too long. */
enum status check_lay_out(struct check *check, const struct check_options *options,
                          struct error *error) MUST_CHECK;

/* check_load_and_plan -- check_plan and, if is_judged, the scenarios that claims refer to. Then a scenario that cannot
 * be read is a verdict, not an error, as long as another one can. */
enum status check_load_and_plan(struct check *check, const struct check_options *options,
                                int is_judged, struct error *error) MUST_CHECK;

/* check_take_kept -- mark runs that are in options->kept as done. STATUS_INVALID: a path is too long. */
enum status check_take_kept(struct check *check, const struct check_options *options,
                            struct error *error) MUST_CHECK;

#endif
