/* Each objective at known terms, step by step. */
#include "layers/objective.h"

#include "tests/check_near.h"

/* exp is within 1 ulp; the rest of a formula adds a few more. */
static const double ROUNDING = 1e-15;

enum { N = 3, K = 3 };

static const struct schedule_config constant = {.kind = SCHEDULE_CONSTANT, .beta = 2};

/* Examples in rows. Means of the columns: 0.5, 0.25, 1. */
static const real each[N * K] = {REAL(0.5), REAL(0.0), REAL(0.5), REAL(1.0), REAL(0.25),
                                 REAL(2.0), REAL(0.0), REAL(0.5), REAL(0.5)};
static const double mean[K] = {0.5, 0.25, 1};

static struct objective_terms terms_at(long step, double recon, double kl) {
    return (struct objective_terms){
        .step = step, .recon = recon, .kl = kl, .kl_mean = mean, .kl_each = each, .n = N, .k = K};
}

static double weigh(struct objective *objective, long step, double recon, double kl) {
    struct objective_terms terms = terms_at(step, recon, kl);
    double weight = klimb_objective_weigh(objective, &terms, NULL);
    ck_assert_double_eq(objective->weight, weight);
    return weight;
}

static struct objective begin(const struct objective_config *config,
                              const struct schedule_config *schedule) {
    struct objective objective;
    klimb_objective_start(&objective, config, schedule);
    return objective;
}

START_TEST(objective_names_all_kinds_are_there) {
    for (int kind = 0; kind < OBJECTIVE_KINDS; kind++)
        ck_assert_ptr_nonnull(klimb_objective_names[kind]);
    ck_assert_ptr_null(klimb_objective_names[OBJECTIVE_KINDS]);
    ck_assert_str_eq(klimb_objective_names[OBJECTIVE_FREE_BITS], "free-bits");
}
END_TEST

START_TEST(objective_weigh_elbo_is_the_schedule) {
    const struct schedule_config ramp = {.kind = SCHEDULE_LINEAR, .beta = 2, .length = 10};
    const struct objective_config config = {.kind = OBJECTIVE_ELBO};
    struct objective objective = begin(&config, &ramp);
    for (long step = 0; step < 20; step++)
        ck_assert_double_eq(weigh(&objective, step, 40, 1), klimb_schedule_beta(&ramp, step));
}
END_TEST

/* C = 5 step/10 up to 5: the sign of KL - C, and 0 where they are equal. */
START_TEST(objective_weigh_capacity_is_gamma_with_the_sign_of_the_excess) {
    const struct schedule_config ramp = {.kind = SCHEDULE_LINEAR, .beta = 30, .length = 10};
    const struct objective_config config = {.kind = OBJECTIVE_CAPACITY, .target = 5};
    struct objective objective = begin(&config, &ramp);
    ck_assert_double_eq(weigh(&objective, 0, 40, 0.01), 30);
    ck_assert_double_eq(weigh(&objective, 4, 40, 1.9), -30);
    ck_assert_double_eq(weigh(&objective, 4, 40, 2), 0);
    ck_assert_double_eq(weigh(&objective, 4, 40, 2.1), 30);
    ck_assert_double_eq(weigh(&objective, 99, 40, 4.9), -30);
    ck_assert_double_eq(weigh(&objective, 99, 40, 5.1), 30);
}
END_TEST

static const struct objective_config controller = {.kind = OBJECTIVE_CONTROLVAE,
                                                   .target = 3,
                                                   .lowest = 0.25,
                                                   .highest = 1,
                                                   .proportional = 0.5,
                                                   .integral = 0.125};

/* e = 0: P = 0.5/2. e = -1: P = 0.5/(1 + 1/e) = 0.3655292893150024, I = 0.125. e = -2:
 * P = 0.5/(1 + e^-2) = 0.4403985389889412, I = 0.375, their sum with 0.25 above
 * 1: the sum goes as far as 1 - 0.25 - P. */
