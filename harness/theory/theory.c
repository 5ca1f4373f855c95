#include "theory/theory.h"

#include <math.h>
#include <stdlib.h>

#include "theory/theory_bounds.h"
#include "theory/theory_condition.h"
#include "theory/theory_hierarchy.h"
#include "theory/theory_optimum.h"
#include "theory/theory_reach.h"

#define REACH_TEXT(NAME, text) text,
const char *const theory_reach_texts[] = {THEORY_REACH_TABLE(REACH_TEXT)};
#define QUANTITY_INFO(name, unit, meaning) {#name, unit, meaning},
const struct theory_quantity_info theory_quantity_info[THEORY_QUANTITIES] = {
    THEORY_QUANTITY_TABLE(QUANTITY_INFO)};

/* Refuses what a trainer would refuse. */
static enum status check_fit(const struct theory_case *from, struct error *error) {
    struct trainer trainer;
    enum status status = klimb_trainer_init(&trainer, from->config, from->data, from->seed,
                                            from->backend, error);
    if (status == STATUS_OK)
        klimb_trainer_free(&trainer);
    return status;
}

/* Whether bounds hold for a set: with a condition, the best decoder of another set explains more by
 * y than that of the training set. */
static int is_bounded(const struct theory_case *from, enum theory_set set) {
    struct theory_examples examples = theory_examples_of(from, set);
    return from->config->data.condition == 0 ||
           (examples.x == from->data->train && examples.count == from->data->train_count);
}

/* Fills in what is known for a linear decoder. */
static enum status describe_linear(struct theory *theory, const struct theory_case *from,
                                   struct theory_moments *moments, struct error *error) {
    enum status status = STATUS_OK;
    for (enum theory_set set = 0; set < THEORY_SETS && status == STATUS_OK; set++) {
        status = theory_measure_set(&moments[set], from, set, error);
        if (status == STATUS_OK)
            status = theory_moments_diagonalise(&moments[set], error);
        if (status == STATUS_OK && is_bounded(from, set))
            theory_bound_linear(theory, from->config, &moments[set], set);
    }
    if (status == STATUS_OK && theory->reach == THEORY_HIERARCHY)
        theory_describe_hierarchy(theory, from, moments);
    if (status != STATUS_OK || theory->reach < THEORY_OPTIMUM)
        return status;
    double sigma = from->config->likelihood.sigma; /* if it is learned, the curve begins there */
    if (theory->why_no_curve == NULL)
        theory->why_no_curve = theory_find_why_unresolved(sigma * sigma, &moments[THEORY_TRAINING]);
    theory->why = theory_find_why_no_optimum(from->config, &moments[THEORY_TRAINING]);
    if (theory->why == NULL)
        return theory_describe_optimum(theory, from, moments, error);
    theory->reach = THEORY_LINEAR_DECODER;
    return STATUS_OK;
}

static void begin(struct theory *theory, const struct config *config, long d) {
    *theory = (struct theory){.data = d,
                              .latent = config->model.latent,
                              .escape_variance = (double)NAN,
                              .why_no_curve = theory_find_why_no_curve(config, d)};
    theory->why = theory_find_reach(&theory->reach, config, d);
    theory->is_collapse_inevitable = config->model.encoder_input == ENCODER_INPUT_NOTHING;
    for (int set = 0; set < THEORY_SETS; set++)
        for (int i = 0; i < THEORY_QUANTITIES; i++)
            theory->value[set][i] = (double)NAN;
    for (int i = 0; i < OBSERVABLES; i++)
        theory->observable[i] = theory->error[i] = (double)NAN;
}

/* theory_predict without the checks of config and data. */
static enum status predict(struct theory *theory, const struct theory_case *from,
                           struct error *error) {
    struct theory_moments moments[THEORY_SETS] = {0};
    int is_linear = theory->reach >= THEORY_LINEAR_DECODER;
    enum status status = STATUS_OK;
    if (is_linear || from->config->data.condition == 0)
        status = theory_bound_any(theory, from, error);
    if (status == STATUS_OK && is_linear)
        status = describe_linear(theory, from, moments, error);
    for (enum theory_set set = 0; set < THEORY_SETS; set++)
        theory_moments_free(&moments[set]);
    return status;
}

enum status theory_predict(struct theory *theory, const struct config *config,
                           const struct dataset *data, uint64_t seed, const struct backend *backend,
                           struct error *error) {
    struct theory_case from = {config, data, seed, backend};
    struct dataset residuals = {0};
    long condition = config->data.condition;
    begin(theory, config, data->dimensions - condition);
    enum status status = check_fit(&from, error);
    if (status == STATUS_OK && condition > 0) {
        status = theory_residuals_new(&residuals, data, condition, error);
        from.data = &residuals;
    }
    if (status == STATUS_OK)
        status = predict(theory, &from, error);
    theory_residuals_free(&residuals);
    if (status != STATUS_OK)
        theory_free(theory);
    return status;
}

void theory_free(struct theory *theory) {
    free(theory->axis);
    *theory = (struct theory){0};
}
