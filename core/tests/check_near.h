/* check_near.h -- closeness for tests: NaN-safe, 17 digits, and the share of the tolerance used.
 *
 *     ck_assert_near(got, wanted, 1e-12);            absolute
 *     ck_assert_near_relative(got, wanted, 1e-6);    |got - wanted| <= tolerance * |wanted|
 *
 * Also shared by all tests: SKIP_TEST, long test cases, TEST_MAIN.
 */
#ifndef KLIMB_CHECK_NEAR_H
#define KLIMB_CHECK_NEAR_H

#include <check.h>
#include <math.h>
#include <stdio.h>

#define ck_assert_near(got, wanted, tolerance)                                                     \
    do {                                                                                           \
        double near_got = (double)(got), near_wanted = (double)(wanted);                           \
        double near_tolerance = (double)(tolerance);                                               \
        double near_error = fabs(near_got - near_wanted);                                          \
        ck_assert_msg(near_error <= near_tolerance,                                                \
                      "%s = %.17g, wanted %.17g: off by %.3g, %.3g of the tolerance %.3g", #got,   \
                      near_got, near_wanted, near_error, near_error / near_tolerance,              \
                      near_tolerance);                                                             \
    } while (0)

#define ck_assert_near_relative(got, wanted, tolerance)                                            \
    ck_assert_near(got, wanted, (double)(tolerance)*fabs((double)(wanted)))

/* Prints that a test, or a named part of one, cannot run here, and why. harness/tests/run.sh counts and shows
 * these lines. */
static inline void skip_test(const char *name, const char *reason) {
    printf("SKIP %s: %s\n", name, reason);
    fflush(stdout);
}

/* Prints the reason and returns from the test that contains it. */
#define SKIP_TEST(reason)                                                                          \
    do {                                                                                           \
        skip_test(__func__, reason);                                                               \
        return;                                                                                    \
    } while (0)

/* A new test case of a suite, for tests that take seconds: `make unit` leaves them out and
 * `make check-long` runs them. */
static inline TCase *suite_add_long(Suite *suite) {
    TCase *tests = tcase_create("long");
    tcase_set_tags(tests, "long");
    tcase_set_timeout(tests, 120);
    suite_add_tcase(suite, tests);
    return tests;
}

/* The main function of a test program: one suite, exit code 1 if anything failed. */
#define TEST_MAIN(suite_function)                                                                  \
    int main(void) {                                                                               \
        SRunner *runner = srunner_create(suite_function());                                        \
        srunner_run_all(runner, CK_ENV);                                                           \
        int failed = srunner_ntests_failed(runner);                                                \
        srunner_free(runner);                                                                      \
        return failed == 0 ? 0 : 1;                                                                \
    }

#endif
