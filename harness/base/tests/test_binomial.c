#include "base/binomial.h"

#include <math.h>

#include "tests/check_near.h"

/* No event in n trials: (1 - p)^n = 0.025. Five of ten: the published interval of 0.1871 to 0.8129
 * (e.g. Newcombe 1998 for the method; the beta quantiles of (5, 6) and (6, 5)). */
START_TEST(interval_matches_closed_forms_and_tables) {
    double low, high;
    binomial_interval(&low, &high, 0, 2000, 0.95);
    ck_assert_near(low, 0, 0);
    ck_assert_near_relative(high, 1 - pow(0.025, 1.0 / 2000), 1e-9);
    binomial_interval(&low, &high, 2000, 2000, 0.95);
    ck_assert_near_relative(low, pow(0.025, 1.0 / 2000), 1e-9);
    ck_assert_near(high, 1, 0);
    binomial_interval(&low, &high, 5, 10, 0.95);
    ck_assert_near(low, 0.1871, 5e-5);
    ck_assert_near(high, 0.8129, 5e-5);
    binomial_interval(&low, &high, 1, 100, 0.95);
    ck_assert_near(low, 0.000253, 5e-7);
    ck_assert_near(high, 0.0545, 5e-5);
}
END_TEST

START_TEST(at_most_sums_the_distribution) {
    ck_assert_near(binomial_at_most(0, 3, 0.5), 0.125, 1e-15);
    ck_assert_near(binomial_at_most(1, 3, 0.5), 0.5, 1e-15);
    ck_assert_near(binomial_at_most(3, 3, 0.5), 1, 0);
    ck_assert_near(binomial_at_most(-1, 3, 0.5), 0, 0);
    ck_assert_near(binomial_at_most(2, 10, 0.0), 1, 0);
    ck_assert_near(binomial_at_most(2, 10, 1.0), 0, 0);
}
END_TEST

static Suite *binomial_suite(void) {
    Suite *suite = suite_create("binomial");
    TCase *tests = tcase_create("binomial");
    tcase_add_test(tests, interval_matches_closed_forms_and_tables);
    tcase_add_test(tests, at_most_sums_the_distribution);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(binomial_suite)
