#include "record/outcome.h"

#include "format/yaml_member.h"

/* How a run can end, by outcome.diverged. */
static const char *const outcome_kinds[] = {"completed", "non-finite", NULL};

int outcome_fill(cJSON *object, const struct outcome *outcome) {
    return object != NULL &&
           cJSON_AddStringToObject(object, "kind", outcome_kinds[outcome->diverged]) != NULL &&
           json_add_count(object, "step", outcome->step) &&
           cJSON_AddStringToObject(object, "term", klimb_term_names[outcome->term]) != NULL &&
           json_add_count(object, "dimension", outcome->dimension) &&
           cJSON_AddStringToObject(object, "tail", klimb_tail_names[outcome->tail]) != NULL;
}

enum status outcome_parse(struct outcome *outcome, const struct yaml *yaml,
                          const struct yaml_node *map, struct error *error) {
    int term = TERM_NONE, tail = TAIL_NONE;
    enum status status = yaml_member_name(&outcome->diverged, yaml, map, "kind", outcome_kinds,
                                          error);
    if (status == STATUS_OK)
        status = yaml_member_long(&outcome->step, yaml, map, "step", error);
    if (status == STATUS_OK)
        status = yaml_member_name(&term, yaml, map, "term", klimb_term_names, error);
    if (status == STATUS_OK)
        status = yaml_member_long(&outcome->dimension, yaml, map, "dimension", error);
    if (status == STATUS_OK)
        status = yaml_member_name(&tail, yaml, map, "tail", klimb_tail_names, error);
    outcome->term = (enum term)term;
    outcome->tail = (enum tail)tail;
    return status;
}
