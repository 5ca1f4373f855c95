/* The trainer against an oracle in double that computes a run directly from the formulas.
 *
 * Both use the same batches, noise and formulas, so they differ only by roundings, in proportion to the
 * precision of `real`. One tolerance, in units of REAL_EPSILON, holds in float and in double; in double it
 * rejects even a formula that is nearly right. */
#include <stdio.h>

#include "tests/trainer_fixture.h"
#include "tests/training_oracle.h"

enum { STEPS = 30, SEED = 3 };

/* In units of REAL_EPSILON. A term is a sum of some dozen rounded values around 1; in the double build the
 * oracle rounds, too. Parameters around 0.4, rounded in each of 30 steps, are off by 6 units, which is 40
 * relative to a distance of 0.15. Adam divides a gradient by its own size, so near 0 it amplifies errors.
 * Measured: terms 5 in float and 28 in double, parameters 50 and 78. */
static const double TERM_TOLERANCE = 100, PARAMETER_TOLERANCE = 400;

/* A run and its oracle. */
struct pair {
    struct config config;
    struct run run;
    struct training_oracle oracle;
    double first[ORACLE_PARAMETERS]; /* the initial parameters */
    char name[128];
    long clamped; /* scales seen outside the bounds of the clamped head */
    long clipped; /* steps whose gradient was longer than clip_norm */
};

static struct pair pair;

/* ---- Settings ---- */

/* beta rises and the rate falls from step to step, so that a value from the wrong step would be seen. Scales
 * lie inside and outside the bounds of ln sigma^2. */
static struct config base_config(void) {
    struct config config = example_config();
    config.model.encoder_hidden[0] = 5;
    config.model.encoder_hidden[1] = 4;
    config.model.encoder_layers = 2;
    config.model.init = INIT_PYTORCH;
    config.model.head = (struct head_config){
        .kind = HEAD_LOGVAR, .low = -0.1, .high = 0.15, .floor = 0.03, .sigma = 0.8};
    config.schedule = (struct schedule_config){
        .kind = SCHEDULE_LINEAR, .from = 0.3, .beta = 0.9, .start = 5, .length = 20};
    config.optimiser.learning_rate = 1e-2;
    config.optimiser.decay = RATE_COSINE;
    config.steps = STEPS;
    return config;
}

static double beta_at(long step) {
    return 0.3 + 0.6 * fmin(fmax((double)(step - 5) / 20, 0), 1);
}

static double rate_at(long step) {
    return pair.config.optimiser.learning_rate * (1 + cos(acos(-1) * (double)step / STEPS)) / 2;
}

/* ---- Both runs, side by side ---- */

static void begin(const struct config *config, const struct dataset *data) {
    const struct vae *vae = &pair.run.trainer.vae;
    pair.config = *config;
    pair.clamped = pair.clipped = 0;
    start(&pair.run, config, data, SEED, BACKEND_EXACT);
    training_oracle_start(&pair.oracle, &pair.config, data->dimensions);
    ck_assert_int_eq(pair.oracle.parameters, vae->parameters);
    for (long i = 0; i < vae->parameters; i++)
        pair.first[i] = pair.oracle.p[i] = (double)vae->p[i];
}

/* A value below 1 is a difference of values around 1 and has their error. */
static void check_term(const char *what, double got, double wanted) {
    double units = fabs(got - wanted) / fmax(1, fabs(wanted)) / (double)REAL_EPSILON;
    ck_assert_msg(units <= TERM_TOLERANCE,
                  "%s, step %ld: %s = %.17g, wanted %.17g: off by %.3g roundings", pair.name,
                  pair.oracle.step - 1, what, got, wanted, units);
}

static void step_both(void) {
    struct trainer *trainer = &pair.run.trainer;
    struct training_oracle *oracle = &pair.oracle;
    long step = trainer->step, n = trainer->batcher.batch;
    ck_assert_msg(klimb_trainer_step(trainer) == 1, "%s ends at step %ld", pair.name, step);
    training_oracle_step(oracle, trainer->x, trainer->eps, n, beta_at(step), rate_at(step));
    check_term("recon", trainer->terms.recon, oracle->recon);
    check_term("kl", trainer->terms.kl, oracle->kl);
    pair.clamped += klimb_posterior_clamped_count(klimb_network_output(&trainer->vae.encoder), n,
                                                  pair.config.model.latent,
                                                  &pair.config.model.head);
    pair.clipped += oracle->norm > pair.config.optimiser.clip_norm;
}

/* Relative to the distance that the parameters moved. */
static void check_parameters(void) {
    double way = 0;
    for (long i = 0; i < pair.oracle.parameters; i++)
        way = fmax(way, fabs(pair.oracle.p[i] - pair.first[i]));
    ck_assert_msg(way > 0.05, "%s: no parameter went further than %g", pair.name, way);
    for (long i = 0; i < pair.oracle.parameters; i++) {
        double got = (double)pair.run.trainer.vae.p[i], wanted = pair.oracle.p[i];
        double units = fabs(got - wanted) / way / (double)REAL_EPSILON;
        ck_assert_msg(units <= PARAMETER_TOLERANCE,
                      "%s: parameter %ld = %.17g, wanted %.17g: off by %.3g roundings of %.3g",
                      pair.name, i, got, wanted, units, way);
    }
}

static void compare_runs(const struct config *config, const struct dataset *data) {
    begin(config, data);
    while (pair.run.trainer.step < STEPS)
        step_both();
    check_parameters();
    klimb_trainer_free(&pair.run.trainer);
}

