/* Each schedule at known steps, and the properties of all of them at every step. */
#include "layers/schedule.h"
#include "tests/check_near.h"

/* 1/(1 + e^-x) and cos are within 1 ulp; the rest of a formula adds a few more. */
static const double ROUNDING = 1e-15;

static const struct schedule_config linear = {.kind = SCHEDULE_LINEAR, .beta = 1, .length = 1500};

/* Fu et al. 2019 with M = 4, R = 0.5 over 400 steps: a cycle is 100 steps, its ramp 50. */
static const struct schedule_config cyclical = {
    .kind = SCHEDULE_CYCLICAL, .beta = 1, .length = 400, .cycles = 4, .ratio = 0.5};

static const struct schedule_config sigmoid = {
    .kind = SCHEDULE_SIGMOID, .beta = 2, .from = 0.5, .start = 100, .length = 1000, .width = 40};

static const struct schedule_config cosine = {
    .kind = SCHEDULE_COSINE, .beta = 3, .from = 1, .start = 10, .length = 60};

/* Every kind, with a start, an end below or above its beginning, and awkward numbers. */
static const struct schedule_config ramps[] = {
    {.kind = SCHEDULE_LINEAR, .beta = 0.7, .from = 0.1, .start = 13, .length = 217},
    {.kind = SCHEDULE_LINEAR, .beta = 0.1, .from = 0.7, .start = 13, .length = 217},
    {.kind = SCHEDULE_DELAYED, .beta = 0.3, .from = 0.1, .start = 101},
    {.kind = SCHEDULE_SIGMOID, .beta = 4, .from = 0.1, .start = 7, .length = 300, .width = 11.5},
    {.kind = SCHEDULE_COSINE, .beta = 0.3, .from = 0.1, .start = 7, .length = 301},
    {.kind = SCHEDULE_COSINE, .beta = 0, .from = 1, .start = 7, .length = 301},
    {.kind = SCHEDULE_TANH, .beta = 0.9, .from = 0.2, .start = 7, .length = 301, .width = 90},
    {.kind = SCHEDULE_POINTS,
     .beta = 0.7,
     .from = 0.1,
     .start = 3,
     .point_step = {4, 100, 101, 317},
     .point_share = {0.25, 0.5, 0.75, 1},
     .point_steps = 4,
     .point_shares = 4},
};
enum { RAMPS = sizeof ramps / sizeof *ramps, RAMP_STEPS = 1000 };

START_TEST(schedule_names_all_kinds_are_there) {
    for (int kind = 0; kind < SCHEDULE_KINDS; kind++)
        ck_assert_ptr_nonnull(klimb_schedule_names[kind]);
    ck_assert_ptr_null(klimb_schedule_names[SCHEDULE_KINDS]);
    ck_assert_str_eq(klimb_schedule_names[SCHEDULE_CYCLICAL], "cyclical");
}
END_TEST

START_TEST(schedule_beta_constant_ignores_from_and_start) {
    struct schedule_config constant = {.kind = SCHEDULE_CONSTANT, .beta = 0.3, .start = 10};
    ck_assert_double_eq(klimb_schedule_beta(&constant, 0), 0.3);
    ck_assert_double_eq(klimb_schedule_beta(&constant, 3000), 0.3);
    ck_assert_int_eq(klimb_schedule_is_settled(&constant, 0), 1);
}
END_TEST

/* u = step/1500. */
START_TEST(schedule_beta_linear_is_the_share_of_the_length) {
    ck_assert_double_eq(klimb_schedule_beta(&linear, 0), 0);
    ck_assert_double_eq(klimb_schedule_beta(&linear, 1), 1.0 / 1500);
    ck_assert_double_eq(klimb_schedule_beta(&linear, 750), 0.5);
    ck_assert_double_eq(klimb_schedule_beta(&linear, 1499), 1499.0 / 1500);
    ck_assert_double_eq(klimb_schedule_beta(&linear, 1500), 1);
    ck_assert_double_eq(klimb_schedule_beta(&linear, 3000), 1);
}
END_TEST

