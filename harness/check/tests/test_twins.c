#include "check/twins.h"

#include "tests/check_near.h"

/* Against 20,000 simulated pairs of normal samples each, whose standard error is at most 0.0036; the approximation itself
 * is good to some 0.005 here. */
START_TEST(twins_power_is_that_of_simulated_samples) {
    static const struct {
        double shift;
        long golden, fresh;
        double power;
    } cases[] = {{2, 24, 8, 0.6518}, {1.5, 64, 8, 0.4558}, {5, 24, 1, 0.5849}};
    ck_assert_near(twins_power(cases[_i].shift, cases[_i].golden, cases[_i].fresh), cases[_i].power,
                   0.015);
}
END_TEST

START_TEST(twins_power_grows_with_shift_and_runs) {
    double last = 0;
    for (double shift = 1; shift < 8; shift += 0.5) {
        double power = twins_power(shift, 16, 8);
        ck_assert_double_ge(power, last);
        ck_assert_double_le(power, 1);
        ck_assert_double_ge(power, twins_power(shift, 16, 1));
        ck_assert_double_ge(twins_power(shift, 64, 8), power);
        last = power;
    }
    ck_assert_double_le(twins_power(0, 16, 8), ENSEMBLE_ALPHA);
}
END_TEST

static Suite *twins_suite(void) {
    Suite *suite = suite_create("twins");
    TCase *tests = tcase_create("twins");
    tcase_add_loop_test(tests, twins_power_is_that_of_simulated_samples, 0, 3);
    tcase_add_test(tests, twins_power_grows_with_shift_and_runs);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(twins_suite)
