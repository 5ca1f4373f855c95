/* power_change.h -- changes made to a scenario, to measure how small a change `klimb check` sees.
 *
 * A change has a size s > 0, from the ladder POWER_SIZES. The table says what it does.
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

/* A change of one size. */
struct power_rung {
    double base, value; /* the value before and after, in its own unit */
    char override[POWER_OVERRIDES][POWER_OVERRIDE_MAX]; /* "objective.beta=1.02" */
    long overrides;
};

/* power_change_make -- the change of size s in a scenario. Returns 0 if it does not apply to the scenario (no hidden
 * layer, no Adam, ...) or the size is too large.
 * A size too small for an integer leaves value == base.
 *   golden  in  the scenario's, for the norms of gradients */
int power_change_make(struct power_rung *rung, enum power_change change, double size,
                      const struct scenario *scenario, const struct golden *golden);

/* power_change_say -- add a changed value as tables show it: "x 1.02", "67 for 64", "2 %". */
void power_change_say(struct text *text, enum power_change change, double base, double value);

#endif
