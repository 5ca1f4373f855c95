/* The recursion against the differential equation it follows, the closed form it ends at, and the
 * rate it begins with. */
#include "tests/fixtures/theory_fixture.h"

static struct error error;

static double last(const struct theory_curve *curve, enum observable column) {
    return curve_value(curve, curve->rows - 1, column);
}

/* ---- the way ---- */

/* One axis of data, one latent dimension: gradient flow of (w, v, ln D), written down for itself.
 *   loss = (lambda (1 - w v)^2 + w^2 D)/(2 s^2) + beta/2 (lambda v^2 + D - 1 - ln D) */
struct flow {
    double w, v, s;
};

static struct flow flow_slope(struct flow at, double lambda, double variance, double beta) {
    double spread = exp(at.s), miss = 1 - at.w * at.v;
    return (struct flow){
        (lambda * at.v * miss - at.w * spread) / variance,
        lambda * at.w * miss / variance - beta * lambda * at.v,
        -(at.w * at.w * spread / variance + beta * (spread - 1)) / 2,
    };
}

static struct flow flow_move(struct flow at, double h, struct flow slope) {
    return (struct flow){at.w + h * slope.w, at.v + h * slope.v, at.s + h * slope.s};
}

/* Runge and Kutta's fourth order. */
static struct flow flow_step(struct flow at, double h, double lambda, double variance,
                             double beta) {
    struct flow k1 = flow_slope(at, lambda, variance, beta);
    struct flow k2 = flow_slope(flow_move(at, h / 2, k1), lambda, variance, beta);
    struct flow k3 = flow_slope(flow_move(at, h / 2, k2), lambda, variance, beta);
    struct flow k4 = flow_slope(flow_move(at, h, k3), lambda, variance, beta);
    struct flow mean = {(k1.w + 2 * k2.w + 2 * k3.w + k4.w) / 6,
                        (k1.v + 2 * k2.v + 2 * k3.v + k4.v) / 6,
                        (k1.s + 2 * k2.s + 2 * k3.s + k4.s) / 6};
    return flow_move(at, h, mean);
}

static double flow_kl(struct flow at, double lambda) {
    return (lambda * at.v * at.v + expm1(at.s) - at.s) / 2;
}

/* Euler's method errs in proportion to its step: at most 1e-3 of the way up, and a quarter of that
 * with a quarter of the step. */
static double distance_from_flow(double rate) {
    static const double lambda = 4;
    double variance = 1.5, beta = 0.8, h = 0.04, worst = 0;
    struct config config = linear_config(&lambda, 1, 1);
    struct theory_trial trial;
    struct theory_model initial;
    long steps[11], per = lround(25 * h / rate);
    config.likelihood.sigma = sqrt(variance);
    config.schedule.beta = beta;
    config.optimiser.learning_rate = rate;
    config.steps = 10 * per;
    for (long i = 0; i <= 10; i++)
        steps[i] = i * per;
    trial_begin(&trial, &config);
    struct theory_case from = {&trial.config, &trial.data, 0, &trial.backend};
    ck_assert_int_eq(theory_draw_model(&initial, &from, &error), STATUS_OK);
    struct flow at = {initial.w[0], initial.v[0], initial.s[0]};
    struct theory_curve curve = trial_curve(&trial, steps, 11);
    for (long i = 0; i <= 10; i++) {
        worst = fmax(worst, fabs(curve_value(&curve, i, OBSERVABLE_kl) - flow_kl(at, lambda)));
        for (long j = 0; j < 25; j++)
            at = flow_step(at, h, lambda, variance, beta);
    }
    ck_assert_double_gt(last(&curve, OBSERVABLE_kl), 0.5);
    theory_curve_free(&curve);
    theory_model_free(&initial);
    trial_end(&trial);
    return worst;
}

START_TEST(theory_curve_predict_follows_gradient_flow) {
    double coarse = distance_from_flow(1e-3), fine = distance_from_flow(2.5e-4);
    ck_assert_near(coarse, 0, 1e-3);
    ck_assert_near_relative(coarse / fine, 4, 0.02);
}
END_TEST

