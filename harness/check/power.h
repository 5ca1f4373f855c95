/* power.h -- measures the smallest change that each test of `klimb check` sees.
 *
 *     struct power_row row;
 *     int applies;
 *     if (power_measure(&row, &applies, &options, "learning/healthy", POWER_RATE, &error)) ...
 *
 * A change is made larger, step by step on the ladder POWER_SIZES. At each size POWER_SEEDS golden seeds are trained
 * with it, and each test is applied to these runs as in `klimb check --against golden`:
 *   one run      each of the runs by itself (ensemble.h)
 *   eight runs   POWER_DRAWS random choices of POWER_GROUP_RUNS of them as a group (ensemble.h)
 *   pairs        POWER_DRAWS random choices of PAIRED_SEEDS of them against the golden runs of their seeds (paired.h)
 * A size is seen if at least a share POWER_SEEN of the answers at the stated level is "departed" or "shifted". The
 * smallest such size is the result of a test, which is not applied at larger sizes. Choices share runs, so the result
 * is accurate to a step of the ladder. The choices are always the same.
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
extern const char *const power_way_words[]; /* NULL-terminated */

/* The smallest change that a test sees. */
struct power_finding {
    /* of POWER_SIZES; infinite: none was seen, and the rest is for the largest tried */
    double size;
    double value; /* the changed value, in its own unit */
    /* largest mean difference from the golden runs, in seed deviations (paired.h) */
    double deviations;
    double kl, recon; /* mean difference of the final values, nats; NaN: diverged */
};

struct power_row {
    char scenario[SCENARIO_NAME_MAX];
    char digest[65]; /* the scenario's */
    enum power_change change;
    double base; /* the unchanged value, in its own unit */
    struct power_finding way[POWER_WAYS];
};

/* power_measure -- make one change in one scenario larger and larger, until all tests see it, the ladder ends or the
 * scenario refuses the value.
 *   applies  out  0: the scenario has nothing that this change applies to, and *row is empty
 *   options  in   backend, folders and runner; records are not kept
 * STATUS_FAILED: a run broke, the golden is missing or stale or has fewer than POWER_SEEDS + ENSEMBLE_SEEDS_MIN seeds;
 * errors of check_plan, check_make_runs and golden_read. */
enum status power_measure(struct power_row *row, int *applies, const struct check_options *options,
                          const char *name, enum power_change change,
                          struct error *error) MUST_CHECK;

#endif
