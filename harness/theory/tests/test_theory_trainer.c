/* Theory and trainer, which share no code, see the same run: every column of a record, each step
 * that is logged, to the rounding of float. */
#include "tests/fixtures/theory_fixture.h"

enum { LATENT = 3 };

static const double eigenvalues[] = {9, 4, 1, 0.5};
static struct error error;

/* Data with a mean, so that biases have work; weights and biases as in a usual run. */
static struct config usual_config(void) {
    struct config config = linear_config(eigenvalues, 4, LATENT);
    config.data.source = DATA_MIXTURE;
    config.data.covariance = COVARIANCE_DRAWN;
    config.data.dimensions = 5;
    config.data.components = 3;
    config.data.separation = 2;
    config.data.spread = 0.5;
    config.model.init = INIT_PYTORCH;
    config.model.init_scale = 1;
    config.optimiser.learning_rate = 5e-3;
    config.steps = 400;
    return config;
}

static void set_nothing(struct config *config) {
    (void)config;
}
static void set_momentum(struct config *config) {
    config->optimiser.momentum = 0.9;
}
static void set_clipping_and_decay(struct config *config) {
    config->optimiser.clip_norm = 1; /* the norm passes it on its way down */
    config->optimiser.learning_rate = 2e-2;
    config->optimiser.decay = RATE_COSINE;
}
static void set_adam(struct config *config) {
    config->optimiser = example_config().optimiser;
    config->optimiser.learning_rate = 5e-3;
}
static void set_learned(struct config *config) {
    config->likelihood = (struct likelihood_config){
        .kind = LIKELIHOOD_GAUSSIAN_LEARNED, .sigma = 1.3, .floor = 0.2};
}
static void set_ramp(struct config *config) {
    config->schedule = (struct schedule_config){
        .kind = SCHEDULE_LINEAR, .beta = 2, .from = 0.1, .start = 20, .length = 300};
}
static void set_cycles(struct config *config) {
    config->schedule = (struct schedule_config){
        .kind = SCHEDULE_CYCLICAL, .beta = 1, .length = 350, .cycles = 3, .ratio = 0.5};
}
static void set_sigmoid(struct config *config) {
    config->schedule = (struct schedule_config){
        .kind = SCHEDULE_SIGMOID, .beta = 3, .length = 200, .width = 25};
}
static void set_recipe(struct config *config) {
    config->optimiser.kind = OPTIMISER_ADAMW;
    config->optimiser.beta1 = 0.9;
    config->optimiser.beta2 = 0.99;
    config->optimiser.epsilon = 1e-3;
    config->optimiser.weight_decay = 0.3;
    config->optimiser.warmup = 40;
    config->optimiser.decay = RATE_LINEAR;
    config->optimiser.clip_value = 0.05;
}
static void set_l2(struct config *config) {
    config->optimiser.weight_decay = 0.05;
    config->optimiser.decay = RATE_STEP;
    config->optimiser.decay_factor = 0.5;
    config->optimiser.decay_every = 90;
}
static void set_exponential(struct config *config) {
    config->optimiser.decay = RATE_EXPONENTIAL;
    config->optimiser.decay_factor = 0.3;
    config->optimiser.decay_every = 120;
}
static void set_milestones(struct config *config) {
    config->optimiser.decay = RATE_MILESTONES;
    config->optimiser.decay_factor = 0.4;
    config->optimiser.milestone[0] = 60;
    config->optimiser.milestone[1] = 61;
    config->optimiser.milestones = 2;
}
static void set_held_out(struct config *config) {
    config->data.test_fraction = 0.3;
    config->record.examples = 9;
}
static void set_exact(struct config *config) {
    *config = linear_config(eigenvalues, 4, LATENT);
    config->optimiser.learning_rate = 1e-2;
    config->steps = 400;
}
static void set_surplus(struct config *config) {
    config->model.latent = 7;
}

