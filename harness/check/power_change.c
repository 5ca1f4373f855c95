#include "check/power_change.h"

#include <math.h>
#include <stdio.h>

#define CHANGE_NAME(NAME, name, text) name,
#define CHANGE_TEXT(NAME, name, text) text,
const char *const power_change_names[] = {POWER_CHANGE_TABLE(CHANGE_NAME) NULL};
const char *const power_change_texts[] = {POWER_CHANGE_TABLE(CHANGE_TEXT) NULL};

/* A scenario and the size of a change. */
struct subject {
    const struct config *config;
    const struct golden *golden;
    double size;
};

typedef int maker(struct power_rung *rung, const struct subject *subject);

static void add_override(struct power_rung *rung, const char *key, double value) {
    snprintf(rung->override[rung->overrides++], POWER_OVERRIDE_MAX, "%s=%.9g", key, value);
}

/* Multiplies a value by 1 + s. A value of 0 cannot be changed so. */
static int multiply(struct power_rung *rung, const struct subject *subject, const char *key,
                    double base) {
    rung->base = base;
    rung->value = base * (1 + subject->size);
    add_override(rung, key, rung->value);
    return base > 0;
}

static int make_rate(struct power_rung *rung, const struct subject *subject) {
    return multiply(rung, subject, "optimiser.learning_rate",
                    (double)subject->config->optimiser.learning_rate);
}

static int make_beta(struct power_rung *rung, const struct subject *subject) {
    return multiply(rung, subject, "objective.beta", (double)subject->config->schedule.beta);
}

static int make_batch(struct power_rung *rung, const struct subject *subject) {
    const struct batch_config *batches = &subject->config->batches;
    rung->base = (double)batches->batch;
    rung->value = round(rung->base * (1 + subject->size));
    add_override(rung, "train.batch", rung->value);
    return batches->sampling != SAMPLING_FULL;
}

/* "model.hidden=[130,65]" */
static void add_widths(struct power_rung *rung, const char *key, const long *width, long layers,
                       double factor) {
    char *text = rung->override[rung->overrides++];
    int used = snprintf(text, POWER_OVERRIDE_MAX, "%s=[", key);
    for (long i = 0; i < layers; i++)
        used += snprintf(text + used, POWER_OVERRIDE_MAX - (size_t)used, "%s%.0f", i > 0 ? "," : "",
                         round((double)width[i] * factor));
    snprintf(text + used, POWER_OVERRIDE_MAX - (size_t)used, "]");
}

static int make_width(struct power_rung *rung, const struct subject *subject) {
    const struct model_config *model = &subject->config->model;
    double factor = 1 + subject->size;
    if (model->encoder_layers == 0)
        return 0;
    rung->base = (double)model->encoder_hidden[0];
    rung->value = round(rung->base * factor);
    add_widths(rung, "model.hidden", model->encoder_hidden, model->encoder_layers, factor);
    add_widths(rung, "model.decoder_hidden", model->decoder_hidden, model->decoder_layers, factor);
    return 1;
}

static int make_beta2(struct power_rung *rung, const struct subject *subject) {
    const struct optimiser_config *optimiser = &subject->config->optimiser;
    rung->base = (double)optimiser->beta2;
    rung->value = 1 - (1 - rung->base) * (1 + subject->size);
    add_override(rung, "optimiser.beta2", rung->value);
    return optimiser->kind != OPTIMISER_SGD && rung->value >= 0;
}

static int make_init(struct power_rung *rung, const struct subject *subject) {
    return multiply(rung, subject, "model.init_scale", (double)subject->config->model.init_scale);
}

/* The factor that data.scale 0 stands for; 0 if it depends on the file. */
static double own_scale(const struct data_config *data) {
    switch (data->source) {
    case DATA_DIGITS:
        return 1.0 / 16;
    case DATA_IDX:
        return 1.0 / 255;
    case DATA_NPY:
        return 0;
    default:
        return 1;
    }
}

static int make_data(struct power_rung *rung, const struct subject *subject) {
    const struct data_config *data = &subject->config->data;
    rung->base = data->scale > 0 ? (double)data->scale : own_scale(data);
    rung->value = rung->base / (1 + subject->size);
    add_override(rung, "data.scale", rung->value);
    return rung->base > 0;
}

static int make_noise(struct power_rung *rung, const struct subject *subject) {
    rung->base = (double)subject->config->data.noise;
    rung->value = rung->base + subject->size;
    add_override(rung, "data.noise", rung->value);
    return rung->value <= 1;
}

/* The largest norm of the gradient of all parameters at any logged step of a golden run of the ensemble: an upper
 * bound, since the peaks of the two networks need not be at one step. */
static double largest_norm(const struct golden *golden) {
    double largest = 0;
    for (long i = 0; i < golden->ensemble_count; i++) {
        const double *feature = golden->features + i * FEATURES;
        double norm = hypot(feature[FEATURE_grad_encoder_peak], feature[FEATURE_grad_decoder_peak]);
        largest = isfinite(norm) ? fmax(largest, norm) : largest;
    }
    return largest;
}

static int make_clip(struct power_rung *rung, const struct subject *subject) {
    double clip = (double)subject->config->optimiser.clip_norm;
    rung->base = clip > 0 ? clip : largest_norm(subject->golden);
    rung->value = rung->base / (1 + subject->size);
    add_override(rung, "optimiser.clip_norm", rung->value);
    return rung->base > 0;
}

static int make_leak(struct power_rung *rung, const struct subject *subject) {
    const struct model_config *model = &subject->config->model;
    rung->base = (double)model->leak;
    rung->value = rung->base + subject->size;
    add_override(rung, "model.leak", rung->value);
    return model->activation == ACTIVATION_RELU &&
           model->encoder_layers + model->decoder_layers > 0 && rung->value <= 1;
}

int power_change_make(struct power_rung *rung, enum power_change change, double size,
                      const struct scenario *scenario, const struct golden *golden) {
    static maker *const makers[POWER_CHANGES] = {
        [POWER_RATE] = make_rate,   [POWER_BETA] = make_beta,   [POWER_BATCH] = make_batch,
        [POWER_WIDTH] = make_width, [POWER_BETA2] = make_beta2, [POWER_INIT] = make_init,
        [POWER_DATA] = make_data,   [POWER_NOISE] = make_noise, [POWER_CLIP] = make_clip,
        [POWER_LEAK] = make_leak,
    };
    const struct subject subject = {&scenario->config, golden, size};
    *rung = (struct power_rung){.overrides = 0};
    return makers[change](rung, &subject);
}

void power_change_say(struct text *text, enum power_change change, double base, double value) {
    switch (change) {
    case POWER_BATCH:
    case POWER_WIDTH:
        text_add(text, "%.0f for %.0f", value, base);
        break;
    case POWER_BETA2:
        text_add(text, "%.6g", value);
        break;
    case POWER_NOISE:
        text_add(text, "%.3g %%", 100 * value);
        break;
    case POWER_CLIP:
        text_add(text, "norm %.3g", value);
        break;
    case POWER_LEAK:
        text_add(text, "slope %.3g", value);
        break;
    default:
        text_add(text, value < base ? "/ %.4g" : "x %.4g",
                 value < base ? base / value : value / base);
    }
}
