#include "theory/theory.h"

#include "tests/fixtures/theory_fixture.h"
#include "theory/theory_notes.h"

static const double eigenvalues[] = {9, 4, 1, 0.5};

static double value(const struct theory *theory, enum theory_set set, enum theory_quantity what) {
    return theory->value[set][what];
}

/* ---- an optimum ---- */

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
        ck_assert_int_eq(axis->is_active, eigenvalues[i] > 2);
        ck_assert_near(axis->kl, kl[i], 1e-6);
        ck_assert_near(axis->variance, eigenvalues[i] > 2 ? 2 / eigenvalues[i] : 1, 1e-6);
        ck_assert_near_relative(axis->rate, theory_linear_escape_rate(eigenvalues[i], 1, 2), 1e-5);
        if (axis->is_active)
            ck_assert_near_relative(axis->fold_steps, 1 / log1p(1e-3 * axis->rate), 1e-12);
        else
            ck_assert(isinf(axis->fold_steps) && isinf(axis->half_kl_steps));
    }
    ck_assert_double_lt(theory.axis[0].half_kl_steps, theory.axis[1].half_kl_steps);
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

/* ---- bounds ---- */

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

/* core itself, made to ignore z and to output the logit of the mean. */
START_TEST(theory_predict_knows_recon_of_a_decoder_that_ignores_z) {
    struct config config = digits_config();
    static struct trainer trainer;
    struct error error = {0};
    struct theory_trial trial;
    config.data.batch = 1400;
    config.data.test_fraction = 0.1;
    config.model.decoder_layers = 0;
    trial_begin(&trial, &config);
    long n = trial.data.train_count, d = trial.data.dimensions;
    ck_assert_int_eq(klimb_trainer_init(&trainer, &config, &trial.data, 0, &trial.backend, &error),
                     STATUS_OK);
    memset(trainer.vae.decoder.layer[0].w, 0, (size_t)(config.model.latent * d) * sizeof(real));
    for (long j = 0; j < d; j++) {
        double mean = 0;
        for (long i = 0; i < n; i++)
            mean += (double)trial.data.train[i * d + j] / (double)n;
        trainer.vae.decoder.layer[0].b[j] = (real)(mean > 0 ? log(mean / (1 - mean)) : -80);
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

/* ---- how far, and why not further ---- */

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

/* Binarised examples are drawn anew at every step, so that nothing is known of a training set. */
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
    config.data.sampling = SAMPLING_SHUFFLE;
    config.data.batch = 41;
    trial_begin(&trial, &config);
    ck_assert_int_eq(theory_predict(&theory, &config, &trial.data, 0, &trial.backend, &error),
                     STATUS_INVALID);
    ck_assert(strstr(error.message, "train.batch") != NULL);
    ck_assert_ptr_null(theory.axis);
    theory_free(&theory);
    config.data.sampling = SAMPLING_FULL;
    config.likelihood.kind = LIKELIHOOD_BERNOULLI; /* of data that are no means */
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
    expect_note(&config, "2 of 2 latent dimensions are active");
    expect_note(&config, "--curve prints all of it");
    config.schedule.beta = 12;
    expect_note(&config, "collapse is inevitable");
    config = linear;
    config.schedule.beta = 3.6;
    expect_note(&config, "axis 2 lies 11 % from theta");
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
    expect_note(&config, "those of a run at rest all to the same side");
    expect_note(&config, "no curve can be predicted: objective.noise");
    config.data.sampling = SAMPLING_SHUFFLE;
    config.data.batch = 8;
    expect_note(&config, "noise and batches are drawn at random");
    config.likelihood = (struct likelihood_config){LIKELIHOOD_GAUSSIAN_LEARNED, 2, 1.5};
    expect_note(&config, "held up by its floor");
    config = linear;
    config.likelihood.sigma = 0.01;
    expect_note(&config, "kl exceeds ln N");
}
END_TEST

static Suite *theory_suite(void) {
    Suite *suite = suite_create("theory");
    TCase *optimum = tcase_create("optimum"), *bounds = tcase_create("bounds");
    TCase *reach = tcase_create("reach");
    tcase_add_test(optimum, theory_predict_of_a_linear_model_is_the_closed_form);
    tcase_add_test(optimum, theory_predict_describes_every_axis);
    tcase_add_test(optimum, theory_predict_tells_training_from_evaluation);
    tcase_add_test(optimum, theory_predict_observes_the_optimum_it_describes);
    tcase_add_test(optimum, theory_predict_knows_the_error_of_a_record_by_its_noise);
    tcase_add_test(optimum, theory_predict_resolves_recon_as_far_as_it_says);
    tcase_add_test(optimum, theory_predict_calls_collapse_inevitable_below_theta);
    tcase_add_test(optimum, theory_predict_leaves_surplus_dimensions_idle);
    tcase_add_test(optimum, theory_predict_of_a_learned_variance_is_ppca);
    tcase_add_test(bounds, theory_predict_of_a_bernoulli_model_bounds_by_entropies);
    tcase_add_test(bounds, theory_predict_knows_recon_of_a_decoder_that_ignores_z);
    tcase_add_test(bounds, theory_predict_of_a_gaussian_model_bounds_by_the_variance);
    tcase_add_test(bounds, theory_predict_of_an_encoder_that_sees_nothing_is_the_constant);
    tcase_add_test(reach, theory_predict_says_why_it_reaches_no_further);
    tcase_add_test(reach, theory_predict_says_where_sigma_x_has_no_optimum);
    tcase_add_test(reach, theory_predict_of_binarised_data_speaks_of_the_evaluation_alone);
    tcase_add_test(reach, theory_predict_of_constant_data_says_so);
    tcase_add_test(reach, theory_predict_refuses_what_the_trainer_refuses);
    tcase_add_test(reach, theory_notes_say_what_matters);
    suite_add_tcase(suite, optimum);
    suite_add_tcase(suite, bounds);
    suite_add_tcase(suite, reach);
    return suite;
}

TEST_MAIN(theory_suite)
