#include "sweep/sweep_theory.h"

#include <math.h>

#include "scenario/scenario_data.h"
#include "theory/theory.h"

static void take(double value[STUDY_COLUMNS_MAX], const struct study *study,
                 const struct theory *theory) {
    for (long i = 0; i < study->column_count; i++)
        value[i] = theory->observable[study->columns[i]];
}

enum status sweep_theory_fill(double value[STUDY_COLUMNS_MAX], const struct sweep_plan *plan,
                              const struct sweep_point *point, struct error *error) {
    struct backend backend;
    struct dataset data;
    struct theory theory;
    for (long i = 0; i < plan->study->column_count; i++)
        value[i] = (double)NAN;
    if (scenario_is_external(&point->scenario))
        return STATUS_OK;
    enum status status = klimb_backend_select(&backend, BACKEND_EXACT, NULL, error);
    if (status == STATUS_OK)
        status = scenario_load_data(&data, &point->scenario, backend.vm, error);
    if (status != STATUS_OK)
        return status;
    status = theory_predict(&theory, &point->scenario.config, &data, 0, &backend, error);
    if (status == STATUS_OK) {
        take(value, plan->study, &theory);
        theory_free(&theory);
    }
    klimb_dataset_free(&data);
    return status;
}
