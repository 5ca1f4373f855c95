/* Adam and SGD where their results are rational, and clipping. */
#include "base/arena.h"
#include "layers/optimiser.h"
#include "tests/check_near.h"

/* A few roundings of numbers of the size of 1. */
static const double ROUNDING = 8 * (double)REAL_EPSILON;

enum { PARAMETERS = 5 };

/* An optimiser uses only the kernels of a backend. */
static struct backend backend_of_tests(void) {
    return (struct backend){.kernels = klimb_kernels_select(NULL)};
}

static void step_by(struct optimiser *optimiser, real *p, const real *g, long step) {
    struct backend backend = backend_of_tests();
    klimb_optimiser_step(optimiser, p, g, step, &backend);
}

/* An optimiser with its memory on the stack of the test. */
struct bench {
    struct optimiser optimiser;
    real m[PARAMETERS], v[PARAMETERS];
};

static void set_up(struct bench *bench, struct optimiser_config config, long parameters) {
    *bench = (struct bench){.optimiser = {.config = config, .steps = 4, .parameters = parameters}};
    bench->optimiser.m = bench->m;
    bench->optimiser.v = bench->v;
}

/* p from 0 after one step for each gradient. */
static double descend(struct optimiser_config config, const real *g, long steps) {
    struct bench bench;
    set_up(&bench, config, 1);
    real p = 0;
    for (long step = 0; step < steps; step++)
        step_by(&bench.optimiser, &p, &g[step], step);
    return (double)p;
}

START_TEST(optimiser_names_all_kinds_are_there) {
    ck_assert_str_eq(klimb_optimiser_names[OPTIMISER_ADAM], "adam");
    ck_assert_str_eq(klimb_optimiser_names[OPTIMISER_SGD], "sgd");
    ck_assert_ptr_null(klimb_optimiser_names[OPTIMISER_KINDS]);
    ck_assert_str_eq(klimb_rate_names[RATE_COSINE], "cosine");
    ck_assert_ptr_null(klimb_rate_names[RATE_KINDS]);
}
END_TEST

START_TEST(optimiser_layout_carves_two_zeroed_moments) {
    struct optimiser optimiser = {.parameters = 100};
    struct arena arena = {0};
    struct error error = {0};
    klimb_optimiser_layout(&optimiser, &arena);
    ck_assert_ptr_null(optimiser.m);
    ck_assert_int_eq(klimb_arena_allocate(&arena, &error), STATUS_OK);
    klimb_optimiser_layout(&optimiser, &arena);
    ck_assert(optimiser.v >= optimiser.m + 100);
    for (long i = 0; i < 100; i++)
        ck_assert(optimiser.m[i] == 0 && optimiser.v[i] == 0);
    klimb_arena_free(&arena);
}
END_TEST

/* Without memory Adam is a sign: m = g, v = g^2, p -= g/|g|. */
START_TEST(optimiser_step_adam_without_memory_moves_by_the_sign) {
    struct bench bench;
    set_up(&bench, (struct optimiser_config){.kind = OPTIMISER_ADAM, .learning_rate = 1}, 4);
    real p[] = {10, 20, 30, 40};
    const real g[] = {3, -7, 1, -64};
    step_by(&bench.optimiser, p, g, 0);
    step_by(&bench.optimiser, p, g, 1);
    const real wanted[] = {8, 22, 28, 42};
    for (int i = 0; i < 4; i++)
        ck_assert(p[i] == wanted[i]);
}
END_TEST

/* With the bias corrections, the first step is that without memory: -rate g/(|g| + epsilon). */
START_TEST(optimiser_step_adam_first_step_is_the_rate) {
    struct optimiser_config config = {.kind = OPTIMISER_ADAM,
                                      .learning_rate = 1e-3,
                                      .beta1 = 0.9,
                                      .beta2 = 0.999,
                                      .epsilon = 1e-8};
    const real gradients[] = {REAL(2.385), REAL(-0.0173), REAL(812.9), REAL(-1e-8)};
    for (int i = 0; i < 4; i++) {
        double g = (double)gradients[i];
        double wanted = -1e-3 * g / (fabs(g) + 1e-8);
        /* 1 - 0.999 in double is 1e-3 within 1e-13, the rest is rounding. */
        ck_assert_near_relative(descend(config, &gradients[i], 1), wanted, ROUNDING + 1e-13);
    }
}
END_TEST

