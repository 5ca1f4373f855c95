/* The learning rate above which descent does not come to rest, and what is said about curves beyond it. */
#include <stdlib.h>

#include "tests/fixtures/theory_fixture.h"
#include "theory/theory_descent.h"

static struct error error;

static const double eigenvalues[] = {9, 4, 1, 0.5};

/* The Hessian of one axis of 9 at beta = s^2 = 1, where w^2 = 8, v = w/9, D = 1/9: in (w, v, ln D)
 * it is [[1, 7, w/9], [7, 81, 0], [w/9, 0, 1/2]]. Its largest eigenvalue x has a determinant of 0. */
START_TEST(theory_predict_knows_how_steep_the_loss_is) {
    struct config config = linear_config(eigenvalues, 4, 2);
    struct theory theory = predict(&config);
    double x = 2 / theory.value[THEORY_TRAINING][THEORY_QUANTITY_rate_most];
    double determinant = ((1 - x) * (81 - x) - 49) * (0.5 - x) - 8.0 / 81 * (81 - x);
    ck_assert_double_gt(x, 81);
    ck_assert_near(determinant / (x * x), 0, 1e-4);
    theory_free(&theory);
}
END_TEST

/* A model on its way down, on data of 40 examples with some mean in every dimension. */
struct way_down {
    struct theory_trial trial;
    struct theory_model model;
    struct theory_moments moments;
    double *gradient;
    double least,
        rate_most; /* the loss of the optimum; the largest learning rate that rests there */
};

static void way_down_begin(struct way_down *way, const struct config *config, double mean) {
    trial_begin(&way->trial, config);
    for (long i = 0; i < way->trial.data.train_count * way->trial.data.dimensions; i++)
        way->trial.data.train[i] += (real)mean;
    struct theory_case from = {&way->trial.config, &way->trial.data, 0, &way->trial.backend};
    struct theory theory = trial_predict(&way->trial);
    way->least = theory.value[THEORY_TRAINING][THEORY_QUANTITY_loss_least];
    way->rate_most = theory.value[THEORY_TRAINING][THEORY_QUANTITY_rate_most];
    theory_free(&theory);
    ck_assert_int_eq(theory_draw_model(&way->model, &from, &error), STATUS_OK);
    ck_assert_int_eq(theory_measure_set(&way->moments, &from, THEORY_TRAINING, &error), STATUS_OK);
    way->gradient = calloc((size_t)way->model.parameters, sizeof *way->gradient);
    ck_assert_ptr_nonnull(way->gradient);
}

static void way_down_end(struct way_down *way) {
    free(way->gradient);
    theory_moments_free(&way->moments);
    theory_model_free(&way->model);
    trial_end(&way->trial);
}

/* Goes on for `steps` steps at a share of rate_most, without velocity at first. Returns how far the
 * loss was above the optimum at most in the second half of them. */
static double walk(struct way_down *way, double share, long steps) {
    struct theory_descent descent;
    double most = 0;
    way->trial.config.optimiser.learning_rate = share * way->rate_most;
    ck_assert_int_eq(
        theory_descent_new(&descent, &way->trial.config, way->model.parameters, &error), STATUS_OK);
    for (long step = 0; step < steps; step++) {
        struct theory_terms terms = theory_model_gradient(way->gradient, &way->model, &way->moments,
                                                          1);
        if (step >= steps / 2)
            most = fmax(most, terms.recon + terms.kl - way->least);
        theory_descent_step(&descent, way->model.p, way->gradient, step);
    }
    theory_descent_free(&descent);
    return most;
}

/* Moves every parameter aside, so that no direction waits for a rounding error to leave. */
static void push(struct way_down *way) {
    for (long i = 0; i < way->model.parameters; i++)
        way->model.p[i] += 1e-4 * golden_fraction(i);
}

/* Pushed away from the optimum, descent comes back below rate_most, and above it is off for good: by 2 % the
 * steepest direction then grows by 4 % a step or more, from 1e-4 to where the loss is not a parabola.
 * A mean makes the loss steeper: the encoder's weights and biases then pull at one rope. */
START_TEST(theory_predict_knows_the_largest_learning_rate_that_rests) {
    struct config config = linear_config(eigenvalues, 4, 2);
    for (double mean = 0; mean < 3; mean += 1.5) {
        for (double momentum = 0; momentum < 1; momentum += 0.8) {
            struct way_down way;
            config.optimiser.momentum = momentum;
            way_down_begin(&way, &config, mean);
            ck_assert_near(walk(&way, 0.98, 100000), 0, 1e-9);
            push(&way);
            ck_assert_near(walk(&way, 0.98, 20000), 0, 1e-9);
            push(&way);
            ck_assert_double_gt(walk(&way, 1.02, 20000), 1e-3);
            way_down_end(&way);
        }
    }
}
END_TEST

/* Above rate_most a run never settles and forgets its last digits; below, they do not matter. */
START_TEST(theory_curve_predict_is_nan_where_rounding_decides) {
    struct config config = linear_config(eigenvalues, 4, 2);
    config.optimiser.momentum = 0.8;
    config.steps = 20000;
    struct theory theory = predict(&config);
    double most = theory.value[THEORY_TRAINING][THEORY_QUANTITY_rate_most];
    theory_free(&theory);
    for (int is_above = 0; is_above < 2; is_above++) {
        struct theory_trial trial;
        config.optimiser.learning_rate = (is_above ? 1.02 : 0.9) * most;
        trial_begin(&trial, &config);
        struct theory_curve curve = trial_curve(&trial, NULL, 0);
        long unsure = 0;
        for (long row = 0; row < curve.rows; row++) {
            int is_unsure = isnan(curve_value(&curve, row, OBSERVABLE_kl));
            ck_assert_int_eq(isnan(curve_value(&curve, row, OBSERVABLE_recon)), is_unsure);
            ck_assert_int_eq(isnan(curve.dimension[row * 2 * DIMENSION_OBSERVABLES]), is_unsure);
            unsure += is_unsure;
        }
        ck_assert_int_eq(curve.unsure_rows, unsure);
        ck_assert(is_above ? unsure > 0 : unsure == 0);
        ck_assert(!isnan(curve_value(&curve, 0, OBSERVABLE_kl)));
        theory_curve_free(&curve);
        trial_end(&trial);
    }
}
END_TEST

static Suite *theory_rate_suite(void) {
    Suite *suite = suite_create("theory rate");
    TCase *tcase = tcase_create("rate");
    tcase_add_test(tcase, theory_predict_knows_how_steep_the_loss_is);
    tcase_add_test(tcase, theory_predict_knows_the_largest_learning_rate_that_rests);
    tcase_add_test(tcase, theory_curve_predict_is_nan_where_rounding_decides);
    suite_add_tcase(suite, tcase);
    return suite;
}

TEST_MAIN(theory_rate_suite)
