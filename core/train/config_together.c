#include "train/config_internal.h"

/* A value must be on one side of a limit, which may be another setting. */
struct rule {
    _Bool applies; /* a bit of uses above the 31st does not fit an int */
    const char *key;
    double value;
    const char *wanted; /* after the value and "; " */
    int is_kept;
    double limit;
};

static enum status check_rules(const struct rule *rules, size_t count, struct error *error) {
    for (size_t i = 0; i < count; i++)
        if (rules[i].applies && !rules[i].is_kept)
            return klimb_error_key(error, STATUS_INVALID, rules[i].key, "%s is %.9g; %s %.9g",
                                   rules[i].key, rules[i].value, rules[i].wanted, rules[i].limit);
    return STATUS_OK;
}
#define CHECK_RULES(rules, error) check_rules(rules, sizeof(rules) / sizeof *(rules), error)

/* Each setting is already in its own range, so none is NaN. */
static enum status check_pairs(const struct config *config, uint64_t uses, struct error *error) {
    const struct head_config *head = &config->model.head;
    const struct likelihood_config *likelihood = &config->likelihood;
    const struct schedule_config *schedule = &config->schedule;
    const struct rule rules[] = {
        {uses & CONFIG_USE_BOUNDS, "model.head.low", head->low,
         "must be below model.head.high, which is", head->low < head->high, head->high},
        {uses & CONFIG_USE_LEARNED, "likelihood.sigma", likelihood->sigma,
         "must be above likelihood.floor, which is", likelihood->sigma > likelihood->floor,
         likelihood->floor},
        {uses & CONFIG_USE_CYCLES, "objective.cycles", (double)schedule->cycles,
         "must be at most objective.length, which is", schedule->cycles <= schedule->length,
         (double)schedule->length},
        {uses & CONFIG_USE_LIMITS, "objective.lowest", config->objective.lowest,
         "must be at most objective.highest, which is",
         config->objective.lowest <= config->objective.highest, config->objective.highest},
        {uses & CONFIG_USE_CONV, "model.kernel", (double)config->model.kernel,
         "must be at least model.stride, which is", config->model.kernel >= config->model.stride,
         (double)config->model.stride},
    };
    return CHECK_RULES(rules, error);
}

static enum status check_limits(const struct config *config, uint64_t uses, struct error *error) {
    const struct rule rules[] = {
        {uses & CONFIG_USE_RAMP, "objective.length", (double)config->schedule.length,
         "a schedule with a ramp needs at least", config->schedule.length >= 1, 1},
        {config->record.prior_samples > 0, "record.prior_samples",
         (double)config->record.prior_samples, "must be 0, or to compare pairs at least",
         config->record.prior_samples >= 2, 2},
        {config->model.activation != ACTIVATION_RELU, "model.leak", config->model.leak,
         "with a model.activation other than relu it must be", config->model.leak <= 0, 0},
        {config->optimiser.clip_norm > 0, "optimiser.clip_value", config->optimiser.clip_value,
         "with an optimiser.clip_norm above 0 it must be", config->optimiser.clip_value <= 0, 0},
        {uses & CONFIG_USE_AR1, "model.latent", (double)config->model.latent,
         "with prior.kind ar1 it must be at least", config->model.latent >= 2, 2},
    };
    return CHECK_RULES(rules, error);
}

/* Adam divides by epsilon if a gradient is always 0, like that of a masked or fixed weight. */
static enum status check_epsilon(const struct config *config, uint64_t uses, struct error *error) {
    const struct {
        _Bool applies;
        const char *setting;
    } causes[] = {{config->model.head.scale == HEAD_SCALE_SHARED, "model.head.scale shared"},
                  {uses & CONFIG_USE_FIXED, "model.head.kind fixed"},
                  {config->model.decoder == DECODER_MADE, "model.decoder made"},
                  {config->model.decoder == DECODER_GRU, "model.decoder gru"}};
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++)
        if ((uses & CONFIG_USE_ADAM) && causes[i].applies && !(config->optimiser.epsilon > 0))
            return klimb_error_key(error, STATUS_INVALID, "optimiser.epsilon",
                                   "optimiser.epsilon is %.9g; with %s it must be above 0",
                                   config->optimiser.epsilon, causes[i].setting);
    return STATUS_OK;
}

