/* Weight decay, clipping by value, and the learning rate over a run. */
#include "layers/optimiser.h"
#include "tests/check_near.h"

/* A few roundings of numbers of the size of 1. */
static const double ROUNDING = 8 * (double)REAL_EPSILON;

static struct optimiser optimiser_of(struct optimiser_config config) {
    return (struct optimiser){.config = config, .steps = 8, .parameters = 3};
}

START_TEST(optimiser_clip_values_holds_each_element) {
    const struct optimiser optimiser = optimiser_of((struct optimiser_config){.clip_value = 0.5});
    real g[] = {REAL(0.25), -7, REAL(0.5)};
    klimb_optimiser_clip_values(&optimiser, g);
    ck_assert(g[0] == REAL(0.25) && g[1] == REAL(-0.5) && g[2] == REAL(0.5));
}
END_TEST

START_TEST(optimiser_clip_values_of_nan_leaves_it_and_holds_infinity) {
    const struct optimiser optimiser = optimiser_of((struct optimiser_config){.clip_value = 2});
    real g[] = {(real)NAN, (real)INFINITY, -(real)INFINITY};
    klimb_optimiser_clip_values(&optimiser, g);
    ck_assert(isnan(g[0]) && g[1] == 2 && g[2] == -2);
}
END_TEST

START_TEST(optimiser_clip_values_of_zero_is_off) {
    const struct optimiser optimiser = optimiser_of((struct optimiser_config){0});
    real g[] = {3, -7, 0};
    klimb_optimiser_clip_values(&optimiser, g);
    ck_assert(g[0] == 3 && g[1] == -7 && g[2] == 0);
}
END_TEST

/* g + p/4. */
START_TEST(optimiser_add_decay_of_adam_goes_through_the_gradient) {
    const struct optimiser optimiser = optimiser_of(
        (struct optimiser_config){.kind = OPTIMISER_ADAM, .weight_decay = 0.25});
    real g[] = {1, 0, -1};
    const real p[] = {4, -8, 0};
    klimb_optimiser_add_decay(&optimiser, g, p);
    ck_assert(g[0] == 2 && g[1] == -2 && g[2] == -1);
}
END_TEST

START_TEST(optimiser_add_decay_of_adamw_leaves_the_gradient) {
    const struct optimiser optimiser = optimiser_of(
        (struct optimiser_config){.kind = OPTIMISER_ADAMW, .weight_decay = 0.25});
    real g[] = {1, 0, -1};
    const real p[] = {4, -8, 0};
    klimb_optimiser_add_decay(&optimiser, g, p);
    ck_assert(g[0] == 1 && g[1] == 0 && g[2] == -1);
}
END_TEST

START_TEST(optimiser_changes_gradient_knows_each_way) {
    ck_assert(!klimb_optimiser_changes_gradient(
        &(struct optimiser_config){.kind = OPTIMISER_ADAMW, .weight_decay = 1}));
    ck_assert(klimb_optimiser_changes_gradient(
        &(struct optimiser_config){.kind = OPTIMISER_SGD, .weight_decay = 1}));
    ck_assert(klimb_optimiser_changes_gradient(&(struct optimiser_config){.clip_norm = 1}));
    ck_assert(klimb_optimiser_changes_gradient(&(struct optimiser_config){.clip_value = 1}));
}
END_TEST

/* Adam without memory moves by the sign times the rate 1/2; before that p loses rate lambda = 1/8 of
 * itself: 8 - 1 - 1/2, -8 + 1 + 1/2, and 16 - 2 where there is no gradient. */
START_TEST(optimiser_step_adamw_decays_before_it_moves) {
    struct optimiser optimiser = optimiser_of((struct optimiser_config){
        .kind = OPTIMISER_ADAMW, .learning_rate = 0.5, .epsilon = 1e-30, .weight_decay = 0.25});
    struct backend backend = {.kernels = klimb_kernels_select(NULL)};
    real m[3] = {0}, v[3] = {0}, p[] = {8, -8, 16};
    const real g[] = {3, -3, 0};
    optimiser.m = m;
    optimiser.v = v;
    ck_assert_int_eq(klimb_optimiser_step(&optimiser, p, g, 0, &backend), 1);
    ck_assert(p[0] == REAL(6.5) && p[1] == REAL(-6.5) && p[2] == 14);
}
END_TEST

