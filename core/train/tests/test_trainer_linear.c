/* The whole of core against theory: a linear beta-VAE trained on Gaussian data ends at its closed-form
 * solution. With eigenvalues lambda_i of the covariance, a fixed sigma_x = s and
 * theta = beta s^2, at the optimum
 *   ln sigma_i^2 = ln(theta/lambda_i) for every lambda_i > theta (an active unit), 0 for the others;
 *   KL = sum over the active ones of 1/2 ln(lambda_i/theta).
 * Sources: Lucas et al. 2019, "Don't Blame the ELBO!"; Tipping & Bishop 1999. */
#include <stdlib.h>

#include "tests/check_near.h"
#include "tests/example_config.h"
#include "train/trainer.h"

enum { UNITS = 3, UNITS_MAX = 4, EXAMPLES = 20000 };

static const double eigenvalues[UNITS] = {9, 4, 0.5};

/* Each theta is at least 15 % away from every eigenvalue, so convergence is quick. */
static const double betas[] = {1, 2, 6, 12};

static struct config linear_config(double beta) {
    struct config config = example_config();
    config.data = (struct data_config){.source = DATA_GAUSSIAN,
                                       .examples = EXAMPLES,
                                       .eigenvalue_count = UNITS,
                                       .test_fraction = 0.1};
    config.batches.batch = 256;
    for (long i = 0; i < UNITS; i++)
        config.data.eigenvalues[i] = eigenvalues[i];
    config.model.latent = UNITS;
    config.model.encoder_layers = config.model.decoder_layers = 0;
    config.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_GAUSSIAN, .sigma = 1};
    config.schedule.beta = beta;
    config.optimiser.learning_rate = 1e-2;
    config.optimiser.decay = RATE_COSINE;
    config.steps = 4000;
    config.record.examples = 256;
    return config;
}

/* Measured on the trained model. */
struct measured {
    double value[OBSERVABLES];
    double logvar[UNITS_MAX]; /* mean of each dimension, ascending */
    double logvar_sum;
};

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static struct measured measure(const struct config *config, void (*check)(struct trainer *)) {
    struct error error = {0};
    struct backend backend;
    struct dataset data;
    static struct trainer trainer;
    float dimension[UNITS_MAX * DIMENSION_OBSERVABLES];
    struct observation row = {.dimension = dimension};
    struct measured measured = {0};
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
    ck_assert_int_eq(klimb_dataset_load(&data, &config->data, backend.vm, &error), STATUS_OK);
    ck_assert_msg(klimb_trainer_init(&trainer, config, &data, 0, &backend, &error) == STATUS_OK,
                  "%s", error.message);
    do
        check(&trainer);
    while (klimb_trainer_step(&trainer));
    klimb_trainer_observe(&trainer, &row);
    for (int c = 0; c < OBSERVABLES; c++)
        measured.value[c] = (double)row.value[c];
    for (long j = 0; j < config->model.latent; j++) {
        measured.logvar[j] = (double)dimension[j * DIMENSION_OBSERVABLES + DIMENSION_logvar_mean];
        measured.logvar_sum += measured.logvar[j];
    }
    qsort(measured.logvar, (size_t)config->model.latent, sizeof(double), compare);
    klimb_trainer_free(&trainer);
    klimb_dataset_free(&data);
    return measured;
}

static void check_nothing(struct trainer *trainer) {
    (void)trainer;
}

/* The relative standard error of an eigenvalue of 18,000 drawn examples is sqrt(2/18000) = 0.0105, which is
 * the error of its logarithm; five of these for each of up to two units are 0.075. KL is a mean over 256
 * examples of 1/2 mu^2 with E mu^2 = 1 - sigma^2 <= 1: its standard error is at most another
 * sqrt(1/2)/16 = 0.044 a unit; four of these for the two are allowed. */
START_TEST(trainer_linear_model_ends_at_the_closed_form) {
    double theta = betas[_i], active = 0, logvar_sum = 0;
    for (long i = 0; i < UNITS; i++) {
        active += eigenvalues[i] > theta;
        logvar_sum += eigenvalues[i] > theta ? log(theta / eigenvalues[i]) : 0;
    }
    struct config config = linear_config(theta);
    struct measured measured = measure(&config, check_nothing);
    ck_assert_near(measured.value[OBSERVABLE_active_units], active, 0);
    ck_assert_near(measured.logvar_sum, logvar_sum, 0.075);
    ck_assert_near(measured.value[OBSERVABLE_kl], -logvar_sum / 2, 0.25);
}
END_TEST

/* ---- Deterministic: the sample's own covariance, the expectation over noise, full batches ---- */

/* Plain gradient descent diverges if the rate exceeds 2 over the curvature, which along a row of the encoder
 * is beta lambda, at most 12 * 9. */
static struct config exact_config(double beta) {
    struct config config = linear_config(beta);
    config.data.covariance = COVARIANCE_EXACT;
    config.data.examples = 64;
    config.data.test_fraction = 0;
    config.batches.sampling = SAMPLING_FULL;
    config.model.head.scale = HEAD_SCALE_SHARED;
    config.noise = NOISE_EXPECTED;
    config.optimiser = (struct optimiser_config){.kind = OPTIMISER_SGD, .learning_rate = 0.015};
    config.steps = 6000;
    return config;
}

/* ln(2 pi)/2, for each dimension of a normal density with sigma_x = 1. */
static const double HALF_LN_2PI = 0.91893853320467274178;

