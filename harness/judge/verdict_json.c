#include "judge/verdict_json.h"

#include <string.h>

#include "base/text.h"
#include "format/json.h"

/* ---- tiers: each function returns 0 when memory ran out -------------------------------------- */

static int add_departure(cJSON *parent, const struct departure *bits) {
    if (!bits->found)
        return json_add_null(parent, "departure");
    cJSON *object = cJSON_AddObjectToObject(parent, "departure");
    const char *column = bits->column < OBSERVABLES ? klimb_observable_info[bits->column].name : "";
    return object != NULL && json_add_count(object, "seed", bits->seed) &&
           json_add_count(object, "step", bits->step) &&
           json_add_string(object, "column", column) && json_add_number(object, "got", bits->got) &&
           json_add_number(object, "wanted", bits->wanted) &&
           json_add_count(object, "cells", bits->count) &&
           json_add_string(object, "message", bits->message);
}

/* Null if no digests were compared. */
static int add_first_tensor(cJSON *parent, const struct first_tensor *first) {
    if (first->steps == 0)
        return json_add_null(parent, "first_tensor");
    cJSON *object = cJSON_AddObjectToObject(parent, "first_tensor");
    return object != NULL && json_add_count(object, "steps", first->steps) &&
           json_add_count(object, "step", first->step) &&
           json_add_string(object, "tensor", first->name);
}

static int add_bits(cJSON *parent, const struct judgement *judgement) {
    cJSON *object = cJSON_AddObjectToObject(parent, "bits");
    return object != NULL && json_add_count(object, "tested", judgement->bits_tested) &&
           json_add_count(object, "equal", judgement->bits_equal) &&
           add_departure(object, &judgement->bits) &&
           add_first_tensor(object, &judgement->bits.tensor);
}

static int add_cell(cJSON *parent, const struct ensemble_cell *cell) {
    cJSON *object = cJSON_AddObjectToObject(parent, "cell");
    const char *feature = cell->feature < FEATURES ? feature_names[cell->feature] : "";
    const char *column = cell->column < OBSERVABLES ? klimb_observable_info[cell->column].name : "";
    return object != NULL && json_add_string(object, "column", column) &&
           json_add_string(object, "feature", feature) &&
           json_add_count(object, "step", cell->step);
}

/* The features that single runs were not judged by. */
static int add_left_out(cJSON *parent, const struct ensemble_result *ensemble) {
    cJSON *array = cJSON_AddArrayToObject(parent, "left_out");
    for (enum feature feature = 0; array != NULL && feature < FEATURES; feature++) {
        if (!ensemble->left_out[feature])
            continue;
        cJSON *name = cJSON_CreateString(feature_names[feature]);
        if (name == NULL || !cJSON_AddItemToArray(array, name)) {
            cJSON_Delete(name);
            return 0;
        }
    }
    return array != NULL;
}

static int add_ensemble(cJSON *parent, const struct judgement *judgement) {
    const struct ensemble_result *ensemble = &judgement->ensemble;
    int is_none = ensemble->method == ENSEMBLE_NONE;
    cJSON *object = cJSON_AddObjectToObject(parent, "ensemble");
    if (object == NULL ||
        !json_add_string(object, "method", ensemble_method_names[ensemble->method]))
        return 0;
    if (is_none)
        return 1;
    return json_add_number(object, "level", judgement->level) &&
           json_add_count(object, "runs", ensemble->runs) &&
           json_add_count(object, "golden", ensemble->golden) &&
           json_add_count(object, "tests", ensemble->tests) &&
           json_add_flag(object, "departed", ensemble->departed) &&
           json_add_number(object, "statistic", ensemble->statistic) &&
           json_add_number(object, "critical", ensemble->critical) &&
           json_add_number(object, "p", ensemble->p) &&
           json_add_number(object, "group_p", ensemble->group_p) &&
           json_add_number(object, "single_p", ensemble->single_p) &&
           add_cell(object, &ensemble->cell) && add_left_out(object, ensemble) &&
           json_add_string(object, "message", ensemble->message);
}

