/* change_step.h -- the optimiser with other settings, or as if it were at another step: what bugs of its
 * settings have in common. Who includes it lists klimb_optimiser_step and defines change. */
#ifndef KLIMB_CHANGE_STEP_H
#define KLIMB_CHANGE_STEP_H

#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

/* change -- what the optimiser, a copy, and the step become. */
static void change(struct optimiser *other, long *step);

/* fix_rate -- the learning rate of this step, whatever becomes of the step. */
static inline void fix_rate(struct optimiser *other, double rate) {
    other->config.learning_rate = rate;
    other->config.decay = RATE_CONSTANT;
}

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    struct optimiser other = *optimiser;
    fix_rate(&other, klimb_optimiser_rate(optimiser, step));
    change(&other, &step);
    return __real_klimb_optimiser_step(&other, p, g, step, backend);
}

#endif
