#include "theory/theory.h"

#include "tests/fixtures/theory_fixture.h"

static const double eigenvalues[] = {9, 4, 1, 0.5};

static struct config digits_config(void) {
    struct config config = example_config();
    config.record.examples = 50;
    return config;
}

/* Entropies by their definition, with 0 ln 0 = 0. */
static double entropy(double x) {
    return x > 0 && x < 1 ? -x * log(x) - (1 - x) * log(1 - x) : 0;
}

/* A constant decoder can do no better than the mean of each pixel, and none than the pixel itself;
 * the loss of the former, KL = 0, is within reach of every model. */
START_TEST(theory_predict_of_a_bernoulli_model_bounds_by_entropies) {
    struct config config = digits_config();
    struct theory_trial trial;
    trial_begin(&trial, &config);
    struct theory theory = trial_predict(&trial);
    const double *training = theory.value[THEORY_TRAINING];
    long n = trial.data.train_count, d = trial.data.dimensions;
    double constant = 0, least = 0;
    for (long j = 0; j < d; j++) {
        double mean = 0;
        for (long i = 0; i < n; i++) {
            mean += (double)trial.data.train[i * d + j] / (double)n;
            least += entropy((double)trial.data.train[i * d + j]) / (double)n;
        }
        constant += entropy(mean);
    }
    ck_assert_int_eq(theory.reach, THEORY_BOUNDS);
    ck_assert_near_relative(training[THEORY_QUANTITY_recon_constant], constant, 1e-12);
    ck_assert_near_relative(training[THEORY_QUANTITY_recon_least], least, 1e-12);
    ck_assert_near_relative(training[THEORY_QUANTITY_kl_most], constant - least, 1e-12);
    ck_assert_near_relative(training[THEORY_QUANTITY_elbo_most], -least, 1e-12);
    ck_assert_near(theory.value[THEORY_EVALUATION][THEORY_QUANTITY_mi_cap], log(50), 0);
    ck_assert(isnan(training[THEORY_QUANTITY_kl]) && isnan(theory.observable[OBSERVABLE_kl]));
    theory_free(&theory);
    trial_end(&trial);
}
END_TEST

/* A decoder that ignores z can do no better than the frequencies of each position's symbols, and none than to be
 * certain. */
START_TEST(theory_predict_of_a_categorical_model_bounds_by_frequencies) {
    enum { LENGTH = 3, SYMBOLS = 4, WIDTH = LENGTH * SYMBOLS };
    struct config config = digits_config();
    struct theory_trial trial;
    config.data = (struct data_config){.source = DATA_MARKOV,
                                       .examples = 100,
                                       .length = LENGTH,
                                       .symbols = SYMBOLS,
                                       .shifts = 2,
                                       .follow = 0.5};
    config.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_CATEGORICAL,
                                                   .symbols = SYMBOLS};
    trial_begin(&trial, &config);
    struct theory theory = trial_predict(&trial);
    const double *training = theory.value[THEORY_TRAINING];
    double constant = 0;
    for (long j = 0; j < WIDTH; j++) {
        double share = 0;
        for (long i = 0; i < trial.data.train_count; i++)
            share += trial.data.train[i * WIDTH + j] > 0;
        share /= (double)trial.data.train_count;
        constant -= share > 0 ? share * log(share) : 0;
    }
    ck_assert_int_eq(theory.reach, THEORY_BOUNDS);
    ck_assert_near_relative(training[THEORY_QUANTITY_recon_constant], constant, 1e-12);
    ck_assert_near(training[THEORY_QUANTITY_recon_least], 0, 0);
    theory_free(&theory);
    trial_end(&trial);
}
END_TEST

