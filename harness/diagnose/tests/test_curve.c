/* Levels, noise and trends of curves whose answer is known by hand. */
#include "diagnose/curve.h"

#include <math.h>

#include "diagnose/tests/curve_record.h"
#include "tests/check_near.h"

static double straight(long row) {
    return 3 + 2 * (double)row;
}
static double white(long row) {
    return 5 + 0.25 * curve_record_noise(row, 7);
}
static double hill(long row) {
    return row == 4 ? 9 : row == 7 ? -2 : 1;
}

static struct curve curve_of(double (*value)(long), long rows) {
    struct record record;
    struct curve curve;
    curve_record(&record, rows);
    curve_record_fill(&record, OBSERVABLE_kl, value);
    ck_assert_int_eq(curve_make(&curve, &record, OBSERVABLE_kl, NULL), STATUS_OK);
    record_free(&record);
    return curve;
}

START_TEST(curve_make_takes_what_is_there) {
    struct record record;
    struct curve curve;
    curve_record(&record, 6);
    curve_record_fill(&record, OBSERVABLE_kl, straight);
    for (long row = 0; row < 6; row++)
        record.step[row] = 10 * (row + 1);
    curve_record_empty(&record, 0, OBSERVABLE_kl);
    curve_record_set(&record, 2, OBSERVABLE_kl, HUGE_VAL);
    curve_record_set(&record, 4, OBSERVABLE_kl, (double)NAN);
    ck_assert_int_eq(curve_make(&curve, &record, OBSERVABLE_kl, NULL), STATUS_OK);
    ck_assert_int_eq(curve.count, 3);
    ck_assert_int_eq(curve.seen, 5);
    ck_assert_int_eq(curve.broken, 2);
    ck_assert(curve.from == 10 && curve.to == 60); /* of the record, not of the values */
    ck_assert(curve.first_broken == 30 && curve.last_broken == 50);
    ck_assert(isinf(curve.broken_value) && curve.broken_value > 0);
    ck_assert(curve.step[0] == 20 && curve.step[1] == 40 && curve.step[2] == 60);
    ck_assert(curve_first(&curve) == 5 && curve_last(&curve) == 13);
    curve_free(&curve);
    record_free(&record);
}
END_TEST

START_TEST(curve_free_leaves_an_empty_curve) {
    struct curve curve = curve_of(straight, 5);
    curve_free(&curve);
    ck_assert_ptr_null(curve.value);
    ck_assert_int_eq(curve.count, 0);
    ck_assert(isnan(curve.first_broken) && isnan(curve.last_broken));
    curve_free(&curve);
}
END_TEST

/* Whatever has no value: a column that is absent, a record without rows, nothing but NaN. */
static void assert_empty(const struct curve *curve) {
    ck_assert_int_eq(curve->count, 0);
    ck_assert(isnan(curve_first(curve)) && isnan(curve_last(curve)));
    ck_assert(isnan(curve_level(curve, 0, 1)));
    ck_assert(isnan(curve_range(curve)));
    ck_assert(curve_noise(curve) == 0);
    ck_assert(curve_slope(curve, 1) == 0);
    ck_assert_int_eq(curve_rows(curve, 0, 1), 0);
    ck_assert_int_eq(curve_largest(curve, 0), -1);
    ck_assert_int_eq(curve_smallest(curve, 0), -1);
    ck_assert_int_eq(curve_distinct(curve, 3), 0);
}

static double not_a_number(long row) {
    return row == 3 ? HUGE_VAL : (double)NAN;
}

START_TEST(curve_of_nothing) {
    struct record record;
    struct curve curve;
    curve_record(&record, 8);
    ck_assert_int_eq(curve_make(&curve, &record, OBSERVABLE_kl, NULL), STATUS_OK);
    assert_empty(&curve);
    ck_assert_int_eq(curve.seen, 0);
    ck_assert(isnan(curve.first_broken) && isnan(curve.last_broken));
    curve_free(&curve);
    curve_record_fill(&record, OBSERVABLE_kl, not_a_number);
    ck_assert_int_eq(curve_make(&curve, &record, OBSERVABLE_kl, NULL), STATUS_OK);
    assert_empty(&curve);
    ck_assert_int_eq(curve.broken, 8);
    ck_assert(curve.first_broken == 0 && curve.last_broken == 7 && isnan(curve.broken_value));
    curve_free(&curve);
    record.rows = 0;
    ck_assert_int_eq(curve_make(&curve, &record, OBSERVABLE_kl, NULL), STATUS_OK);
    assert_empty(&curve);
    curve_free(&curve);
    record_free(&record);
}
END_TEST