/* beta1 = 1/2, beta2 = 0, rate 1, g = 1, 2, -4: v_hat = g^2, and
 *   m = 1/2, 5/4, -11/8;  m_hat = m/(1 - 2^-t) = 1, 5/3, -11/7;
 *   p = -(1/1 + (5/3)/2 + (-11/7)/4) = -121/84. */
START_TEST(optimiser_step_adam_first_moment_is_the_rational) {
    struct optimiser_config config = {.kind = OPTIMISER_ADAM, .learning_rate = 1, .beta1 = 0.5};
    const real g[] = {1, 2, -4};
    ck_assert_near(descend(config, g, 1), -1, 0);
    ck_assert_near(descend(config, g, 2), -11.0 / 6, ROUNDING);
    ck_assert_near(descend(config, g, 3), -121.0 / 84, ROUNDING);
}
END_TEST

/* beta1 = 0, beta2 = 1/2, rate 1, g = 1, 11, 5: m_hat = g, and
 *   v = 1/2, 243/4, 343/8;  v_hat = v/(1 - 2^-t) = 1, 81, 49;
 *   p = -(1/1 + 11/9 + 5/7) = -185/63. */
START_TEST(optimiser_step_adam_second_moment_is_the_rational) {
    struct optimiser_config config = {.kind = OPTIMISER_ADAM, .learning_rate = 1, .beta2 = 0.5};
    const real g[] = {1, 11, 5};
    ck_assert_near(descend(config, g, 1), -1, ROUNDING);
    ck_assert_near(descend(config, g, 2), -20.0 / 9, ROUNDING);
    ck_assert_near(descend(config, g, 3), -185.0 / 63, ROUNDING);
}
END_TEST

/* beta2 = 3/4, g = 2, epsilon = 2: v = 1, v_hat = 4, p = -2/(2 + 2). Added before the correction
 * epsilon would give -2/(2 (1 + 2)), under the root -2/sqrt(6). */
START_TEST(optimiser_step_adam_epsilon_is_added_to_the_corrected_root) {
    struct optimiser_config config = {
        .kind = OPTIMISER_ADAM, .learning_rate = 1, .beta2 = 0.75, .epsilon = 2};
    const real g = 2;
    ck_assert_near(descend(config, &g, 1), -0.5, 0);
}
END_TEST

/* From rest at t = 1000: m_hat = 0.1 g (0.9^1000 is negligible), v_hat = 0.001 g^2/(1 - 0.999^1000)
 * with 0.999^1000 = 0.36769542477096406 (rational arithmetic): p = -0.1/sqrt(0.0015815145) . */
START_TEST(optimiser_step_adam_late_corrections_use_the_step) {
    struct bench bench;
    struct optimiser_config config = {
        .kind = OPTIMISER_ADAM, .learning_rate = 1, .beta1 = 0.9, .beta2 = 0.999};
    set_up(&bench, config, 1);
    real p = 0;
    const real g = REAL(0.7);
    step_by(&bench.optimiser, &p, &g, 999);
    ck_assert_near_relative(p, -2.5145667126346756, ROUNDING + 1e-13);
}
END_TEST

/* The same t, with 900 updates outside the steps, or with moments set to 0 after 100 steps; the rate is that of the
 * step. */
