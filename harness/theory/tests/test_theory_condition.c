/* The linear conditional VAE: what y explains, and the optimum of the rest. */
#include <math.h>
#include <stdlib.h>

#include "tests/fixtures/theory_fixture.h"
#include "theory/theory_condition.h"

static struct error error;

/* 6 and 3 with correlations of 0.6 and 0.5 leave 3.84 and 2.25. */
static struct config conditional(double first, double second) {
    static const double eigenvalues[] = {6, 3, 0.9, 1, 2};
    struct config config = linear_config(eigenvalues, 5, 3);
    config.data.condition = 2;
    config.data.correlation_count = 2;
    config.data.correlation[0] = first;
    config.data.correlation[1] = second;
    return config;
}

START_TEST(theory_predict_with_a_condition_is_of_what_it_leaves) {
    struct config config = conditional(0.6, 0.5);
    struct theory theory = predict(&config);
    const double *value = theory.value[THEORY_TRAINING];
    ck_assert_int_eq(theory.reach, THEORY_OPTIMUM);
    ck_assert_int_eq(theory.data, 3);
    ck_assert_near(theory.axis[0].eigenvalue, 3.84, 1e-5);
    ck_assert_near(theory.axis[1].eigenvalue, 2.25, 1e-5);
    ck_assert_near(theory.axis[2].eigenvalue, 0.9, 1e-5);
    ck_assert_near(value[THEORY_QUANTITY_kl], log(3.84 * 2.25) / 2, 1e-5);
    ck_assert_near(value[THEORY_QUANTITY_recon], (2 + 0.9) / 2 + 1.5 * log(2 * M_PI), 1e-5);
    ck_assert_near(value[THEORY_QUANTITY_recon_constant], 6.99 / 2 + 1.5 * log(2 * M_PI), 1e-5);
    ck_assert(!theory.is_collapse_inevitable);
    ck_assert(isnan(theory.axis[0].rate));
    ck_assert(isnan(value[THEORY_QUANTITY_rate_most]));
    theory_free(&theory);
}
END_TEST

START_TEST(theory_predict_with_a_condition_that_says_enough_is_collapse) {
    struct config config = conditional(0.95, 0.9);
    struct theory theory = predict(&config);
    ck_assert(theory.is_collapse_inevitable);
    ck_assert_near(theory.value[THEORY_TRAINING][THEORY_QUANTITY_kl], 0, 0);
    theory_free(&theory);
}
END_TEST

START_TEST(theory_residuals_new_leaves_what_is_uncorrelated_with_y) {
    struct config config = conditional(0.6, 0.5);
    struct theory_trial trial;
    struct dataset rest;
    trial_begin(&trial, &config);
    ck_assert_int_eq(theory_residuals_new(&rest, &trial.data, 2, &error), STATUS_OK);
    ck_assert_int_eq(rest.dimensions, 3);
    for (long a = 0; a < 3; a++)
        for (long b = 0; b < 2; b++) {
            double sum = 0;
            for (long i = 0; i < rest.train_count; i++)
                sum += (double)rest.train[i * 3 + a] * (double)trial.data.train[i * 5 + 3 + b];
            ck_assert_near(sum / (double)rest.train_count, 0, 1e-6);
        }
    theory_residuals_free(&rest);
    trial_end(&trial);
}
END_TEST

/* x = (a, b), y = (a + 1, 2 a, 5): the second column says what the first does, the third nothing. */
START_TEST(theory_residuals_new_of_columns_that_repeat_each_other_counts_them_once) {
    real x[4 * 5], test[5] = {REAL(7.0), REAL(3.0), REAL(8.0), REAL(14.0), REAL(5.0)};
    static const double a[4] = {1, -1, 1, -1}, b[4] = {1, 1, -1, -1};
    struct dataset rest,
        data = {.train = x, .test = test, .train_count = 4, .test_count = 1, .dimensions = 5};
    for (long i = 0; i < 4; i++) {
        const double row[] = {a[i], b[i], a[i] + 1, 2 * a[i], 5};
        for (long j = 0; j < 5; j++)
            x[i * 5 + j] = (real)row[j];
    }
    ck_assert_int_eq(theory_residuals_new(&rest, &data, 3, &error), STATUS_OK);
    for (long i = 0; i < 4; i++) {
        ck_assert_near(rest.train[i * 2], 0, 1e-6);
        ck_assert_near(rest.train[i * 2 + 1], b[i], 1e-6);
    }
    ck_assert_near(rest.test[0], 0, 1e-6);
    ck_assert_near(rest.test[1], 3, 1e-6);
    theory_residuals_free(&rest);
}
END_TEST

/* On a held-out set another B is the best one, so no bound of it is known. */
START_TEST(theory_predict_with_a_condition_does_not_bound_a_set_held_out) {
    struct config config = conditional(0.6, 0.5);
    config.data.covariance = COVARIANCE_DRAWN;
    config.data.test_fraction = 0.5;
    struct theory theory = predict(&config);
    const double *training = theory.value[THEORY_TRAINING];
    const double *evaluation = theory.value[THEORY_EVALUATION];
    ck_assert(isfinite(training[THEORY_QUANTITY_elbo_ppca]));
    ck_assert(isnan(evaluation[THEORY_QUANTITY_elbo_ppca]));
    ck_assert_near(evaluation[THEORY_QUANTITY_loss_least], evaluation[THEORY_QUANTITY_recon_least],
                   0);
    theory_free(&theory);
}
END_TEST

START_TEST(theory_predict_with_a_condition_and_hidden_layers_says_nothing) {
    struct config config = conditional(0.6, 0.5);
    config.noise = NOISE_SAMPLED;
    config.model.decoder_layers = 1;
    struct theory theory = predict(&config);
    ck_assert_int_eq(theory.reach, THEORY_BOUNDS);
    for (int i = 0; i < THEORY_QUANTITIES; i++)
        ck_assert(isnan(theory.value[THEORY_TRAINING][i]));
    theory_free(&theory);
}
END_TEST

START_TEST(theory_curve_predict_with_a_condition_is_refused) {
    struct config config = conditional(0.6, 0.5);
    struct theory_trial trial;
    struct theory_curve curve;
    trial_begin(&trial, &config);
    ck_assert_int_eq(
        theory_curve_predict(&curve, &config, &trial.data, 0, &trial.backend, NULL, 0, &error),
        STATUS_INVALID);
    ck_assert_msg(strstr(error.message, "data.condition") != NULL, "%s", error.message);
    trial_end(&trial);
}
END_TEST

static Suite *theory_condition_suite(void) {
    Suite *suite = suite_create("theory_condition");
    TCase *tests = tcase_create("theory_condition");
    tcase_add_test(tests, theory_predict_with_a_condition_is_of_what_it_leaves);
    tcase_add_test(tests, theory_predict_with_a_condition_that_says_enough_is_collapse);
    tcase_add_test(tests, theory_residuals_new_leaves_what_is_uncorrelated_with_y);
    tcase_add_test(tests, theory_residuals_new_of_columns_that_repeat_each_other_counts_them_once);
    tcase_add_test(tests, theory_predict_with_a_condition_does_not_bound_a_set_held_out);
    tcase_add_test(tests, theory_predict_with_a_condition_and_hidden_layers_says_nothing);
    tcase_add_test(tests, theory_curve_predict_with_a_condition_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(theory_condition_suite)
