/* The end of a run in which a value stops being finite. */
#include "tests/trainer_fixture.h"

/* A linear encoder on the small data, so that a test can set ln sigma^2 by the biases. */
static void start_linear(struct run *run, const struct head_config *head, uint64_t seed) {
    static struct dataset data;
    struct config config = example_config();
    config.model.encoder_layers = config.model.decoder_layers = 0;
    config.model.head = *head;
    data = small_data();
    start(run, &config, &data, seed, BACKEND_EXACT);
    struct dense *layer = &run->trainer.vae.encoder.mlp.layer[0];
    memset(layer->w, 0, sizeof(real) * (size_t)(layer->in * layer->out));
}

static void assert_diverged(struct run *run, long step, enum term term, long dimension,
                            enum tail tail) {
    ck_assert_int_eq(klimb_trainer_step(&run->trainer), 0);
    const struct outcome *outcome = &run->trainer.outcome;
    ck_assert(outcome->diverged);
    ck_assert_int_eq(outcome->step, step);
    ck_assert_str_eq(klimb_term_names[outcome->term], klimb_term_names[term]);
    ck_assert_int_eq(outcome->dimension, dimension);
    ck_assert_str_eq(klimb_tail_names[outcome->tail], klimb_tail_names[tail]);
    ck_assert(klimb_trainer_is_logged(&run->trainer));
    ck_assert_int_eq(klimb_trainer_step(&run->trainer), 0);
    ck_assert_int_eq(run->trainer.step, step);
    klimb_trainer_observe(&run->trainer, &run->row);
    ck_assert_int_eq(run->row.step, step);
    ck_assert_int_eq(outcome->term, term);
}

struct scale_case {
    struct head_config head;
    double s;
    enum tail tail;
};

/* sigma = 1 + s = 0; sigma^2 = 1 + s < 0; e^s overflows (in double above 709.8). */
static const struct scale_case scale_cases[] = {
    {{.kind = HEAD_SIGMA}, -1, TAIL_ZERO},
    {{.kind = HEAD_VARIANCE}, -1, TAIL_ZERO},
    {{.kind = HEAD_VARIANCE}, -2, TAIL_NAN},
    {{.kind = HEAD_LOGVAR}, 1000, TAIL_INFINITE},
};

