#include "theory/theory_descent.h"

#include <string.h>

#include "tests/fixtures/theory_fixture.h"

enum { PARAMETERS = 3 };

static struct error error;

/* ---- beta ---- */

static struct schedule_config ramp(enum schedule_kind kind) {
    return (struct schedule_config){.kind = kind,
                                    .beta = 4,
                                    .from = 1,
                                    .start = 10,
                                    .length = 40,
                                    .width = 5,
                                    .cycles = 2,
                                    .ratio = 0.5};
}

/* By hand from the definitions: half way of a ramp, restarts of a cycle, before and after. */
START_TEST(theory_descent_beta_follows_the_definitions) {
    static const struct {
        enum schedule_kind kind;
        long step;
        double beta;
    } known[] = {
        {SCHEDULE_CONSTANT, 0, 4},    {SCHEDULE_LINEAR, 9, 1},      {SCHEDULE_LINEAR, 30, 2.5},
        {SCHEDULE_LINEAR, 50, 4},     {SCHEDULE_LINEAR, 99, 4},     {SCHEDULE_DELAYED, 9, 1},
        {SCHEDULE_DELAYED, 10, 4},    {SCHEDULE_SIGMOID, 30, 2.5},  {SCHEDULE_SIGMOID, 9, 1},
        {SCHEDULE_COSINE, 30, 2.5},   {SCHEDULE_COSINE, 60, 4},     {SCHEDULE_CYCLICAL, 10, 1},
        {SCHEDULE_CYCLICAL, 15, 2.5}, {SCHEDULE_CYCLICAL, 20, 4},   {SCHEDULE_CYCLICAL, 29, 4},
        {SCHEDULE_CYCLICAL, 30, 1},   {SCHEDULE_CYCLICAL, 35, 2.5}, {SCHEDULE_CYCLICAL, 50, 4},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct schedule_config schedule = ramp(known[i].kind);
        ck_assert_near(theory_descent_beta(&schedule, known[i].step), known[i].beta, 1e-15);
    }
}
END_TEST

static void add_points(struct schedule_config *schedule) {
    static const long step[] = {3, 37, 41};
    static const double share[] = {0.125, 0.875, 1};
    memcpy(schedule->point_step, step, sizeof step);
    memcpy(schedule->point_share, share, sizeof share);
    schedule->point_steps = schedule->point_shares = 3;
}

/* Two programs from one definition: none of them has slipped. Lengths that cycles do not divide,
 * and none at all. */
START_TEST(theory_descent_beta_agrees_with_core) {
    for (int kind = 0; kind < SCHEDULE_KINDS; kind++) {
        for (long length = 0; length <= 50; length += 25) {
            struct schedule_config schedule = ramp((enum schedule_kind)kind);
            schedule.length = length;
            schedule.cycles = 3;
            schedule.ratio = 0.7;
            add_points(&schedule);
            for (long step = 0; step < 80; step++)
                ck_assert_near(theory_descent_beta(&schedule, step),
                               klimb_schedule_beta(&schedule, step), 1e-14);
        }
    }
}
END_TEST

/* ---- the optimiser ---- */

static struct config config_of(enum optimiser_kind kind) {
    struct config config = example_config();
    config.optimiser = (struct optimiser_config){.kind = kind,
                                                 .learning_rate = 0.125,
                                                 .momentum = 0.5,
                                                 .beta1 = 0.5,
                                                 .beta2 = 0.75,
                                                 .epsilon = 1e-8};
    config.steps = 8;
    return config;
}

static void start(struct theory_descent *descent, const struct config *config) {
    ck_assert_int_eq(theory_descent_new(descent, config, PARAMETERS, &error), STATUS_OK);
}

/* Velocities 8, 4 + 8 = 12, 6 + 8 = 14: falls of 1, 1.5, 1.75. */
START_TEST(theory_descent_step_of_sgd_gathers_momentum) {
    struct config config = config_of(OPTIMISER_SGD);
    struct theory_descent descent;
    double p[PARAMETERS] = {10, 0, -10};
    static const double wanted[] = {9, 7.5, 5.75};
    start(&descent, &config);
    for (long step = 0; step < 3; step++) {
        double gradient[PARAMETERS] = {8, 0, -8};
        theory_descent_step(&descent, p, gradient, step);
        ck_assert_near(p[0], wanted[step], 0);
        ck_assert_near(p[1], 0, 0);
        ck_assert_near(p[2], -wanted[step], 0);
    }
    theory_descent_free(&descent);
}
END_TEST

/* With a constant gradient the unbiased moments are g and g^2: every step is the rate long. */
START_TEST(theory_descent_step_of_adam_has_the_length_of_the_rate) {
    struct config config = config_of(OPTIMISER_ADAM);
    struct theory_descent descent;
    double p[PARAMETERS] = {0};
    start(&descent, &config);
    for (long step = 0; step < 4; step++) {
        double gradient[PARAMETERS] = {300, -0.02, 0};
        theory_descent_step(&descent, p, gradient, step);
        ck_assert_near(p[0], -0.125 * (double)(step + 1), 1e-9);
        ck_assert_near(p[1], 0.125 * (double)(step + 1), 1e-6);
        ck_assert_near(p[2], 0, 0);
    }
    theory_descent_free(&descent);
}
END_TEST

