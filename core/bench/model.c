#include "model.h"

#include <stdlib.h>

const struct model models[MODELS] = {
    [MODEL_DIGITS] = {"digits", 64, 128, 10, 64, 10, 0, 0},
    [MODEL_FASHION] = {"fashion", 784, 400, 20, 128, 1.8, 0, 0},
    [MODEL_TINY] = {"tiny", 16, 32, 4, 32, 40, 0, 0},
    [MODEL_SYMBOLS] = {"symbols", 290, 48, 4, 32, 4, 29, 0},
    [MODEL_DIGITS_CONV] = {"digits conv", 64, 64, 10, 64, 1.5, 0, 8},
    [MODEL_FASHION_CONV] = {"fashion conv", 784, 128, 16, 64, 1.5, 0, 8},
};

enum { NEVER = 1000000000 }; /* steps: more than any measurement takes */

static const struct data_config digits = {.source = DATA_DIGITS, .test_fraction = 0.2};
static const struct data_config fashion = {
    .source = DATA_IDX, .path = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"};
static const struct data_config bars = {
    .source = DATA_BARS, .side = 4, .bar_probability = 0.25, .examples = 1000};
static const struct data_config symbols = {.source = DATA_MARKOV,
                                           .length = 10,
                                           .symbols = 29,
                                           .follow = 0.8,
                                           .shifts = 4,
                                           .examples = 4000};
static const struct data_config *const data_of[MODELS] = {&digits,  &fashion, &bars,
                                                          &symbols, &digits,  &fashion};

static void set_symbols(struct config *config, long count) {
    config->model.decoder = DECODER_GRU;
    config->likelihood.kind = LIKELIHOOD_CATEGORICAL;
    config->likelihood.symbols = count;
}

static void set_convolutions(struct model_config *model, long channels) {
    model->network = NETWORK_CONV;
    model->stages = 2;
    model->channels[0] = channels;
    model->channels[1] = 2 * channels;
    model->kernel = 4;
    model->stride = 2;
}

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
    config.batches.batch = model->batch;
    if (model->symbols > 0)
        set_symbols(&config, model->symbols);
    if (model->channels > 0)
        set_convolutions(&config.model, model->channels);
    return config;
}

long model_products(struct model_product product[MODEL_PRODUCTS_MAX], const struct model *model) {
    const long batch = model->batch, head = 2 * model->latent;
    const long widths[][2] = {{model->data, model->hidden},
                              {model->hidden, head},
                              {model->latent, model->hidden},
                              {model->hidden, model->data}};
    long count = 0;
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        const long in = widths[i][0], out = widths[i][1];
        product[count++] = (struct model_product){GEMM_NN, batch, out, in, 1};
        product[count++] = (struct model_product){GEMM_TN, in, out, batch, 0};
        if (i > 0)
            product[count++] = (struct model_product){GEMM_NT, batch, in, out, 0};
    }
    return count;
}

/* By a linear congruential generator (Knuth, MMIX). */
real *model_operand(long n) {
    real *x = aligned_alloc(64, ((size_t)n * sizeof(real) + 63) / 64 * 64);
    unsigned long state = 1;
    for (long i = 0; x != NULL && i < n; i++) {
        state = state * 6364136223846793005UL + 1442695040888963407UL;
        x[i] = (real)((double)(state >> 40) / 16777216.0 - 0.5);
    }
    return x;
}