/* Small weights grow as the rates say that others found: 2r of (lambda, s^2, beta). */
START_TEST(theory_curve_predict_leaves_zero_at_the_known_rate) {
    static const double known[][4] = {{4, 1, 1, 3.544}, {9, 1, 1, 9.698}, {4, 1, 2, 1.630}};
    static const long steps[] = {2000, 4000};
    const double *row = known[_i];
    struct config config = linear_config(row, 1, 1);
    struct theory_trial trial;
    config.schedule.beta = row[2];
    config.model.init_scale = 1e-10;
    config.optimiser.learning_rate = 5e-4;
    config.steps = 4000;
    trial_begin(&trial, &config);
    struct theory_curve curve = trial_curve(&trial, steps, 2);
    double growth = log(last(&curve, OBSERVABLE_kl) / curve_value(&curve, 0, OBSERVABLE_kl));
    ck_assert_double_lt(last(&curve, OBSERVABLE_kl), 1e-3);
    ck_assert_near_relative(growth / (2000 * 5e-4), row[3], 2e-3);
    theory_curve_free(&curve);
    trial_end(&trial);
}
END_TEST

/* Five e-folds of the weights before half_kl_steps the KL is e^-10 of that half; it arrives there
 * late by less than 10 %, for close to its end it grows no longer exponentially. */
START_TEST(theory_curve_predict_is_half_way_when_the_rate_says) {
    static const double eigenvalues[] = {6, 0.3};
    struct config config = linear_config(eigenvalues, 2, 1);
    struct theory_trial trial;
    config.model.init_scale = 1e-6;
    config.steps = 20000;
    config.record.dense_until = config.steps;
    trial_begin(&trial, &config);
    struct theory theory = trial_predict(&trial);
    struct theory_curve curve = trial_curve(&trial, NULL, 0);
    const struct theory_axis *axis = &theory.axis[0];
    long step = lround(axis->half_kl_steps - 5 * axis->fold_steps);
    double folds = ((double)step - axis->half_kl_steps) / axis->fold_steps;
    ck_assert_near_relative(curve_value(&curve, step, OBSERVABLE_kl), axis->kl / 2 * exp(2 * folds),
                            0.01);
    while (curve_value(&curve, step, OBSERVABLE_kl) < axis->kl / 2)
        step++;
    ck_assert_near_relative((double)step, axis->half_kl_steps, 0.1);
    theory_curve_free(&curve);
    theory_free(&theory);
    trial_end(&trial);
}
END_TEST

/* ---- the end ---- */

static const double eigenvalues[] = {9, 4, 1, 0.5};

static void check_end(const struct config *config, double tolerance) {
    static const struct {
        enum observable column;
        enum theory_quantity quantity;
    } pairs[] = {{OBSERVABLE_kl, THEORY_QUANTITY_kl},
                 {OBSERVABLE_recon, THEORY_QUANTITY_recon},
                 {OBSERVABLE_loss, THEORY_QUANTITY_loss},
                 {OBSERVABLE_elbo, THEORY_QUANTITY_elbo},
                 {OBSERVABLE_sigma_x, THEORY_QUANTITY_sigma_x},
                 {OBSERVABLE_active_units, THEORY_QUANTITY_active_units}};
    struct theory_trial trial;
    trial_begin(&trial, config);
    struct theory theory = trial_predict(&trial);
    struct theory_curve curve = trial_curve(&trial, NULL, 0);
    ck_assert_int_eq(theory.reach, THEORY_OPTIMUM);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        ck_assert_near(last(&curve, pairs[i].column),
                       theory.value[THEORY_TRAINING][pairs[i].quantity], tolerance);
    long unsure = 0;
    for (long row = 0; row < curve.rows; row++) {
        double elbo = curve_value(&curve, row, OBSERVABLE_elbo);
        unsure += isnan(elbo);
        ck_assert(isnan(elbo) ||
                  elbo <= theory.value[THEORY_TRAINING][THEORY_QUANTITY_elbo_most] + 1e-12);
    }
    ck_assert_int_eq(unsure, curve.unsure_rows);
    theory_curve_free(&curve);
    theory_free(&theory);
    trial_end(&trial);
}

START_TEST(theory_curve_predict_ends_at_the_closed_form) {
    static const double betas[] = {0.2, 1.4, 2, 12};
    struct config config = linear_config(eigenvalues, 4, 3);
    config.schedule.beta = betas[_i];
    config.optimiser.learning_rate = 1e-2;
    config.optimiser.momentum = 0.5;
    config.steps = 200000;
    check_end(&config, 1e-9);
}
END_TEST

