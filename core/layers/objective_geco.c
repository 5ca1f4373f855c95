#include "layers/objective_kind.h"
#include "numerics/vecmath/vecmath.h"

/* Rezende & Viola 2018, "Taming VAEs", algorithm 1: a moving average of the constraint C = recon - target, and
 * lambda multiplied by exp(rate average) after the step. Here the loss lambda C + KL is divided by lambda: the gradient
 * has the same direction, the KL has the weight b = 1/lambda, and the size differs, which Adam normalises away. b begins at
 * objective.beta. */
static double weigh(struct objective *objective, const struct objective_terms *terms) {
    const struct objective_config *config = &objective->config;
    double constraint = terms->recon - config->target, memory = config->memory;
    double weight = objective->is_begun ? objective->next
                                        : klimb_objective_hold(config, objective->schedule.beta);
    objective->average = objective->is_begun
                             ? memory * objective->average + (1 - memory) * constraint
                             : constraint;
    double growth = klimb_vecmath_scalar_exp(-config->rate * objective->average);
    objective->next = klimb_objective_hold(config, weight * growth);
    return weight;
}

const struct objective_functions klimb_objective_geco = {weigh, NULL};