static enum status check_ascends(const char *key, const long *step, long count,
                                 struct error *error) {
    for (long i = 1; i < count; i++)
        if (step[i] <= step[i - 1])
            return klimb_error_key(error, STATUS_INVALID, key, "%s has %ld after %ld; must ascend",
                                   key, step[i], step[i - 1]);
    return STATUS_OK;
}

static enum status check_milestones(const struct config *config, uint64_t uses,
                                    struct error *error) {
    const struct optimiser_config *optimiser = &config->optimiser;
    if (!(uses & CONFIG_USE_MILESTONES))
        return STATUS_OK;
    return check_ascends("optimiser.milestones", optimiser->milestone, optimiser->milestones,
                         error);
}

/* There must be as many shares as steps; steps must ascend; the last share must be 1, which is beta. */
static enum status check_points(const struct config *config, uint64_t uses, struct error *error) {
    (void)uses;
    const struct schedule_config *schedule = &config->schedule;
    long count = schedule->point_steps;
    if (schedule->kind != SCHEDULE_POINTS)
        return STATUS_OK;
    if (schedule->point_shares != count)
        return klimb_error_key(error, STATUS_INVALID, "objective.points_share",
                               "objective.points_share has %ld values; must have as many as "
                               "objective.points_step, which has %ld",
                               schedule->point_shares, count);
    enum status status = check_ascends("objective.points_step", schedule->point_step, count, error);
    if (status != STATUS_OK)
        return status;
    double last = schedule->point_share[count - 1];
    if (last >= 1 && last <= 1)
        return STATUS_OK;
    return klimb_error_key(error, STATUS_INVALID, "objective.points_share",
                           "objective.points_share ends with %.9g; must end with 1, which is beta",
                           last);
}

static const char another_prior[] = "a prior.kind other than standard";

/* The settings that do not support a condition y. */
static enum status check_condition(const struct config *config, uint64_t uses,
                                   struct error *error) {
    const struct {
        int is_there;
        const char *what;
    } reasons[] = {
        {config->model.prior.kind != PRIOR_STANDARD, another_prior},
        {config->bound.kind != BOUND_ELBO, "objective.bound iwae"},
        {config->model.encoder_input == ENCODER_INPUT_LOG1P, "model.encoder_input log1p"},
        {config->model.decoder == DECODER_MADE, "model.decoder made"},
        {config->likelihood.kind == LIKELIHOOD_CATEGORICAL, "likelihood.kind categorical"},
        {config->model.network == NETWORK_CONV, "model.network conv"},
        {config->record.prior_samples > 0, "record.prior_samples"},
        {config->record.nll_samples > 0, "record.nll_samples"},
    };
    (void)uses;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (config->data.condition > 0 && reasons[i].is_there)
            return klimb_error_key(error, STATUS_INVALID, "data.condition",
                                   "data.condition is %ld; with %s it must be 0",
                                   config->data.condition, reasons[i].what);
    return STATUS_OK;
}

