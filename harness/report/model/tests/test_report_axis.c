#include "report/model/report_axis.h"
#include "tests/check_near.h"

static struct report_range range_of(const double *values, int count) {
    struct report_axis axis = {0};
    for (int i = 0; i < count; i++)
        report_axis_include(&axis, values[i]);
    return report_axis_range(&axis);
}
#define RANGE_OF(...)                                                                              \
    range_of((const double[]){__VA_ARGS__},                                                        \
             (int)(sizeof(const double[]){__VA_ARGS__} / sizeof(double)))

START_TEST(range_without_values_is_not_empty) {
    struct report_axis axis = {0};
    report_axis_include(&axis, (double)NAN);
    report_axis_include(&axis, HUGE_VAL);
    report_axis_include(&axis, -HUGE_VAL);
    struct report_range range = report_axis_range(&axis);
    ck_assert_int_eq(axis.count, 0);
    ck_assert_int_eq(range.scale, REPORT_LINEAR);
    ck_assert(range.low < range.high);
}
END_TEST

START_TEST(range_of_a_constant_has_it_inside) {
    static const double constants[] = {0, 1, -1, 44.3614, 1e-30, 3e38, -3e38};
    struct report_range range = range_of(&constants[_i], 1);
    ck_assert(range.low < constants[_i] || constants[_i] == 0);
    ck_assert(range.low <= constants[_i] && constants[_i] < range.high);
    ck_assert(isfinite(range.low) && isfinite(range.high));
    ck_assert_int_eq(range.scale, REPORT_LINEAR);
}
END_TEST

/* A healthy KL: 0.1 to 3.2 is 1.5 decades, and 0.1 is near 0. Margin: 5 % of 3.1. */
START_TEST(range_near_zero_begins_there) {
    struct report_range range = RANGE_OF(0.1, 2, 3.2);
    ck_assert_int_eq(range.scale, REPORT_LINEAR);
    ck_assert_near(range.low, 0, 0);
    ck_assert_near(range.high, 3.2 + 0.155, 1e-12);
}
END_TEST

/* A healthy reconstruction: 21 is not a neighbour of 0 for an axis up to 45. Margin: 5 % of 24. */
START_TEST(range_far_from_zero_has_a_margin_on_both_sides) {
    struct report_range range = RANGE_OF(45, 30, 21);
    ck_assert_near(range.low, 21 - 1.2, 1e-12);
    ck_assert_near(range.high, 45 + 1.2, 1e-12);
}
END_TEST

START_TEST(range_over_three_decades_is_logarithmic) {
    ck_assert_int_eq(RANGE_OF(0.1, 99).scale, REPORT_LINEAR);
    struct report_range range = RANGE_OF(0.1, 101);
    ck_assert_int_eq(range.scale, REPORT_LOG);
    ck_assert(range.low > 0 && range.low < 0.1 && range.high > 101);
}
END_TEST

/* A collapsed KL may be 0, or less by rounding, in single rows. */
START_TEST(range_of_zeros_and_rounding_stays_logarithmic) {
    struct report_range range = RANGE_OF(46, 1e-5, 0, -1e-7);
    ck_assert_int_eq(range.scale, REPORT_LOG);
    ck_assert(range.low > 1e-6 && range.low < 1e-5);
}
END_TEST

START_TEST(range_logarithmic_spans_twelve_decades_at_most) {
    struct report_range range = RANGE_OF(1e-30, 1);
    ck_assert_near_relative(range.low, 1e-12 / 1.3, 1e-9);
}
END_TEST

/* A Gaussian reconstruction term that explodes: its logarithm would lose all that is below 0. */
START_TEST(range_of_large_values_of_both_signs_is_asinh) {
    struct report_range range = RANGE_OF(-18.8, 5, 3e8);
    ck_assert_int_eq(range.scale, REPORT_ASINH);
    ck_assert(range.low < -18.8 && range.high > 3e8);
}
END_TEST

START_TEST(range_of_negative_values_is_linear_when_small_or_of_one_sign) {
    ck_assert_int_eq(RANGE_OF(-18.8, 5).scale, REPORT_LINEAR);
    ck_assert_int_eq(RANGE_OF(-5000, -4000).scale, REPORT_LINEAR);
}
END_TEST

static Suite *axis_suite(void) {
    Suite *suite = suite_create("report_axis");
    TCase *tests = tcase_create("range");
    tcase_add_test(tests, range_without_values_is_not_empty);
    tcase_add_loop_test(tests, range_of_a_constant_has_it_inside, 0, 7);
    tcase_add_test(tests, range_near_zero_begins_there);
    tcase_add_test(tests, range_far_from_zero_has_a_margin_on_both_sides);
    tcase_add_test(tests, range_over_three_decades_is_logarithmic);
    tcase_add_test(tests, range_of_zeros_and_rounding_stays_logarithmic);
    tcase_add_test(tests, range_logarithmic_spans_twelve_decades_at_most);
    tcase_add_test(tests, range_of_large_values_of_both_signs_is_asinh);
    tcase_add_test(tests, range_of_negative_values_is_linear_when_small_or_of_one_sign);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(axis_suite)
