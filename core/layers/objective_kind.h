/* objective_kind.h -- private to objective: the functions of each objective.
 *
 *     const struct objective_functions klimb_objective_elbo = {weigh, NULL};
 */
#ifndef KLIMB_OBJECTIVE_KIND_H
#define KLIMB_OBJECTIVE_KIND_H

#include <stddef.h>

#include "layers/objective.h"

struct objective_functions {
    /* the weight of this step; may advance the state */
    double (*weigh)(struct objective *objective, const struct objective_terms *terms);
    /* the factor of each element, see klimb_objective_weigh; objective->weight is already this step's; NULL: all are 1 */
    void (*factors)(const struct objective *objective, const struct objective_terms *terms,
                    real *factor);
};

#define KIND_FUNCTIONS_OBJECTIVE(NAME, id, name, text, uses)                                       \
    extern const struct objective_functions klimb_objective_##id;
OBJECTIVE_TABLE(KIND_FUNCTIONS_OBJECTIVE)

/* klimb_objective_scheduled -- the schedule's beta, the weight of an objective that follows it. */
double klimb_objective_scheduled(struct objective *objective, const struct objective_terms *terms);

/* klimb_objective_hold -- the weight, clamped to [lowest, highest]. */
double klimb_objective_hold(const struct objective_config *config, double weight);

#endif
