#include "train/config.h"

#include "train/config_internal.h"

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_encoder_input_names[] = {ENCODER_INPUT_TABLE(KIND_NAME) NULL};
const char *const klimb_bound_names[] = {BOUND_TABLE(KIND_NAME) NULL};
const char *const klimb_noise_names[] = {NOISE_TABLE(KIND_NAME) NULL};
const char *const klimb_decoder_names[] = {DECODER_TABLE(KIND_NAME) NULL};
const char *const klimb_both_network_names[] = {NETWORK_OF_BOTH_TABLE(KIND_NAME) NULL};
const char *const klimb_procedure_names[] = {PROCEDURE_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

/* clang-format off */
#define ROW(NAME, key, TYPE, member, USE, ...) \
    {key, SETTING_##TYPE, CONFIG_OFFSET_##NAME, __VA_ARGS__, CONFIG_USE_##USE, 0, 0, 0},
#define LIST_ROW(NAME, key, TYPE, member, counter, least, USE, ...) \
    {key, SETTING_##TYPE, CONFIG_OFFSET_##NAME, __VA_ARGS__, CONFIG_USE_##USE, \
     CONFIG_COUNTER_##NAME, least, CONFIG_MOST_##NAME},
/* clang-format on */
const struct setting_row klimb_config_settings[] = {CONFIG_SETTINGS(ROW, LIST_ROW)};

/* Bits of enum config_use. */
static const uint64_t used_by_head[HEAD_KINDS] = {
    [HEAD_CLAMPED] = CONFIG_USE_BOUNDS,
    [HEAD_TANH] = CONFIG_USE_BOUNDS,
    [HEAD_SOFTPLUS] = CONFIG_USE_SOFTPLUS,
    [HEAD_FIXED] = CONFIG_USE_FIXED,
};
static const uint64_t used_by_decoder[DECODERS] = {
    [DECODER_MADE] = CONFIG_USE_SHOWN,
    [DECODER_GRU] = CONFIG_USE_SHOWN,
};
static const uint64_t used_by_network[NETWORK_KINDS] = {
    [NETWORK_CONV] = CONFIG_USE_CONV,
};
static const uint64_t used_by_likelihood[LIKELIHOOD_KINDS] = {
    [LIKELIHOOD_GAUSSIAN] = CONFIG_USE_SIGMA,
    [LIKELIHOOD_GAUSSIAN_LEARNED] = CONFIG_USE_SIGMA | CONFIG_USE_LEARNED | CONFIG_USE_SIGMA_FLOOR,
    [LIKELIHOOD_GAUSSIAN_OPTIMAL] = CONFIG_USE_SIGMA_FLOOR,
    [LIKELIHOOD_GAUSSIAN_DIAGONAL] = CONFIG_USE_SIGMA | CONFIG_USE_LEARNED | CONFIG_USE_SIGMA_FLOOR,
    [LIKELIHOOD_POISSON] = CONFIG_USE_COUNT,
    [LIKELIHOOD_NEGATIVE_BINOMIAL] = CONFIG_USE_COUNT | CONFIG_USE_DISPERSION,
    [LIKELIHOOD_ZERO_INFLATED] = CONFIG_USE_COUNT | CONFIG_USE_DISPERSION,
    [LIKELIHOOD_CATEGORICAL] = CONFIG_USE_SYMBOLS,
};
#define SCHEDULE_USES(NAME, name, text, uses) [SCHEDULE_##NAME] = CONFIG_SCHEDULE_##uses,
static const uint64_t used_by_schedule[] = {SCHEDULE_TABLE(SCHEDULE_USES)};
#undef SCHEDULE_USES
#define OBJECTIVE_USES(NAME, id, name, text, uses) [OBJECTIVE_##NAME] = CONFIG_OBJECTIVE_##uses,
static const uint64_t used_by_objective[] = {OBJECTIVE_TABLE(OBJECTIVE_USES)};
#undef OBJECTIVE_USES
static const uint64_t used_by_optimiser[OPTIMISER_KINDS] = {
    [OPTIMISER_SGD] = CONFIG_USE_SGD,
    [OPTIMISER_ADAM] = CONFIG_USE_ADAM,
    [OPTIMISER_ADAMW] = CONFIG_USE_ADAM,
};
static const uint64_t used_by_rate[RATE_KINDS] = {
    [RATE_EXPONENTIAL] = CONFIG_USE_FACTOR | CONFIG_USE_DECAY_EVERY,
    [RATE_STEP] = CONFIG_USE_FACTOR | CONFIG_USE_DECAY_EVERY,
    [RATE_MILESTONES] = CONFIG_USE_FACTOR | CONFIG_USE_MILESTONES,
    [RATE_PLATEAU] = CONFIG_USE_FACTOR | CONFIG_USE_DECAY_EVERY | CONFIG_USE_PLATEAU,
};
static const uint64_t used_by_prior[PRIOR_KINDS] = {
    [PRIOR_MIXTURE] = CONFIG_USE_COMPONENTS,
    [PRIOR_VAMPPRIOR] = CONFIG_USE_COMPONENTS,
    [PRIOR_HIERARCHICAL] = CONFIG_USE_HIERARCHY,
    [PRIOR_AR1] = CONFIG_USE_AR1,
};
static const uint64_t used_by_bound[BOUNDS] = {
    [BOUND_IWAE] = CONFIG_USE_SAMPLES,
};
static const uint64_t used_by_sampling[SAMPLINGS] = {
    [SAMPLING_SHUFFLE] = CONFIG_USE_BATCH,
    [SAMPLING_REPLACEMENT] = CONFIG_USE_BATCH,
};
static const uint64_t used_by_procedure[PROCEDURES] = {
    [PROCEDURE_AGGRESSIVE] = CONFIG_USE_AGGRESSIVE,
    [PROCEDURE_RESET] = CONFIG_USE_RESET,
};

/* A number that is not a kind uses nothing; its own range refuses it. */
#define USED_BY(table, kind) ((size_t)(kind) < sizeof(table) / sizeof *(table) ? (table)[kind] : 0)

static uint64_t uses_of(const struct config *config) {
    return CONFIG_USE_ALWAYS | USED_BY(used_by_head, config->model.head.kind) |
           USED_BY(used_by_decoder, config->model.decoder) |
           USED_BY(used_by_network, config->model.network) |
           USED_BY(used_by_likelihood, config->likelihood.kind) |
           USED_BY(used_by_schedule, config->schedule.kind) |
           USED_BY(used_by_objective, config->objective.kind) |
           USED_BY(used_by_bound, config->bound.kind) |
           USED_BY(used_by_prior, config->model.prior.kind) |
           USED_BY(used_by_optimiser, config->optimiser.kind) |
           USED_BY(used_by_rate, config->optimiser.decay) |
           USED_BY(used_by_sampling, config->batches.sampling) |
           USED_BY(used_by_procedure, config->procedure.kind);
}

/* Controllers are the objectives with limits of the weight. */
int klimb_config_is_controlled(const struct config *config) {
    return (USED_BY(used_by_objective, config->objective.kind) & CONFIG_USE_LIMITS) != 0;
}

enum status klimb_config_check(const struct config *config, struct error *error) {
    uint64_t uses = uses_of(config);
    enum status status = klimb_data_check(&config->data, error);
    if (status == STATUS_OK)
        status = klimb_settings_check(klimb_config_settings, CONFIG_SETTING_COUNT, config, uses,
                                      error);
    return status == STATUS_OK ? klimb_config_check_together(config, uses, error) : status;
}

struct network_pictures klimb_config_pictures(const struct model_config *model, int is_decoder) {
    return (struct network_pictures){.channels = model->channels,
                                     .stages = model->stages,
                                     .kernel = model->kernel,
                                     .stride = model->stride,
                                     .is_decoder = is_decoder};
}
