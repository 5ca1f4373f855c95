/* power_change.h -- changes that are planted in a scenario to see how small a change `klimb check` notices.
 *
 * A change has a size s > 0, the same ladder for all: POWER_SIZES. What it does to the scenario is in the table.
 */
#ifndef KLIMB_POWER_CHANGE_H
#define KLIMB_POWER_CHANGE_H

#include "base/text.h"
#include "golden/golden.h"
#include "scenario/scenario.h"

/* X(NAME, name, what a size s does) */
#define POWER_CHANGE_TABLE(X)                                                                      \
    X(RATE, "learning rate", "optimiser.learning_rate is multiplied by 1 + s")                     \
    X(BETA, "beta", "objective.beta is multiplied by 1 + s")                                       \
    X(BATCH, "batch", "train.batch is multiplied by 1 + s and rounded")                            \
    X(WIDTH, "hidden units", "each of model.hidden is multiplied by 1 + s and rounded")            \
    X(BETA2, "Adam's beta2", "1 - optimiser.beta2 is multiplied by 1 + s")                         \
    X(INIT, "initial scale", "model.init_scale is multiplied by 1 + s")                            \
    X(DATA, "data scale", "values of the data are divided by 1 + s")                               \
    X(NOISE, "pixel noise", "a share s of the values is replaced by uniform draws")                \
    X(CLIP, "gradient clipping", "optimiser.clip_norm is the largest norm seen, divided by 1 + s") \
    X(LEAK, "leaky ReLU", "model.leak is s")
#define POWER_CHANGE_ENUM(NAME, name, text) POWER_##NAME,
enum power_change { POWER_CHANGE_TABLE(POWER_CHANGE_ENUM) POWER_CHANGES };
extern const char *const power_change_names[], *const power_change_texts[];

/* POWER_SIZES -- the ladder: from half a percent to ten times. */
#define POWER_SIZES 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 3, 9

enum { POWER_OVERRIDES = 2, POWER_OVERRIDE_MAX = 256 };

/* A change of a size. */
struct power_rung {
    double base, value; /* of what is changed, in its own unit: before, after */
    char override[POWER_OVERRIDES][POWER_OVERRIDE_MAX]; /* "objective.beta=1.02" */
    long overrides;
};

/* power_change_make -- what a change of size s is in a scenario. Returns 0 where the scenario has nothing to change
 * in this way (it has no hidden layer, no Adam, ...) or the size is more than there can be.
 * A size too small for an integer leaves value == base.
 *   golden  in  of the scenario: the norms of its gradients */
int power_change_make(struct power_rung *rung, enum power_change change, double size,
                      const struct scenario *scenario, const struct golden *golden);

/* power_change_say -- a changed value in the words of a table: "x 1.02", "67 for 64", "2 %". */
void power_change_say(struct text *text, enum power_change change, double base, double value);

#endif