/* 0.1 + (0.7 - 0.1) 30/40 = 0.55. */
START_TEST(schedule_beta_linear_with_start_is_shifted) {
    struct schedule_config shifted = {
        .kind = SCHEDULE_LINEAR, .beta = 0.7, .from = 0.1, .start = 100, .length = 40};
    ck_assert_double_eq(klimb_schedule_beta(&shifted, 0), 0.1);
    ck_assert_double_eq(klimb_schedule_beta(&shifted, 100), 0.1);
    ck_assert_near(klimb_schedule_beta(&shifted, 130), 0.55, ROUNDING);
    ck_assert_double_eq(klimb_schedule_beta(&shifted, 140), 0.7);
}
END_TEST

START_TEST(schedule_beta_delayed_jumps_at_start) {
    struct schedule_config delayed = {
        .kind = SCHEDULE_DELAYED, .beta = 1, .from = 0.25, .start = 500};
    ck_assert_double_eq(klimb_schedule_beta(&delayed, 0), 0.25);
    ck_assert_double_eq(klimb_schedule_beta(&delayed, 499), 0.25);
    ck_assert_double_eq(klimb_schedule_beta(&delayed, 500), 1);
    ck_assert_int_eq(klimb_schedule_is_settled(&delayed, 499), 0);
    ck_assert_int_eq(klimb_schedule_is_settled(&delayed, 500), 1);
}
END_TEST

/* e^0 = 1 exactly, so the midpoint 100 + 1000/2 has exactly (0.5 + 2)/2. One width further the
 * logistic function is 1/(1 + 1/e) = 0.7310585786300049, one width before 0.2689414213699951. */
START_TEST(schedule_beta_sigmoid_is_logistic_around_the_middle) {
    ck_assert_double_eq(klimb_schedule_beta(&sigmoid, 600), 1.25);
    ck_assert_near(klimb_schedule_beta(&sigmoid, 640), 0.5 + 1.5 * 0.7310585786300049,
                   2 * ROUNDING);
    ck_assert_near(klimb_schedule_beta(&sigmoid, 560), 0.5 + 1.5 * 0.2689414213699951,
                   2 * ROUNDING);
    ck_assert_double_eq(klimb_schedule_beta(&sigmoid, 99), 0.5);
    ck_assert_double_eq(klimb_schedule_beta(&sigmoid, 1000000000), 2);
}
END_TEST

/* A width so small that e^-x overflows: 1/(1 + inf) = 0, not NaN. */
START_TEST(schedule_beta_sigmoid_steep_stays_finite) {
    struct schedule_config steep = sigmoid;
    steep.width = 1e-3;
    ck_assert_double_eq(klimb_schedule_beta(&steep, 100), 0.5);
    ck_assert_double_eq(klimb_schedule_beta(&steep, 599), 0.5);
    ck_assert_double_eq(klimb_schedule_beta(&steep, 600), 1.25);
    ck_assert_double_eq(klimb_schedule_beta(&steep, 601), 2);
}
END_TEST

/* The logistic function passes 0.999 at ln 999 = 6.9067 widths: 600 + 276.27 steps. */
START_TEST(schedule_is_settled_sigmoid_within_a_thousandth) {
    ck_assert_int_eq(klimb_schedule_is_settled(&sigmoid, 876), 0);
    ck_assert_int_eq(klimb_schedule_is_settled(&sigmoid, 877), 1);
}
END_TEST

/* (1 - cos pi u)/2 at u = 0, 1/3, 1/2, 2/3, 1 is 0, 1/4, 1/2, 3/4, 1; beta = 1 + 2 of it. */
START_TEST(schedule_beta_cosine_at_thirds_is_rational) {
    ck_assert_double_eq(klimb_schedule_beta(&cosine, 10), 1);
    ck_assert_near(klimb_schedule_beta(&cosine, 30), 1.5, 4 * ROUNDING);
    ck_assert_near(klimb_schedule_beta(&cosine, 40), 2, 4 * ROUNDING);
    ck_assert_near(klimb_schedule_beta(&cosine, 50), 2.5, 4 * ROUNDING);
    ck_assert_double_eq(klimb_schedule_beta(&cosine, 70), 3);
}
END_TEST

