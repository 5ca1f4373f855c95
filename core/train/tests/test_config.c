/* The logged steps, and every rule that a configuration can break. */
#include <stdio.h>

#include "tests/config_refuses.h"

/* ---- Logged steps ---- */

/* Dense to 3; then gaps of half the step rounded down, at most 20/5 = 4: 3 + 1, 4 + 2, 6 + 3,
 * 9 + 4, 13 + 4, and 17 + 4 is past the end. */
static const long logged[] = {0, 1, 2, 3, 4, 6, 9, 13, 17, 20};
enum { LOGGED = sizeof logged / sizeof logged[0] };

START_TEST(config_next_logged_after_dense_part_follows_growth_and_cap) {
    struct config config = example_config();
    for (long i = 0; i + 1 < LOGGED; i++)
        ck_assert_int_eq(klimb_config_next_logged(&config, logged[i]), logged[i + 1]);
    ck_assert_int_eq(klimb_config_next_logged(&config, 20), 21);
}
END_TEST

START_TEST(config_is_logged_holds_for_the_listed_steps_alone) {
    struct config config = example_config();
    long next = 0;
    for (long step = 0; step <= 20; step++) {
        int wanted = step == logged[next];
        ck_assert_msg(klimb_config_is_logged(&config, step) == wanted, "step %ld", step);
        next += wanted;
    }
    ck_assert_int_eq(next, LOGGED);
    ck_assert(!klimb_config_is_logged(&config, -1));
    ck_assert(!klimb_config_is_logged(&config, 21));
}
END_TEST

START_TEST(config_logged_count_counts_both_ends) {
    struct config config = example_config();
    ck_assert_int_eq(klimb_config_logged_count(&config), LOGGED);
    config.steps = 1;
    ck_assert_int_eq(klimb_config_logged_count(&config), 2);
}
END_TEST

START_TEST(config_logged_count_without_steps_is_one) {
    struct config config = example_config();
    config.steps = 0;
    ck_assert_int_eq(klimb_config_logged_count(&config), 1);
    ck_assert(klimb_config_is_logged(&config, 0));
    ck_assert(!klimb_config_is_logged(&config, 1));
}
END_TEST

START_TEST(config_is_logged_without_growth_logs_every_step) {
    struct config config = example_config();
    config.record.growth = 0;
    ck_assert_int_eq(klimb_config_logged_count(&config), 21);
}
END_TEST

/* 7 steps in at most 5 gaps: a gap of 7/5 rounded up to 2, so 0, 2, 4, 6 and the end. The growth is
 * so large that the product overflows `long` but not the cap. */
START_TEST(config_is_logged_with_huge_growth_keeps_the_cap) {
    struct config config = example_config();
    config.steps = 7;
    config.record.dense_until = 1;
    config.record.growth = 1e300;
    ck_assert_int_eq(klimb_config_next_logged(&config, 1), 3);
    ck_assert_int_eq(klimb_config_next_logged(&config, 3), 5);
    ck_assert_int_eq(klimb_config_next_logged(&config, 5), 7);
    config.record.rows_at_most = 1;
    ck_assert_int_eq(klimb_config_next_logged(&config, 1), 7);
}
END_TEST

/* ---- Rules ---- */

START_TEST(config_check_of_the_example_passes) {
    ACCEPTS((void)c);
    ACCEPTS(c.steps = 0);
    ACCEPTS((c.batches.sampling = SAMPLING_FULL, c.batches.batch = 0));
    ACCEPTS(c.model.encoder_layers = c.model.decoder_layers = 0);
    ACCEPTS(c.optimiser.learning_rate = 0);
}
END_TEST

START_TEST(config_check_of_model_names_key_and_limits) {
    REFUSES(c.model.latent = 0, "model.latent is 0; must be an integer from 1 to 65535");
    REFUSES(c.model.latent = 1L << 40,
            "model.latent is 1099511627776; must be an integer from 1 to 65535");
    REFUSES(c.model.init_scale = -2.5, "model.init_scale is -2.5; must be at least 0 and finite");
    REFUSES(c.model.init_scale = (double)NAN,
            "model.init_scale is nan; must be at least 0 and finite");
    REFUSES(c.model.leak = 1.5, "model.leak is 1.5; must be a number from 0 to 1");
    REFUSES(c.model.leak = 0.01,
            "model.leak is 0.01; with a model.activation other than relu it must be 0");
    ACCEPTS((c.model.leak = 0.01, c.model.activation = ACTIVATION_RELU));
    REFUSES(c.model.encoder_layers = 9, "model.hidden has 9 elements; must have 0 to 8");
    REFUSES(c.model.decoder_layers = -1, "model.decoder_hidden has -1 elements; must have 0 to 8");
    REFUSES(c.model.encoder_layers = 2,
            "element 2 of model.hidden is 0; must be an integer from 1 to 65535");
    REFUSES(c.model.decoder_hidden[0] = 1L << 32,
            "element 1 of model.decoder_hidden is 4294967296; must be an integer from 1 to 65535");
}
END_TEST

