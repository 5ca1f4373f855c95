#include "theory/theory.h"

#include "tests/fixtures/theory_fixture.h"

static const double eigenvalues[] = {9, 4, 1, 0.5};

static double value(const struct theory *theory, enum theory_set set, enum theory_quantity what) {
    return theory->value[set][what];
}

/* The header's formulas by hand: beta = 1.5, sigma_x^2 = 2, theta = 3 lets 9 and 4 through. */
START_TEST(theory_predict_of_a_linear_model_is_the_closed_form) {
    struct config config = linear_config(eigenvalues, 4, 3);
    config.schedule.beta = 1.5;
    config.likelihood.sigma = sqrt(2);
    struct theory theory = predict(&config);
    double kl = log(9.0 / 3) / 2 + log(4.0 / 3) / 2, distortion = 2 * 0.75 + 1.5 / 4;
    double recon = distortion + 2 * log(4 * M_PI);
    ck_assert_int_eq(theory.reach, THEORY_OPTIMUM);
    ck_assert_ptr_null(theory.why);
    ck_assert_ptr_null(theory.why_no_curve);
    ck_assert(!theory.is_collapse_inevitable);
    for (enum theory_set set = 0; set < THEORY_SETS; set++) {
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_theta), 3, 1e-15);
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_encoded_axes), 2, 0);
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_active_units), 2, 0);
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_kl), kl, 1e-7);
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_distortion), distortion, 1e-7);
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_recon), recon, 1e-7);
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_loss), recon + 1.5 * kl, 1e-7);
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_elbo), -recon - kl, 1e-7);
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_mi), kl, 1e-7);
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_kl_agg), 0, 0);
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_mi_cap), log(40), 0);
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_loss_least), recon + 1.5 * kl, 1e-7);
    }
    ck_assert_near(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_shannon), kl, 1e-7);
    ck_assert_near(theory.observable[OBSERVABLE_kl], kl, 1e-7);
    ck_assert_near(theory.observable[OBSERVABLE_logvar_min], log(3.0 / 9), 1e-6);
    ck_assert_near(theory.observable[OBSERVABLE_mu_spread], sqrt((2 - 3.0 / 9 - 3.0 / 4) / 3),
                   1e-6);
    theory_free(&theory);
}
END_TEST

START_TEST(theory_predict_describes_every_axis) {
    struct config config = linear_config(eigenvalues, 4, 3);
    config.schedule.beta = 2;
    struct theory theory = predict(&config);
    static const double kl[] = {0.75203869838813697, 0.34657359027997264, 0, 0};
    ck_assert_int_eq(theory.axes, 4);
    for (long i = 0; i < 4; i++) {
        const struct theory_axis *axis = &theory.axis[i];
        ck_assert_near_relative(axis->eigenvalue, eigenvalues[i], 1e-6);
        ck_assert_near_relative(axis->distance, 100 * (eigenvalues[i] - 2) / 2, 1e-6);
        ck_assert_int_eq(axis->is_encoded, eigenvalues[i] > 2);
        ck_assert_near(axis->kl, kl[i], 1e-6);
        ck_assert_near(axis->variance, eigenvalues[i] > 2 ? 2 / eigenvalues[i] : 1, 1e-6);
        ck_assert_near_relative(axis->rate, theory_linear_escape_rate(eigenvalues[i], 1, 2), 1e-5);
        if (axis->is_encoded)
            ck_assert_near_relative(axis->fold_steps, 1 / log1p(1e-3 * axis->rate), 1e-12);
        else
            ck_assert(isinf(axis->fold_steps) && isinf(axis->half_kl_steps));
    }
    ck_assert_double_lt(theory.axis[0].half_kl_steps, theory.axis[1].half_kl_steps);
    theory_free(&theory);
}
END_TEST

/* Var(mu) > 0.01 is lambda > theta/0.99 = 1.0101 theta. With theta = 1 the first is above, the other
 * two are encoded with a variance of 0.0050 and 0.0098, which neither theory nor a record counts. */
START_TEST(theory_predict_counts_active_units_as_a_record_does) {
    static const double near_theta[] = {1.0103, 1.0099, 1.005, 0.5};
    struct config config = linear_config(near_theta, 4, 4);
    struct theory theory = predict(&config);
    for (enum theory_set set = 0; set < THEORY_SETS; set++) {
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_encoded_axes), 3, 0);
        ck_assert_near(value(&theory, set, THEORY_QUANTITY_active_units), 1, 0);
    }
    ck_assert_near(theory.observable[OBSERVABLE_active_units], 1, 0);
    ck_assert(theory.axis[2].is_encoded && !theory.axis[3].is_encoded);
    ck_assert(!theory.is_collapse_inevitable);
    theory_free(&theory);
}
END_TEST

