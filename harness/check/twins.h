/* twins.h -- two runs of one seed: what a trainer of the user repeats, measured before its runs are blessed.
 *
 *     struct twins twins;
 *     if (twins_measure(&twins, &check, &check.items[i], &options, &error) != STATUS_OK) ...
 *     if (!twins.noise.seeds) the bits are repeated
 */
#ifndef KLIMB_TWINS_H
#define KLIMB_TWINS_H

#include "check/check.h"

enum { TWINS_SEEDS = 3 }; /* that are run a second time, of those that are blessed */

struct twins {
    struct golden_noise
        noise;       /* seeds 0 where the scenario says that its trainer is deterministic */
    int is_repeated; /* all twins are equal to the bit */
};

/* twins_measure -- run the first seeds of an item again, whose golden runs have been made, and compare.
 * STATUS_FAILED: a run broke; or trainer.deterministic is true and two runs of one seed differ, with column and step. Errors of
 * check_run_jobs. */
enum status twins_measure(struct twins *twins, struct check *check, const struct check_item *item,
                          const struct check_options *options, struct error *error) MUST_CHECK;

/* twins_print -- what was measured, a line each. */
void twins_print(FILE *stream, const struct twins *twins);

/* twins_print_power -- what a check of these golden runs can see: the probability to find a shift of 5 and 10 % of a feature's
 * mean by one run and by 8.
 *   features  in [count, FEATURES]
 * Student's two-sample t at level ENSEMBLE_ALPHA, with the spread of the golden runs and the approximation of Abramowitz & Stegun
 * 26.7.10 to the noncentral distribution. It is of one feature that is tested by itself: a check tests all at once, and of one
 * run it asks for more than normal values would need. So what is printed is an upper bound. */
void twins_print_power(FILE *stream, const double *features, long count);

/* twins_power -- that probability.
 *   shift  of the mean, in standard deviations of the golden runs */
double twins_power(double shift, long golden, long fresh);

#endif
