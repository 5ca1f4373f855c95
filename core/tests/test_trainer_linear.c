/* The whole of core against theory: a linear beta-VAE trained on Gaussian data ends where its
 * closed-form solution lies. With eigenvalues lambda_i of the covariance, a fixed sigma_x = s and
 * theta = beta s^2, at the optimum
 *   ln sigma_i^2 = ln(theta/lambda_i) for every lambda_i > theta (an active unit), 0 for the others;
 *   KL = sum over the active ones of 1/2 ln(lambda_i/theta).
 * Sources: Lucas et al. 2019, "Don't Blame the ELBO!"; Tipping & Bishop 1999. */
#include "check_near.h"
#include "example_config.h"
#include "trainer.h"

enum { UNITS = 3, EXAMPLES = 20000 };

static const double eigenvalues[UNITS] = {9, 4, 0.5};

/* Each lies at least 15 % of theta away from every eigenvalue, where convergence is quick. */
static const double betas[] = {1, 2, 6, 12};

static struct config linear_config(double beta) {
    struct config config = example_config();
    config.data = (struct data_config){.source = DATA_GAUSSIAN,
                                       .examples = EXAMPLES,
                                       .eigenvalue_count = UNITS,
                                       .test_fraction = 0.1,
                                       .batch = 256};
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

/* What the trained model says. */
struct measured {
    double active, kl, logvar_sum;
};

static struct measured measure(double beta) {
    struct config config = linear_config(beta);
    struct error error = {0};
    struct backend backend;
    struct dataset data;
    static struct trainer trainer;
    float dimension[UNITS * DIMENSION_OBSERVABLES];
    struct observation row = {.dimension = dimension};
    ck_assert_int_eq(backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
    ck_assert_int_eq(dataset_load(&data, &config.data, backend.vm, &error), STATUS_OK);
    ck_assert_msg(trainer_init(&trainer, &config, &data, 0, &backend, &error) == STATUS_OK, "%s",
                  error.message);
    while (trainer_step(&trainer))
        continue;
    trainer_observe(&trainer, &row);
    struct measured measured = {.active = (double)row.value[OBSERVABLE_active_units],
                                .kl = (double)row.value[OBSERVABLE_kl]};
    for (long j = 0; j < UNITS; j++)
        measured.logvar_sum += (double)dimension[j * DIMENSION_OBSERVABLES + DIMENSION_logvar_mean];
    trainer_free(&trainer);
    dataset_free(&data);
    return measured;
}

/* The eigenvalues of 18,000 drawn examples are off by a relative sqrt(2/18000) = 0.0105, which is
 * the error of their logarithm; five of these for each of up to two units are 0.075. KL is a mean
 * over 256 examples of 1/2 mu^2 with E mu^2 = 1 - sigma^2 <= 1: off by at most sqrt(1/2)/16 = 0.044
 * a unit besides, four times that for the two. */
START_TEST(trainer_linear_model_ends_at_the_closed_form) {
    double theta = betas[_i], active = 0, logvar_sum = 0;
    for (long i = 0; i < UNITS; i++) {
        active += eigenvalues[i] > theta;
        logvar_sum += eigenvalues[i] > theta ? log(theta / eigenvalues[i]) : 0;
    }
    struct measured measured = measure(betas[_i]);
    ck_assert_near(measured.active, active, 0);
    ck_assert_near(measured.logvar_sum, logvar_sum, 0.075);
    ck_assert_near(measured.kl, -logvar_sum / 2, 0.25);
}
END_TEST

static Suite *linear_suite(void) {
    Suite *suite = suite_create("trainer linear");
    TCase *tests = tcase_create("closed form");
    tcase_add_loop_test(tests, trainer_linear_model_ends_at_the_closed_form, 0,
                        sizeof betas / sizeof *betas);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(linear_suite)