START_TEST(trainer_step_with_infinite_kl_names_dimension_and_tail) {
    const struct scale_case *scale = &scale_cases[_i];
    struct run run;
    start_linear(&run, &scale->head, 7);
    run.trainer.vae.encoder.mlp.layer[0].b[K + 1] = (real)scale->s;
    assert_diverged(&run, 0, TERM_KL, 1, scale->tail);
    ck_assert(!isfinite(at(&run, OBSERVABLE_batch_kl)));
    ck_assert(!isfinite(at(&run, OBSERVABLE_kl)));
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* mu^2 overflows while ln sigma^2 = 0. */
START_TEST(trainer_step_with_infinite_mu_names_no_tail) {
    static const struct head_config head = {.kind = HEAD_LOGVAR};
    struct run run;
    start_linear(&run, &head, 7);
    run.trainer.vae.encoder.mlp.layer[0].b[0] = REAL_MAX;
    assert_diverged(&run, 0, TERM_KL, 0, TAIL_NONE);
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* z_0 = e^6 eps_0, and output 4 is w z_0 with w so large that it is finite for the first example, but not for
 * one whose noise is larger by half, which seed 2 has. */
START_TEST(trainer_step_with_infinite_output_names_the_data_dimension) {
    static const struct head_config head = {.kind = HEAD_LOGVAR};
    struct run run;
    real eps[4 * K];
    int larger = 0;
    start_linear(&run, &head, 2);
    klimb_rng_normal(eps, (struct rng_place){2, RNG_LATENT, 0, 0}, 4, K, run.backend.vm);
    double first = exp(6) * fabs((double)eps[0]);
    for (long i = 1; i < 4; i++)
        larger += exp(6) * fabs((double)eps[i * K]) > 1.5 * first;
    ck_assert_int_gt(larger, 0);
    ck_assert_double_gt(first, 1); /* so that w is finite */
    run.trainer.vae.encoder.mlp.layer[0].b[K] = 12;
    memset(run.trainer.vae.decoder.mlp.layer[0].w, 0, sizeof(real) * K * DATA);
    run.trainer.vae.decoder.mlp.layer[0].w[4] = (real)((double)REAL_MAX / (1.4 * first));
    assert_diverged(&run, 0, TERM_RECON, 4, TAIL_NONE);
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* Outputs of half the largest number are finite; their squared distance from x is not. */
START_TEST(trainer_step_with_overflowing_loss_names_no_dimension) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    config.likelihood.kind = LIKELIHOOD_GAUSSIAN;
    start(&run, &config, &data, 7, BACKEND_EXACT);
    run.trainer.vae.decoder.mlp.layer[1].b[2] = REAL_MAX / 2;
    assert_diverged(&run, 0, TERM_RECON, -1, TAIL_NONE);
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* A softplus head without floor at an s so small that sigma^2 underflows to 0 but ln sigma does not: the KL
 * is finite, and its derivative by sigma, sigma - 1/sigma, is -infinity. The first parameter with that
 * gradient is the weight from x_0 to the second raw scale, column 3 of the first row. */
START_TEST(trainer_step_with_infinite_gradient_names_the_parameter) {
    static const struct head_config head = {.kind = HEAD_SOFTPLUS};
    struct run run;
    start_linear(&run, &head, 7);
    run.trainer.vae.encoder.mlp.layer[0].b[K + 1] = sizeof(real) == 4 ? REAL(-95.0) : REAL(-740.0);
    assert_diverged(&run, 0, TERM_GRADIENT, K + 1, TAIL_NONE);
    ck_assert(isfinite(at(&run, OBSERVABLE_batch_kl)));
    ck_assert(!isfinite(at(&run, OBSERVABLE_grad_encoder)));
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* The largest finite rate times a gradient above 1 overflows in the update itself, which is made, and the run
 * ends after it. The gradients of the output biases are sums of |sigmoid - x|. */
START_TEST(trainer_step_that_breaks_a_parameter_returns_one_and_then_zero) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    config.optimiser = (struct optimiser_config){.kind = OPTIMISER_SGD,
                                                 .learning_rate = (double)REAL_MAX};
    config.likelihood = (struct likelihood_config){
        .kind = LIKELIHOOD_GAUSSIAN, .sigma = 0.01, .floor = 0};
    start(&run, &config, &data, 7, BACKEND_EXACT);
    ck_assert_int_eq(klimb_trainer_step(&run.trainer), 1);
    long broken = run.trainer.outcome.dimension;
    ck_assert_int_ge(broken, 0);
    for (long i = 0; i <= broken; i++)
        ck_assert_int_eq(isfinite(run.trainer.vae.p[i]) != 0, i < broken);
    assert_diverged(&run, 1, TERM_PARAMETER, broken, TAIL_NONE);
    ck_assert(isnan(at(&run, OBSERVABLE_recon)));
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* One update so large that mu^2 overflows although every parameter is finite: the run has diverged, even if
 * its last row was not observed. */
START_TEST(trainer_step_after_the_last_update_still_looks_at_the_batch) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    config.optimiser = (struct optimiser_config){.kind = OPTIMISER_SGD,
                                                 .learning_rate = 1e4 * sqrt((double)REAL_MAX)};
    config.steps = 1;
    start(&run, &config, &data, 7, BACKEND_EXACT);
    ck_assert_int_eq(klimb_trainer_step(&run.trainer), 1);
    ck_assert(!run.trainer.outcome.diverged);
    ck_assert_int_eq(klimb_trainer_step(&run.trainer), 0);
    ck_assert(run.trainer.outcome.diverged);
    ck_assert_int_eq(run.trainer.outcome.step, 1);
    ck_assert_int_eq(run.trainer.outcome.term, TERM_KL);
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* The variance head leaves its domain under a large rate, at the same step whether or not the run is
 * observed. */
START_TEST(trainer_step_of_variance_head_diverges_by_itself) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run seen, unseen;
    config.model.head.kind = HEAD_VARIANCE;
    config.schedule.beta = 1e-3;
    config.optimiser.learning_rate = 0.1;
    config.steps = 2000;
    start(&seen, &config, &data, 7, BACKEND_EXACT);
    start(&unseen, &config, &data, 7, BACKEND_EXACT);
    train(&seen, 1);
    train(&unseen, 0);
    ck_assert(seen.trainer.outcome.diverged);
    ck_assert_int_eq(seen.trainer.outcome.term, TERM_KL);
    ck_assert_int_ge(seen.trainer.outcome.step, 1);
    ck_assert_int_ne(seen.trainer.outcome.tail, TAIL_NONE);
    ck_assert_int_eq(seen.trainer.outcome.step, unseen.trainer.outcome.step);
    ck_assert_int_eq(seen.trainer.outcome.tail, unseen.trainer.outcome.tail);
    ck_assert_int_eq(seen.trainer.outcome.dimension, unseen.trainer.outcome.dimension);
    ck_assert(same_parameters(&seen, &unseen));
    ck_assert(!isfinite(at(&seen, OBSERVABLE_batch_kl)));
    klimb_trainer_free(&seen.trainer);
    klimb_trainer_free(&unseen.trainer);
}
END_TEST

START_TEST(term_and_tail_names_end_with_null) {
    ck_assert_str_eq(klimb_term_names[TERM_GRADIENT], "gradient");
    ck_assert_ptr_null(klimb_term_names[TERMS]);
    ck_assert_str_eq(klimb_tail_names[TAIL_INFINITE], "infinite");
    ck_assert_ptr_null(klimb_tail_names[TAILS]);
}
END_TEST

static Suite *trainer_outcome_suite(void) {
    Suite *suite = suite_create("trainer outcome");
    TCase *divergence = tcase_create("divergence");
    tcase_add_loop_test(divergence, trainer_step_with_infinite_kl_names_dimension_and_tail, 0,
                        (int)(sizeof scale_cases / sizeof scale_cases[0]));
    tcase_add_test(divergence, trainer_step_with_infinite_mu_names_no_tail);
    tcase_add_test(divergence, trainer_step_with_infinite_output_names_the_data_dimension);
    tcase_add_test(divergence, trainer_step_with_overflowing_loss_names_no_dimension);
    tcase_add_test(divergence, trainer_step_after_the_last_update_still_looks_at_the_batch);
    tcase_add_test(divergence, trainer_step_with_infinite_gradient_names_the_parameter);
    tcase_add_test(divergence, trainer_step_that_breaks_a_parameter_returns_one_and_then_zero);
    tcase_add_test(divergence, trainer_step_of_variance_head_diverges_by_itself);
    tcase_add_test(divergence, term_and_tail_names_end_with_null);
    suite_add_tcase(suite, divergence);
    return suite;
}

TEST_MAIN(trainer_outcome_suite)
