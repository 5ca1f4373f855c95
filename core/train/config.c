#include "train/config.h"

#include <math.h>
#include <stdint.h>

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_encoder_input_names[] = {ENCODER_INPUT_TABLE(KIND_NAME) NULL};
const char *const klimb_noise_names[] = {NOISE_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

/* One row of the rule book: where `applies`, the value of `key` stands in `relation` to the limit,
 * which is the value of the key `other` or, when that is NULL, a number. A rule that comes from the
 * setting of another key says so in `key`: "data.covariance is exact and data.test_fraction". */
enum relation { BELOW, ABOVE, AT_LEAST, AT_MOST };

struct rule {
    int applies;
    const char *key;
    double value;
    enum relation relation;
    double limit;
    const char *other;
};

/* Counts stay below this so that the product of two of them fits `long`, and so that a step fits
 * the 32 bits it has in the counter of the random generator. */
#define COUNT_MAX ((double)INT32_MAX)

/* With widths up to this, and data of at most 2^30 dimensions (see dataset.c), the parameters of
 * two networks of MLP_LAYERS_MAX layers, at most 18 (2^28 + 1) 2^30 of them, fit `long`. */
enum { WIDTH_MAX = 1 << 28 };

/* NaN stands in no relation to anything, so it breaks every rule; infinity breaks every rule too,
 * for no setting of a scenario may be infinite. */
static int rule_holds(const struct rule *rule) {
    const int holds[] = {
        [BELOW] = (rule->value < rule->limit),
        [ABOVE] = (rule->value > rule->limit),
        [AT_LEAST] = (rule->value >= rule->limit),
        [AT_MOST] = (rule->value <= rule->limit),
    };
    return isfinite(rule->value) && holds[rule->relation];
}

static enum status rule_broken(const struct rule *rule, struct error *error) {
    static const char *const words[] = {
        [BELOW] = "below", [ABOVE] = "above", [AT_LEAST] = "at least", [AT_MOST] = "at most"};
    const char *word = words[rule->relation];
    if (!isfinite(rule->value))
        return klimb_error_set(error, STATUS_INVALID,
                               "%s is %g, allowed are finite numbers %s %.9g", rule->key,
                               rule->value, word, rule->limit);
    if (rule->other != NULL)
        return klimb_error_set(error, STATUS_INVALID, "%s is %.9g, allowed is %s %s, which is %.9g",
                               rule->key, rule->value, word, rule->other, rule->limit);
    return klimb_error_set(error, STATUS_INVALID, "%s is %.9g, allowed is %s %.9g", rule->key,
                           rule->value, word, rule->limit);
}

static enum status check_rules(const struct rule *rules, size_t count, struct error *error) {
    for (size_t i = 0; i < count; i++)
        if (rules[i].applies && !rule_holds(&rules[i]))
            return rule_broken(&rules[i], error);
    return STATUS_OK;
}

#define CHECK_RULES(rules, error) check_rules(rules, sizeof(rules) / sizeof(rules)[0], error)

static enum status check_hidden(const char *key, const long *widths, long layers,
                                struct error *error) {
    if (layers < 0 || layers > CONFIG_LAYERS_MAX)
        return klimb_error_set(error, STATUS_INVALID, "%s has %ld layers, allowed are 0 to %d", key,
                               layers, CONFIG_LAYERS_MAX);
    for (long i = 0; i < layers; i++)
        if (widths[i] < 1 || widths[i] > WIDTH_MAX)
            return klimb_error_set(error, STATUS_INVALID,
                                   "%s has width %ld in place %ld, allowed are 1 to %d", key,
                                   widths[i], i + 1, WIDTH_MAX);
    return STATUS_OK;
}

static enum status check_model(const struct config *config, struct error *error) {
    const struct model_config *model = &config->model;
    const struct head_config *head = &model->head;
    int bounded = head->kind == HEAD_CLAMPED || head->kind == HEAD_TANH;
    const struct rule rules[] = {
        {1, "model.latent", (double)model->latent, AT_LEAST, 1, NULL},
        {1, "model.latent", (double)model->latent, AT_MOST, WIDTH_MAX, NULL},
        {1, "model.init_scale", model->init_scale, AT_LEAST, 0, NULL},
        {bounded, "model.head.low", head->low, BELOW, head->high, "model.head.high"},
        {bounded, "model.head.high", head->high, ABOVE, head->low, "model.head.low"},
        {head->kind == HEAD_SOFTPLUS, "model.head.floor", head->floor, AT_LEAST, 0, NULL},
    };
    enum status status = check_hidden("model.hidden", model->encoder_hidden, model->encoder_layers,
                                      error);
    if (status == STATUS_OK)
        status = check_hidden("model.decoder_hidden", model->decoder_hidden, model->decoder_layers,
                              error);
    return status == STATUS_OK ? CHECK_RULES(rules, error) : status;
}

static enum status check_likelihood(const struct config *config, struct error *error) {
    const struct likelihood_config *likelihood = &config->likelihood;
    int learned = likelihood->kind == LIKELIHOOD_GAUSSIAN_LEARNED;
    const struct rule rules[] = {
        {likelihood->kind == LIKELIHOOD_GAUSSIAN, "likelihood.sigma", likelihood->sigma, ABOVE, 0,
         NULL},
        {learned, "likelihood.floor", likelihood->floor, AT_LEAST, 0, NULL},
        {learned, "likelihood.sigma", likelihood->sigma, ABOVE, likelihood->floor,
         "likelihood.floor"},
    };
    return CHECK_RULES(rules, error);
}

/* The expectation over noise is known in closed form where x depends on z linearly. */
static enum status check_noise(const struct config *config, struct error *error) {
    if (config->noise != NOISE_EXPECTED)
        return STATUS_OK;
    if (config->likelihood.kind == LIKELIHOOD_BERNOULLI)
        return klimb_error_set(
            error, STATUS_INVALID,
            "objective.noise is expected and likelihood.kind is %s, allowed are %s "
            "and %s",
            klimb_likelihood_names[LIKELIHOOD_BERNOULLI],
            klimb_likelihood_names[LIKELIHOOD_GAUSSIAN],
            klimb_likelihood_names[LIKELIHOOD_GAUSSIAN_LEARNED]);
    if (config->model.decoder_layers == 0)
        return STATUS_OK;
    klimb_error_set(
        error, STATUS_INVALID,
        "objective.noise is expected and model.decoder_hidden has %ld layers, allowed are 0",
        config->model.decoder_layers);
    klimb_error_hint(error, "write decoder_hidden: []");
    return STATUS_INVALID;
}

static enum status check_objective(const struct config *config, struct error *error) {
    const struct schedule_config *schedule = &config->schedule;
    int varies = schedule->kind != SCHEDULE_CONSTANT;
    int cycles = schedule->kind == SCHEDULE_CYCLICAL;
    int ramps = varies && schedule->kind != SCHEDULE_DELAYED;
    const struct rule rules[] = {
        {1, "objective.beta", schedule->beta, AT_LEAST, 0, NULL},
        {varies, "objective.from", schedule->from, AT_LEAST, 0, NULL},
        {varies, "objective.start", (double)schedule->start, AT_LEAST, 0, NULL},
        {ramps, "objective.length", (double)schedule->length, AT_LEAST, 1, NULL},
        {ramps, "objective.length", (double)schedule->length, AT_MOST, COUNT_MAX, NULL},
        {schedule->kind == SCHEDULE_SIGMOID, "objective.width", schedule->width, ABOVE, 0, NULL},
        {cycles, "objective.cycles", (double)schedule->cycles, AT_LEAST, 1, NULL},
        {cycles, "objective.cycles", (double)schedule->cycles, AT_MOST, (double)schedule->length,
         "objective.length"},
        {cycles, "objective.ratio", schedule->ratio, ABOVE, 0, NULL},
        {cycles, "objective.ratio", schedule->ratio, AT_MOST, 1, NULL},
    };
    enum status status = CHECK_RULES(rules, error);
    return status == STATUS_OK ? check_noise(config, error) : status;
}

static enum status check_optimiser(const struct config *config, struct error *error) {
    const struct optimiser_config *optimiser = &config->optimiser;
    int adam = optimiser->kind == OPTIMISER_ADAM;
    int sgd = optimiser->kind == OPTIMISER_SGD;
    int shared = config->model.head.scale == HEAD_SCALE_SHARED;
    const struct rule rules[] = {
        {1, "optimiser.learning_rate", optimiser->learning_rate, AT_LEAST, 0, NULL},
        {1, "optimiser.clip_norm", optimiser->clip_norm, AT_LEAST, 0, NULL},
        {sgd, "optimiser.momentum", optimiser->momentum, AT_LEAST, 0, NULL},
        {sgd, "optimiser.momentum", optimiser->momentum, BELOW, 1, NULL},
        {adam, "optimiser.beta1", optimiser->beta1, AT_LEAST, 0, NULL},
        {adam, "optimiser.beta1", optimiser->beta1, BELOW, 1, NULL},
        {adam, "optimiser.beta2", optimiser->beta2, AT_LEAST, 0, NULL},
        {adam, "optimiser.beta2", optimiser->beta2, BELOW, 1, NULL},
        {adam, "optimiser.epsilon", optimiser->epsilon, AT_LEAST, 0, NULL},
        {adam && shared, "model.head.scale is shared and optimiser.epsilon", optimiser->epsilon,
         ABOVE, 0, NULL},
    };
    return CHECK_RULES(rules, error);
}

static enum status check_eigenvalues(const struct data_config *data, struct error *error) {
    if (data->eigenvalue_count < 1 || data->eigenvalue_count > DATA_EIGENVALUES_MAX)
        return klimb_error_set(
            error, STATUS_INVALID,
            "data.eigenvalues has %ld numbers, data.source gaussian needs 1 to %d",
            data->eigenvalue_count, DATA_EIGENVALUES_MAX);
    for (long i = 0; i < data->eigenvalue_count; i++) {
        struct rule rule = {1, "data.eigenvalues", data->eigenvalues[i], AT_LEAST, 0, NULL};
        if (!rule_holds(&rule))
            return rule_broken(&rule, error);
    }
    return STATUS_OK;
}

static enum status check_data(const struct config *config, struct error *error) {
    const struct data_config *data = &config->data;
    int file = data->source == DATA_IDX || data->source == DATA_CSV || data->source == DATA_NPY;
    int mixture = data->source == DATA_MIXTURE;
    int bars = data->source == DATA_BARS;
    int gaussian = data->source == DATA_GAUSSIAN;
    int exact = data->covariance == COVARIANCE_EXACT;
    const struct rule rules[] = {
        {file, "data.limit", (double)data->limit, AT_LEAST, 0, NULL},
        {gaussian || mixture || bars, "data.examples", (double)data->examples, AT_LEAST, 1, NULL},
        {mixture, "data.dimensions", (double)data->dimensions, AT_LEAST, 1, NULL},
        {mixture, "data.components", (double)data->components, AT_LEAST, 1, NULL},
        {mixture, "data.separation", data->separation, AT_LEAST, 0, NULL},
        {mixture, "data.spread", data->spread, AT_LEAST, 0, NULL},
        {bars, "data.side", (double)data->side, AT_LEAST, 1, NULL},
        {bars, "data.bar_probability", data->bar_probability, AT_LEAST, 0, NULL},
        {bars, "data.bar_probability", data->bar_probability, AT_MOST, 1, NULL},
        {1, "data.test_fraction", data->test_fraction, AT_LEAST, 0, NULL},
        {1, "data.test_fraction", data->test_fraction, AT_MOST, 0.9, NULL},
        {exact, "data.covariance is exact and data.test_fraction", data->test_fraction, AT_MOST, 0,
         NULL},
        {exact, "data.covariance is exact and data.examples", (double)data->examples, ABOVE,
         (double)data->eigenvalue_count, "the number of data.eigenvalues"},
    };
    if (file && data->path[0] == '\0')
        return klimb_error_set(error, STATUS_INVALID,
                               "data.path is empty, data.source %s needs one",
                               klimb_data_source_names[data->source]);
    if (exact && !gaussian)
        return klimb_error_set(
            error, STATUS_INVALID, "data.covariance is exact and data.source is %s, allowed is %s",
            klimb_data_source_names[data->source], klimb_data_source_names[DATA_GAUSSIAN]);
    if (gaussian) {
        enum status status = check_eigenvalues(data, error);
        if (status != STATUS_OK)
            return status;
    }
    return CHECK_RULES(rules, error);
}

static enum status check_run(const struct config *config, struct error *error) {
    const struct data_config *data = &config->data;
    const struct record_config *record = &config->record;
    int batches = data->sampling != SAMPLING_FULL;
    const struct rule rules[] = {
        {1, "train.steps", (double)config->steps, AT_LEAST, 0, NULL},
        {1, "train.steps", (double)config->steps, AT_MOST, COUNT_MAX, NULL},
        {batches, "train.batch", (double)data->batch, AT_LEAST, 1, NULL},
        {1, "record.dense_until", (double)record->dense_until, AT_LEAST, 0, NULL},
        {1, "record.growth", record->growth, AT_LEAST, 0, NULL},
        {1, "record.rows_at_most", (double)record->rows_at_most, AT_LEAST, 1, NULL},
        {1, "record.examples", (double)record->examples, AT_LEAST, 1, NULL},
    };
    return CHECK_RULES(rules, error);
}

enum status klimb_config_check(const struct config *config, struct error *error) {
    typedef enum status check_function(const struct config *, struct error *);
    static check_function *const checks[] = {check_data,      check_model,     check_likelihood,
                                             check_objective, check_optimiser, check_run};
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        enum status status = checks[i](config, error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* The gap grows with the step because training curves are smooth in ln t, up to the gap at which
 * the rest of the run has rows_at_most rows. One product in double, rounded down, is the same
 * number on every machine. */
static long gap_after(const struct config *config, long step) {
    const struct record_config *record = &config->record;
    long widest = (config->steps - 1) / record->rows_at_most + 1;
    double gap = fmin(floor(record->growth * (double)step), (double)widest);
    return gap > 1 ? (long)gap : 1;
}

long klimb_config_next_logged(const struct config *config, long step) {
    if (step >= config->steps)
        return config->steps + 1;
    long gap = step < config->record.dense_until ? 1 : gap_after(config, step);
    return gap < config->steps - step ? step + gap : config->steps;
}

int klimb_config_is_logged(const struct config *config, long step) {
    long logged = 0;
    while (logged < step)
        logged = klimb_config_next_logged(config, logged);
    return logged == step && step <= config->steps;
}

long klimb_config_logged_count(const struct config *config) {
    long count = 0;
    for (long step = 0; step <= config->steps; step = klimb_config_next_logged(config, step))
        count++;
    return count;
}
