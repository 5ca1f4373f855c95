/* check_near.h -- closeness for tests: NaN-safe, 17 digits, and the share of the tolerance used.
 *
 *     ck_assert_near(got, wanted, 1e-12);            absolute
 *     ck_assert_near_relative(got, wanted, 1e-6);    |got - wanted| <= tolerance * |wanted|
 */
#ifndef KLIMB_CHECK_NEAR_H
#define KLIMB_CHECK_NEAR_H

#include <check.h>
#include <math.h>

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
