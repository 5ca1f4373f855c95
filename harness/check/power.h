/* power.h -- the smallest change that each test of `klimb check` notices.
 *
 *     struct power_row row;
 *     int applies;
 *     if (power_measure(&row, &applies, &options, "learning/healthy", POWER_RATE, &error)) ...
 *
 * A change is made larger, step by step on the ladder POWER_SIZES. At each size POWER_SEEDS golden seeds are trained
 * with it, and out of these runs each test is asked as `klimb check --against golden` asks it:
 *   one run      each of the runs by itself (ensemble.h)
 *   eight runs   POWER_DRAWS random choices of POWER_GROUP_RUNS of them as a group (ensemble.h)
 *   pairs        POWER_DRAWS random choices of PAIRED_SEEDS of them beside the golden runs of their seeds (paired.h)
 * A size is seen when at least POWER_SEEN of the answers at the stated level are "departed" or "shifted". The smallest such
 * size is the result of a test, which is not asked again at larger ones. Choices share runs, so this is a measurement
 * to within a step of the ladder. The choices are always the same.
 */
#ifndef KLIMB_POWER_H
#define KLIMB_POWER_H

#include "check/check.h"
#include "check/power_change.h"
#include "golden/paired.h"

enum { POWER_SEEDS = 32, POWER_DRAWS = 20, POWER_GROUP_RUNS = 8 };
#define POWER_SEEN 0.95

/* X(NAME, name, words) */
#define POWER_WAY_TABLE(X)                                                                         \
    X(ONE, "one", "One run")                                                                       \
    X(GROUP, "eight", "8 runs")                                                                    \
    X(PAIRS, "pairs", "16 pairs")
#define POWER_WAY_ENUM(NAME, name, words) POWER_##NAME,
enum power_way { POWER_WAY_TABLE(POWER_WAY_ENUM) POWER_WAYS };
extern const char *const power_way_names[], *const power_way_words[];

/* The smallest change that a test sees. */
struct power_finding {
    double
        size; /* of POWER_SIZES; infinite: none was seen, and the rest is of the largest that was tried */
    double value; /* of what was changed, in its own unit */
    double
        deviations; /* the most telling mean difference from the golden runs, in seed deviations (paired.h) */
    double kl, recon; /* mean difference of the final values, nats; NaN where the runs diverged */
};

struct power_row {
    char scenario[SCENARIO_NAME_MAX];
    char digest[65]; /* of the scenario that was measured */
    enum power_change change;
    double base; /* of what was changed, in its own unit */
    struct power_finding way[POWER_WAYS];
};

/* power_measure -- plant one change in one scenario, larger and larger, until all tests see it or the ladder ends. The ladder
 * ends early where the scenario refuses the value.
 *   applies  out  0: the scenario has nothing to change in this way, and *row is empty
 *   options  in   its backend, folders and runner; records are not kept
 * STATUS_FAILED: a run broke, the golden is missing or stale or has fewer than POWER_SEEDS + ENSEMBLE_SEEDS_MIN seeds;
 * errors of check_plan, check_make_runs and golden_read. */
enum status power_measure(struct power_row *row, int *applies, const struct check_options *options,
                          const char *name, enum power_change change,
                          struct error *error) MUST_CHECK;

#endif
