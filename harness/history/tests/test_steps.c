#include "history/steps.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "numerics/rng.h"
#include "tests/check_near.h"

enum { VALUES_MAX = 64 };

/* A stream of uniforms in (0, 1). */
static double uniform(uint32_t *place) {
    static const uint32_t key[2] = {7, 7};
    uint32_t words[4];
    klimb_rng_philox(words, (const uint32_t[4]){(*place)++, 0, 0, 0}, key);
    return ((double)words[0] + 0.5) / 4294967296.0;
}

static double normal(uint32_t *place) {
    double radius = sqrt(-2 * log(uniform(place)));
    return radius * cos(2 * 3.14159265358979323846 * uniform(place));
}

/* ---- noise without steps ----------------------------------------------------------------------- */

enum noise { NORMAL, LAPLACE, SKEWED, OUTLIERS, ROUNDED, NOISES };

/* Deviation about 1. */
static double draw(enum noise noise, uint32_t *place) {
    double u = uniform(place) - 0.5;
    switch (noise) {
    case LAPLACE:
        return (u < 0 ? 1 : -1) * log(1 - 2 * fabs(u)) / sqrt(2.0);
    case SKEWED: /* load only makes slower */
        return -log(uniform(place));
    case OUTLIERS:
        return normal(place) * (uniform(place) < 0.1 ? 10 : 1);
    case ROUNDED:
        return floor(2 * normal(place)) / 2;
    default:
        return normal(place);
    }
}

/* Alarms at the level 0.01 in 2,000 series: expected 20 at most, deviation 4.5. As rounding and clipping make ties, there
 * may be fewer. */
START_TEST(steps_find_of_noise_alarms_at_its_level) {
    enum { SERIES = 2000, ALARMS_MOST = 36 };
    double value[VALUES_MAX];
    struct step steps[STEPS_MOST];
    uint32_t place = 1;
    long alarms = 0, count = 12 + 14 * (_i % 3);
    for (long series = 0; series < SERIES; series++) {
        for (long i = 0; i < count; i++)
            value[i] = draw((enum noise)(_i / 3), &place);
        alarms += steps_find(steps, value, count,
                             &(struct step_rules){.level = 0.01, .least = 1e-9}) > 0;
    }
    ck_assert_int_le(alarms, ALARMS_MOST);
    ck_assert_int_ge(alarms, 4);
}
END_TEST

/* Load that stays: each value keeps 0.3 of the noise of the one before. The level does not hold there; with
 * noise of 2 % the least step of 5 % does. */
START_TEST(steps_find_of_load_that_stays_is_held_back_by_the_least_step) {
    enum { SERIES = 2000, COUNT = 40 };
    double value[COUNT];
    struct step steps[STEPS_MOST];
    uint32_t place = 1;
    long alarms = 0, small = 0;
    for (long series = 0; series < SERIES; series++) {
        double last = 0;
        for (long i = 0; i < COUNT; i++)
            value[i] = 0.02 * (last = 0.3 * last + sqrt(1 - 0.09) * normal(&place));
        alarms += steps_find(steps, value, COUNT, &(struct step_rules){0}) > 0;
        small += steps_find(steps, value, COUNT, &(struct step_rules){.least = 1e-9}) > 0;
    }
    ck_assert_int_le(alarms, 2);
    ck_assert_int_gt(small, SERIES / 1000 * 5);
}
END_TEST

START_TEST(steps_find_of_one_slow_check_finds_nothing) {
    double value[30];
    struct step steps[STEPS_MOST];
    uint32_t place = 5;
    for (long i = 0; i < 30; i++)
        value[i] = 0.02 * normal(&place) + (i == 20 || i == 29 ? 3 : 0);
    ck_assert_int_eq(steps_find(steps, value, 30, &(struct step_rules){0}), 0);
}
END_TEST

/* ---- steps ------------------------------------------------------------------------------------- */

/* 20 % slower since `after` checks, with noise of 3 %. */
START_TEST(steps_find_sees_a_fifth_after_few_checks) {
    static const struct {
        long before, after, least_found;
    } cases[] = {{30, 4, 90}, {20, 5, 90}, {20, 20, 99}, {8, 8, 99}};
    double value[VALUES_MAX];
    struct step steps[STEPS_MOST];
    uint32_t place = 1;
    long found = 0, near = 0;
    for (long series = 0; series < 100; series++) {
        long count = cases[_i].before + cases[_i].after;
        for (long i = 0; i < count; i++)
            value[i] = 0.03 * normal(&place) + (i >= cases[_i].before ? log(1.2) : 0);
        if (steps_find(steps, value, count, &(struct step_rules){0}) != 1)
            continue;
        found++;
        near += labs(steps[0].at - cases[_i].before) <= 1;
        ck_assert_near(steps[0].after - steps[0].before, log(1.2), 0.09);
        ck_assert_double_le(steps[0].p, STEP_LEVEL);
    }
    ck_assert_int_ge(found, cases[_i].least_found);
    ck_assert_int_ge(near, found * 9 / 10);
}
END_TEST

START_TEST(steps_find_sees_up_and_down_again) {
    double value[60];
    struct step steps[STEPS_MOST];
    uint32_t place = 3;
    for (long i = 0; i < 60; i++)
        value[i] = 0.02 * normal(&place) + (i >= 20 && i < 50 ? 0.3 : 0);
    ck_assert_int_eq(steps_find(steps, value, 60, &(struct step_rules){0}), 2);
    ck_assert_int_eq(steps[0].at, 20);
    ck_assert_int_eq(steps[1].at, 50);
    ck_assert_near(steps[0].after, 0.3, 0.02);
    ck_assert_near(steps[1].after, 0, 0.02);
}
END_TEST

START_TEST(steps_find_of_exact_values_sees_the_step) {
    const double value[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    struct step steps[STEPS_MOST];
    ck_assert_int_eq(steps_find(steps, value, 21, &(struct step_rules){0}), 1);
    ck_assert_int_eq(steps[0].at, 12);
    ck_assert_int_eq(steps_find(steps, value, 12, &(struct step_rules){0}), 0);
    ck_assert_int_eq(steps_find(steps, value, 0, &(struct step_rules){0}), 0);
}
END_TEST

static Suite *steps_suite(void) {
    Suite *suite = suite_create("steps");
    TCase *tests = tcase_create("steps");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, steps_find_of_noise_alarms_at_its_level, 0, 3 * NOISES);
    tcase_add_test(tests, steps_find_of_load_that_stays_is_held_back_by_the_least_step);
    tcase_add_test(tests, steps_find_of_one_slow_check_finds_nothing);
    tcase_add_loop_test(tests, steps_find_sees_a_fifth_after_few_checks, 0, 4);
    tcase_add_test(tests, steps_find_sees_up_and_down_again);
    tcase_add_test(tests, steps_find_of_exact_values_sees_the_step);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(steps_suite)
