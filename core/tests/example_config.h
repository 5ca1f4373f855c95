/* example_config.h -- a small, valid configuration for tests to vary. */
#ifndef KLIMB_EXAMPLE_CONFIG_H
#define KLIMB_EXAMPLE_CONFIG_H

#include "train/config.h"

static inline struct config example_config(void) {
    return (struct config){
        .data = {.source = DATA_DIGITS, .test_fraction = 0.2},
        .batches = {.batch = 4},
        .model = {.latent = 2,
                  .encoder_hidden = {4},
                  .encoder_layers = 1,
                  .decoder_hidden = {3},
                  .decoder_layers = 1,
                  .activation = ACTIVATION_TANH,
                  .head = {.kind = HEAD_LOGVAR, .low = -30, .high = 20, .floor = 0.01},
                  .init = INIT_GLOROT,
                  .init_scale = 1},
        .likelihood = {.kind = LIKELIHOOD_BERNOULLI, .sigma = 0.5, .floor = 0.1},
        .schedule = {.kind = SCHEDULE_CONSTANT,
                     .beta = 1,
                     .length = 10,
                     .width = 2,
                     .cycles = 2,
                     .ratio = 0.5},
        .optimiser = {.kind = OPTIMISER_ADAM,
                      .learning_rate = 1e-3,
                      .beta1 = 0.9,
                      .beta2 = 0.999,
                      .epsilon = 1e-8},
        .steps = 20,
        .record = {.dense_until = 3, .growth = 0.5, .rows_at_most = 5, .examples = 16},
    };
}

#endif
