#include "layers/objective_kind.h"
#include "numerics/vecmath/vecmath.h"

/* Shao et al. 2020, "ControlVAE: Controllable Variational Autoencoder", the PI controller: with e = target - KL
 *
 *     beta = Kp/(1 + exp(e)) - Ki sum of e + lowest, clamped to [lowest, highest].
 *
 * At a bound that e would drive beta beyond, the sum stops where beta meets the bound, and moves back as soon as e
 * changes sign. (The published code tests `W_k1 < 0 and W_k1 >= 1`, which is never true, so its sum winds up.) */

/* The sum, stopped where the weight meets its bound; the bound alone never moves it back. */
static double hold_sum(const struct objective *objective, double sum, double proportional) {
    const double low = -proportional, before = objective->integral;
    const double high = objective->config.highest - objective->config.lowest - proportional;
    if (sum > before && sum > high)
        return before > high ? before : high;
    if (sum < before && sum < low)
        return before < low ? before : low;
    return sum;
}

static double weigh(struct objective *objective, const struct objective_terms *terms) {
    const struct objective_config *config = &objective->config;
    double error = config->target - terms->kl;
    double proportional = config->proportional / (1 + klimb_vecmath_scalar_exp(error));
    double sum = objective->integral - config->integral * error;
    objective->integral = hold_sum(objective, sum, proportional);
    return klimb_objective_hold(config, config->lowest + proportional + objective->integral);
}

const struct objective_functions klimb_objective_controlvae = {weigh, NULL};
