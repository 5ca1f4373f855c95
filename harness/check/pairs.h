/* pairs.h -- how often unchanged runs are called shifted (paired.h).
 *
 * All golden seeds of a scenario are run again, in groups of PAIRED_SEEDS, and compared with their golden runs. They
 * differ only by what the caller changes: the backend, the CPU's kernels, the number of threads, or the order of random
 * numbers in a modified program. So each p is a draw from its distribution when nothing has changed.
 */
#ifndef KLIMB_PAIRS_H
#define KLIMB_PAIRS_H

#include "check/check.h"
#include "golden/paired.h"

/* One group. */
struct pair_group {
    char scenario[SCENARIO_NAME_MAX];
    enum backend_kind backend;
    long first_seed;
    int is_equal; /* no run differs beyond rounding: p is 1 and says nothing about the level */
    struct paired_result paired;
};

/* pairs_scenario -- run and compare all groups of a scenario. A golden with fewer seeds than a group has no groups.
 *   groups   out [*count]  the caller frees it
 *   options  in  backend, folders and runner; records are not kept
 * STATUS_FAILED when a run broke or the golden is missing or stale; errors of check_run. */
enum status pairs_scenario(struct pair_group **groups, long *count,
                           const struct check_options *options, const char *name,
                           struct error *error) MUST_CHECK;

/* pairs_format_header, pairs_format -- text of pairs.csv: a line for each group. */
void pairs_format_header(struct text *text);
void pairs_format(struct text *text, const struct pair_group *groups, long count);

#endif