/* Seven layers of w^2 weights with w = 2^16 - 1, one layer of 2^30 w for the data's dimensions and the head
 * of twice the width have 9 w^2 + 2^30 w weights and 10 w biases. UBSan would report an overflow if a bound
 * were too high. */
START_TEST(config_check_of_widest_model_leaves_sizes_that_fit_long) {
    struct config c = example_config();
    struct error error = {0};
    struct mlp mlp;
    c.model.encoder_layers = CONFIG_LAYERS_MAX;
    const long w = CONFIG_WIDTH_MAX, dimensions = 1L << 30;
    for (long i = 0; i < CONFIG_LAYERS_MAX; i++)
        c.model.encoder_hidden[i] = w;
    c.model.latent = w;
    ck_assert_msg(klimb_config_check(&c, &error) == STATUS_OK, "%s", error.message);
    klimb_mlp_describe(&mlp, dimensions, c.model.encoder_hidden, CONFIG_LAYERS_MAX,
                       2 * c.model.latent, ACTIVATION_RELU, 1);
    ck_assert_int_eq(klimb_mlp_parameter_count(&mlp), 9 * w * w + dimensions * w + 10 * w);
}
END_TEST

START_TEST(config_check_of_head_compares_its_bounds) {
    REFUSES((c.model.head =
                 (struct head_config){.kind = HEAD_CLAMPED, .low = 3, .high = 3, .floor = 0}),
            "model.head.low is 3; must be below model.head.high, which is 3");
    REFUSES(
        (c.model.head = (struct head_config){.kind = HEAD_TANH, .low = 5, .high = 2, .floor = 0}),
        "model.head.low is 5; must be below model.head.high, which is 2");
    REFUSES((c.model.head =
                 (struct head_config){.kind = HEAD_SOFTPLUS, .low = 0, .high = 1, .floor = -0.25}),
            "model.head.floor is -0.25; must be at least 0 and finite");
    REFUSES((c.model.head = (struct head_config){.kind = HEAD_TANH,
                                                 .low = 5,
                                                 .high = (double)INFINITY,
                                                 .floor = 0}),
            "model.head.high is inf; must be a finite number");
    ACCEPTS((c.model.head = (struct head_config){
                 .kind = HEAD_LOGVAR, .low = 5, .high = 2, .floor = -1}));
}
END_TEST

/* Without an epsilon, Adam moves a weight that has no gradient by 0/0. */
START_TEST(config_check_of_shared_scale_with_adam_needs_epsilon) {
    REFUSES((c.model.head.scale = HEAD_SCALE_SHARED, c.optimiser.epsilon = 0),
            "optimiser.epsilon is 0; with model.head.scale shared it must be above 0");
    ACCEPTS(c.model.head.scale = HEAD_SCALE_SHARED);
    ACCEPTS((c.model.head.scale = HEAD_SCALE_SHARED, c.optimiser.epsilon = 0,
             c.optimiser.kind = OPTIMISER_SGD));
    ACCEPTS(c.optimiser.epsilon = 0);
}
END_TEST

START_TEST(config_check_of_expected_noise_needs_a_linear_gaussian_decoder) {
    REFUSES((c.noise = NOISE_EXPECTED, c.likelihood.kind = LIKELIHOOD_GAUSSIAN),
            "objective.noise is expected; with hidden layers in the decoder it must be sampled");
    REFUSES((c.noise = NOISE_EXPECTED, c.model.decoder_layers = 0),
            "objective.noise is expected; with likelihood.kind bernoulli it must be sampled");
    REFUSES(
        (c.noise = NOISE_EXPECTED, c.model.decoder_layers = 0,
         c.likelihood.kind = LIKELIHOOD_GAUSSIAN_OPTIMAL),
        "objective.noise is expected; with likelihood.kind gaussian-optimal it must be sampled");
    for (int kind = LIKELIHOOD_GAUSSIAN; kind <= LIKELIHOOD_GAUSSIAN_LEARNED; kind++)
        ACCEPTS((c.noise = NOISE_EXPECTED, c.model.decoder_layers = 0,
                 c.likelihood.kind = (enum likelihood_kind)kind));
}
END_TEST