/* core itself, made to ignore z and to output the logit of the mean. */
START_TEST(theory_predict_knows_recon_of_a_decoder_that_ignores_z) {
    struct config config = digits_config();
    static struct trainer trainer;
    struct error error = {0};
    struct theory_trial trial;
    config.batches.batch = 1400;
    config.data.test_fraction = 0.1;
    config.model.decoder_layers = 0;
    trial_begin(&trial, &config);
    long n = trial.data.train_count, d = trial.data.dimensions;
    ck_assert_int_eq(klimb_trainer_init(&trainer, &config, &trial.data, 0, &trial.backend, &error),
                     STATUS_OK);
    memset(trainer.vae.decoder.mlp.layer[0].w, 0, (size_t)(config.model.latent * d) * sizeof(real));
    for (long j = 0; j < d; j++) {
        double mean = 0;
        for (long i = 0; i < n; i++)
            mean += (double)trial.data.train[i * d + j] / (double)n;
        trainer.vae.decoder.mlp.layer[0].b[j] = (real)(mean > 0 ? log(mean / (1 - mean)) : -80);
    }
    float dimension[2 * DIMENSION_OBSERVABLES];
    struct observation row = {.dimension = dimension};
    klimb_trainer_observe(&trainer, &row);
    struct theory theory = trial_predict(&trial);
    ck_assert_near_relative(row.value[OBSERVABLE_recon],
                            theory.value[THEORY_EVALUATION][THEORY_QUANTITY_recon_constant], 1e-6);
    theory_free(&theory);
    klimb_trainer_free(&trainer);
    trial_end(&trial);
}
END_TEST

/* With a fixed sigma_x: the density at its mode, and the variance of the data about their mean. */
START_TEST(theory_predict_of_a_gaussian_model_bounds_by_the_variance) {
    struct config config = linear_config(eigenvalues, 4, 2);
    config.noise = NOISE_SAMPLED;
    config.model.decoder_layers = 1;
    config.likelihood.sigma = 0.5;
    config.schedule.beta = 2;
    struct theory theory = predict(&config);
    const double *evaluation = theory.value[THEORY_EVALUATION];
    double least = 2 * log(2 * M_PI * 0.25), variance = 14.5 / (2 * 0.25);
    ck_assert_int_eq(theory.reach, THEORY_BOUNDS);
    ck_assert_near(evaluation[THEORY_QUANTITY_recon_least], least, 1e-14);
    ck_assert_near_relative(evaluation[THEORY_QUANTITY_recon_constant], least + variance, 1e-6);
    ck_assert_near_relative(evaluation[THEORY_QUANTITY_kl_most], variance / 2, 1e-6);
    ck_assert(isnan(evaluation[THEORY_QUANTITY_elbo_ppca]));
    theory_free(&theory);
    config.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_GAUSSIAN_LEARNED, .sigma = 1};
    theory = predict(&config);
    evaluation = theory.value[THEORY_EVALUATION];
    ck_assert(isnan(evaluation[THEORY_QUANTITY_recon_least]));
    ck_assert(isnan(evaluation[THEORY_QUANTITY_kl_most]));
    ck_assert_near_relative(evaluation[THEORY_QUANTITY_recon_constant],
                            2 * log(2 * M_PI * 14.5 / 4) + 2, 1e-6);
    theory_free(&theory);
}
END_TEST

/* What it cannot see it cannot tell: whatever the model, the optimum is the best constant. On
 * examples that were held out another constant than that of the training set would be better. */