static void (*const settings[])(struct config *) = {
    set_nothing, set_momentum,    set_clipping_and_decay, set_adam,  set_learned, set_ramp,
    set_cycles,  set_sigmoid,     set_held_out,           set_exact, set_surplus, set_recipe,
    set_l2,      set_exponential, set_milestones,
};

/* NaN is where theory says nothing. */
static void check_same(double got, double wanted, double tolerance, long step, const char *name) {
    if (!isnan(wanted))
        ck_assert_msg(fabs(got - wanted) <= tolerance * fmax(1, fabs(wanted)),
                      "step %ld: %s is %.9g, theory has %.9g", step, name, got, wanted);
}

/* The rounding of float, some hundred times over. */
static const double ROUNDING = 2e-5;

static void check_row(const struct observation *row, const struct theory_curve *curve, long at) {
    for (long i = 0; i < OBSERVABLES; i++)
        check_same((double)row->value[i], curve->value[at * OBSERVABLES + i], ROUNDING, row->step,
                   klimb_observable_info[i].name);
    for (long i = 0; i < curve->latent * DIMENSION_OBSERVABLES; i++)
        check_same((double)row->dimension[i],
                   curve->dimension[at * curve->latent * DIMENSION_OBSERVABLES + i], ROUNDING,
                   row->step, klimb_dimension_names[i % DIMENSION_OBSERVABLES]);
}

/* The rows of a run, and of theory, of one seed. Returns how many there were. */
static long compare(const struct theory_trial *trial, uint64_t seed) {
    static struct trainer trainer;
    static float dimension[16 * DIMENSION_OBSERVABLES];
    struct observation row = {.dimension = dimension};
    struct theory_curve curve;
    long at = 0;
    ck_assert_msg(theory_curve_predict(&curve, &trial->config, &trial->data, seed, &trial->backend,
                                       NULL, 0, &error) == STATUS_OK,
                  "%s", error.message);
    ck_assert_int_eq(
        klimb_trainer_init(&trainer, &trial->config, &trial->data, seed, &trial->backend, &error),
        STATUS_OK);
    do {
        if (!klimb_trainer_is_logged(&trainer))
            continue;
        klimb_trainer_observe(&trainer, &row);
        ck_assert_int_eq(row.step, curve.step[at]);
        check_row(&row, &curve, at++);
    } while (klimb_trainer_step(&trainer));
    ck_assert_int_eq(at, curve.rows);
    theory_curve_free(&curve);
    klimb_trainer_free(&trainer);
    return at;
}

START_TEST(theory_curve_predict_is_what_the_trainer_does) {
    struct config config = usual_config();
    struct theory_trial trial;
    settings[_i](&config);
    trial_begin(&trial, &config);
    for (uint64_t seed = 0; seed < 2; seed++)
        ck_assert_int_ge(compare(&trial, seed), 10);
    trial_end(&trial);
}
END_TEST

/* What the curve predicts is not an empty row of NaN: a NaN would pass above. */
START_TEST(theory_curve_predict_leaves_out_only_what_needs_samples) {
    struct config config = usual_config();
    struct theory_trial trial;
    trial_begin(&trial, &config);
    struct theory_curve curve = trial_curve(&trial, NULL, 0);
    for (long row = 0; row < curve.rows; row++) {
        for (int i = 0; i < OBSERVABLES; i++) {
            int needs_samples = i == OBSERVABLE_mi || i == OBSERVABLE_kl_agg ||
                                i == OBSERVABLE_holes ||
                                klimb_observable_is_optional((enum observable)i);
            ck_assert_int_eq(isnan(curve.value[row * OBSERVABLES + i]) != 0, needs_samples);
        }
        for (long i = 0; i < LATENT * DIMENSION_OBSERVABLES; i++)
            ck_assert(isfinite(curve.dimension[row * LATENT * DIMENSION_OBSERVABLES + i]));
    }
    theory_curve_free(&curve);
    trial_end(&trial);
}
END_TEST