/* Gradients 4 then -2: m = 2, then 0; m_hat 4, then 0. v = 4, then 4; v_hat 16, then 4/(7/16). */
START_TEST(theory_descent_step_of_adam_forgets_as_its_betas_say) {
    struct config config = config_of(OPTIMISER_ADAM);
    struct theory_descent descent;
    double p[PARAMETERS] = {0}, first[PARAMETERS] = {4}, second[PARAMETERS] = {-2};
    double third[PARAMETERS] = {4};
    start(&descent, &config);
    theory_descent_step(&descent, p, first, 0);
    ck_assert_near(p[0], -0.125, 1e-9);
    theory_descent_step(&descent, p, second, 1);
    ck_assert_near(p[0], -0.125, 1e-9);
    /* m = 2, m_hat = 2/(7/8); v = 3 + 4 = 7, v_hat = 7/(37/64). */
    theory_descent_step(&descent, p, third, 2);
    ck_assert_near(p[0], -0.125 - 0.125 * (16.0 / 7) / sqrt(448.0 / 37), 1e-9);
    theory_descent_free(&descent);
}
END_TEST

/* 3-4-0 has the norm 5, which is too long; 0.6-0.8-0 has 1, which is not. */
START_TEST(theory_descent_step_clips_the_norm) {
    struct config config = config_of(OPTIMISER_SGD);
    struct theory_descent descent;
    double p[PARAMETERS] = {0}, gradient[PARAMETERS] = {3, 4, 0};
    config.optimiser.clip_norm = 1;
    start(&descent, &config);
    theory_descent_step(&descent, p, gradient, 0);
    ck_assert_near(p[0], -0.125 * 0.6, 1e-16);
    ck_assert_near(p[1], -0.125 * 0.8, 1e-16);
    theory_descent_step(&descent, p, gradient, 1);
    ck_assert_near(p[0], -0.125 * 0.6 * 2.5, 1e-16);
    theory_descent_free(&descent);
}
END_TEST

/* Half way through the run the cosine is at half of the rate. */
START_TEST(theory_descent_step_follows_the_decay) {
    struct config config = config_of(OPTIMISER_SGD);
    struct theory_descent descent;
    double p[PARAMETERS] = {0}, gradient[PARAMETERS] = {1, 0, 0};
    config.optimiser.momentum = 0;
    config.optimiser.decay = RATE_COSINE;
    start(&descent, &config);
    theory_descent_step(&descent, p, gradient, 0);
    ck_assert_near(p[0], -0.125, 1e-16);
    theory_descent_step(&descent, p, gradient, 4);
    ck_assert_near(p[0], -0.1875, 1e-16);
    theory_descent_step(&descent, p, gradient, 8);
    ck_assert_near(p[0], -0.1875, 1e-16);
    theory_descent_free(&descent);
}
END_TEST

/* ---- growth ---- */

/* Descend on -rate x^2/2 and see how x grows once the velocity has come into its mode. */
START_TEST(theory_descent_growth_is_that_of_the_steps) {
    static const double momenta[] = {0, 0.5, 0.9};
    for (size_t i = 0; i < sizeof momenta / sizeof *momenta; i++) {
        struct config config = config_of(OPTIMISER_SGD);
        struct theory_descent descent;
        double p[PARAMETERS] = {1}, rate = 0.37, before = 1;
        config.optimiser.momentum = momenta[i];
        start(&descent, &config);
        for (long step = 0; step < 500; step++) {
            double gradient[PARAMETERS] = {-rate * p[0]};
            before = p[0];
            theory_descent_step(&descent, p, gradient, step);
        }
        ck_assert_near_relative(theory_descent_growth(&config.optimiser, rate), log(p[0] / before),
                                1e-10);
        theory_descent_free(&descent);
    }
}
END_TEST

/* A small step is gradient flow: t = learning rate x steps, 1/(1 - momentum) times as fast. */
START_TEST(theory_descent_growth_of_small_steps_is_gradient_flow) {
    struct optimiser_config config = {.kind = OPTIMISER_SGD, .learning_rate = 1e-7};
    ck_assert_near_relative(theory_descent_growth(&config, 3.1), 3.1e-7, 1e-6);
    config.momentum = 0.8;
    ck_assert_near_relative(theory_descent_growth(&config, 3.1), 3.1e-7 * 5, 1e-5);
    ck_assert_near_relative(theory_descent_growth(&config, 1e-70), 1e-77 * 5, 1e-15);
    ck_assert_near(theory_descent_growth(&config, 0), 0, 0);
}
END_TEST

static Suite *theory_descent_suite(void) {
    Suite *suite = suite_create("theory descent");
    TCase *tests = tcase_create("descent");
    tcase_add_test(tests, theory_descent_beta_follows_the_definitions);
    tcase_add_test(tests, theory_descent_beta_agrees_with_core);
    tcase_add_test(tests, theory_descent_step_of_sgd_gathers_momentum);
    tcase_add_test(tests, theory_descent_step_of_adam_has_the_length_of_the_rate);
    tcase_add_test(tests, theory_descent_step_of_adam_forgets_as_its_betas_say);
    tcase_add_test(tests, theory_descent_step_clips_the_norm);
    tcase_add_test(tests, theory_descent_step_follows_the_decay);
    tcase_add_test(tests, theory_descent_growth_is_that_of_the_steps);
    tcase_add_test(tests, theory_descent_growth_of_small_steps_is_gradient_flow);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(theory_descent_suite)
