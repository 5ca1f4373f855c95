/* theory_descent.h -- beta and the optimisers written again from the papers, in double with libm.
 *
 * A second implementation of what core/layers/schedule.h and core/layers/optimiser.h describe: it shares their
 * settings, but no code.
 *
 *     struct theory_descent descent;
 *     if (theory_descent_new(&descent, &config, parameters, &error) != STATUS_OK) ...
 *     theory_descent_step(&descent, p, gradient, step);
 *     theory_descent_free(&descent);
 */
#ifndef KLIMB_THEORY_DESCENT_H
#define KLIMB_THEORY_DESCENT_H

#include "train/config.h"

struct theory_descent {
    struct optimiser_config config;
    long steps, parameters;
    double *first, *second; /* [parameters] moments; SGD has only the first, its velocity */
};

/* theory_descent_beta -- weight of the KL at `step`, 0-based. */
double theory_descent_beta(const struct schedule_config *schedule, long step);

/* theory_descent_new -- with zero moments. STATUS_MEMORY. */
enum status theory_descent_new(struct theory_descent *descent, const struct config *config,
                               long parameters, struct error *error) MUST_CHECK;
void theory_descent_free(struct theory_descent *descent);

/* theory_descent_step -- update p [parameters]. If the config says so, `gradient` [parameters] is clipped, and decay
 * added to it, in place. step is 0-based. */
void theory_descent_step(struct theory_descent *descent, double *p, double *gradient, long step);

/* theory_descent_growth -- g: a step of SGD at its first learning rate multiplies by e^g a quantity that grows like
 * e^(rate t), rate >= 0, under gradient flow. With a velocity v = momentum v + gradient
 * the factor z is the larger root of z^2 - (1 + momentum + learning_rate rate) z + momentum = 0. */
double theory_descent_growth(const struct optimiser_config *config, double rate);

#endif
