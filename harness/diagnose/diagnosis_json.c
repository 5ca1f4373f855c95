#include "diagnose/diagnosis_json.h"

static int add_findings(cJSON *parent, const char *key, const struct finding *list, long count) {
    cJSON *array = cJSON_AddArrayToObject(parent, key);
    int is_well = array != NULL;
    for (long i = 0; i < count && is_well; i++) {
        cJSON *one = json_append_object(array);
        is_well = one != NULL && json_add_string(one, "text", list[i].text) &&
                  json_add_number(one, "step", list[i].step);
    }
    return is_well;
}

static int add_states(cJSON *object, const struct diagnosis *diagnosis) {
    cJSON *set = cJSON_AddArrayToObject(object, "set");
    cJSON *shares = cJSON_AddObjectToObject(object, "shares");
    int is_well = set != NULL && shares != NULL;
    for (int state = 0; state < STATES && is_well; state++) {
        is_well = json_add_number(shares, state_info[state].name, diagnosis->share[state]);
        if (is_well && diagnosis->in_set[state])
            is_well = cJSON_AddItemToArray(set, cJSON_CreateString(state_info[state].name));
    }
    return is_well;
}

static int add_units(cJSON *object, const struct diagnosed_units *units) {
    static const char *const totals[] = {
        [TOTAL_ABSENT] = "",
        [TOTAL_PLAIN] = "recon + kl",
        [TOTAL_WEIGHTED] = "recon + w kl",
        [TOTAL_RAMP] = "recon + w kl, w changes",
        [TOTAL_BETA] = "recon + beta kl",
        [TOTAL_OTHER] = "other",
    };
    cJSON *parent = cJSON_AddObjectToObject(object, "units");
    return parent != NULL && json_add_string(parent, "total", totals[units->total]) &&
           json_add_number(parent, "first_weight", units->first_weight) &&
           json_add_number(parent, "last_weight", units->last_weight) &&
           json_add_number(parent, "recon_noise", units->recon_noise) &&
           json_add_number(parent, "kl_noise", units->kl_noise);
}

static int add_symptoms(cJSON *object, const double *symptom) {
    cJSON *symptoms = cJSON_AddObjectToObject(object, "symptoms");
    int is_well = symptoms != NULL;
    for (int i = 0; i < SYMPTOMS && is_well; i++)
        is_well = json_add_number(symptoms, symptom_info[i].name, symptom[i]);
    return is_well;
}

cJSON *diagnosis_to_json(const struct diagnosed *diagnosed) {
    const struct diagnosis *diagnosis = diagnosed->diagnosis;
    const struct state_info *info = &state_info[diagnosis->state];
    cJSON *object = cJSON_CreateObject();
    int is_well =
        object != NULL && json_add_string(object, "log", diagnosed->name) &&
        json_add_string(object, "verdict", info->name) &&
        json_add_number(object, "confidence", diagnosis->confidence) &&
        json_add_number(object, "coverage", DIAGNOSIS_COVERAGE) && add_states(object, diagnosis) &&
        json_add_string(object, "meaning", info->meaning) &&
        add_findings(object, "evidence", diagnosis->evidence, diagnosis->evidence_count) &&
        add_findings(object, "remarks", diagnosis->remark, diagnosis->remark_count) &&
        json_add_string(object, "missing", diagnosis->missing) &&
        json_add_string(object, "advice", info->advice) &&
        json_add_string(object, "scenario", info->scenario != NULL ? info->scenario : "") &&
        add_units(object, &diagnosis->units) && add_symptoms(object, diagnosis->symptom);
    if (is_well)
        return object;
    cJSON_Delete(object);
    return NULL;
}