/* With a part of their values replaced the data are Gaussian no more: their moments still say what
 * the optimum is, but not how much of its KL is information. */
START_TEST(theory_predict_knows_no_information_of_corrupted_data) {
    struct config config = linear_config(eigenvalues, 4, 2);
    config.data.covariance = COVARIANCE_DRAWN;
    config.data.noise = 0.1;
    struct theory theory = predict(&config);
    ck_assert_int_eq(theory.reach, THEORY_OPTIMUM);
    ck_assert(isnan(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_mi)));
    ck_assert(isnan(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_kl_agg)));
    config.data.noise = 0;
    theory_free(&theory);
    theory = predict(&config);
    ck_assert(!isnan(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_mi)));
    theory_free(&theory);
}
END_TEST

/* On examples that were held out the optimum of the training set is not the best, and a record
 * shows what it is there: bounds of that set hold. */
START_TEST(theory_predict_tells_training_from_evaluation) {
    struct config config = linear_config(eigenvalues, 4, 2);
    config.data.covariance = COVARIANCE_DRAWN;
    config.data.test_fraction = 0.4;
    config.data.examples = 60;
    config.record.examples = 20;
    struct theory theory = predict(&config);
    const double *training = theory.value[THEORY_TRAINING];
    const double *evaluation = theory.value[THEORY_EVALUATION];
    ck_assert_near(training[THEORY_QUANTITY_mi_cap], log(36), 0);
    ck_assert_near(evaluation[THEORY_QUANTITY_mi_cap], log(20), 0);
    ck_assert_near(training[THEORY_QUANTITY_loss], training[THEORY_QUANTITY_loss_least], 1e-12);
    ck_assert_double_gt(evaluation[THEORY_QUANTITY_loss],
                        evaluation[THEORY_QUANTITY_loss_least] + 1e-3);
    ck_assert_double_lt(evaluation[THEORY_QUANTITY_elbo], evaluation[THEORY_QUANTITY_elbo_most]);
    ck_assert_double_lt(evaluation[THEORY_QUANTITY_elbo_most],
                        evaluation[THEORY_QUANTITY_elbo_ppca]);
    ck_assert_near(theory.observable[OBSERVABLE_kl], evaluation[THEORY_QUANTITY_kl], 0);
    ck_assert_double_gt(fabs(evaluation[THEORY_QUANTITY_kl] - training[THEORY_QUANTITY_kl]), 1e-3);
    theory_free(&theory);
}
END_TEST

/* A model built at the closed form has, by the loss of the model itself, the closed form's terms;
 * the data have a mean, so that biases matter. */
START_TEST(theory_predict_observes_the_optimum_it_describes) {
    struct config config = linear_config(eigenvalues, 4, 2);
    config.data.source = DATA_MIXTURE;
    config.data.covariance = COVARIANCE_DRAWN;
    config.data.dimensions = 5;
    config.data.components = 3;
    config.data.separation = 2;
    config.data.spread = 0.3;
    struct theory theory = predict(&config);
    static const enum theory_quantity same[] = {THEORY_QUANTITY_kl, THEORY_QUANTITY_recon,
                                                THEORY_QUANTITY_loss, THEORY_QUANTITY_elbo,
                                                THEORY_QUANTITY_distortion};
    ck_assert_int_eq(theory.reach, THEORY_OPTIMUM);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        ck_assert_near_relative(value(&theory, THEORY_EVALUATION, same[i]),
                                value(&theory, THEORY_TRAINING, same[i]), 1e-12);
    ck_assert_double_lt(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_kl), log(40));
    ck_assert(isnan(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_mi)));
    theory_free(&theory);
}
END_TEST

/* At the optimum the variance of recon over noise is beta^2/2 sum (1 - (theta/lambda)^2) over the
 * axes that are encoded: w_j'r has theta^2 (lambda - theta)/lambda, D is theta/lambda. */
START_TEST(theory_predict_knows_the_error_of_a_record_by_its_noise) {
    static const double lambda[] = {9, 4, 1.3, 0.5};
    struct config config = linear_config(lambda, 4, 3);
    config.schedule.beta = 2;
    struct theory theory = predict(&config);
    ck_assert_near(theory.value[THEORY_EVALUATION][THEORY_QUANTITY_noise_error], 0, 0);
    ck_assert_near(theory.error[OBSERVABLE_recon], 0, 0);
    theory_free(&theory);
    config.noise = NOISE_SAMPLED;
    theory = predict(&config);
    double wanted = 2 * sqrt((1 - 4.0 / 81 + 1 - 4.0 / 16) / 2 / 40);
    ck_assert_near_relative(theory.value[THEORY_EVALUATION][THEORY_QUANTITY_noise_error], wanted,
                            1e-6);
    ck_assert(isnan(theory.value[THEORY_TRAINING][THEORY_QUANTITY_noise_error]));
    ck_assert_near_relative(theory.error[OBSERVABLE_recon], wanted, 1e-6);
    ck_assert_near_relative(theory.error[OBSERVABLE_loss], wanted, 1e-6);
    ck_assert_near_relative(theory.error[OBSERVABLE_elbo], wanted, 1e-6);
    ck_assert_near(theory.error[OBSERVABLE_kl], 0, 0);
    ck_assert_near(theory.error[OBSERVABLE_sigma_x], 0, 0);
    ck_assert(isnan(theory.error[OBSERVABLE_mi]) && isnan(theory.error[OBSERVABLE_holes]));
    theory_free(&theory);
}
END_TEST