START_TEST(config_check_of_likelihood_compares_sigma_and_floor) {
    REFUSES((c.likelihood =
                 (struct likelihood_config){.kind = LIKELIHOOD_GAUSSIAN, .sigma = 0, .floor = 0}),
            "likelihood.sigma is 0; must be above 0 and finite");
    REFUSES((c.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_GAUSSIAN_LEARNED,
                                                       .sigma = 0.1,
                                                       .floor = 0.1}),
            "likelihood.sigma is 0.1; must be above likelihood.floor, which is 0.1");
    REFUSES((c.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_GAUSSIAN_LEARNED,
                                                       .sigma = 0.1,
                                                       .floor = -1}),
            "likelihood.floor is -1; must be at least 0 and finite");
    REFUSES((c.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_GAUSSIAN_OPTIMAL,
                                                       .floor = -1}),
            "likelihood.floor is -1; must be at least 0 and finite");
    ACCEPTS((c.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_GAUSSIAN_OPTIMAL,
                                                       .floor = 0.1}));
    ACCEPTS((c.likelihood = (struct likelihood_config){
                 .kind = LIKELIHOOD_BERNOULLI, .sigma = 0, .floor = -1}));
    REFUSES(
        (c.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_CATEGORICAL, .symbols = 1}),
        "likelihood.symbols is 1; must be an integer from 2 to 65535");
    ACCEPTS(
        (c.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_CATEGORICAL, .symbols = 29}));
}
END_TEST

START_TEST(config_check_of_data_asks_what_its_source_needs) {
    REFUSES(c.data.source = DATA_IDX,
            "data.path is empty; data.source idx reads its examples from a file");
    REFUSES(c.data.source = DATA_CSV,
            "data.path is empty; data.source csv reads its examples from a file");
    REFUSES((c.data.source = DATA_NPY, c.data.path[0] = 'x', c.data.limit = -1),
            "data.limit is -1; must be an integer from 0 to 2147483647");
    REFUSES(c.data.test_fraction = 0.95,
            "data.test_fraction is 0.95; must be a number from 0 to 0.9");
    REFUSES(c.data.test_fraction = -0.1,
            "data.test_fraction is -0.1; must be a number from 0 to 0.9");
    ACCEPTS((c.data.source = DATA_NPY, c.data.path[0] = 'x'));
}
END_TEST

START_TEST(config_check_of_synthetic_data_asks_what_its_source_needs) {
    REFUSES((c.data.source = DATA_GAUSSIAN, c.data.examples = 9),
            "data.eigenvalues has 0 elements; must have 1 to 1024");
    REFUSES((c.data.source = DATA_GAUSSIAN, c.data.eigenvalue_count = 2, c.data.examples = 9,
             c.data.eigenvalues[1] = -4),
            "element 2 of data.eigenvalues is -4; must be a number from 0 to 1e+30");
    REFUSES((c.data.source = DATA_GAUSSIAN, c.data.eigenvalue_count = 2),
            "data.examples is 0; must be an integer from 1 to 2147483647");
    REFUSES((c.data.source = DATA_MIXTURE, c.data.examples = 9),
            "data.dimensions is 0; must be an integer from 1 to 65535");
    REFUSES((c.data.source = DATA_MIXTURE, c.data.examples = 9, c.data.dimensions = 3),
            "data.components is 0; must be an integer from 1 to 1048576");
    REFUSES((c.data.source = DATA_MIXTURE, c.data.examples = 9, c.data.dimensions = 3,
             c.data.components = 2, c.data.separation = -1),
            "data.separation is -1; must be a number from 0 to 1e+30");
    REFUSES((c.data.source = DATA_MIXTURE, c.data.examples = 9, c.data.dimensions = 3,
             c.data.components = 2, c.data.spread = -1),
            "data.spread is -1; must be a number from 0 to 1e+30");
    REFUSES((c.data.source = DATA_BARS, c.data.examples = 9),
            "data.side is 0; must be an integer from 1 to 255");
    REFUSES((c.data.source = DATA_BARS, c.data.examples = 9, c.data.side = 4,
             c.data.bar_probability = 1.5),
            "data.bar_probability is 1.5; must be a number from 0 to 1");
    REFUSES((c.data.source = DATA_BARS, c.data.examples = 9, c.data.side = 4,
             c.data.bar_probability = -1),
            "data.bar_probability is -1; must be a number from 0 to 1");
}
END_TEST