/* A controller advances its state once a step, and has one weight for the KL in closed form. */
static enum status check_objective(const struct config *config, uint64_t uses,
                                   struct error *error) {
    const char *kind = klimb_objective_names[config->objective.kind];
    if (config->objective.kind != OBJECTIVE_ELBO &&
        (config->bound.kind != BOUND_ELBO || config->model.prior.kind != PRIOR_STANDARD))
        return klimb_error_key(
            error, STATUS_INVALID, "objective.kind", "objective.kind is %s; with %s it must be %s",
            kind, config->bound.kind != BOUND_ELBO ? "objective.bound iwae" : another_prior,
            klimb_objective_names[OBJECTIVE_ELBO]);
    if (!(uses & CONFIG_USE_LIMITS))
        return STATUS_OK;
    if (config->procedure.kind == PROCEDURE_AGGRESSIVE)
        return klimb_error_key(error, STATUS_INVALID, "train.procedure",
                               "train.procedure is %s; with objective.kind %s it must be %s or %s",
                               klimb_procedure_names[PROCEDURE_AGGRESSIVE], kind,
                               klimb_procedure_names[PROCEDURE_JOINT],
                               klimb_procedure_names[PROCEDURE_RESET]);
    if (config->schedule.kind == SCHEDULE_CONSTANT)
        return STATUS_OK;
    return klimb_error_key(error, STATUS_INVALID, "objective.schedule",
                           "objective.schedule is %s; with objective.kind %s it must be %s",
                           klimb_schedule_names[config->schedule.kind], kind,
                           klimb_schedule_names[SCHEDULE_CONSTANT]);
}

/* The expectation over the noise has a closed form if the decoder is linear and sigma_x does not depend on the
 * noise. */
static enum status check_noise(const struct config *config, uint64_t uses, struct error *error) {
    (void)uses;
    if (config->noise != NOISE_EXPECTED)
        return STATUS_OK;
    enum likelihood_kind kind = config->likelihood.kind;
    if (!klimb_likelihood_is_gaussian(kind) || kind == LIKELIHOOD_GAUSSIAN_OPTIMAL ||
        kind == LIKELIHOOD_GAUSSIAN_DIAGONAL)
        return klimb_error_key(error, STATUS_INVALID, "objective.noise",
                               "objective.noise is %s; with likelihood.kind %s it must be %s",
                               klimb_noise_names[NOISE_EXPECTED], klimb_likelihood_names[kind],
                               klimb_noise_names[NOISE_SAMPLED]);
    if (config->model.decoder_layers == 0)
        return STATUS_OK;
    klimb_error_key(error, STATUS_INVALID, "objective.noise",
                    "objective.noise is %s; with hidden layers in the decoder it must be %s",
                    klimb_noise_names[NOISE_EXPECTED], klimb_noise_names[NOISE_SAMPLED]);
    klimb_error_hint(error, "write decoder_hidden: []");
    return STATUS_INVALID;
}

static enum status refuse_kind(const char *key, const char *found, const char *because,
                               const char *wanted, struct error *error) {
    return klimb_error_key(error, STATUS_INVALID, key, "%s is %s; with %s it must be %s", key,
                           found, because, wanted);
}

/* A sampled KL has a different gradient by the head, and under iwae each row of a batch has its own weight. */
static enum status check_sampled(const struct config *config, uint64_t uses, struct error *error) {
    (void)uses;
    const struct model_config *model = &config->model;
    static const char *const priors[PRIOR_KINDS] = {
        [PRIOR_MIXTURE] = "prior.kind mixture",
        [PRIOR_VAMPPRIOR] = "prior.kind vampprior",
        [PRIOR_HIERARCHICAL] = "prior.kind hierarchical",
        [PRIOR_AR1] = "prior.kind ar1",
    };
    int is_logvar = model->head.kind == HEAD_LOGVAR || model->head.kind == HEAD_CLAMPED ||
                    model->head.kind == HEAD_TANH || model->head.kind == HEAD_FIXED;
    int is_iwae = config->bound.kind == BOUND_IWAE, is_vamp = model->prior.kind == PRIOR_VAMPPRIOR;
    int is_exact = model->prior.kind == PRIOR_HIERARCHICAL || model->prior.kind == PRIOR_AR1;
    const char *because = is_iwae ? "objective.bound iwae" : priors[model->prior.kind];
    if (!is_iwae && model->prior.kind == PRIOR_STANDARD)
        return STATUS_OK;
    if (config->noise != NOISE_SAMPLED && (is_iwae || !is_exact))
        return refuse_kind("objective.noise", klimb_noise_names[config->noise], because, "sampled",
                           error);
    if (is_iwae && (klimb_likelihood_parameters(config->likelihood.kind, 1) > 0 ||
                    config->likelihood.kind == LIKELIHOOD_GAUSSIAN_OPTIMAL))
        return refuse_kind("likelihood.kind", klimb_likelihood_names[config->likelihood.kind],
                           because, "one that fits no scale", error);
    if (!is_logvar)
        return refuse_kind("model.head.kind", klimb_head_names[model->head.kind], because,
                           "logvar, clamped, tanh or fixed", error);
    if (is_vamp && model->encoder_input != ENCODER_INPUT_DATA)
        return refuse_kind("model.encoder_input", klimb_encoder_input_names[model->encoder_input],
                           because, "data", error);
    return STATUS_OK;
}