/* pPCA: sigma_x^2 is the mean of the discarded eigenvalues, the ELBO the likelihood there, and at
 * no step above it. Other betas have another optimum, of the same convex loss. */
START_TEST(theory_curve_predict_learns_the_variance_of_ppca) {
    static const double betas[] = {1, 0.5, 1.5};
    struct config config = linear_config(eigenvalues, 4, 2);
    config.likelihood.kind = LIKELIHOOD_GAUSSIAN_LEARNED;
    config.schedule.beta = betas[_i];
    config.optimiser.learning_rate = 5e-3;
    config.steps = 400000;
    check_end(&config, 1e-9);
}
END_TEST

/* Adam and a ramp of beta, which stand still where gradient descent does. */
START_TEST(theory_curve_predict_of_adam_ends_there_too) {
    struct config config = linear_config(eigenvalues, 4, 4);
    config.optimiser = example_config().optimiser;
    config.optimiser.learning_rate = 1e-2;
    config.optimiser.decay = RATE_COSINE;
    config.schedule = (struct schedule_config){
        .kind = SCHEDULE_LINEAR, .beta = 2, .from = 0.1, .length = 1000};
    config.steps = 20000;
    check_end(&config, 1e-7);
}
END_TEST

/* ---- rows ---- */

START_TEST(theory_curve_predict_has_a_row_a_step_asked_for) {
    static const long steps[] = {0, 3, 20};
    struct config config = linear_config(eigenvalues, 4, 2);
    struct theory_trial trial;
    config.steps = 20;
    trial_begin(&trial, &config);
    struct theory_curve some = trial_curve(&trial, steps, 3), all = trial_curve(&trial, NULL, 0);
    ck_assert_int_eq(some.rows, 3);
    ck_assert_int_eq(all.rows, klimb_config_logged_count(&config));
    for (long row = 0, step = 0; row < all.rows;
         row++, step = klimb_config_next_logged(&config, step)) {
        ck_assert_int_eq(all.step[row], step);
        for (long i = 0; i < some.rows; i++)
            if (some.step[i] == step)
                ck_assert_near(curve_value(&all, row, OBSERVABLE_kl),
                               curve_value(&some, i, OBSERVABLE_kl), 0);
    }
    ck_assert_near(last(&some, OBSERVABLE_kl), last(&all, OBSERVABLE_kl), 0);
    theory_curve_free(&some);
    theory_curve_free(&all);
    trial_end(&trial);
}
END_TEST

/* A record is made of the first record.examples; gradients and batches are of all of them. */
START_TEST(theory_curve_predict_observes_the_evaluation_set) {
    struct config config = linear_config(eigenvalues, 4, 2);
    struct theory_trial trial;
    struct theory_model model;
    struct theory_moments moments[THEORY_SETS];
    double gradient[64];
    config.record.examples = 7;
    config.schedule.beta = 1.3;
    trial_begin(&trial, &config);
    struct theory_case from = {&trial.config, &trial.data, 0, &trial.backend};
    struct theory_curve curve = trial_curve(&trial, (const long[]){0}, 1);
    ck_assert_int_eq(theory_draw_model(&model, &from, &error), STATUS_OK);
    for (enum theory_set set = 0; set < THEORY_SETS; set++)
        ck_assert_int_eq(theory_measure_set(&moments[set], &from, set, &error), STATUS_OK);
    ck_assert_int_eq(moments[THEORY_EVALUATION].count, 7);
    ck_assert_int_eq(moments[THEORY_TRAINING].count, 40);
    struct theory_terms shown = theory_model_terms(NULL, &model, &moments[THEORY_EVALUATION]);
    struct theory_terms trained = theory_model_gradient(gradient, &model, &moments[THEORY_TRAINING],
                                                        1.3);
    double encoder = 0, decoder = 0;
    for (long i = 0; i < model.parameters; i++)
        *(i < 4 * 2 + 2 * 2 ? &encoder : &decoder) += gradient[i] * gradient[i];
    ck_assert_near(last(&curve, OBSERVABLE_recon), shown.recon, 0);
    ck_assert_near(last(&curve, OBSERVABLE_kl), shown.kl, 0);
    ck_assert_near(last(&curve, OBSERVABLE_batch_recon), trained.recon, 0);
    ck_assert_near(last(&curve, OBSERVABLE_batch_kl), trained.kl, 0);
    ck_assert_near(last(&curve, OBSERVABLE_grad_encoder), sqrt(encoder), 1e-15);
    ck_assert_near(last(&curve, OBSERVABLE_grad_decoder), sqrt(decoder), 1e-15);
    for (enum theory_set set = 0; set < THEORY_SETS; set++)
        theory_moments_free(&moments[set]);
    theory_model_free(&model);
    theory_curve_free(&curve);
    trial_end(&trial);
}
END_TEST