/* (1 + cos(pi step/4))/2 = 1, (2 + sqrt 2)/4, 1/2, (2 - sqrt 2)/4, 0, times 0.25. */
START_TEST(optimiser_rate_cosine_falls_to_zero) {
    struct optimiser optimiser = {.config = {.learning_rate = 0.25, .decay = RATE_COSINE},
                                  .steps = 4};
    const double wanted[] = {0.25, 0.25 * 0.8535533905932737, 0.125, 0.25 * 0.1464466094067262, 0};
    for (long step = 0; step <= 4; step++)
        ck_assert_near(klimb_optimiser_rate(&optimiser, step), wanted[step], 1e-16);
}
END_TEST

START_TEST(optimiser_rate_constant_is_the_learning_rate) {
    struct optimiser optimiser = {.config = {.learning_rate = 1e-3}, .steps = 4};
    for (long step = 0; step <= 4; step++)
        ck_assert_double_eq(klimb_optimiser_rate(&optimiser, step), 1e-3);
}
END_TEST

/* 1/4, 2/4, 3/4, then the whole rate. */
START_TEST(optimiser_rate_of_warmup_rises_by_equal_parts_from_one) {
    const struct optimiser optimiser = optimiser_of(
        (struct optimiser_config){.learning_rate = 0.5, .warmup = 4});
    const double wanted[] = {0.125, 0.25, 0.375, 0.5, 0.5};
    for (long step = 0; step < 5; step++)
        ck_assert_double_eq(klimb_optimiser_rate(&optimiser, step), wanted[step]);
}
END_TEST

/* Warm-up and decay are factors of each other: (1/2)(1 - 0/8), 1 - 1/8, 1 - 2/8. */
START_TEST(optimiser_rate_of_warmup_multiplies_the_decay) {
    const struct optimiser optimiser = optimiser_of(
        (struct optimiser_config){.learning_rate = 1, .warmup = 2, .decay = RATE_LINEAR});
    ck_assert_double_eq(klimb_optimiser_rate(&optimiser, 0), 0.5);
    ck_assert_double_eq(klimb_optimiser_rate(&optimiser, 1), 0.875);
    ck_assert_double_eq(klimb_optimiser_rate(&optimiser, 2), 0.75);
    ck_assert_double_eq(klimb_optimiser_rate(&optimiser, 8), 0);
}
END_TEST

START_TEST(optimiser_rate_of_step_falls_at_whole_turns) {
    const struct optimiser optimiser = optimiser_of((struct optimiser_config){
        .learning_rate = 1, .decay = RATE_STEP, .decay_factor = 0.5, .decay_every = 3});
    const double wanted[] = {1, 1, 1, 0.5, 0.5, 0.5, 0.25};
    for (long step = 0; step < 7; step++)
        ck_assert_double_eq(klimb_optimiser_rate(&optimiser, step), wanted[step]);
}
END_TEST

/* The rates that the documentation of torch's MultiStepLR lists, for milestones 30 and 80 and gamma 0.1: 0.05 before
 * step 30, 0.005 before 80, then 0.0005. */
START_TEST(optimiser_rate_of_milestones_falls_at_each) {
    const struct optimiser optimiser = optimiser_of(
        (struct optimiser_config){.learning_rate = 0.05,
                                  .decay = RATE_MILESTONES,
                                  .decay_factor = 0.1,
                                  .milestone = {30, 80, 1},
                                  .milestones = 2});
    for (long step = 0; step < 100; step++)
        ck_assert_near(klimb_optimiser_rate(&optimiser, step),
                       step < 30   ? 0.05
                       : step < 80 ? 0.005
                                   : 0.0005,
                       1e-17);
}
END_TEST

/* Two periods of 4 steps give 1/4; one step gives the fourth root of 1/2. */
START_TEST(optimiser_rate_of_exponential_falls_between_the_turns_too) {
    const struct optimiser optimiser = optimiser_of((struct optimiser_config){
        .learning_rate = 1, .decay = RATE_EXPONENTIAL, .decay_factor = 0.5, .decay_every = 4});
    ck_assert_double_eq(klimb_optimiser_rate(&optimiser, 0), 1);
    ck_assert_near(klimb_optimiser_rate(&optimiser, 1), 0.8408964152537145, 1e-15);
    ck_assert_near(klimb_optimiser_rate(&optimiser, 8), 0.25, 1e-15);
}
END_TEST

/* ---- plateau ---- */

