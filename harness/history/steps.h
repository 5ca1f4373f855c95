/* steps.h -- finds where the level of a noisy series changed, such as the seconds of a scenario from check to check.
 *
 *     struct step steps[STEPS_MOST];
 *     long count = steps_find(steps, log_seconds, n, &(struct step_rules){0});
 *
 * Statistic: max over k of |mean of the first k - mean of the rest| sqrt(k (n - k) / n), which is the likelihood ratio
 * of one change of the mean under normal noise. Its null distribution is that over random orders of the values, so none
 * needs to be assumed: Kirch & Steinebach 2006, "Permutation principles for the change analysis of stochastic processes
 * under strong invariance", J. Comput. Appl. Math. 186. Values more than STEP_CLIP deviations from the median are
 * clipped there, so that one slow run neither makes nor hides a step. After a step is found, both sides are searched
 * again (binary segmentation): a rise and fall in the middle third of a series may be missed.
 *
 * The test assumes that without a step all orders are equally likely. Load that lasts for hours breaks this. STEP_LEAST
 * keeps small steps out, whatever their p. test_steps.c counts false alarms for five kinds of noise.
 */
#ifndef KLIMB_STEPS_H
#define KLIMB_STEPS_H

enum {
    STEPS_MOST = 16,
    STEP_SIDE = 3,     /* values on each side at the least */
    STEP_VALUES = 8,   /* of a series in which a step is looked for, at the least */
    STEP_ORDERS = 9999 /* random orders: p is at least 1e-4 */
};
#define STEP_CLIP  5.0
#define STEP_LEVEL 1e-3
#define STEP_LEAST 0.05 /* of a logarithm: 5 % */

/* A step between two neighbours of a series. */
struct step {
    long at;              /* index of the first value after it */
    double before, after; /* medians of the values up to the steps next to it */
    double p;
};

/* Zero: those above. */
struct step_rules {
    double level, least;
};

/* steps_find -- the steps of a series in their order, at most STEPS_MOST of them.
 *   steps  out  [STEPS_MOST]
 *   value  in   [count] finite
 * Returns their number; 0 also when memory ran out. The same values give the same steps. */
long steps_find(struct step *steps, const double *value, long count,
                const struct step_rules *rules);

/* steps_median -- of count > 0 finite values. NaN where memory ran out. */
double steps_median(const double *value, long count);

#endif
