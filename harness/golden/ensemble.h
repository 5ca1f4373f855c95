/* ensemble.h -- tests whether runs could have come from the golden ensemble.
 *
 *     struct ensemble_result result;
 *     if (ensemble_compare(&result, &golden, records, 8, ENSEMBLE_ALPHA, &error)) ...
 *     if (result.departed) puts(result.message);
 *
 * n fresh runs are tested against N golden ones at once over all columns and steps and the features
 * of feature.h: a shift of the mean and a change of spread in each of these cells, and a change of
 * spread of each column over all steps and of all columns together, which small n can see where a
 * single cell cannot. Golden runs of the fresh seeds are left out of the N, because a run cannot be its own reference.
 * Values are compared on the scale of their column, logarithmic if the column spans decades. Cells whose values all lie
 * within a tenth of the column's resolution, or within 1e-4 of the value, count as equal and are left out, so that
 * goldens of a deterministic run hold on another backend.
 *
 * The test for n >= 3 is a permutation test of the largest statistic (Westfall & Young 1993, max-T):
 * each cell's group mean is standardised over the N + n runs together; under the hypothesis that all
 * come from one distribution every choice of n of them as the fresh ones is equally likely, so the
 * share of choices whose largest statistic reaches the observed one is a p-value, simultaneous over
 * everything that is tested, whatever the distributions and their dependence. P(p <= alpha) <= alpha
 * also for a sample of choices that counts the observed one (Phipson & Smyth 2010); sampling stops
 * early once p is known to be large (Besag & Clifford 1991).
 *
 * For n < 3, and whenever there are too few choices for alpha, no such test can exist: with 64 golden
 * runs the smallest p of one run is 1/65. Then each run's largest studentised distance from the ensemble is compared
 * with those of the golden runs, each against all others. Beyond their range, the logarithms of these distances are
 * assumed to follow an extreme value law with their mean and deviation (type I for the logarithm, which is type II for
 * the distance: heavy tails; Gumbel 1958), but with twice the fitted scale, because N runs cannot show what happens
 * once in several N. So a single run departs only if it is far away, often some 50 deviations; a group is far more
 * sensitive.
 * In a group, each run is also tested by itself, because a group test cannot show one wild run of eight: 1 in 9 choices
 * has it too. Each test has half of the level.
 *
 * If golden runs agree on a feature (7 of 8 within the cell's floor), they do not tell how far a sound run can be: the
 * few that differ may be any distance away, and one seed in 300 is enough for a false alarm. So single runs are not
 * judged by such a feature, and left_out names it. A change of all runs still shows in the rows that the feature is
 * measured from. No rows are left out, although golden runs agree on some, because a deterministic run is judged by
 * them. Nor are `diverged` and `end_step`, which are facts about a run. The group test keeps all features: it assumes
 * no law, and 1 in 9 choices has the one odd run of eight.
 *
 * The error rates of both are measured by `make calibrate`.
 *
 * Neither test can see that two runs are one run under two seeds, because each is a member of the family. This has a
 * test of its own: fresh runs that are equal in every cell, of at least 20, to the 5 digits of the ensemble, depart
 * with p = 0 if no two golden runs share more than half of their cells. It adds no measurable false alarms: two runs
 * would have to agree by chance in all the cells that distinguish every golden run from every other. Only fresh runs
 * are compared in this way: one that equals the golden run of another seed drew its random numbers in another order,
 * which is not a departure.
 */
#ifndef KLIMB_ENSEMBLE_H
#define KLIMB_ENSEMBLE_H

#include "golden/compare.h"
#include "golden/golden.h"
#include "record/feature.h"

/* ENSEMBLE_ALPHA -- the rate of false alarms of the whole check of a scenario. */
#define ENSEMBLE_ALPHA 1e-4

/* ENSEMBLE_SINGLE_LEVEL -- the stated rate of false alarms of a single run at ENSEMBLE_ALPHA. For a group,
 * ENSEMBLE_ALPHA is proved. For a single run it rests on a law that 64 runs cannot confirm so far out, so ten times as
 * much is stated, which can be measured. */
#define ENSEMBLE_SINGLE_LEVEL 1e-3

enum {
    ENSEMBLE_SEEDS_MIN = 8, /* a smaller golden ensemble says too little about a distribution */
    ENSEMBLE_PERMUTATIONS = 99999 /* the smallest possible p is 1e-5 */
};