/* The closed form does not cancel, the model does. A little below the limit, trace S/sigma_x^2 =
 * 0.9e10, the two still agree. */
START_TEST(theory_predict_resolves_recon_as_far_as_it_says) {
    struct config config = linear_config(eigenvalues, 4, 4);
    config.likelihood.sigma = 4e-5;
    struct theory theory = predict(&config);
    ck_assert_int_eq(theory.reach, THEORY_OPTIMUM);
    ck_assert_ptr_null(theory.why_no_curve);
    ck_assert_near(value(&theory, THEORY_EVALUATION, THEORY_QUANTITY_distortion),
                   value(&theory, THEORY_TRAINING, THEORY_QUANTITY_distortion), 1e-5);
    theory_free(&theory);
}
END_TEST

START_TEST(theory_predict_calls_collapse_inevitable_below_theta) {
    struct config config = linear_config(eigenvalues, 4, 3);
    config.schedule.beta = 9.01;
    struct theory theory = predict(&config);
    ck_assert(theory.is_collapse_inevitable);
    ck_assert_near(theory.observable[OBSERVABLE_kl], 0, 0);
    ck_assert_near(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_recon),
                   value(&theory, THEORY_TRAINING, THEORY_QUANTITY_recon_constant), 1e-12);
    theory_free(&theory);
}
END_TEST

/* More latent dimensions than data: the surplus has nothing to encode. */
START_TEST(theory_predict_leaves_surplus_dimensions_idle) {
    struct config config = linear_config(eigenvalues, 4, 7);
    config.schedule.beta = 0.4;
    struct theory theory = predict(&config);
    ck_assert_near(value(&theory, THEORY_EVALUATION, THEORY_QUANTITY_active_units), 4, 0);
    ck_assert_near(theory.observable[OBSERVABLE_logvar_max], 0, 0);
    theory_free(&theory);
}
END_TEST

/* Rates of a learned sigma_x are at that of the collapsed model, the mean eigenvalue. */
START_TEST(theory_predict_of_a_learned_variance_is_ppca) {
    struct config config = linear_config(eigenvalues, 4, 2);
    config.likelihood.kind = LIKELIHOOD_GAUSSIAN_LEARNED;
    struct theory theory = predict(&config);
    double bound = -(4 * log(2 * M_PI) + log(36) + 2 * log(0.75) + 4) / 2;
    ck_assert_near(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_sigma_x), sqrt(0.75), 1e-6);
    ck_assert_near(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_elbo), bound, 1e-6);
    ck_assert_near(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_elbo_most), bound, 1e-6);
    ck_assert_near(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_elbo_ppca), bound, 1e-6);
    ck_assert_near_relative(theory.escape_variance, 14.5 / 4, 1e-6);
    theory_free(&theory);
    config.likelihood.floor = 0.95;
    theory = predict(&config);
    ck_assert_near(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_sigma_x), 0.95, 1e-15);
    ck_assert_near(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_elbo_ppca), bound, 1e-6);
    ck_assert_double_lt(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_elbo_most), bound - 1e-4);
    theory_free(&theory);
}
END_TEST

static Suite *theory_suite(void) {
    Suite *suite = suite_create("theory");
    TCase *tests = tcase_create("theory");
    tcase_add_test(tests, theory_predict_of_a_linear_model_is_the_closed_form);
    tcase_add_test(tests, theory_predict_describes_every_axis);
    tcase_add_test(tests, theory_predict_counts_active_units_as_a_record_does);
    tcase_add_test(tests, theory_predict_knows_no_information_of_corrupted_data);
    tcase_add_test(tests, theory_predict_tells_training_from_evaluation);
    tcase_add_test(tests, theory_predict_observes_the_optimum_it_describes);
    tcase_add_test(tests, theory_predict_knows_the_error_of_a_record_by_its_noise);
    tcase_add_test(tests, theory_predict_resolves_recon_as_far_as_it_says);
    tcase_add_test(tests, theory_predict_calls_collapse_inevitable_below_theta);
    tcase_add_test(tests, theory_predict_leaves_surplus_dimensions_idle);
    tcase_add_test(tests, theory_predict_of_a_learned_variance_is_ppca);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(theory_suite)
