/* twins.h -- runs seeds twice, to measure how well a user's trainer repeats them before its runs are blessed.
 *
 *     struct twins twins;
 *     if (twins_measure(&twins, &check, &check.items[i], &options, &error) != STATUS_OK) ...
 *     if (!twins.noise.seeds) the bits are repeated
 */
#ifndef KLIMB_TWINS_H
#define KLIMB_TWINS_H

#include "check/check.h"

enum { TWINS_SEEDS = 3 }; /* seeds that are run a second time */

struct twins {
    struct golden_noise noise; /* seeds is 0 if trainer.deterministic is true */
    int is_repeated;           /* all twins are equal to the last bit */
};

/* twins_measure -- run the first seeds of an item, whose golden runs are made, a second time and compare.
 * STATUS_FAILED: a run broke; or trainer.deterministic is true and two runs of one seed differ, with column and step.
 * Errors of check_run_jobs. */
enum status twins_measure(struct twins *twins, struct check *check, const struct check_item *item,
                          const struct check_options *options, struct error *error) MUST_CHECK;

/* twins_print -- print the results, a line each. */
void twins_print(FILE *stream, const struct twins *twins);

/* twins_print_power -- print the power of a check against these golden runs: the probability that one run, or 8, show a
 * shift of 5 or 10 % of a feature's mean.
 *   features  in [count, FEATURES]
 * Student's two-sample t at level ENSEMBLE_ALPHA, with the spread of the golden runs and the approximation of
 * Abramowitz & Stegun 26.7.10 to the noncentral distribution. The test is of one feature. A check tests all features at
 * once and is stricter with one run than a test of normal values, so the printed power is an upper bound. */
void twins_print_power(FILE *stream, const double *features, long count);

/* twins_power -- that probability.
 *   shift  of the mean, in standard deviations of the golden runs */
double twins_power(double shift, long golden, long fresh);

#endif
