#include "judge/prediction.h"

#include "record/record.h"
#include "scenario/scenario_data.h"

static int asks_for_theory(const struct claim_list *list) {
    int asks = 0;
    for (long i = 0; i < list->count; i++)
        asks = asks || list->claims[i].of_theory;
    return asks;
}

static int asks_for_curve(const struct claim_list *list) {
    int asks = 0;
    for (long i = 0; i < list->count; i++)
        asks = asks || list->claims[i].kind == CLAIM_CURVE;
    return asks;
}

/* Theory knows the keys of a user's trainer, whose rules were not checked, but not its initial weights. */
static enum status check_trainer(const struct scenario *scenario, struct error *error) {
    if (!scenario_is_external(scenario))
        return STATUS_OK;
    if (asks_for_curve(&scenario->expect))
        return klimb_error_set(
            error, STATUS_INVALID,
            "theory's curve begins with klimb's initial weights, which a trainer "
            "of your own does not have");
    return klimb_config_check(&scenario->config, error);
}

enum status prediction_begin(struct prediction *prediction, const struct scenario *scenario,
                             enum backend_kind kind, const struct theory *theory,
                             struct error *error) {
    *prediction = (struct prediction){.scenario = scenario};
    if (!asks_for_theory(&scenario->expect))
        return STATUS_OK;
    prediction->is_made = theory != NULL;
    if (theory != NULL)
        prediction->theory = *theory;
    if (theory != NULL && !asks_for_curve(&scenario->expect))
        return STATUS_OK;
    enum status status = check_trainer(scenario, error);
    if (status == STATUS_OK)
        status = klimb_backend_select(&prediction->backend, kind, NULL, error);
    if (status == STATUS_OK)
        status = scenario_load_data(&prediction->data, scenario, prediction->backend.vm, error);
    if (status != STATUS_OK || theory != NULL)
        return status;
    /* Seed 0 will do: no claim uses a part of theory that depends on the seed. */
    status = theory_predict(&prediction->theory, &scenario->config, &prediction->data, 0,
                            &prediction->backend, error);
    prediction->is_made = status == STATUS_OK;
    if (status != STATUS_OK)
        klimb_dataset_free(&prediction->data);
    return status;
}

void prediction_end(struct prediction *prediction) {
    klimb_dataset_free(&prediction->data);
    *prediction = (struct prediction){0};
}

enum status prediction_curve(struct theory_curve *curve, const struct prediction *prediction,
                             const struct record *record, struct error *error) {
    *curve = (struct theory_curve){0};
    if (!prediction->is_made || !asks_for_curve(&prediction->scenario->expect) ||
        prediction->theory.why_no_curve != NULL || record->rows == 0)
        return STATUS_OK;
    return theory_curve_predict(curve, &prediction->scenario->config, &prediction->data,
                                (uint64_t)record->seed, &prediction->backend, record->step,
                                record->rows, error);
}
