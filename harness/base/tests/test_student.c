#include "base/student.h"

#include <math.h>

#include "tests/check_near.h"

/* Published table of Student's t (two-sided), e.g. Abramowitz & Stegun table 26.10; the last rows
 * from the closed forms: t = 1/tan(pi alpha/2) for 1 degree of freedom, and
 * t = sqrt(2 (1-alpha)^2/(1 - (1-alpha)^2)) for 2. */
START_TEST(student_quantile_matches_tables) {
    ck_assert_near_relative(student_quantile(0.05, 1), 12.706204736, 1e-8);
    ck_assert_near_relative(student_quantile(0.05, 2), 4.3026527297, 1e-8);
    ck_assert_near_relative(student_quantile(0.01, 5), 4.0321429836, 1e-8);
    ck_assert_near_relative(student_quantile(0.05, 15), 2.1314495456, 1e-8);
    ck_assert_near_relative(student_quantile(0.001, 30), 3.6459586351, 1e-8);
    ck_assert_near_relative(student_quantile(1e-9, 1), 1 / tan(1e-9 * acos(-1) / 2), 1e-6);
    double p = 1 - 1e-8;
    ck_assert_near_relative(student_quantile(1e-8, 2), sqrt(2 * p * p / (1 - p * p)), 1e-6);
    ck_assert(isinf(student_quantile(0, 5)));
    ck_assert(isinf(student_quantile((double)NAN, 5)));
}
END_TEST

static Suite *student_suite(void) {
    Suite *suite = suite_create("student");
    TCase *tests = tcase_create("student");
    tcase_add_test(tests, student_quantile_matches_tables);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(student_suite)
