/* paired.h -- tests whether runs differ from the golden runs of the same seeds.
 *
 *     struct paired_result paired;
 *     if (paired_compare(&paired, &golden, records, count, PAIRED_ALPHA, &error) != STATUS_OK) ...
 *     if (paired.shifted) puts(paired.message);
 *
 * klimb's random numbers are addressed by seed, so a run and the golden run of its seed have the same initial weights,
 * batches and noise. Their difference is the effect of a change, and the chaos that grows from the first different bit.
 * That is far less than the differences between seeds, so this test sees changes that are lost in the spread of an
 * ensemble.
 *
 * The test is a permutation test by sign flips (Fisher 1935; max-T: Westfall & Young 1993). If golden and fresh runs
 * are exchangeable, the difference of each seed is as likely as its negative. So all 2^n choices of signs of n pairs
 * are equally likely, and the share of choices whose largest statistic reaches the observed one is a p-value,
 * simultaneous over all columns, steps and features. It is exact: every choice is counted. With 16 pairs the smallest p
 * is 2/65536 = 3e-5.
 *
 * No two implementations are exchangeable to the last digit, so the test is whether a mean difference exceeds rounding.
 * With d the differences of a cell, its statistic is the larger of
 *
 *     sum(d - floor) / |d - floor|     and     sum(-d - floor) / |-d - floor|
 *
 * with the norm over the pairs; a cell whose differences are all below the floor is left out. The floor is
 * PAIRED_ROUNDING seed deviations, or half of the last digit of a golden's value if that is more. A seed deviation is
 * the standard deviation of the golden runs in that cell. All of this is on the scale of the column. ENSEMBLE.md says
 * how the floor was measured: rounding alone makes no difference above 0.0014 while runs stay together, and no
 * one-sided difference after they part.
 *
 * A significant difference can still be too small to matter. A mean difference below PAIRED_EQUIVALENCE seed
 * deviations, or within the floor of ensemble.h, is practically equivalent.
 *
 * The test is useless for a trainer that draws other random numbers: differences are then as large as between seeds,
 * and p is uniform. Use the ensemble test for these.
 */
#ifndef KLIMB_PAIRED_H
#define KLIMB_PAIRED_H

#include "golden/ensemble.h"

/* PAIRED_ALPHA -- the probability that runs exchangeable with the golden ones are called shifted. */
#define PAIRED_ALPHA 1e-4

/* PAIRED_ROUNDING, PAIRED_EQUIVALENCE -- in seed deviations. */
#define PAIRED_ROUNDING    0.01
#define PAIRED_EQUIVALENCE 0.05

enum {
    PAIRED_SEEDS = 16,    /* compared pairs */
    PAIRED_SEEDS_MIN = 15 /* with fewer the smallest p is above PAIRED_ALPHA */
};

/* X(NAME, words) in the order of severity */
#define PAIRED_FINDING_TABLE(X)                                                                    \
    X(NONE, "not compared")                                                                        \
    X(ROUNDING_ONLY, "no shift beyond rounding")                                                   \
    X(EQUIVALENT, "a shift below practical equivalence")                                           \
    X(SHIFTED, "a shift")
#define PAIRED_FINDING_ENUM(NAME, words) PAIRED_##NAME,
enum paired_finding { PAIRED_FINDING_TABLE(PAIRED_FINDING_ENUM) PAIRED_FINDINGS };
extern const char *const paired_finding_words[];

struct paired_result {
    enum paired_finding finding;
    long pairs, cells;         /* compared */
    double p;                  /* of the hypothesis that no mean difference exceeds rounding */
    double statistic;          /* the largest; at most sqrt(pairs) */
    struct ensemble_cell cell; /* the largest shift among those that are most significant */
    double shift;              /* mean difference there, in the unit of the column */
    double deviations; /* the same in seed deviations; infinite if golden runs are all equal */
    double golden;     /* mean of the golden runs of these seeds there */
    double kl, recon;  /* mean difference of the final values, nats; NaN where a run diverged */
    char message[512]; /* all of this in words; empty unless there is a shift, equivalent or not */
};

/* paired_compare -- compare the first PAIRED_SEEDS records whose seed is in the golden ensemble with the golden runs of
 * their seeds. With fewer than PAIRED_SEEDS_MIN, nothing is compared.
 *   level  below which p is significant
 * A step or column that a record lacks is left out, and so is a seed's difference in a cell where one of the two has no
 * finite value: the ensemble test sees that. STATUS_MEMORY. */
enum status paired_compare(struct paired_result *result, const struct golden *golden,
                           const struct record *records, long count, double level,
                           struct error *error) MUST_CHECK;

#endif