/* In each cycle tau = mod(step, 100)/100: 0 at the restart, 0.1/0.5 ten steps on, 1 from half. */
START_TEST(schedule_beta_cyclical_restarts_each_cycle) {
    for (long restart = 0; restart < 400; restart += 100) {
        ck_assert_double_eq(klimb_schedule_beta(&cyclical, restart), 0);
        ck_assert_near(klimb_schedule_beta(&cyclical, restart + 10), 0.2, ROUNDING);
        ck_assert_near(klimb_schedule_beta(&cyclical, restart + 49), 0.98, ROUNDING);
        ck_assert_double_eq(klimb_schedule_beta(&cyclical, restart + 50), 1);
        ck_assert_double_eq(klimb_schedule_beta(&cyclical, restart + 99), 1);
    }
    ck_assert_double_eq(klimb_schedule_beta(&cyclical, 400), 1);
    ck_assert_double_eq(klimb_schedule_beta(&cyclical, 100000), 1);
}
END_TEST

/* Only the last cycle's plateau, from 350, lasts for ever. */
START_TEST(schedule_is_settled_cyclical_from_the_last_plateau) {
    ck_assert_int_eq(klimb_schedule_is_settled(&cyclical, 60), 0);
    ck_assert_int_eq(klimb_schedule_is_settled(&cyclical, 349), 0);
    ck_assert_int_eq(klimb_schedule_is_settled(&cyclical, 350), 1);
    ck_assert_int_eq(klimb_schedule_is_settled(&cyclical, 400), 1);
}
END_TEST

/* Three cycles in 1000 steps are 333 1/3 steps each: the second begins 2/3 of a step before 334.
 * tau there is (2/3)/(1000/3) = 0.002, and with ratio 1 beta is tau. */
START_TEST(schedule_beta_cyclical_with_uneven_cycles_keeps_the_phase) {
    struct schedule_config uneven = cyclical;
    uneven.length = 1000;
    uneven.cycles = 3;
    uneven.ratio = 1;
    ck_assert_near(klimb_schedule_beta(&uneven, 333), 0.999, ROUNDING);
    ck_assert_near(klimb_schedule_beta(&uneven, 334), 0.002, ROUNDING);
    ck_assert_near(klimb_schedule_beta(&uneven, 667), 0.001, ROUNDING);
}
END_TEST

START_TEST(schedule_beta_cyclical_with_ratio_0_is_beta) {
    struct schedule_config flat = cyclical;
    flat.ratio = 0;
    ck_assert_double_eq(klimb_schedule_beta(&flat, 0), 1);
    ck_assert_double_eq(klimb_schedule_beta(&flat, 100), 1);
}
END_TEST

/* tanh 1 = (e^2 - 1)/(e^2 + 1) = 0.7615941559557649 and tanh 2 = 0.9640275800758169. */
START_TEST(schedule_beta_tanh_meets_beta_at_its_length) {
    const struct schedule_config curve = {
        .kind = SCHEDULE_TANH, .beta = 3, .from = 1, .start = 10, .length = 80, .width = 40};
    ck_assert_double_eq(klimb_schedule_beta(&curve, 9), 1);
    ck_assert_double_eq(klimb_schedule_beta(&curve, 10), 1);
    ck_assert_near(klimb_schedule_beta(&curve, 50),
                   1 + 2 * (0.7615941559557649 / 0.9640275800758169), 4 * ROUNDING);
    ck_assert_double_lt(klimb_schedule_beta(&curve, 89), 3);
    ck_assert_double_eq(klimb_schedule_beta(&curve, 90), 3);
}
END_TEST