START_TEST(optimiser_step_adam_ahead_of_its_steps_counts_all_updates) {
    struct bench bench;
    struct optimiser_config config = {
        .kind = OPTIMISER_ADAM, .learning_rate = 1, .beta1 = 0.9, .beta2 = 0.999};
    const long steps[] = {99, 1099};
    for (int i = 0; i < 2; i++) {
        set_up(&bench, config, 1);
        bench.optimiser.ahead = 999 - steps[i];
        real p = 0;
        const real g = REAL(0.7);
        step_by(&bench.optimiser, &p, &g, steps[i]);
        ck_assert_near_relative(p, -2.5145667126346756, ROUNDING + 1e-13);
    }
}
END_TEST

/* A gradient of 0 leaves m and v at 0, and epsilon prevents 0/0. */
START_TEST(optimiser_step_adam_without_gradient_stays) {
    struct optimiser_config config = {
        .kind = OPTIMISER_ADAM, .learning_rate = 1, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
    const real g[] = {0, 0};
    ck_assert_near(descend(config, g, 2), 0, 0);
}
END_TEST

/* ---- Small values become 0 ---- */

static int is_subnormal(real x) {
    return fpclassify(x) == FP_SUBNORMAL;
}

/* A unit that dies: a gradient of 1 at first, then 0. Its moments become 0: Adam's m after some 660 steps,
 * v after some 71,000 (in double 6,600 and 112,000), and no moment is ever subnormal. */
START_TEST(optimiser_step_dead_units_have_moments_of_zero_and_never_subnormal_ones) {
    for (int kind = 0; kind < OPTIMISER_KINDS; kind++) {
        struct optimiser_config config = {.kind = (enum optimiser_kind)kind,
                                          .learning_rate = 1e-3,
                                          .momentum = 0.9,
                                          .beta1 = 0.9,
                                          .beta2 = 0.999,
                                          .epsilon = 1e-8};
        struct bench bench;
        set_up(&bench, config, 1);
        real p = REAL(0.5), g = 1;
        for (long step = 0; step < 120000; step++, g = 0) {
            step_by(&bench.optimiser, &p, &g, step);
            ck_assert(!is_subnormal(bench.m[0]) && !is_subnormal(bench.v[0]));
        }
        ck_assert(bench.m[0] == 0 && bench.v[0] == 0);
    }
}
END_TEST

/* Gradients that decrease down to the smallest subnormal: 16 steps later no moment is subnormal. The flush
 * moves p by less than 2^-24 of the rate a step. */
START_TEST(optimiser_step_adam_vanishing_gradients_leave_no_subnormal_moment) {
    struct optimiser_config config = {
        .kind = OPTIMISER_ADAM, .learning_rate = 1, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
    for (int exponent = -20; exponent > -150; exponent--) {
        struct bench bench;
        set_up(&bench, config, 1);
        real p = 0;
        const real g = (real)ldexp(1, exponent);
        for (long step = 0; step < 16; step++)
            step_by(&bench.optimiser, &p, &g, step);
        ck_assert(!is_subnormal(bench.m[0]) && !is_subnormal(bench.v[0]));
        double wanted = -16 * (double)g / ((double)g + 1e-8);
        ck_assert_near(p, wanted, exp2(-20) + 32 * (double)REAL_EPSILON * fabs(wanted));
    }
}
END_TEST

/* Moments of every size: at the 16th step, and not before, those too small to matter become 0. */
START_TEST(optimiser_step_adam_flushes_at_every_sixteenth_step) {
    struct optimiser_config config = {.kind = OPTIMISER_ADAM,
                                      .learning_rate = 1e-3,
                                      .beta1 = 0.9,
                                      .beta2 = 0.999,
                                      .epsilon = 1e-8};
    for (long step = 0; step < 64; step++) {
        struct bench bench;
        set_up(&bench, config, 2);
        bench.m[0] = bench.v[0] = REAL_MIN * 4;
        bench.m[1] = REAL_SMALL * 4;
        bench.v[1] = REAL(1e-20);
        real p[2] = {1, 1};
        const real g[2] = {0, 0};
        step_by(&bench.optimiser, p, g, step);
        ck_assert_int_eq(bench.m[0] == 0 && bench.v[0] == 0, step % 16 == 15);
        ck_assert(bench.m[1] > REAL_SMALL && bench.v[1] > 0);
    }
}
END_TEST

/* Without an epsilon m is divided by the root of v alone, so no v is negligible. */
START_TEST(optimiser_step_adam_without_epsilon_counts_the_smallest_gradient) {
    struct optimiser_config config = {.kind = OPTIMISER_ADAM, .learning_rate = 1};
    const real g = REAL(1e-18);
    ck_assert_near(descend(config, &g, 1), -1, 4 * (double)REAL_EPSILON);
}
END_TEST

/* SGD moves a parameter by its gradient alone, which may be as small as the smallest normal number; a
 * parameter that decays ends at 0. */
START_TEST(optimiser_step_sgd_keeps_what_is_normal_and_ends_a_decay_at_zero) {
    struct optimiser_config config = {.kind = OPTIMISER_SGD, .learning_rate = 0.5};
    const real least = REAL_MIN;
    ck_assert(!(descend(config, &least, 1) < 0)); /* half of the smallest normal number */
    const real twice = 2 * REAL_MIN;
    ck_assert_near(descend(config, &twice, 1), -(double)REAL_MIN, 0);
    struct bench bench;
    set_up(&bench, config, 1);
    real p = 1;
    for (long step = 0; step < 2000; step++) {
        real g = p;
        step_by(&bench.optimiser, &p, &g, step);
        ck_assert(!is_subnormal(p));
    }
    ck_assert(p == 0);
}
END_TEST

START_TEST(optimiser_step_nan_gradient_reaches_its_parameter_alone_and_is_told) {
    struct backend backend = backend_of_tests();
    for (int kind = 0; kind < OPTIMISER_KINDS; kind++) {
        struct optimiser_config config = {
            .kind = (enum optimiser_kind)kind, .learning_rate = 1, .momentum = 0.5, .epsilon = 1};
        struct bench bench;
        set_up(&bench, config, 3);
        real p[] = {1, 1, 1};
        const real healthy[] = {1, -1, 1}, g[] = {1, (real)NAN, 1};
        ck_assert(klimb_optimiser_step(&bench.optimiser, p, healthy, 0, &backend));
        ck_assert(!klimb_optimiser_step(&bench.optimiser, p, g, 1, &backend));
        ck_assert(isnan(p[1]));
        ck_assert(!isnan(p[0]) && !isnan(p[2]));
    }
}
END_TEST

/* momentum 1/2, rate 2, g = 1, 1, 1: velocity 1, 3/2, 7/4; p = -2 (1 + 3/2 + 7/4). */
START_TEST(optimiser_step_sgd_sums_the_momentum) {
    struct optimiser_config config = {.kind = OPTIMISER_SGD, .learning_rate = 2, .momentum = 0.5};
    const real g[] = {1, 1, 1};
    ck_assert_near(descend(config, g, 1), -2, 0);
    ck_assert_near(descend(config, g, 2), -5, 0);
    ck_assert_near(descend(config, g, 3), -8.5, 0);
}
END_TEST

START_TEST(optimiser_step_sgd_without_momentum_follows_the_gradient) {
    struct optimiser_config config = {.kind = OPTIMISER_SGD, .learning_rate = 0.5};
    const real g[] = {3, -8, 1};
    ck_assert_near(descend(config, g, 3), 2, 0);
}
END_TEST

/* Rates 1 and (2 + sqrt 2)/4 of a run of 4 steps, each on its own step. */
START_TEST(optimiser_step_sgd_uses_the_rate_of_its_step) {
    struct optimiser_config config = {
        .kind = OPTIMISER_SGD, .learning_rate = 1, .decay = RATE_COSINE};
    const real g[] = {1, 1};
    ck_assert_near(descend(config, g, 2), -1.8535533905932737, ROUNDING);
}
END_TEST

static double clip(double clip_norm, double norm, real *g, long count) {
    struct bench bench;
    set_up(&bench, (struct optimiser_config){.clip_norm = clip_norm}, count);
    klimb_optimiser_clip(&bench.optimiser, g, norm);
    return sqrt(klimb_kernels_select(NULL)->dot(g, g, count));
}

/* (3, 4) has norm 5; to 2.5 it is halved. */
START_TEST(optimiser_clip_above_the_limit_shrinks_to_it) {
    real g[] = {3, 4};
    clip(2.5, 5, g, 2);
    ck_assert(g[0] == REAL(1.5) && g[1] == 2);
    real awkward[] = {REAL(2.385), REAL(-0.173), REAL(81.9), REAL(1e-4), REAL(-37.7)};
    double norm = sqrt(klimb_kernels_select(NULL)->dot(awkward, awkward, PARAMETERS));
    ck_assert(clip(0.3, norm, awkward, PARAMETERS) <= 0.3 * (1 + ROUNDING));
}
END_TEST

START_TEST(optimiser_clip_within_the_limit_changes_nothing) {
    real g[] = {3, 4};
    clip(5, 5, g, 2);
    ck_assert(g[0] == 3 && g[1] == 4);
}
END_TEST

START_TEST(optimiser_clip_of_zero_is_off) {
    real g[] = {3000, 4000};
    clip(0, 5000, g, 2);
    ck_assert(g[0] == 3000 && g[1] == 4000);
}
END_TEST

START_TEST(optimiser_clip_with_nan_norm_changes_nothing) {
    real g[] = {3, (real)NAN};
    clip(1, (double)NAN, g, 2);
    ck_assert(g[0] == 3 && isnan(g[1]));
}
END_TEST

static Suite *optimiser_suite(void) {
    Suite *suite = suite_create("optimiser");
    TCase *cases = tcase_create("optimiser");
    tcase_add_test(cases, optimiser_names_all_kinds_are_there);
    tcase_add_test(cases, optimiser_layout_carves_two_zeroed_moments);
    tcase_add_test(cases, optimiser_step_adam_without_memory_moves_by_the_sign);
    tcase_add_test(cases, optimiser_step_adam_first_step_is_the_rate);
    tcase_add_test(cases, optimiser_step_adam_first_moment_is_the_rational);
    tcase_add_test(cases, optimiser_step_adam_second_moment_is_the_rational);
    tcase_add_test(cases, optimiser_step_adam_epsilon_is_added_to_the_corrected_root);
    tcase_add_test(cases, optimiser_step_adam_late_corrections_use_the_step);
    tcase_add_test(cases, optimiser_step_adam_ahead_of_its_steps_counts_all_updates);
    tcase_add_test(cases, optimiser_step_adam_without_gradient_stays);
    tcase_add_test(cases, optimiser_step_dead_units_have_moments_of_zero_and_never_subnormal_ones);
    tcase_add_test(cases, optimiser_step_adam_vanishing_gradients_leave_no_subnormal_moment);
    tcase_add_test(cases, optimiser_step_adam_flushes_at_every_sixteenth_step);
    tcase_add_test(cases, optimiser_step_adam_without_epsilon_counts_the_smallest_gradient);
    tcase_add_test(cases, optimiser_step_sgd_keeps_what_is_normal_and_ends_a_decay_at_zero);
    tcase_add_test(cases, optimiser_step_nan_gradient_reaches_its_parameter_alone_and_is_told);
    tcase_add_test(cases, optimiser_step_sgd_sums_the_momentum);
    tcase_add_test(cases, optimiser_step_sgd_without_momentum_follows_the_gradient);
    tcase_add_test(cases, optimiser_step_sgd_uses_the_rate_of_its_step);
    tcase_add_test(cases, optimiser_clip_above_the_limit_shrinks_to_it);
    tcase_add_test(cases, optimiser_clip_within_the_limit_changes_nothing);
    tcase_add_test(cases, optimiser_clip_of_zero_is_off);
    tcase_add_test(cases, optimiser_clip_with_nan_norm_changes_nothing);
    suite_add_tcase(suite, cases);
    return suite;
}

TEST_MAIN(optimiser_suite)
