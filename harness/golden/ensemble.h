/* ensemble.h -- could these runs have come from the golden ensemble?
 *
 *     struct ensemble_result result;
 *     if (ensemble_compare(&result, &golden, records, 8, ENSEMBLE_ALPHA, &error)) ...
 *     if (result.departed) puts(result.message);
 *
 * n fresh runs are tested against N golden ones at once over all columns and steps and the features
 * of feature.h: a shift of the mean and a change of spread in each of these cells, and a change of
 * spread of each column over all steps and of all columns together, which small n can see where a
 * single cell cannot. Golden seeds that are among the fresh ones are left out of the N: a run is not
 * a witness for itself. Values are compared on the scale that the table of their column says, logarithmic
 * where a column spans decades; cells whose values all lie
 * within a tenth of the column's resolution, or within 1e-4 of the value, are treated as equal
 * and left out: so goldens of a deterministic run hold on another backend.
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
 * runs the smallest p of one run is 1/65. There each run's largest studentised distance from the
 * ensemble is compared with those of the golden runs, each against all others; beyond what they have
 * shown, their logarithms are taken to follow the extreme value law that fits their mean and
 * deviation (type I for the logarithm, which is type II for the distance: heavy tails; Gumbel 1958), of
 * twice the scale that fits, for what happens once in several N runs they have not shown. So a run by
 * itself departs only when it is gross, often some 50 deviations away: runs in a group see far more.
 * Of a group each run is tested by itself as well, since one wild run of eight is 1 in 9 choices as
 * extreme as any: each test has half of the level.
 *
 * A feature on which golden runs agree (7 of 8 within what does not matter) says nothing about how far a sound run can
 * be: the few that differ may be any distance away, and one seed in 300 is enough for a false alarm. So by such a feature no
 * run is judged by itself, and left_out names it. A change of all runs still shows in the rows that the feature is measured of. Of these
 * none are left out, although golden runs agree on some: they are what a deterministic run is judged by. Nor are `diverged`
 * and `end_step`, which are facts about a run. The group keeps all features: its test assumes no law, and one odd run of eight
 * is 1 in 9 choices.
 *
 * The error rates of both are measured by `make calibrate`.
 *
 * Neither can see that two of several runs are one run under two seeds: each of them is a member of
 * the family. That is looked for outright: fresh runs that are equal in every cell, to the 5 digits
 * of the ensemble and of at least 20, depart with p = 0 when no two golden runs share more than half
 * of theirs. This adds nothing to the rate of false alarms that could be measured: two runs that
 * agree by chance would have to do so in all the cells that tell every golden run from every other.
 * Only fresh runs are compared so: one that equals the golden run of another seed drew its random
 * numbers in another order, which is not a departure.
 */
#ifndef KLIMB_ENSEMBLE_H
#define KLIMB_ENSEMBLE_H

#include "golden/compare.h"
#include "golden/golden.h"
#include "record/feature.h"

/* ENSEMBLE_ALPHA -- the chance that runs of the golden distribution are called a departure: of the whole
 * check of a scenario. */
#define ENSEMBLE_ALPHA 1e-4

/* ENSEMBLE_SINGLE_LEVEL -- the chance that a run of the golden distribution departs by itself at ENSEMBLE_ALPHA. Of a group
 * ENSEMBLE_ALPHA is proved; of one run it rests on a law that 64 runs cannot confirm so far out, so ten times as much is
 * stated, which can be measured. */
#define ENSEMBLE_SINGLE_LEVEL 1e-3

enum {
    ENSEMBLE_SEEDS_MIN = 8,       /* a smaller golden ensemble says too little of a distribution */
    ENSEMBLE_PERMUTATIONS = 99999 /* the least p that can be said is 1e-5 */
};

/* X(NAME, name, what is tested) */
#define ENSEMBLE_METHOD_TABLE(X)                                                                   \
    X(NONE, "none", "nothing: fewer than 8 golden runs of other seeds")                            \
    X(PERMUTATION, "permutation", "n >= 3 runs as a group")                                        \
    X(PREDICTION, "prediction", "each of n < 3 runs by itself")