START_TEST(objective_weigh_controlvae_follows_the_formula) {
    struct objective objective = begin(&controller, &constant);
    ck_assert_double_eq(weigh(&objective, 0, 40, 3), 0.5);
    ck_assert_near(weigh(&objective, 1, 40, 4), 0.25 + 0.3655292893150024 + 0.125, ROUNDING);
    ck_assert_near(weigh(&objective, 2, 40, 5), 1, ROUNDING);
    ck_assert_near(objective.integral, 0.75 - 0.4403985389889412, ROUNDING);
}
END_TEST

/* At a bound the sum stops, so the weight reacts at once when the KL turns, however long the bound was met. */
START_TEST(objective_weigh_controlvae_does_not_wind_up) {
    struct objective objective = begin(&controller, &constant);
    for (long step = 0; step < 1000; step++)
        weigh(&objective, step, 40, 1000);
    ck_assert_near(objective.weight, 1, ROUNDING);
    ck_assert_double_le(objective.integral, 0.75);
    for (long step = 0; step < 4; step++)
        weigh(&objective, step, 40, 0);
    ck_assert_double_lt(objective.weight, 0.5);
    for (long step = 0; step < 1000; step++)
        weigh(&objective, step, 40, 0);
    ck_assert_double_ge(objective.integral, -0.5);
    ck_assert_double_eq(objective.weight, 0.25);
}
END_TEST

/* exp of a difference of 1e4 overflows: P is 0, not NaN. */
START_TEST(objective_weigh_controlvae_far_from_target_is_finite) {
    struct objective_config far = controller;
    far.target = 1e4;
    struct objective objective = begin(&far, &constant);
    ck_assert_double_eq(weigh(&objective, 0, 40, 1), 0.25);
}
END_TEST

static const struct objective_config geco = {
    .kind = OBJECTIVE_GECO, .target = 20, .lowest = 0.5, .highest = 8, .rate = 0.25, .memory = 0.5};

/* Averages 2, (2 - 2)/2 = 0, (0 - 8)/2 = -4; b = 2, 2 e^-0.5, the same, 2 e^0.5. */
START_TEST(objective_weigh_geco_follows_the_algorithm) {
    struct objective objective = begin(&geco, &constant);
    ck_assert_double_eq(weigh(&objective, 0, 22, 1), 2);
    ck_assert_near(weigh(&objective, 1, 18, 1), 2 * 0.6065306597126334, 4 * ROUNDING);
    ck_assert_near(weigh(&objective, 2, 12, 1), 2 * 0.6065306597126334, 4 * ROUNDING);
    ck_assert_near(weigh(&objective, 3, 20, 1), 2 * 1.6487212707001282, 8 * ROUNDING);
}
END_TEST

START_TEST(objective_weigh_geco_stays_in_its_bounds) {
    struct objective objective = begin(&geco, &constant);
    for (long step = 0; step < 50; step++)
        weigh(&objective, step, 40, 1);
    ck_assert_double_eq(objective.weight, 0.5);
    for (long step = 0; step < 50; step++)
        weigh(&objective, step, 10, 1);
    ck_assert_double_eq(objective.weight, 8);
}
END_TEST

/* ---- Free bits ---- */

struct known {
    double floor;
    long group;
    enum floor_of of;
    real factor[N * K];
};