/* The run ends where the closed form lies: 2 of 4 axes exceed theta = 2. It stops a little short, at
 * steps smaller than the rounding of a weight. */
START_TEST(theory_predict_is_where_the_trainer_ends) {
    struct config config = linear_config(eigenvalues, 4, LATENT);
    static struct trainer trainer;
    struct theory_trial trial;
    float dimension[LATENT * DIMENSION_OBSERVABLES];
    struct observation row = {.dimension = dimension};
    config.schedule.beta = 2;
    config.optimiser.learning_rate = 1e-2;
    config.steps = 20000;
    config.record.nll_samples = 2000;
    trial_begin(&trial, &config);
    struct theory theory = trial_predict(&trial);
    ck_assert_int_eq(klimb_trainer_init(&trainer, &config, &trial.data, 0, &trial.backend, &error),
                     STATUS_OK);
    while (klimb_trainer_step(&trainer))
        continue;
    klimb_trainer_observe(&trainer, &row);
    for (int i = 0; i < OBSERVABLES; i++)
        if (i != OBSERVABLE_mi && i != OBSERVABLE_kl_agg &&
            i != OBSERVABLE_nll_iw) /* estimates from a sample */
            check_same((double)row.value[i], theory.observable[i], 1e-4, row.step,
                       klimb_observable_info[i].name);
    klimb_trainer_free(&trainer);
    check_same((double)row.value[OBSERVABLE_nll_iw], theory.observable[OBSERVABLE_nll_iw], 2e-3,
               row.step, "nll_iw");
    theory_free(&theory);
    trial_end(&trial);
}
END_TEST

/* An encoder that sees nothing, and a prior that no posterior can equal: the KL comes to rest at its floor, not at 0. */
START_TEST(theory_predict_is_where_a_blind_encoder_ends) {
    static struct trainer trainer;
    struct config config = linear_config(eigenvalues, 4, LATENT);
    struct theory_trial trial;
    float dimension[LATENT * DIMENSION_OBSERVABLES];
    struct observation row = {.dimension = dimension};
    config.model.encoder_input = ENCODER_INPUT_NOTHING;
    config.model.prior.kind = PRIOR_AR1;
    config.model.ar1.alpha = 0.8;
    config.optimiser.learning_rate = 1e-2;
    config.steps = 4000;
    trial_begin(&trial, &config);
    struct theory theory = trial_predict(&trial);
    const double *value = theory.value[THEORY_EVALUATION];
    ck_assert_msg(klimb_trainer_init(&trainer, &config, &trial.data, 0, &trial.backend, &error) ==
                      STATUS_OK,
                  "%s", error.message);
    while (klimb_trainer_step(&trainer))
        continue;
    klimb_trainer_observe(&trainer, &row);
    ck_assert_double_gt(value[THEORY_QUANTITY_kl_least], 0.5);
    check_same((double)row.value[OBSERVABLE_kl], value[THEORY_QUANTITY_kl_least], 1e-4, row.step,
               "kl");
    check_same((double)row.value[OBSERVABLE_recon], value[THEORY_QUANTITY_recon_constant], 1e-4,
               row.step, "recon");
    klimb_trainer_free(&trainer);
    theory_free(&theory);
    trial_end(&trial);
}
END_TEST

static Suite *theory_trainer_suite(void) {
    Suite *suite = suite_create("theory trainer");
    TCase *tests = tcase_create("run");
    tcase_add_loop_test(tests, theory_curve_predict_is_what_the_trainer_does, 0,
                        sizeof settings / sizeof *settings);
    tcase_add_test(tests, theory_curve_predict_leaves_out_only_what_needs_samples);
    tcase_add_test(tests, theory_predict_is_where_the_trainer_ends);
    tcase_add_test(tests, theory_predict_is_where_a_blind_encoder_ends);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(theory_trainer_suite)