/* A second level bounds ln p(z), and ar1 computes its expectation; neither gives an importance weight. */
static enum status check_weights(const struct config *config, uint64_t uses, struct error *error) {
    const char *because = uses & CONFIG_USE_AR1 ? "prior.kind ar1" : "prior.kind hierarchical";
    if (!(uses & (CONFIG_USE_HIERARCHY | CONFIG_USE_AR1)))
        return STATUS_OK;
    if (config->bound.kind != BOUND_ELBO)
        return refuse_kind("objective.bound", klimb_bound_names[config->bound.kind], because,
                           klimb_bound_names[BOUND_ELBO], error);
    if (config->record.nll_samples > 0)
        return klimb_error_key(error, STATUS_INVALID, "record.nll_samples",
                               "record.nll_samples is %ld; with %s it must be 0",
                               config->record.nll_samples, because);
    return STATUS_OK;
}

/* Batch norm needs a batch with one row an example, and the gradient of the KL in closed form. */
static enum status check_batch_norm(const struct config *config, uint64_t uses,
                                    struct error *error) {
    enum prior_kind prior = config->model.prior.kind;
    double gamma = config->model.head.batch_norm;
    if (!(gamma > 0))
        return STATUS_OK;
    if (config->bound.kind == BOUND_IWAE)
        return klimb_error_key(
            error, STATUS_INVALID, "model.head.batch_norm",
            "model.head.batch_norm is %.9g; with objective.bound iwae it must be 0", gamma);
    if (prior != PRIOR_STANDARD)
        return klimb_error_key(error, STATUS_INVALID, "model.head.batch_norm",
                               "model.head.batch_norm is %.9g; with prior.kind %s it must be 0",
                               gamma, klimb_prior_names[prior]);
    if ((uses & CONFIG_USE_BATCH) && config->batches.batch < 2)
        return klimb_error_key(error, STATUS_INVALID, "train.batch",
                               "train.batch is %ld; with a model.head.batch_norm above 0 it must "
                               "be at least 2",
                               config->batches.batch);
    return STATUS_OK;
}

/* Count likelihoods, and settings that need one. */
static enum status check_counts(const struct config *config, uint64_t uses, struct error *error) {
    (void)uses;
    int is_count = klimb_likelihood_is_count(config->likelihood.kind);
    if (config->model.encoder_input == ENCODER_INPUT_LOG1P && !is_count)
        return klimb_error_key(error, STATUS_INVALID, "model.encoder_input",
                               "model.encoder_input is %s; with likelihood.kind %s it must be %s "
                               "or %s",
                               klimb_encoder_input_names[ENCODER_INPUT_LOG1P],
                               klimb_likelihood_names[config->likelihood.kind],
                               klimb_encoder_input_names[ENCODER_INPUT_DATA],
                               klimb_encoder_input_names[ENCODER_INPUT_NOTHING]);
    if (is_count && config->data.binarise != BINARISE_NONE)
        return klimb_error_key(error, STATUS_INVALID, "data.binarise",
                               "data.binarise is %s; with likelihood.kind %s it must be %s",
                               klimb_binarise_names[config->data.binarise],
                               klimb_likelihood_names[config->likelihood.kind],
                               klimb_binarise_names[BINARISE_NONE]);
    return STATUS_OK;
}