/* Three eigenvalues, and each requirement of an exact covariance missing in turn. */
#define EXACT(change)                                                                              \
    (c.data = (struct data_config){.source = DATA_GAUSSIAN,                                        \
                                   .covariance = COVARIANCE_EXACT,                                 \
                                   .eigenvalue_count = 3,                                          \
                                   .examples = 4},                                                 \
     change)

START_TEST(config_check_of_exact_covariance_names_what_is_in_the_way) {
    REFUSES(EXACT((c.data.source = DATA_BARS, c.data.side = 2)),
            "data.covariance is exact; with data.source bars it must be drawn");
    REFUSES(EXACT(c.data.test_fraction = 0.2),
            "data.test_fraction is 0.2; with data.covariance exact it must be 0");
    REFUSES(EXACT(c.data.examples = 3),
            "data.examples is 3; with data.covariance exact it must be above the number of "
            "data.eigenvalues, which is 3");
    ACCEPTS(EXACT((void)c));
    ACCEPTS(EXACT((c.data.covariance = COVARIANCE_DRAWN, c.data.examples = 1)));
}
END_TEST

START_TEST(config_check_of_a_number_that_is_not_a_kind_refuses_it) {
    REFUSES(c.data.source = DATA_SOURCES, "data.source is 10; must be an integer from 0 to 9");
    REFUSES(c.batches.sampling = SAMPLINGS, "train.sampling is 3; must be an integer from 0 to 2");
    REFUSES(c.model.head.kind = (enum head_kind) - 1,
            "model.head.kind is 4294967295; must be an integer from 0 to 6");
    REFUSES(c.likelihood.kind = LIKELIHOOD_KINDS,
            "likelihood.kind is 9; must be an integer from 0 to 8");
    REFUSES(c.schedule.kind = SCHEDULE_KINDS,
            "objective.schedule is 8; must be an integer from 0 to 7");
    REFUSES(c.optimiser.kind = OPTIMISER_KINDS,
            "optimiser.kind is 3; must be an integer from 0 to 2");
}
END_TEST

START_TEST(config_check_of_counts_names_what_is_in_the_way) {
    REFUSES((c.likelihood.kind = LIKELIHOOD_NEGATIVE_BINOMIAL, c.likelihood.dispersion = 0),
            "likelihood.dispersion is 0; must be a number from 1e-06 to 1000000");
    REFUSES((c.likelihood.kind = LIKELIHOOD_POISSON, c.likelihood.offset = OFFSET_KINDS),
            "likelihood.offset is 2; must be an integer from 0 to 1");
    REFUSES((c.likelihood.kind = LIKELIHOOD_POISSON, c.data.binarise = BINARISE_DYNAMIC),
            "data.binarise is dynamic; with likelihood.kind poisson it must be none");
    REFUSES((c.likelihood.kind = LIKELIHOOD_POISSON, c.noise = NOISE_EXPECTED),
            "objective.noise is expected; with likelihood.kind poisson it must be sampled");
    REFUSES(c.model.encoder_input = ENCODER_INPUT_LOG1P,
            "model.encoder_input is log1p; with likelihood.kind bernoulli it must be data or "
            "nothing");
    ACCEPTS((c.likelihood.kind = LIKELIHOOD_POISSON, c.model.encoder_input = ENCODER_INPUT_LOG1P));
    ACCEPTS((c.likelihood.kind = LIKELIHOOD_ZERO_INFLATED, c.likelihood.dispersion = 1));
    ACCEPTS(c.likelihood.dispersion = -1);
}
END_TEST

