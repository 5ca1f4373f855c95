/* controller_winds_up -- the sum of the PI controller goes on where the weight is at its bound
 *
 * In the code published with ControlVAE the condition that was to stop it is `W_k1 < 0 and W_k1 >= 1`, which holds for no number.
 *
 * seen: soloam/ha-pid-controller#15
 * changes: distribution
 * tensor: later
 * also: annealing/controlvae
 */
#include "layers/objective.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_objective_weigh);

double __wrap_klimb_objective_weigh(struct objective *objective,
                                    const struct objective_terms *terms, real *factor) {
    const struct objective_config *config = &objective->config;
    double sum = objective->integral - config->integral * (config->target - terms->kl);
    double weight = __real_klimb_objective_weigh(objective, terms, factor);
    if (config->kind == OBJECTIVE_CONTROLVAE)
        objective->integral = sum;
    return weight;
}