/* Means 0.5, 0.25, 1; a group exactly at the floor is free. Groups of two: {0.75}, {1}; all: 1.75. */
static const struct known known[] = {
    {0.25, 1, FLOOR_OF_BATCH, {1, 0, 1, 1, 0, 1, 1, 0, 1}},
    {0.8, 2, FLOOR_OF_BATCH, {0, 0, 1, 0, 0, 1, 0, 0, 1}},
    {1.75, 0, FLOOR_OF_BATCH, {0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {1.5, 0, FLOOR_OF_BATCH, {1, 1, 1, 1, 1, 1, 1, 1, 1}},
    {0.25, 1, FLOOR_OF_EXAMPLE, {1, 0, 1, 1, 0, 1, 0, 1, 1}},
    {0.5, 2, FLOOR_OF_EXAMPLE, {0, 0, 0, 1, 1, 1, 0, 0, 0}},
    {1, 0, FLOOR_OF_EXAMPLE, {0, 0, 0, 1, 1, 1, 0, 0, 0}},
};

START_TEST(objective_weigh_free_bits_frees_what_is_at_most_the_floor) {
    const struct known *row = &known[_i];
    const struct objective_config config = {
        .kind = OBJECTIVE_FREE_BITS, .floor = row->floor, .group = row->group, .floor_of = row->of};
    struct objective objective = begin(&config, &constant);
    struct objective_terms terms = terms_at(0, 40, 1.75);
    real factor[N * K];
    ck_assert_int_eq(klimb_objective_has_factors(&config), 1);
    ck_assert_double_eq(klimb_objective_weigh(&objective, &terms, factor), 2);
    for (long i = 0; i < N * K; i++)
        ck_assert_msg(factor[i] >= row->factor[i] && factor[i] <= row->factor[i],
                      "element %ld has %g", i, (double)factor[i]);
}
END_TEST

/* ---- Balanced ---- */

/* Means 0.5, 0.25, 1, plus 0.01 for each group. Groups of one: 0.51, 0.26, 1.01 of 1.78. A group of two and one of one:
 * 0.76/2 and 1.01 of 1.39; the KL of the larger is divided by its size. Mean 1 over the groups. */
static const struct balanced {
    long group;
    double factor[K];
} balanced[] = {
    {1, {3 * 0.51 / 1.78, 3 * 0.26 / 1.78, 3 * 1.01 / 1.78}},
    {2, {2 * 0.38 / 1.39, 2 * 0.38 / 1.39, 2 * 1.01 / 1.39}},
    {0, {1, 1, 1}},
};

START_TEST(objective_weigh_balanced_weighs_a_group_by_its_kl_and_size) {
    const struct schedule_config ramp = {.kind = SCHEDULE_LINEAR, .beta = 2, .length = 10};
    const struct objective_config config = {.kind = OBJECTIVE_BALANCED,
                                            .group = balanced[_i].group};
    struct objective objective = begin(&config, &ramp);
    real factor[N * K];
    for (long step = 0; step <= 11; step++) {
        struct objective_terms terms = terms_at(step, 40, 1.75);
        double weight = klimb_objective_weigh(&objective, &terms, factor);
        ck_assert_double_eq(weight, klimb_schedule_beta(&ramp, step));
        for (long i = 0; i < N * K; i++)
            ck_assert_near((double)factor[i], step < 10 ? balanced[_i].factor[i % K] : 1, 2e-7);
    }
}
END_TEST

static Suite *objective_suite(void) {
    Suite *suite = suite_create("objective");
    TCase *cases = tcase_create("weights");
    tcase_add_test(cases, objective_names_all_kinds_are_there);
    tcase_add_test(cases, objective_weigh_elbo_is_the_schedule);
    tcase_add_test(cases, objective_weigh_capacity_is_gamma_with_the_sign_of_the_excess);
    tcase_add_test(cases, objective_weigh_controlvae_follows_the_formula);
    tcase_add_test(cases, objective_weigh_controlvae_does_not_wind_up);
    tcase_add_test(cases, objective_weigh_controlvae_far_from_target_is_finite);
    tcase_add_test(cases, objective_weigh_geco_follows_the_algorithm);
    tcase_add_test(cases, objective_weigh_geco_stays_in_its_bounds);
    tcase_add_loop_test(cases, objective_weigh_free_bits_frees_what_is_at_most_the_floor, 0,
                        sizeof known / sizeof *known);
    tcase_add_loop_test(cases, objective_weigh_balanced_weighs_a_group_by_its_kl_and_size, 0,
                        sizeof balanced / sizeof *balanced);
    suite_add_tcase(suite, cases);
    return suite;
}

TEST_MAIN(objective_suite)
