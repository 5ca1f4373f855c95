#include "layers/objective.h"

#include "layers/objective_kind.h"

#define OBJECTIVE_NAME(NAME, id, name, text, uses) name,
const char *const klimb_objective_names[] = {OBJECTIVE_TABLE(OBJECTIVE_NAME) NULL};
#undef OBJECTIVE_NAME
#define KIND_NAME(NAME, name, text) name,
const char *const klimb_floor_of_names[] = {FLOOR_OF_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

#define KIND_ROW(NAME, id, name, text, uses) [OBJECTIVE_##NAME] = &klimb_objective_##id,
static const struct objective_functions *const objectives[] = {OBJECTIVE_TABLE(KIND_ROW)};
#undef KIND_ROW

double klimb_objective_scheduled(struct objective *objective, const struct objective_terms *terms) {
    return klimb_schedule_beta(&objective->schedule, terms->step);
}

double klimb_objective_hold(const struct objective_config *config, double weight) {
    double raised = weight < config->lowest ? config->lowest : weight;
    return raised > config->highest ? config->highest : raised;
}

void klimb_objective_start(struct objective *objective, const struct objective_config *config,
                           const struct schedule_config *schedule) {
    *objective = (struct objective){.config = *config, .schedule = *schedule};
}

int klimb_objective_has_factors(const struct objective_config *config) {
    return objectives[config->kind]->factors != NULL;
}

double klimb_objective_weigh(struct objective *objective, const struct objective_terms *terms,
                             real *factor) {
    const struct objective_functions *functions = objectives[objective->config.kind];
    objective->weight = functions->weigh(objective, terms);
    if (functions->factors != NULL)
        functions->factors(objective, terms, factor);
    objective->is_begun = 1;
    return objective->weight;
}