/* The evaluation set is the training set, so record and batch must agree. */
static void check_record_against_batch(struct trainer *trainer) {
    float dimension[UNITS_MAX * DIMENSION_OBSERVABLES];
    struct observation row = {.dimension = dimension};
    if (!klimb_trainer_is_logged(trainer))
        return;
    klimb_trainer_observe(trainer, &row);
    ck_assert_near(row.value[OBSERVABLE_recon], row.value[OBSERVABLE_batch_recon], 0);
    ck_assert_near(row.value[OBSERVABLE_kl], row.value[OBSERVABLE_batch_kl], 1e-6);
}

/* In addition to the above: ln D_ii = ln(theta/lambda_i) for each single active unit; the distortion is
 * beta/2 for each active one, lambda_i/2 for each of the others. Nothing here is an estimate. The runs
 * converge to the precision of float; the tolerance is 1e-3. */
START_TEST(trainer_linear_model_without_chance_ends_at_the_closed_form) {
    double theta = betas[_i], logvar_sum = 0, recon = UNITS * HALF_LN_2PI;
    struct config config = exact_config(theta);
    struct measured measured = measure(&config, check_record_against_batch);
    for (long i = 0; i < UNITS; i++) { /* eigenvalues descend, so ln(theta/lambda_i) ascends */
        double logvar = eigenvalues[i] > theta ? log(theta / eigenvalues[i]) : 0;
        ck_assert_near(measured.logvar[i], logvar, 1e-3);
        logvar_sum += logvar;
        recon += fmin(theta, eigenvalues[i]) / 2;
    }
    ck_assert_near(measured.value[OBSERVABLE_kl], -logvar_sum / 2, 1e-3);
    ck_assert_near(measured.value[OBSERVABLE_recon], recon, 1e-3);
}
END_TEST

/* Probabilistic PCA: with beta = 1 and sigma_x learned, sigma_x^2 becomes the mean of the d - k
 * eigenvalues left out, and the ELBO the log likelihood
 *   -1/2 [d ln 2 pi + sum_{i<=k} ln lambda_i + (d - k) ln sigma_x^2 + d]. */
START_TEST(trainer_linear_model_with_learned_sigma_ends_at_ppca) {
    struct config config = exact_config(1);
    config.data.eigenvalue_count = 4;
    config.data.eigenvalues[3] = 0.3;
    config.model.latent = 2;
    config.likelihood.kind = LIKELIHOOD_GAUSSIAN_LEARNED;
    config.optimiser = (struct optimiser_config){
        .kind = OPTIMISER_SGD, .learning_rate = 0.01, .momentum = 0.9};
    struct measured measured = measure(&config, check_record_against_batch);
    double elbo = -4 * HALF_LN_2PI - 0.5 * (log(9) + log(4) + 2 * log(0.4) + 4);
    ck_assert_near(measured.value[OBSERVABLE_sigma_x], sqrt(0.4), 1e-3);
    ck_assert_near(measured.value[OBSERVABLE_elbo], elbo, 1e-3);
    ck_assert_near(measured.logvar[0], log(0.4 / 9), 1e-3);
    ck_assert_near(measured.logvar[1], log(0.4 / 4), 1e-3);
}
END_TEST

/* ---- A shared scale ---- */

static void check_scale_weights(struct trainer *trainer) {
    const struct dense *head = &trainer->vae.encoder.mlp.layer[trainer->vae.encoder.mlp.count - 1];
    for (long i = 0; i < head->in; i++)
        for (long j = UNITS; j < 2 * UNITS; j++)
            ck_assert_near(head->w[i * head->out + j], 0, 0);
}

/* No optimiser moves a weight whose gradient is always 0. */
START_TEST(trainer_step_with_shared_scale_leaves_its_weights_at_0) {
    struct config config = linear_config(1);
    config.model.encoder_layers = _i / OPTIMISER_KINDS;
    config.model.head.scale = HEAD_SCALE_SHARED;
    config.optimiser.kind = (enum optimiser_kind)(_i % OPTIMISER_KINDS);
    config.optimiser.momentum = 0.9;
    config.optimiser.clip_norm = 1;
    config.data.examples = 1000;
    config.steps = 200;
    struct measured measured = measure(&config, check_scale_weights);
    ck_assert_near(measured.value[OBSERVABLE_logvar_min], measured.logvar[0], 1e-6);
    ck_assert_near(measured.value[OBSERVABLE_logvar_max], measured.logvar[UNITS - 1], 1e-6);
    ck_assert_double_lt(measured.logvar_sum, -0.1); /* the biases are trained */
}
END_TEST

static Suite *linear_suite(void) {
    Suite *suite = suite_create("trainer linear");
    TCase *tests = tcase_create("closed form");
    tcase_add_loop_test(tests, trainer_linear_model_ends_at_the_closed_form, 0,
                        sizeof betas / sizeof *betas);
    tcase_add_loop_test(tests, trainer_linear_model_without_chance_ends_at_the_closed_form, 0,
                        sizeof betas / sizeof *betas);
    tcase_add_test(tests, trainer_linear_model_with_learned_sigma_ends_at_ppca);
    tcase_add_loop_test(tests, trainer_step_with_shared_scale_leaves_its_weights_at_0, 0,
                        2 * OPTIMISER_KINDS);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(linear_suite)