#define ENSEMBLE_METHOD_ENUM(NAME, name, text) ENSEMBLE_##NAME,
enum ensemble_method { ENSEMBLE_METHOD_TABLE(ENSEMBLE_METHOD_ENUM) ENSEMBLE_METHODS };
extern const char *const ensemble_method_names[];

/* What kind of cell the largest statistic was found in. X(NAME, words) */
#define ENSEMBLE_TEST_TABLE(X)                                                                     \
    X(SHIFT, "mean")                                                                               \
    X(SPREAD, "spread")                                                                            \
    X(MISSING, "share of runs with a finite value")                                                \
    X(DUPLICATES, "runs that are the same run")
#define ENSEMBLE_TEST_ENUM(NAME, words) ENSEMBLE_TEST_##NAME,
enum ensemble_test { ENSEMBLE_TEST_TABLE(ENSEMBLE_TEST_ENUM) ENSEMBLE_TESTS };

/* A place in the curves: a column at a step, a column over all steps, a feature, all of these, or
 * everything. */
struct ensemble_cell {
    enum observable column; /* OBSERVABLES: none */
    enum feature feature;   /* FEATURES: none */
    long step;              /* -1: over all steps, or of features */
    int is_all_features;
};

struct ensemble_result {
    enum ensemble_method method;
    long runs, golden; /* n and N, after leaving out */
    long cells;        /* compared; cells left out as equal are not counted */
    unsigned char
        left_out[FEATURES]; /* 1: golden runs agree on it, so no run is judged by it by itself */
    long tests;             /* statistics the largest is taken of */
    int departed;
    double p; /* upper bound; 1 for ENSEMBLE_NONE */
    double
        group_p; /* of the runs as a group, before it is doubled for the two tests; NaN: not tested */
    double
        single_p; /* of the worst run by itself, likewise; NaN: not tested, as where the group departed */
    double statistic; /* the largest */
    double critical;  /* the statistic that p = alpha belongs to; NaN when p is known to be larger
                         without it */
    enum ensemble_test test; /* of the largest statistic */
    struct ensemble_cell cell;
    long seed;       /* of the run, where runs are judged one by one; else -1 */
    long first_seed; /* of all */
    double got,
        wanted;        /* what is compared in that cell: mean, mean distance from the median, share;
                           in the unit of the column */
    double spread;     /* standard deviation of the golden runs there */
    char message[512]; /* all of this in words; empty unless departed */
};

/* ensemble_compare -- test `count` >= 1 records against the golden ensemble at level alpha.
 * Where golden->features is NULL no features are compared. Records may be of any backend or trainer: columns that one lacks, and the features
 * measured of them, are left out for all. A value that
 * is not a number, in a row before the run's declared end and in a column that has none in any golden
 * run, departs outright, with p = 0; so does a golden step that a run which did not diverge lacks, a
 * run that diverged where no golden run did, and a run that is another one over again.
 * STATUS_MEMORY. */
enum status ensemble_compare(struct ensemble_result *result, const struct golden *golden,
                             const struct record *records, long count, double alpha,
                             struct error *error) MUST_CHECK;

/* ensemble_departure -- where a departure is on the curve of one run, for drawing: of the run that was
 * judged by itself, or the first of the group. Returns 0, and *departure found nothing, when there
 * was none or it is in no single row: in a feature, or a spread over all steps. */
int ensemble_departure(struct departure *departure, const struct ensemble_result *result);

/* ensemble_interval -- what one value of one run of the family exceeds with chance `level`, if values of
 * different seeds were normal on the column's scale: for drawing.
 *   low, high  mean -+ t s sqrt(1 + 1/N), Student's t with N - 1 degrees of freedom
 *   centre     median of the golden runs
 *   row        index into the rows of golden->ensemble[0]
 * Returns 0, and leaves the outputs alone, where a golden run has no finite value. */
int ensemble_interval(double *low, double *centre, double *high, const struct golden *golden,
                      long row, enum observable column, double level);

#endif