/* The rate of each step of a run whose loss at step t is loss[t]. */
static void follow(double *rate, const struct optimiser_config *config, const double *loss,
                   long steps) {
    struct optimiser optimiser = optimiser_of(*config);
    for (long step = 0; step < steps; step++) {
        klimb_optimiser_watch(&optimiser, loss[step], step);
        rate[step] = klimb_optimiser_rate(&optimiser, step);
    }
}

/* Periods of one step and no patience. By the rules of ReduceLROnPlateau(factor=0.5, patience=0,
 * threshold=0.1) a loss has to be below 0.9 of the lowest: 10 is the first, 9.5 is bad, 8 good, 8 and 7.9 are bad. */
START_TEST(optimiser_rate_of_plateau_is_cut_when_the_loss_stands_still) {
    const struct optimiser_config config = {.learning_rate = 1,
                                            .decay = RATE_PLATEAU,
                                            .decay_factor = 0.5,
                                            .decay_every = 1,
                                            .threshold = 0.1};
    const double loss[] = {10, 9.5, 8, 8, 7.9, 1};
    const double wanted[] = {1, 1, 0.5, 0.5, 0.25, 0.125};
    double rate[6];
    follow(rate, &config, loss, 6);
    for (int i = 0; i < 6; i++)
        ck_assert_double_eq(rate[i], wanted[i]);
}
END_TEST

/* Means of two: 6, 6, 6, 6, 6. Patience covers the bad second and third; after the fourth the rate is cut. */
START_TEST(optimiser_rate_of_plateau_is_patient_and_takes_means) {
    const struct optimiser_config config = {.learning_rate = 1,
                                            .decay = RATE_PLATEAU,
                                            .decay_factor = 0.5,
                                            .decay_every = 2,
                                            .patience = 2};
    const double loss[] = {5, 7, 7, 5, 4, 8, 8, 4, 6, 6};
    double rate[10];
    follow(rate, &config, loss, 10);
    for (int i = 0; i < 10; i++)
        ck_assert_double_eq(rate[i], i < 8 ? 1 : 0.5);
}
END_TEST

START_TEST(optimiser_watch_of_another_decay_sees_nothing) {
    struct optimiser optimiser = optimiser_of((struct optimiser_config){.learning_rate = 1});
    klimb_optimiser_watch(&optimiser, 3, 0);
    ck_assert_int_eq(optimiser.plateau.count, 0);
    ck_assert_near(klimb_optimiser_rate(&optimiser, 5), 1, ROUNDING);
}
END_TEST

static Suite *optimiser_decay_suite(void) {
    Suite *suite = suite_create("optimiser decay");
    TCase *cases = tcase_create("optimiser decay");
    tcase_add_test(cases, optimiser_clip_values_holds_each_element);
    tcase_add_test(cases, optimiser_clip_values_of_nan_leaves_it_and_holds_infinity);
    tcase_add_test(cases, optimiser_clip_values_of_zero_is_off);
    tcase_add_test(cases, optimiser_add_decay_of_adam_goes_through_the_gradient);
    tcase_add_test(cases, optimiser_add_decay_of_adamw_leaves_the_gradient);
    tcase_add_test(cases, optimiser_changes_gradient_knows_each_way);
    tcase_add_test(cases, optimiser_step_adamw_decays_before_it_moves);
    tcase_add_test(cases, optimiser_rate_cosine_falls_to_zero);
    tcase_add_test(cases, optimiser_rate_constant_is_the_learning_rate);
    tcase_add_test(cases, optimiser_rate_of_warmup_rises_by_equal_parts_from_one);
    tcase_add_test(cases, optimiser_rate_of_warmup_multiplies_the_decay);
    tcase_add_test(cases, optimiser_rate_of_step_falls_at_whole_turns);
    tcase_add_test(cases, optimiser_rate_of_milestones_falls_at_each);
    tcase_add_test(cases, optimiser_rate_of_exponential_falls_between_the_turns_too);
    tcase_add_test(cases, optimiser_rate_of_plateau_is_cut_when_the_loss_stands_still);
    tcase_add_test(cases, optimiser_rate_of_plateau_is_patient_and_takes_means);
    tcase_add_test(cases, optimiser_watch_of_another_decay_sees_nothing);
    suite_add_tcase(suite, cases);
    return suite;
}

TEST_MAIN(optimiser_decay_suite)