/* ---- what has no curve ---- */

static void refuse(const struct config *config, const char *word) {
    struct theory_trial trial;
    struct theory_curve curve;
    trial_begin(&trial, config);
    ck_assert_int_eq(theory_curve_predict(&curve, &trial.config, &trial.data, 0, &trial.backend,
                                          NULL, 0, &error),
                     STATUS_INVALID);
    ck_assert_msg(strstr(error.message, word) != NULL, "%s", error.message);
    ck_assert_int_eq(curve.rows, 0);
    theory_curve_free(&curve);
    struct theory theory = trial_predict(&trial);
    ck_assert(strstr(theory.why_no_curve, word) != NULL);
    theory_free(&theory);
    trial_end(&trial);
}

START_TEST(theory_curve_predict_refuses_what_has_chance_or_no_closed_form) {
    const struct config linear = linear_config(eigenvalues, 4, 2);
    struct config config = linear;
    config.noise = NOISE_SAMPLED;
    refuse(&config, "objective.noise");
    config = linear;
    config.batches.sampling = SAMPLING_SHUFFLE;
    config.batches.batch = 4;
    refuse(&config, "train.sampling");
    config = linear;
    config.model.head.scale = HEAD_SCALE_AMORTISED;
    refuse(&config, "model.head.scale");
    config = linear;
    config.model.encoder_layers = 1;
    refuse(&config, "encoder has hidden layers");
    config = linear;
    config.model.encoder_input = ENCODER_INPUT_NOTHING;
    refuse(&config, "encoder sees nothing");
    config = linear;
    config.model.head.kind = HEAD_TANH;
    refuse(&config, "head kind");
    config = linear;
    config.likelihood.sigma = 1e-6;
    refuse(&config, "double does not resolve recon");
    config = linear;
    config.noise = NOISE_SAMPLED;
    config.model.decoder_layers = 1;
    refuse(&config, "decoder has hidden layers");
}
END_TEST

static Suite *theory_curve_suite(void) {
    Suite *suite = suite_create("theory curve");
    TCase *way = tcase_create("way"), *end = tcase_create("end"), *rows = tcase_create("rows");
    tcase_add_test(way, theory_curve_predict_follows_gradient_flow);
    tcase_add_loop_test(way, theory_curve_predict_leaves_zero_at_the_known_rate, 0, 3);
    tcase_add_test(way, theory_curve_predict_is_half_way_when_the_rate_says);
    tcase_add_loop_test(end, theory_curve_predict_ends_at_the_closed_form, 0, 1);
    tcase_add_loop_test(end, theory_curve_predict_learns_the_variance_of_ppca, 0, 1);
    tcase_add_test(end, theory_curve_predict_of_adam_ends_there_too);
    tcase_add_test(rows, theory_curve_predict_has_a_row_a_step_asked_for);
    tcase_add_test(rows, theory_curve_predict_observes_the_evaluation_set);
    tcase_add_test(rows, theory_curve_predict_refuses_what_has_chance_or_no_closed_form);
    suite_add_tcase(suite, way);
    suite_add_tcase(suite, end);
    suite_add_tcase(suite, rows);
    TCase *slow = suite_add_long(suite);
    tcase_add_loop_test(slow, theory_curve_predict_ends_at_the_closed_form, 1, 4);
    tcase_add_loop_test(slow, theory_curve_predict_learns_the_variance_of_ppca, 1, 3);
    return suite;
}

TEST_MAIN(theory_curve_suite)