START_TEST(config_check_of_run_and_record_names_key_and_limits) {
    REFUSES(c.steps = -1, "train.steps is -1; must be an integer from 0 to 2147483647");
    REFUSES(c.steps = 1L << 33,
            "train.steps is 8589934592; must be an integer from 0 to 2147483647");
    REFUSES(c.batches.batch = 0, "train.batch is 0; must be an integer from 1 to 2147483647");
    REFUSES(c.record.dense_until = -1,
            "record.dense_until is -1; must be an integer from 0 to 2147483647");
    REFUSES(c.record.growth = -0.5, "record.growth is -0.5; must be at least 0 and finite");
    REFUSES(c.record.rows_at_most = 0,
            "record.rows_at_most is 0; must be an integer from 1 to 2147483647");
    REFUSES(c.record.examples = 0, "record.examples is 0; must be an integer from 1 to 2147483647");
    REFUSES(c.record.prior_samples = 2049,
            "record.prior_samples is 2049; must be an integer from 0 to 2048");
    REFUSES(c.record.prior_samples = 1,
            "record.prior_samples is 1; must be 0, or to compare pairs at least 2");
    REFUSES(c.record.nll_samples = -1,
            "record.nll_samples is -1; must be an integer from 0 to 1000000");
}
END_TEST

START_TEST(config_check_of_procedure_asks_what_its_kind_needs) {
    REFUSES(c.procedure.kind = PROCEDURES, "train.procedure is 3; must be an integer from 0 to 2");
    ACCEPTS(c.procedure.inner_most = -1);
#define AGGRESSIVE(change)                                                                         \
    (c.procedure = (struct procedure_config){PROCEDURE_AGGRESSIVE, 10, 99, 25, 5, 0}, change)
    ACCEPTS(AGGRESSIVE((void)c));
    REFUSES(AGGRESSIVE(c.procedure.inner_window = 0),
            "train.inner_window is 0; must be an integer from 1 to 2147483647");
    REFUSES(AGGRESSIVE(c.procedure.inner_most = 0),
            "train.inner_most is 0; must be an integer from 1 to 2147483647");
    REFUSES(AGGRESSIVE(c.procedure.climb_every = 0),
            "train.climb_every is 0; must be an integer from 1 to 2147483647");
    REFUSES(AGGRESSIVE(c.procedure.climb_patience = 0),
            "train.climb_patience is 0; must be an integer from 1 to 2147483647");
    REFUSES(c.procedure.kind = PROCEDURE_RESET,
            "train.reset_at is 0; must be an integer from 1 to 2147483647");
}
END_TEST

START_TEST(encoder_input_names_end_with_null) {
    ck_assert_str_eq(klimb_encoder_input_names[ENCODER_INPUT_NOTHING], "nothing");
    ck_assert_ptr_null(klimb_encoder_input_names[ENCODER_INPUTS]);
}
END_TEST

static Suite *config_suite(void) {
    Suite *suite = suite_create("config");
    TCase *steps = tcase_create("logged steps");
    tcase_add_test(steps, config_next_logged_after_dense_part_follows_growth_and_cap);
    tcase_add_test(steps, config_is_logged_holds_for_the_listed_steps_alone);
    tcase_add_test(steps, config_logged_count_counts_both_ends);
    tcase_add_test(steps, config_logged_count_without_steps_is_one);
    tcase_add_test(steps, config_is_logged_without_growth_logs_every_step);
    tcase_add_test(steps, config_is_logged_with_huge_growth_keeps_the_cap);
    suite_add_tcase(suite, steps);
    TCase *rules = tcase_create("rules");
    tcase_add_test(rules, config_check_of_the_example_passes);
    tcase_add_test(rules, config_check_of_model_names_key_and_limits);
    tcase_add_test(rules, config_check_of_widest_model_leaves_sizes_that_fit_long);
    tcase_add_test(rules, config_check_of_head_compares_its_bounds);
    tcase_add_test(rules, config_check_of_likelihood_compares_sigma_and_floor);
    tcase_add_test(rules, config_check_of_data_asks_what_its_source_needs);
    tcase_add_test(rules, config_check_of_synthetic_data_asks_what_its_source_needs);
    tcase_add_test(rules, config_check_of_shared_scale_with_adam_needs_epsilon);
    tcase_add_test(rules, config_check_of_expected_noise_needs_a_linear_gaussian_decoder);
    tcase_add_test(rules, config_check_of_exact_covariance_names_what_is_in_the_way);
    tcase_add_test(rules, config_check_of_a_number_that_is_not_a_kind_refuses_it);
    tcase_add_test(rules, config_check_of_counts_names_what_is_in_the_way);
    tcase_add_test(rules, config_check_of_run_and_record_names_key_and_limits);
    tcase_add_test(rules, config_check_of_procedure_asks_what_its_kind_needs);
    tcase_add_test(rules, encoder_input_names_end_with_null);
    suite_add_tcase(suite, rules);
    return suite;
}

TEST_MAIN(config_suite)