START_TEST(curve_new_has_room_and_no_value) {
    struct curve curve;
    ck_assert_int_eq(curve_new(&curve, 2, NULL), STATUS_OK);
    curve.value[1] = curve.step[1] = 4;
    assert_empty(&curve);
    curve_free(&curve);
}
END_TEST

/* ---- windows --------------------------------------------------------------------------------- */

START_TEST(curve_level_is_the_median_of_a_window) {
    struct curve curve = curve_of(straight, 11);
    ck_assert(curve_level(&curve, 0, 0.2) == 5);    /* 3, 5, 7 */
    ck_assert(curve_level(&curve, 0.7, 1) == 20);   /* 17, 19, 21, 23: an even number */
    ck_assert(curve_level(&curve, 0.5, 0.5) == 13); /* both ends are included */
    ck_assert_int_eq(curve_rows(&curve, 0, 0.2), 3);
    ck_assert_int_eq(curve_rows(&curve, 0.7, 1), 4);
    ck_assert_int_eq(curve_rows(&curve, 0, 1), 11);
    curve_free(&curve);
}
END_TEST

/* One row that is out of line does not move a level. */
START_TEST(curve_level_ignores_an_outlier) {
    struct curve curve = curve_of(straight, 11);
    curve.value[1] = 1e30;
    ck_assert(curve_level(&curve, 0, 0.2) == 7);
    curve_free(&curve);
}
END_TEST

/* The value nearest to the middle of a window that has none, before it, after it, or at the ends. */
START_TEST(curve_level_of_a_window_without_values) {
    struct curve curve = curve_of(straight, 4);
    static const double steps[] = {20, 30, 60, 65};
    for (long i = 0; i < 4; i++)
        curve.step[i] = steps[i];
    curve.from = 0;
    curve.to = 100;
    ck_assert(curve_level(&curve, 0, 0.1) == 3);
    ck_assert(curve_level(&curve, 0.32, 0.4) == 5);
    ck_assert(curve_level(&curve, 0.46, 0.58) == 7);
    ck_assert(curve_level(&curve, 0.9, 1) == 9);
    ck_assert_int_eq(curve_rows(&curve, 0.9, 1), 1);
    curve_free(&curve);
}
END_TEST

START_TEST(curve_level_of_one_row) {
    struct curve curve = curve_of(straight, 1);
    ck_assert(curve_level(&curve, 0, 0.1) == 3 && curve_level(&curve, 0.9, 1) == 3);
    ck_assert(curve_range(&curve) == 0 && curve_slope(&curve, 1) == 0);
    curve_free(&curve);
}
END_TEST

START_TEST(curve_extremes_are_the_first_of_equals) {
    struct curve curve = curve_of(hill, 11);
    ck_assert_int_eq(curve_largest(&curve, 0), 4);
    ck_assert_int_eq(curve_smallest(&curve, 0), 7);
    ck_assert_int_eq(curve_largest(&curve, 0.5), 5);
    ck_assert_int_eq(curve_smallest(&curve, 0.8), 8);
    curve.count = 6; /* nothing is left behind 0.8: the last */
    ck_assert_int_eq(curve_largest(&curve, 0.8), 5);
    curve_free(&curve);
}
END_TEST

START_TEST(curve_range_is_that_of_levels_and_the_first_value) {
    struct curve curve = curve_of(white, 101);
    for (long i = 0; i < 101; i++)
        curve.value[i] = i < 50 ? 10 : 4;
    curve.value[30] = 1e6;
    ck_assert(curve_range(&curve) == 6);
    curve.value[0] = 50; /* the first row often is the only one before learning */
    ck_assert(curve_range(&curve) == 46);
    curve.value[0] = -50;
    ck_assert(curve_range(&curve) == 60);
    curve_free(&curve);
}
END_TEST

START_TEST(curve_distinct_stops_counting) {
    struct curve curve = curve_of(hill, 11);
    ck_assert_int_eq(curve_distinct(&curve, 10), 3);
    ck_assert_int_eq(curve_distinct(&curve, 2), 2);
    ck_assert_int_eq(curve_distinct(&curve, 0), 0);
    curve_free(&curve);
}
END_TEST

/* ---- noise ----------------------------------------------------------------------------------- */

START_TEST(curve_noise_of_a_straight_line_is_zero) {
    struct curve curve = curve_of(straight, 100);
    ck_assert_near(curve_noise(&curve), 0, 1e-12);
    curve.count = 3;
    curve.value[1] = 1e6; /* 3 values do not tell */
    ck_assert(curve_noise(&curve) == 0);
    curve_free(&curve);
}
END_TEST