START_TEST(theory_predict_of_an_encoder_that_sees_nothing_is_the_constant) {
    struct config configs[] = {digits_config(), linear_config(eigenvalues, 4, 2)};
    configs[1].data.covariance = COVARIANCE_DRAWN;
    configs[1].data.test_fraction = 0.4;
    configs[1].likelihood.kind = LIKELIHOOD_GAUSSIAN_LEARNED;
    for (int i = 0; i < 2; i++) {
        configs[i].model.encoder_input = ENCODER_INPUT_NOTHING;
        struct theory theory = predict(&configs[i]);
        const double *training = theory.value[THEORY_TRAINING];
        const double *evaluation = theory.value[THEORY_EVALUATION];
        ck_assert_int_eq(theory.reach, THEORY_BOUNDS);
        ck_assert(strstr(theory.why, "sees nothing") != NULL);
        ck_assert(theory.is_collapse_inevitable);
        ck_assert_near(training[THEORY_QUANTITY_kl_most], 0, 1e-12);
        ck_assert_near(training[THEORY_QUANTITY_loss_least],
                       training[THEORY_QUANTITY_recon_constant], 1e-12);
        ck_assert_double_gt(evaluation[THEORY_QUANTITY_recon_constant],
                            evaluation[THEORY_QUANTITY_loss_least] + 1e-3);
        theory_free(&theory);
    }
}
END_TEST

/* KL of N(0, diag s) from z_1 ~ N(0, 1), z_j ~ N(alpha z_(j-1), 1 - alpha^2): cross-entropy of the chain, less the
 * entropy of q. */
static double chain_kl(const double *s, long k, double alpha) {
    double kl = s[0] / 2 - log(s[0]) / 2 - 0.5, rest = 1 - alpha * alpha;
    for (long j = 1; j < k; j++)
        kl += (s[j] + alpha * alpha * s[j - 1]) / (2 * rest) + log(rest) / 2 - log(s[j]) / 2 - 0.5;
    return kl;
}

/* The least of it over s from `least` to `most`, one after the other, for it is a sum of functions of one of them. */
static double least_chain_kl(long k, double alpha, double least, double most) {
    double s[16] = {0};
    for (long j = 0; j < k; j++)
        s[j] = most;
    for (long j = 0; j < k; j++) {
        double low = least, high = most;
        while (high - low > 1e-12) {
            double third = (high - low) / 3, kl[2];
            for (int i = 0; i < 2; i++) {
                s[j] = i == 0 ? low + third : high - third;
                kl[i] = chain_kl(s, k, alpha);
            }
            *(kl[0] < kl[1] ? &high : &low) = kl[0] < kl[1] ? high - third : low + third;
        }
    }
    return chain_kl(s, k, alpha);
}

/* A prior under which neighbours are correlated, and a posterior under which they are not: all bounds are raised by the
 * least KL between them. */
START_TEST(theory_predict_of_a_correlated_prior_bounds_by_its_floor) {
    static const struct {
        long latent;
        double alpha;
    } cases[] = {{2, 0.5}, {3, 0.8}, {10, 0.95}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config config = digits_config();
        config.model.latent = cases[i].latent;
        config.schedule.beta = 2;
        struct theory plain = predict(&config);
        config.model.prior.kind = PRIOR_AR1;
        config.model.ar1.alpha = cases[i].alpha;
        struct theory theory = predict(&config);
        const double *value = theory.value[THEORY_EVALUATION];
        const double *without = plain.value[THEORY_EVALUATION];
        double floor = least_chain_kl(cases[i].latent, cases[i].alpha, 1e-6, 2);
        ck_assert_near(value[THEORY_QUANTITY_kl_least], floor, 1e-9);
        ck_assert(isnan(without[THEORY_QUANTITY_kl_least]));
        ck_assert_near(value[THEORY_QUANTITY_kl_most], without[THEORY_QUANTITY_kl_most] + floor,
                       1e-9);
        ck_assert_near(value[THEORY_QUANTITY_loss_least],
                       without[THEORY_QUANTITY_loss_least] + 2 * floor, 1e-9);
        ck_assert_near(value[THEORY_QUANTITY_elbo_most], without[THEORY_QUANTITY_elbo_most] - floor,
                       1e-9);
        theory_free(&plain);
        theory_free(&theory);
    }
}
END_TEST