/* The test of runs and golden runs of the same seed: null if it was not made. */
static int add_paired(cJSON *parent, const struct judgement *judgement) {
    const struct paired_result *paired = &judgement->paired;
    if (paired->finding == PAIRED_NONE)
        return json_add_null(parent, "paired");
    cJSON *object = cJSON_AddObjectToObject(parent, "paired");
    return object != NULL && json_add_number(object, "level", PAIRED_ALPHA) &&
           json_add_count(object, "pairs", paired->pairs) &&
           json_add_count(object, "cells", paired->cells) &&
           json_add_string(object, "finding", paired_finding_words[paired->finding]) &&
           json_add_flag(object, "shifted", paired->finding == PAIRED_SHIFTED) &&
           json_add_number(object, "p", paired->p) &&
           json_add_number(object, "statistic", paired->statistic) &&
           add_cell(object, &paired->cell) && json_add_number(object, "shift", paired->shift) &&
           json_add_number(object, "deviations", paired->deviations) &&
           json_add_number(object, "kl", paired->kl) &&
           json_add_number(object, "recon", paired->recon) &&
           json_add_string(object, "message", paired->message);
}

static int add_claims(cJSON *parent, const struct judgement *judgement) {
    cJSON *list = cJSON_AddArrayToObject(parent, "claims");
    for (long i = 0; list != NULL && i < judgement->claims_tested; i++) {
        const struct claim_result *claim = &judgement->claims[i];
        cJSON *object = json_append_object(list);
        if (object == NULL || !json_add_count(object, "seed", judgement->claim_seed[i]) ||
            !json_add_flag(object, "holds", claim->holds) ||
            !json_add_flag(object, "of_theory", claim->of_theory) ||
            !json_add_number(object, "value", claim->value) ||
            !json_add_string(object, "message", claim->message))
            return 0;
    }
    return list != NULL;
}

/* ---- the whole ------------------------------------------------------------------------------- */

typedef int tier_writer(cJSON *parent, const struct judgement *judgement);
static tier_writer *const tiers[] = {add_bits, add_ensemble, add_paired, add_claims};

int verdict_json_fill(cJSON *object, const struct judgement *judgement) {
    int done = json_add_string(object, "scenario", judgement->scenario->name) &&
               json_add_string(object, "verdict", verdict_names[judgement->verdict]) &&
               json_add_flag(object, "variant", judgement->is_variant) &&
               json_add_string(object, "reason", judgement->reason) &&
               json_add_number(object, "seconds", judgement->seconds);
    for (size_t i = 0; done && i < sizeof tiers / sizeof *tiers; i++)
        done = tiers[i](object, judgement);
    return done;
}

static int add_verdict(cJSON *list, const struct judgement *judgement) {
    cJSON *object = json_append_object(list);
    return object != NULL && verdict_json_fill(object, judgement);
}

static int add_counts(cJSON *root, const struct verdict_summary *summary) {
    cJSON *counts = cJSON_AddObjectToObject(root, "counts");
    int done = counts != NULL && json_add_count(counts, "planned", summary->planned);
    for (int verdict = 0; done && verdict < VERDICTS; verdict++)
        done = json_add_count(counts, verdict_names[verdict], summary->said[verdict]);
    return done;
}

static int fill(cJSON *root, const struct judgement *judgements, long count,
                const struct verdict_summary *summary) {
    if (!json_add_count(root, "format", VERDICT_JSON_FORMAT) ||
        !json_add_string(root, "command", "check") || !add_counts(root, summary))
        return 0;
    cJSON *list = cJSON_AddArrayToObject(root, "verdicts");
    for (long i = 0; list != NULL && i < count; i++)
        if (!add_verdict(list, &judgements[i]))
            return 0;
    return list != NULL;
}

void verdict_write_json(FILE *out, const struct judgement *judgements, long count,
                        const struct verdict_summary *summary) {
    cJSON *root = cJSON_CreateObject();
    json_print(out, root, root != NULL && fill(root, judgements, count, summary));
}
