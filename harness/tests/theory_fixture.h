/* theory_fixture.h -- linear models on Gaussian data for the tests of theory. */
#ifndef KLIMB_THEORY_FIXTURE_H
#define KLIMB_THEORY_FIXTURE_H

#include <string.h>

#include "check_near.h"
#include "example_config.h"
#include "theory_internal.h"

/* Whose covariance is diag(eigenvalues) to rounding, trained on whole, by steps without chance. */
static inline struct config linear_config(const double *eigenvalues, long d, long k) {
    struct config config = example_config();
    config.data = (struct data_config){.source = DATA_GAUSSIAN,
                                       .covariance = COVARIANCE_EXACT,
                                       .examples = 40,
                                       .eigenvalue_count = d,
                                       .sampling = SAMPLING_FULL};
    memcpy(config.data.eigenvalues, eigenvalues, (size_t)d * sizeof *eigenvalues);
    config.model.latent = k;
    config.model.encoder_layers = config.model.decoder_layers = 0;
    config.model.init = INIT_NORMAL;
    config.model.init_scale = 0.05;
    config.model.head.scale = HEAD_SCALE_SHARED;
    config.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_GAUSSIAN, .sigma = 1};
    config.noise = NOISE_EXPECTED;
    config.optimiser.kind = OPTIMISER_SGD;
    config.optimiser.learning_rate = 1e-3;
    config.record.examples = config.data.examples;
    return config;
}

/* A case with its data and backend, which live as long as it. */
struct theory_trial {
    struct config config;
    struct dataset data;
    struct backend backend;
};

static inline void trial_begin(struct theory_trial *trial, const struct config *config) {
    struct error error = {0};
    trial->config = *config;
    ck_assert_int_eq(backend_select(&trial->backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
    ck_assert_msg(config_check(config, &error) == STATUS_OK, "%s", error.message);
    ck_assert_msg(dataset_load(&trial->data, &config->data, trial->backend.vm, &error) == STATUS_OK,
                  "%s", error.message);
}

static inline void trial_end(struct theory_trial *trial) {
    dataset_free(&trial->data);
}

static inline struct theory trial_predict(const struct theory_trial *trial) {
    struct error error = {0};
    struct theory theory;
    ck_assert_msg(theory_predict(&theory, &trial->config, &trial->data, 0, &trial->backend,
                                 &error) == STATUS_OK,
                  "%s", error.message);
    return theory;
}

/* The prediction for a config alone; the caller frees it. */
static inline struct theory predict(const struct config *config) {
    struct theory_trial trial;
    trial_begin(&trial, config);
    struct theory theory = trial_predict(&trial);
    trial_end(&trial);
    return theory;
}

/* The curve at `steps` [count], or at the logged steps when NULL; the caller frees it. */
static inline struct theory_curve trial_curve(const struct theory_trial *trial, const long *steps,
                                              long count) {
    struct error error = {0};
    struct theory_curve curve;
    ck_assert_msg(theory_curve_predict(&curve, &trial->config, &trial->data, 0, &trial->backend,
                                       steps, count, &error) == STATUS_OK,
                  "%s", error.message);
    return curve;
}

static inline double curve_value(const struct theory_curve *curve, long row,
                                 enum observable column) {
    return curve->value[row * OBSERVABLES + (long)column];
}

/* Numbers in (-1, 1) without symmetry: fractional parts of multiples of the golden ratio. */
static inline double golden_fraction(long i) {
    return 2 * fmod(0.6180339887498949 * (double)(i + 1), 1) - 1;
}

#endif
