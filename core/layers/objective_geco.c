#include "layers/objective_kind.h"
#include "numerics/vecmath/vecmath.h"

/* Rezende & Viola 2018, "Taming VAEs", algorithm 1: a moving average of the constraint C = recon - target, and
 * lambda multiplied by exp(rate average) after the step. The loss lambda C + KL is here divided by lambda, which gives
 * the same direction, a weight b = 1/lambda of the KL, and another size, which Adam forgets. b begins at objective.beta. */
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