/* X(NAME, name, what is tested) */
#define ENSEMBLE_METHOD_TABLE(X)                                                                   \
    X(NONE, "none", "nothing: fewer than 8 golden runs of other seeds")                            \
    X(PERMUTATION, "permutation", "n >= 3 runs as a group")                                        \
    X(PREDICTION, "prediction", "each of n < 3 runs by itself")
#define ENSEMBLE_METHOD_ENUM(NAME, name, text) ENSEMBLE_##NAME,
enum ensemble_method { ENSEMBLE_METHOD_TABLE(ENSEMBLE_METHOD_ENUM) ENSEMBLE_METHODS };
extern const char *const ensemble_method_names[];

/* What the largest statistic measures. X(NAME, words) */
#define ENSEMBLE_TEST_TABLE(X)                                                                     \
    X(SHIFT, "mean")                                                                               \
    X(SPREAD, "spread")                                                                            \
    X(MISSING, "share of runs with a finite value")                                                \
    X(DUPLICATES, "runs that are the same run")
#define ENSEMBLE_TEST_ENUM(NAME, words) ENSEMBLE_TEST_##NAME,
enum ensemble_test { ENSEMBLE_TEST_TABLE(ENSEMBLE_TEST_ENUM) ENSEMBLE_TESTS };

/* A place in the curves: a column at a step, a column over all steps, a feature, all features, or everything. */
struct ensemble_cell {
    enum observable column; /* OBSERVABLES: none */
    enum feature feature;   /* FEATURES: none */
    long step;              /* -1: all steps, or a feature */
    int is_all_features;
};

struct ensemble_result {
    enum ensemble_method method;
    long runs, golden; /* n and N, after leaving out */
    long cells;        /* compared; without those left out as equal */
    /* 1: golden runs agree on it, so single runs are not judged by it */
    unsigned char left_out[FEATURES];
    long tests; /* number of statistics that the largest was taken from */
    int departed;
    double p;       /* upper bound; 1 for ENSEMBLE_NONE */
    double group_p; /* of the group, before doubling for the two tests; NaN: not tested */
    /* of the worst single run, likewise; NaN: not tested, e.g. the group departed */
    double single_p;
    double statistic; /* the largest */
    double critical;  /* the statistic at p = alpha; NaN if sampling stopped before it was known */
    enum ensemble_test test; /* of the largest statistic */
    struct ensemble_cell cell;
    long seed;       /* of the worst single run; -1: a group was judged */
    long first_seed; /* the first of all runs */
    double got,
        wanted;        /* the mean, mean distance from the median, or share; in the column's unit */
    double spread;     /* standard deviation of the golden runs in that cell */
    char message[512]; /* all of this in words; empty unless departed */
};

/* ensemble_compare -- test `count` >= 1 records against the golden ensemble at level alpha.
 * If golden->features is NULL, no features are compared. Records may be of any backend or trainer: columns that one
 * record lacks, and the features measured from them, are left out for all. Some differences depart at once, with p = 0:
 * a NaN in a row before the run's declared end in a column without any in golden runs; a golden step that a completed
 * run lacks; a run that diverged if no golden run did; two runs that are one run.
 * STATUS_MEMORY. */
enum status ensemble_compare(struct ensemble_result *result, const struct golden *golden,
                             const struct record *records, long count, double alpha,
                             struct error *error) MUST_CHECK;

/* ensemble_departure -- the place of a departure on the curve of one run, for drawing: the single run that was judged,
 * or the first run of the group. Returns 0 with departure->found 0 if nothing departed, or not in a single row: in a
 * feature, or in a spread over all steps. */
int ensemble_departure(struct departure *departure, const struct ensemble_result *result);

/* ensemble_interval -- an interval for drawing: a value of a run of the family lies outside with probability `level`,
 * if the values of different seeds are normal on the column's scale.
 *   low, high  mean -+ t s sqrt(1 + 1/N), Student's t with N - 1 degrees of freedom
 *   centre     median of the golden runs
 *   row        index into the rows of golden->ensemble[0]
 * Returns 0 and leaves the outputs unchanged if a golden run has no finite value. */
int ensemble_interval(double *low, double *centre, double *high, const struct golden *golden,
                      long row, enum observable column, double level);

#endif