/* tanh x = x - x^3/3 + ...: with a width of 1e6 lengths the curve is the line to 1e-12. */
START_TEST(schedule_beta_tanh_of_great_width_is_linear) {
    struct schedule_config flat = linear;
    flat.kind = SCHEDULE_TANH;
    flat.width = 1.5e9;
    for (long step = 0; step <= 1600; step++)
        ck_assert_near(klimb_schedule_beta(&flat, step), klimb_schedule_beta(&linear, step), 1e-12);
    flat.width = 1e-300; /* a tiny width gives a jump, though step/width overflows */
    ck_assert_double_eq(klimb_schedule_beta(&flat, 0), 0);
    ck_assert_double_eq(klimb_schedule_beta(&flat, 1), 1);
}
END_TEST

/* From 2 to 4: a share of 0.25 is 2.5, of 0.75 is 3.5. */
START_TEST(schedule_beta_points_is_linear_between_them) {
    const struct schedule_config points = {.kind = SCHEDULE_POINTS,
                                           .beta = 4,
                                           .from = 2,
                                           .start = 100,
                                           .point_step = {10, 20, 60},
                                           .point_share = {0.25, 0.75, 1},
                                           .point_steps = 3,
                                           .point_shares = 3};
    static const struct {
        long step;
        double beta;
    } known[] = {{99, 2},      {100, 2.5},  {110, 2.5},    {115, 3}, {120, 3.5},
                 {130, 3.625}, {140, 3.75}, {159, 3.9875}, {160, 4}, {9999, 4}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        ck_assert_near(klimb_schedule_beta(&points, known[i].step), known[i].beta, 4 * ROUNDING);
    ck_assert_int_eq(klimb_schedule_is_settled(&points, 159), 0);
    ck_assert_int_eq(klimb_schedule_is_settled(&points, 160), 1);
}
END_TEST

START_TEST(schedule_beta_points_may_fall_and_rise_again) {
    const struct schedule_config teeth = {.kind = SCHEDULE_POINTS,
                                          .beta = 1,
                                          .point_step = {0, 10, 11, 21},
                                          .point_share = {0, 1, 0, 1},
                                          .point_steps = 4,
                                          .point_shares = 4};
    ck_assert_double_eq(klimb_schedule_beta(&teeth, 10), 1);
    ck_assert_double_eq(klimb_schedule_beta(&teeth, 11), 0);
    ck_assert_double_eq(klimb_schedule_beta(&teeth, 16), 0.5);
    ck_assert_int_eq(klimb_schedule_is_settled(&teeth, 10), 0);
}
END_TEST

START_TEST(schedule_beta_without_length_jumps_at_start) {
    for (int kind = 0; kind < SCHEDULE_KINDS; kind++) {
        if (kind == SCHEDULE_CONSTANT)
            continue;
        struct schedule_config jump = {.kind = (enum schedule_kind)kind,
                                       .beta = 1,
                                       .from = 0.5,
                                       .start = 20,
                                       .width = 10,
                                       .cycles = 2,
                                       .ratio = 0.5};
        ck_assert_double_eq(klimb_schedule_beta(&jump, 19), 0.5);
        ck_assert_double_eq(klimb_schedule_beta(&jump, 20), 1);
        ck_assert_int_eq(klimb_schedule_is_settled(&jump, 19), 0);
        ck_assert_int_eq(klimb_schedule_is_settled(&jump, 20), 1);
    }
}
END_TEST

START_TEST(schedule_beta_over_all_steps_goes_one_way) {
    const struct schedule_config *ramp = &ramps[_i];
    double direction = ramp->beta > ramp->from ? 1 : -1;
    for (long step = 1; step < RAMP_STEPS; step++) {
        double rise = klimb_schedule_beta(ramp, step) - klimb_schedule_beta(ramp, step - 1);
        ck_assert_msg(direction * rise >= 0, "%s goes back at step %ld",
                      klimb_schedule_names[ramp->kind], step);
    }
}
END_TEST

static void assert_within_ends(const struct schedule_config *config, long step) {
    double beta = klimb_schedule_beta(config, step);
    ck_assert_msg(
        beta >= fmin(config->from, config->beta) && beta <= fmax(config->from, config->beta),
        "%s leaves its range at step %ld: %.17g", klimb_schedule_names[config->kind], step, beta);
}

START_TEST(schedule_beta_over_all_steps_stays_between_its_ends) {
    for (long step = 0; step < RAMP_STEPS; step++) {
        assert_within_ends(&ramps[_i], step);
        assert_within_ends(&cyclical, step);
    }
}
END_TEST

/* The sigmoid need not be equal: by its definition a thousandth of its way may be left. */
START_TEST(schedule_is_settled_over_all_steps_means_beta_is_final) {
    const struct schedule_config *ramp = &ramps[_i];
    double rest = ramp->kind == SCHEDULE_SIGMOID ? 1e-3 * fabs(ramp->beta - ramp->from) : 0;
    int settled = 0;
    for (long step = 0; step < RAMP_STEPS; step++) {
        int now = klimb_schedule_is_settled(ramp, step);
        ck_assert_msg(now >= settled, "unsettled again at step %ld", step);
        if (now)
            ck_assert_near(klimb_schedule_beta(ramp, step), ramp->beta, rest);
        else
            ck_assert_msg(fabs(klimb_schedule_beta(ramp, step) - ramp->beta) > rest, "late at %ld",
                          step);
        settled = now;
    }
    ck_assert_int_eq(settled, 1);
}
END_TEST

START_TEST(schedule_is_settled_with_equal_ends_is_always_true) {
    struct schedule_config level = linear;
    level.from = level.beta;
    ck_assert_int_eq(klimb_schedule_is_settled(&level, 0), 1);
    ck_assert_double_eq(klimb_schedule_beta(&level, 700), 1);
}
END_TEST

static Suite *schedule_suite(void) {
    Suite *suite = suite_create("schedule");
    TCase *values = tcase_create("values");
    tcase_add_test(values, schedule_names_all_kinds_are_there);
    tcase_add_test(values, schedule_beta_constant_ignores_from_and_start);
    tcase_add_test(values, schedule_beta_linear_is_the_share_of_the_length);
    tcase_add_test(values, schedule_beta_linear_with_start_is_shifted);
    tcase_add_test(values, schedule_beta_delayed_jumps_at_start);
    tcase_add_test(values, schedule_beta_sigmoid_is_logistic_around_the_middle);
    tcase_add_test(values, schedule_beta_sigmoid_steep_stays_finite);
    tcase_add_test(values, schedule_is_settled_sigmoid_within_a_thousandth);
    tcase_add_test(values, schedule_beta_cosine_at_thirds_is_rational);
    tcase_add_test(values, schedule_beta_cyclical_restarts_each_cycle);
    tcase_add_test(values, schedule_is_settled_cyclical_from_the_last_plateau);
    tcase_add_test(values, schedule_beta_cyclical_with_uneven_cycles_keeps_the_phase);
    tcase_add_test(values, schedule_beta_cyclical_with_ratio_0_is_beta);
    tcase_add_test(values, schedule_beta_tanh_meets_beta_at_its_length);
    tcase_add_test(values, schedule_beta_tanh_of_great_width_is_linear);
    tcase_add_test(values, schedule_beta_points_is_linear_between_them);
    tcase_add_test(values, schedule_beta_points_may_fall_and_rise_again);
    tcase_add_test(values, schedule_beta_without_length_jumps_at_start);
    tcase_add_test(values, schedule_is_settled_with_equal_ends_is_always_true);
    suite_add_tcase(suite, values);
    TCase *properties = tcase_create("properties");
    tcase_add_loop_test(properties, schedule_beta_over_all_steps_goes_one_way, 0, RAMPS);
    tcase_add_loop_test(properties, schedule_beta_over_all_steps_stays_between_its_ends, 0, RAMPS);
    tcase_add_loop_test(properties, schedule_is_settled_over_all_steps_means_beta_is_final, 0,
                        RAMPS);
    suite_add_tcase(suite, properties);
    return suite;
}

TEST_MAIN(schedule_suite)
