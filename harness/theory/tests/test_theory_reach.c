#include "theory/theory.h"

#include "tests/fixtures/theory_fixture.h"
#include "theory/theory_notes.h"

static const double eigenvalues[] = {9, 4, 1, 0.5};

static double value(const struct theory *theory, enum theory_set set, enum theory_quantity what) {
    return theory->value[set][what];
}

static struct config digits_config(void) {
    struct config config = example_config();
    config.record.examples = 50;
    return config;
}

/* Entropies by their definition, with 0 ln 0 = 0. */
static void expect_reach(const struct config *config, enum theory_reach reach, const char *word) {
    struct text text = {0};
    struct theory theory = predict(config);
    ck_assert_int_eq(theory.reach, reach);
    ck_assert_msg(theory.why != NULL && strstr(theory.why, word) != NULL, "%s", theory.why);
    ck_assert_int_eq(theory.axes, 0);
    ck_assert(isnan(theory.observable[OBSERVABLE_kl]));
    theory_notes(&text, &theory, config);
    ck_assert(!text.failed && strstr(text.bytes, theory.why) != NULL);
    text_free(&text);
    theory_free(&theory);
}

START_TEST(theory_predict_says_why_it_reaches_no_further) {
    const struct config linear = linear_config(eigenvalues, 4, 2);
    struct config config = linear;
    config.noise = NOISE_SAMPLED;
    config.model.decoder_layers = 1;
    expect_reach(&config, THEORY_BOUNDS, "decoder has hidden layers");
    config = digits_config();
    expect_reach(&config, THEORY_BOUNDS, "Bernoulli");
    config = linear;
    config.model.encoder_layers = 1;
    expect_reach(&config, THEORY_LINEAR_DECODER, "encoder has hidden layers");
    config = linear;
    config.noise = NOISE_SAMPLED;
    config.bound = (struct bound_config){.kind = BOUND_IWAE, .samples = 2};
    expect_reach(&config, THEORY_LINEAR_DECODER, "objective.bound is iwae");
    config = linear;
    config.model.head.kind = HEAD_CLAMPED;
    expect_reach(&config, THEORY_LINEAR_DECODER, "head kind logvar");
    config = linear;
    config.schedule.beta = 0;
    expect_reach(&config, THEORY_LINEAR_DECODER, "infinite");
    config = linear;
    config.likelihood.sigma = 1e-8;
    expect_reach(&config, THEORY_LINEAR_DECODER, "double does not resolve recon");
    config.likelihood.sigma = 1e-200; /* its square is 0 */
    expect_reach(&config, THEORY_LINEAR_DECODER, "double does not resolve recon");
}
END_TEST

START_TEST(theory_predict_says_where_sigma_x_has_no_optimum) {
    struct config config = linear_config(eigenvalues, 4, 4);
    config.likelihood.kind = LIKELIHOOD_GAUSSIAN_LEARNED;
    expect_reach(&config, THEORY_LINEAR_DECODER, "as good");
    config.schedule.beta = 0.5;
    expect_reach(&config, THEORY_LINEAR_DECODER, "falls towards 0");
    config.likelihood.floor = 0.1;
    struct theory theory = predict(&config);
    ck_assert_int_eq(theory.reach, THEORY_OPTIMUM);
    ck_assert_near(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_sigma_x), 0.1, 1e-15);
    theory_free(&theory);
    config.schedule.beta = 1;
    config.likelihood.floor = 0.8; /* above the smallest deviation, sqrt(0.5): no longer flat */
    theory = predict(&config);
    ck_assert_int_eq(theory.reach, THEORY_OPTIMUM);
    ck_assert_near(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_sigma_x), 0.8, 1e-15);
    theory_free(&theory);
}
END_TEST

/* Binarised examples are drawn again at every step, so that nothing is known of a training set. */
START_TEST(theory_predict_of_binarised_data_speaks_of_the_evaluation_alone) {
    struct config config = digits_config();
    config.data.binarise = BINARISE_DYNAMIC;
    struct theory theory = predict(&config);
    ck_assert(isnan(value(&theory, THEORY_TRAINING, THEORY_QUANTITY_recon_least)));
    ck_assert(isfinite(value(&theory, THEORY_EVALUATION, THEORY_QUANTITY_recon_least)));
    theory_free(&theory);
}
END_TEST