/* Of uniform noise, whose second differences are no normal ones, within a tenth; and scaled as the values are. */
START_TEST(curve_noise_of_white_noise_is_its_deviation) {
    struct curve curve = curve_of(white, 4000);
    double noise = curve_noise(&curve);
    ck_assert_near_relative(noise, 0.25, 0.1);
    for (long i = 0; i < curve.count; i++)
        curve.value[i] = 784 * curve.value[i] + 3 * (double)i;
    ck_assert_near_relative(curve_noise(&curve), 784 * noise, 1e-9);
    curve_free(&curve);
}
END_TEST

/* A jump is one second difference in a hundred, and no noise. */
START_TEST(curve_noise_ignores_a_jump) {
    struct curve curve = curve_of(straight, 100);
    for (long i = 50; i < 100; i++)
        curve.value[i] += 1e4;
    ck_assert_near(curve_noise(&curve), 0, 1e-9);
    curve_free(&curve);
}
END_TEST

/* b / (noise / sqrt sum (t - mean)^2): of 0..10 that sum is 110. */
START_TEST(curve_slope_is_over_its_standard_error) {
    struct curve curve = curve_of(straight, 11);
    ck_assert_near_relative(curve_slope(&curve, 0.5), 2 * sqrt(110) / 0.5, 1e-12);
    for (long i = 0; i < 11; i++)
        curve.value[i] *= -1;
    ck_assert_near_relative(curve_slope(&curve, 0.5), -2 * sqrt(110) / 0.5, 1e-12);
    curve.count = 3;
    ck_assert(curve_slope(&curve, 0.5) == 0);
    curve_free(&curve);
}
END_TEST

/* Steps in epochs or in thousands, values in nats or sums over a batch: as sure. */
START_TEST(curve_slope_does_not_depend_on_units) {
    struct curve curve = curve_of(white, 200);
    for (long i = 0; i < curve.count; i++)
        curve.value[i] += 0.002 * (double)i;
    double slope = curve_slope(&curve, curve_noise(&curve));
    ck_assert(slope > 5);
    for (long i = 0; i < curve.count; i++) {
        curve.value[i] *= 128;
        curve.step[i] = 7919 * curve.step[i] + 4;
    }
    ck_assert_near_relative(curve_slope(&curve, curve_noise(&curve)), slope, 1e-9);
    curve_free(&curve);
}
END_TEST

/* White noise has no slope: within 4 standard errors, which are 1. */
START_TEST(curve_slope_of_noise_is_small) {
    for (long begin = 0; begin < 20; begin++) {
        struct curve curve = curve_of(white, 100);
        for (long i = 0; i < curve.count; i++)
            curve.value[i] = white(i + 1000 * begin);
        ck_assert(fabs(curve_slope(&curve, 0.25)) < 4);
        curve_free(&curve);
    }
}
END_TEST

/* All rows at one step: there is no slope, and every window holds all. */
START_TEST(curve_of_one_step) {
    struct curve curve = curve_of(straight, 5);
    for (long i = 0; i < 5; i++)
        curve.step[i] = 3;
    curve.from = curve.to = 3;
    ck_assert(curve_slope(&curve, 1) == 0);
    ck_assert_int_eq(curve_rows(&curve, 0.9, 1), 5);
    ck_assert(curve_level(&curve, 0, 0.1) == 7);
    curve_free(&curve);
}
END_TEST

static Suite *curve_suite(void) {
    Suite *suite = suite_create("curve");
    TCase *tests = tcase_create("curve");
    tcase_add_test(tests, curve_make_takes_what_is_there);
    tcase_add_test(tests, curve_free_leaves_an_empty_curve);
    tcase_add_test(tests, curve_of_nothing);
    tcase_add_test(tests, curve_new_has_room_and_no_value);
    tcase_add_test(tests, curve_level_is_the_median_of_a_window);
    tcase_add_test(tests, curve_level_ignores_an_outlier);
    tcase_add_test(tests, curve_level_of_a_window_without_values);
    tcase_add_test(tests, curve_level_of_one_row);
    tcase_add_test(tests, curve_extremes_are_the_first_of_equals);
    tcase_add_test(tests, curve_range_is_that_of_levels_and_the_first_value);
    tcase_add_test(tests, curve_distinct_stops_counting);
    tcase_add_test(tests, curve_noise_of_a_straight_line_is_zero);
    tcase_add_test(tests, curve_noise_of_white_noise_is_its_deviation);
    tcase_add_test(tests, curve_noise_ignores_a_jump);
    tcase_add_test(tests, curve_slope_is_over_its_standard_error);
    tcase_add_test(tests, curve_slope_does_not_depend_on_units);
    tcase_add_test(tests, curve_slope_of_noise_is_small);
    tcase_add_test(tests, curve_of_one_step);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(curve_suite)
