#include "model.h"

#include <stdio.h>

const struct model models[MODELS] = {
    [MODEL_DIGITS] = {"digits", 64, 128, 10, 64, 8},
    [MODEL_FASHION] = {"fashion", 784, 400, 20, 128, 1.8},
    [MODEL_TINY] = {"tiny", 16, 32, 4, 32, 40},
};

enum { NEVER = 1000000000 }; /* steps: more than any measurement takes */

static const struct data_config digits = {.source = DATA_DIGITS, .test_fraction = 0.2};
static const struct data_config fashion = {
    .source = DATA_IDX, .path = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"};
static const struct data_config bars = {
    .source = DATA_BARS, .side = 4, .bar_probability = 0.25, .examples = 1000};
static const struct data_config *const data_of[MODELS] = {&digits, &fashion, &bars};

struct config model_config(const struct model *model) {
    struct config config = {
        .data = *data_of[model - models],
        .model = {.latent = model->latent,
                  .encoder_hidden = {model->hidden},
                  .encoder_layers = 1,
                  .decoder_hidden = {model->hidden},
                  .decoder_layers = 1,
                  .activation = ACTIVATION_RELU,
                  .head = {.kind = HEAD_LOGVAR},
                  .init = INIT_PYTORCH,
                  .init_scale = 1},
        .likelihood = {.kind = LIKELIHOOD_BERNOULLI},
        .schedule = {.kind = SCHEDULE_CONSTANT, .beta = 1},
        .optimiser = {.kind = OPTIMISER_ADAM,
                      .learning_rate = 1e-3,
                      .beta1 = 0.9,
                      .beta2 = 0.999,
                      .epsilon = 1e-8},
        .steps = NEVER,
        .record = {.growth = 1, .rows_at_most = 1, .examples = 256},
    };
    config.data.batch = model->batch;
    return config;
}

long model_parameters(const struct model *model) {
    const long widths[][2] = {{model->data, model->hidden},
                              {model->hidden, 2 * model->latent},
                              {model->latent, model->hidden},
                              {model->hidden, model->data}};
    long count = 0;
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        count += widths[i][0] * widths[i][1] + widths[i][1];
    return count;
}