/* ---- Every head, likelihood and activation, by Adam and by clipped SGD with momentum ---- */

static const struct optimiser_config optimisers[] = {
    {.kind = OPTIMISER_ADAM, .learning_rate = 1e-2, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8},
    {.kind = OPTIMISER_SGD, .learning_rate = 0.05, .momentum = 0.9, .clip_norm = 0.5},
};

/* The likelihoods that the oracle implements: Bernoulli and Gaussian ones. */
enum { PLAIN_KINDS = LIKELIHOOD_GAUSSIAN_OPTIMAL + 1 };
enum {
    OPTIMISERS_TRIED = sizeof optimisers / sizeof *optimisers,
    COMBINATIONS = (int)HEAD_KINDS * (int)PLAIN_KINDS * (int)ACTIVATION_KINDS * OPTIMISERS_TRIED
};

static struct config combination_at(int index) {
    struct config config = base_config();
    config.model.head.kind = (enum head_kind)(index % HEAD_KINDS);
    index /= HEAD_KINDS;
    config.likelihood.kind = (enum likelihood_kind)(index % PLAIN_KINDS);
    index /= PLAIN_KINDS;
    config.model.activation = (enum activation)(index % ACTIVATION_KINDS);
    config.optimiser = optimisers[index / ACTIVATION_KINDS];
    config.optimiser.decay = RATE_COSINE;
    snprintf(pair.name, sizeof pair.name, "%s, %s, %s, %s",
             klimb_head_names[config.model.head.kind],
             klimb_likelihood_names[config.likelihood.kind],
             klimb_activation_names[config.model.activation],
             klimb_optimiser_names[config.optimiser.kind]);
    return config;
}

START_TEST(trainer_step_of_every_combination_follows_the_oracle) {
    struct dataset data = small_data();
    struct config config = combination_at(_i);
    compare_runs(&config, &data);
    ck_assert(config.model.head.kind != HEAD_CLAMPED || pair.clamped > 0);
    ck_assert(config.optimiser.kind != OPTIMISER_SGD || pair.clipped > 0);
}
END_TEST

/* ---- Other settings of a scenario ---- */

static void see_nothing(struct config *config) {
    config->model.encoder_input = ENCODER_INPUT_NOTHING;
}

static void leak(struct config *config) {
    config->model.activation = ACTIVATION_RELU;
    config->model.leak = 0.3;
}

static void be_linear(struct config *config) {
    config->model.encoder_layers = config->model.decoder_layers = 0;
}

static void take_all_of_binary_data(struct config *config) {
    config->batches.sampling = SAMPLING_FULL;
    config->data.binarise = BINARISE_DYNAMIC;
}

static void draw_with_replacement(struct config *config) {
    config->batches.sampling = SAMPLING_REPLACEMENT;
}

static void clip_adam(struct config *config) {
    config->optimiser.clip_norm = 0.3;
    config->optimiser.epsilon = 1e-2; /* so that the size of a gradient matters to Adam */
}

static void share_scale(struct config *config) {
    config->model.head.scale = HEAD_SCALE_SHARED;
}

static void expect_noise(struct config *config) {
    config->noise = NOISE_EXPECTED;
    config->likelihood.kind = LIKELIHOOD_GAUSSIAN;
    config->model.decoder_layers = 0;
}

/* Everything that `klimb theory` solves at once. */
static void be_solvable(struct config *config) {
    be_linear(config);
    expect_noise(config);
    share_scale(config);
    config->likelihood.kind = LIKELIHOOD_GAUSSIAN_LEARNED;
    config->batches.sampling = SAMPLING_FULL;
    config->optimiser = (struct optimiser_config){
        .kind = OPTIMISER_SGD, .learning_rate = 0.02, .momentum = 0.9, .decay = RATE_COSINE};
}

static const struct variant {
    const char *name;
    void (*set)(struct config *config);
} variants[] = {
    {"an encoder that sees nothing", see_nothing},
    {"a leaky ReLU", leak},
    {"a linear model", be_linear},
    {"full batches of binary data", take_all_of_binary_data},
    {"batches with replacement", draw_with_replacement},
    {"Adam with clipping", clip_adam},
    {"a shared scale", share_scale},
    {"expected noise", expect_noise},
    {"expected noise in a linear model with a shared scale", be_solvable},
};
enum { VARIANTS = sizeof variants / sizeof *variants };

/* With every head, because a shared scale and expected noise affect all of them. */
START_TEST(trainer_step_of_every_variant_follows_the_oracle) {
    const struct variant *variant = &variants[_i / HEAD_KINDS];
    struct dataset data = small_data();
    struct config config = base_config();
    config.model.head.kind = (enum head_kind)(_i % HEAD_KINDS);
    snprintf(pair.name, sizeof pair.name, "%s, %s", variant->name,
             klimb_head_names[config.model.head.kind]);
    variant->set(&config);
    compare_runs(&config, &data);
}
END_TEST

static Suite *trainer_oracle_suite(void) {
    Suite *suite = suite_create("trainer against its oracle");
    TCase *runs = tcase_create("whole runs");
    tcase_add_loop_test(runs, trainer_step_of_every_combination_follows_the_oracle, 0,
                        COMBINATIONS);
    tcase_add_loop_test(runs, trainer_step_of_every_variant_follows_the_oracle, 0,
                        VARIANTS * HEAD_KINDS);
    suite_add_tcase(suite, runs);
    return suite;
}

TEST_MAIN(trainer_oracle_suite)