/* Data without variance: nothing to encode, and nothing breaks. */
START_TEST(theory_predict_of_constant_data_says_so) {
    static const double none[] = {0, 0};
    struct config config = linear_config(none, 2, 2);
    config.data.covariance = COVARIANCE_DRAWN;
    struct theory theory = predict(&config);
    ck_assert(theory.is_collapse_inevitable);
    ck_assert_near(theory.axis[0].rate, 0, 0);
    theory_free(&theory);
    config.likelihood.kind = LIKELIHOOD_GAUSSIAN_LEARNED;
    config.schedule.beta = 2;
    expect_reach(&config, THEORY_LINEAR_DECODER, "falls towards 0");
}
END_TEST

START_TEST(theory_predict_refuses_what_the_trainer_refuses) {
    struct config config = linear_config(eigenvalues, 4, 2);
    struct error error = {0};
    struct theory_trial trial;
    struct theory theory;
    config.noise = NOISE_SAMPLED;
    config.batches.sampling = SAMPLING_SHUFFLE;
    config.batches.batch = 41;
    trial_begin(&trial, &config);
    ck_assert_int_eq(theory_predict(&theory, &config, &trial.data, 0, &trial.backend, &error),
                     STATUS_INVALID);
    ck_assert(strstr(error.message, "train.batch") != NULL);
    ck_assert_ptr_null(theory.axis);
    theory_free(&theory);
    config.batches.sampling = SAMPLING_FULL;
    config.likelihood.kind = LIKELIHOOD_BERNOULLI; /* of data that are not means */
    ck_assert_int_eq(theory_predict(&theory, &config, &trial.data, 0, &trial.backend, &error),
                     STATUS_INVALID);
    ck_assert(strstr(error.message, "[0, 1]") != NULL);
    theory_free(&theory);
    trial_end(&trial);
}
END_TEST

/* ---- notes ---- */

static void expect_note(const struct config *config, const char *words) {
    struct text text = {0};
    struct theory theory = predict(config);
    theory_notes(&text, &theory, config);
    ck_assert(!text.failed);
    ck_assert_msg(strstr(text.bytes, words) != NULL, "no \"%s\" in:\n%s", words, text.bytes);
    text_free(&text);
    theory_free(&theory);
}

START_TEST(theory_notes_say_what_matters) {
    const struct config linear = linear_config(eigenvalues, 4, 2);
    struct config config = linear;
    expect_note(&config, "2 of 2 latent dimensions encode an axis");
    expect_note(&config, "--curve prints all of it");
    config.schedule.beta = 12;
    expect_note(&config, "collapse is inevitable");
    config = linear;
    config.schedule.beta = 3.6;
    expect_note(&config, "axis 2 lies 11 % from theta");
    config.schedule.beta = 3.98; /* 4 is 1.005 theta */
    expect_note(&config, "1 of them so close to theta that Var(mu) is at most 0.01");
    config.optimiser.learning_rate = 0.025; /* 2/81 is less */
    expect_note(&config, "learning rate 0.025 is too large to come to rest");
    config.optimiser = example_config().optimiser;
    expect_note(&config, "the optimiser is adam");
    config = linear;
    config.schedule.beta = 0.3; /* theta is below all four */
    expect_note(&config, "nats above Shannon's rate");
    config = linear;
    config.schedule = (struct schedule_config){
        .kind = SCHEDULE_LINEAR, .beta = 2, .length = 2 * config.steps};
    expect_note(&config, "at the last step beta is 1");
    config = linear;
    config.noise = NOISE_SAMPLED;
    expect_note(&config, "noise is drawn at random");
    expect_note(&config, "in a run at rest they are all off to the same side");
    expect_note(&config, "no curve can be predicted: objective.noise");
    config.batches.sampling = SAMPLING_SHUFFLE;
    config.batches.batch = 8;
    expect_note(&config, "noise and batches are drawn at random");
    config.likelihood = (struct likelihood_config){
        .kind = LIKELIHOOD_GAUSSIAN_LEARNED, .sigma = 2, .floor = 1.5};
    expect_note(&config, "sigma_x approaches its floor");
    config = linear;
    config.likelihood.sigma = 0.01;
    expect_note(&config, "kl exceeds ln N");
}
END_TEST

static Suite *theory_reach_suite(void) {
    Suite *suite = suite_create("theory_reach");
    TCase *tests = tcase_create("theory_reach");
    tcase_add_test(tests, theory_predict_says_why_it_reaches_no_further);
    tcase_add_test(tests, theory_predict_says_where_sigma_x_has_no_optimum);
    tcase_add_test(tests, theory_predict_of_binarised_data_speaks_of_the_evaluation_alone);
    tcase_add_test(tests, theory_predict_of_constant_data_says_so);
    tcase_add_test(tests, theory_predict_refuses_what_the_trainer_refuses);
    tcase_add_test(tests, theory_notes_say_what_matters);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(theory_reach_suite)