/* The outputs of a made decoder are conditional probabilities only for values 0 and 1, those of a gru only for symbols. */
static enum status check_decoder(const struct config *config, uint64_t uses, struct error *error) {
    static const struct {
        const char *because;
        enum likelihood_kind likelihood;
    } needs[DECODERS] = {[DECODER_MADE] = {"model.decoder made", LIKELIHOOD_BERNOULLI},
                         [DECODER_GRU] = {"model.decoder gru", LIKELIHOOD_CATEGORICAL}};
    const struct model_config *model = &config->model;
    const char *because = needs[model->decoder].because;
    (void)uses;
    if (because == NULL)
        return STATUS_OK;
    if (config->likelihood.kind != needs[model->decoder].likelihood)
        return refuse_kind("likelihood.kind", klimb_likelihood_names[config->likelihood.kind],
                           because, klimb_likelihood_names[needs[model->decoder].likelihood],
                           error);
    if (config->bound.kind != BOUND_ELBO)
        return refuse_kind("objective.bound", klimb_bound_names[config->bound.kind], because,
                           klimb_bound_names[BOUND_ELBO], error);
    if (model->skip != SKIP_NONE)
        return refuse_kind("model.skip", klimb_skip_names[model->skip], because,
                           klimb_skip_names[SKIP_NONE], error);
    if (model->decoder == DECODER_GRU && model->decoder_layers != 1)
        return klimb_error_key(error, STATUS_INVALID, "model.decoder_hidden",
                               "model.decoder_hidden has %ld values; with %s it must have 1",
                               model->decoder_layers, because);
    return STATUS_OK;
}

/* The network conv needs one output a pixel, and a decoder whose only input is z. */
static enum status check_network(const struct config *config, uint64_t uses, struct error *error) {
    static const char because[] = "model.network conv";
    const struct model_config *model = &config->model;
    enum likelihood_kind likelihood = config->likelihood.kind;
    (void)uses;
    if (model->network != NETWORK_CONV)
        return STATUS_OK;
    if (model->decoder != DECODER_MLP)
        return refuse_kind("model.decoder", klimb_decoder_names[model->decoder], because,
                           klimb_decoder_names[DECODER_MLP], error);
    if (model->skip != SKIP_NONE)
        return refuse_kind("model.skip", klimb_skip_names[model->skip], because,
                           klimb_skip_names[SKIP_NONE], error);
    int is_of_pixels = likelihood == LIKELIHOOD_BERNOULLI ||
                       klimb_likelihood_is_gaussian(likelihood);
    if (!is_of_pixels || klimb_likelihood_outputs(likelihood, 1) != 1)
        return refuse_kind("likelihood.kind", klimb_likelihood_names[likelihood], because,
                           "bernoulli or a gaussian one", error);
    if (config->noise != NOISE_SAMPLED)
        return refuse_kind("objective.noise", klimb_noise_names[config->noise], because,
                           klimb_noise_names[NOISE_SAMPLED], error);
    return STATUS_OK;
}

enum status klimb_config_check_together(const struct config *config, uint64_t uses,
                                        struct error *error) {
    static enum status (*const checks[])(const struct config *, uint64_t, struct error *) = {
        check_limits,  check_pairs,      check_epsilon,    check_condition, check_decoder,
        check_points,  check_milestones, check_objective,  check_counts,    check_noise,
        check_weights, check_sampled,    check_batch_norm, check_network,
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof checks / sizeof *checks; i++)
        status = checks[i](config, uses, error);
    return status;
}