/* Heads whose variances end before or beyond that of the least KL: from 0 to the best one, from the best one on, around it. */
static const struct {
    struct head_config head;
    double least, most, alpha;
} ranges[] = {
    {{.kind = HEAD_CLAMPED, .low = -4, .high = -2}, 0.018315638888734182, 0.13533528323661269, 0.8},
    {{.kind = HEAD_TANH, .low = -0.5, .high = 1}, 0.60653065971263342, 2.7182818284590451, 0.8},
    {{.kind = HEAD_CLAMPED, .low = -8, .high = 8}, 1e-3, 3, 0.8},
    {{.kind = HEAD_SOFTPLUS, .floor = 1.2}, 1.44, 3, 0},
    {{.kind = HEAD_FIXED, .sigma = 0.6}, 0.36, 0.36, 0.8},
    {{.kind = HEAD_FIXED, .sigma = 0.6}, 0.36, 0.36, 0},
    {{.kind = HEAD_CLAMPED, .low = 1, .high = 2}, 2.7182818284590451, 7.3890560989306495, 0},
};

START_TEST(theory_predict_of_a_head_bounds_by_the_variances_it_can_give) {
    struct config config = digits_config();
    double floor = least_chain_kl(4, ranges[_i].alpha, ranges[_i].least, ranges[_i].most);
    config.model.latent = 4;
    config.model.head = ranges[_i].head;
    if (ranges[_i].alpha > 0) {
        config.model.prior.kind = PRIOR_AR1;
        config.model.ar1.alpha = ranges[_i].alpha;
    }
    struct theory theory = predict(&config);
    ck_assert_near(theory.value[THEORY_EVALUATION][THEORY_QUANTITY_kl_least], floor, 1e-9);
    theory_free(&theory);
}
END_TEST

/* What it cannot see it cannot tell, yet its KL is not 0 where the prior is correlated. */
START_TEST(theory_predict_of_a_blind_encoder_and_a_correlated_prior_is_the_constant_at_its_floor) {
    struct config config = linear_config(eigenvalues, 4, 3);
    config.model.encoder_input = ENCODER_INPUT_NOTHING;
    config.model.prior.kind = PRIOR_AR1;
    config.model.ar1.alpha = 0.8;
    config.schedule.beta = 2;
    struct theory theory = predict(&config);
    const double *value = theory.value[THEORY_TRAINING];
    double floor = least_chain_kl(3, 0.8, 1e-6, 2);
    ck_assert_ptr_nonnull(strstr(theory.why, "0, or kl_least where there is one"));
    ck_assert_near(value[THEORY_QUANTITY_kl_least], floor, 1e-9);
    ck_assert_near(value[THEORY_QUANTITY_kl_most], floor, 1e-9);
    ck_assert_near(value[THEORY_QUANTITY_loss_least],
                   value[THEORY_QUANTITY_recon_constant] + 2 * floor, 1e-9);
    theory_free(&theory);
}
END_TEST

static Suite *theory_bounds_suite(void) {
    Suite *suite = suite_create("theory_bounds");
    TCase *tests = tcase_create("theory_bounds");
    tcase_add_test(tests, theory_predict_of_a_bernoulli_model_bounds_by_entropies);
    tcase_add_test(tests, theory_predict_of_a_categorical_model_bounds_by_frequencies);
    tcase_add_test(tests, theory_predict_knows_recon_of_a_decoder_that_ignores_z);
    tcase_add_test(tests, theory_predict_of_a_gaussian_model_bounds_by_the_variance);
    tcase_add_test(tests, theory_predict_of_an_encoder_that_sees_nothing_is_the_constant);
    tcase_add_test(tests, theory_predict_of_a_correlated_prior_bounds_by_its_floor);
    tcase_add_loop_test(tests, theory_predict_of_a_head_bounds_by_the_variances_it_can_give, 0,
                        sizeof ranges / sizeof *ranges);
    tcase_add_test(
        tests,
        theory_predict_of_a_blind_encoder_and_a_correlated_prior_is_the_constant_at_its_floor);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(theory_bounds_suite)
