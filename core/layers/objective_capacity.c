#include "layers/objective_kind.h"

/* Burgess et al. 2018, "Understanding disentangling in beta-VAE", the last objective: gamma |KL - C| with C raised
 * linearly from zero. The derivative by KL is gamma times the sign of KL - C; at C itself it is 0. */
static double weigh(struct objective *objective, const struct objective_terms *terms) {
    struct schedule_config capacity = objective->schedule;
    capacity.beta = objective->config.target;
    double excess = terms->kl - klimb_schedule_beta(&capacity, terms->step);
    double gamma = objective->schedule.beta;
    if (excess > 0)
        return gamma;
    return excess < 0 ? -gamma : 0;
}

const struct objective_functions klimb_objective_capacity = {weigh, NULL};
