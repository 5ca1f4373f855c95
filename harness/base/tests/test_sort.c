#include "base/sort.h"

#include <check.h>
#include <math.h>

#include "tests/check_near.h"

START_TEST(sort_ascending_orders_signs_zeros_and_infinities) {
    double value[] = {2.385, -HUGE_VAL, 0.25, HUGE_VAL, -1e-300, 0, 0.25, -7};
    const double sorted[] = {-HUGE_VAL, -7, -1e-300, 0, 0.25, 0.25, 2.385, HUGE_VAL};
    sort_ascending(value, 8);
    for (int i = 0; i < 8; i++)
        ck_assert(value[i] == sorted[i]);
}
END_TEST

START_TEST(sort_ascending_touches_only_what_it_is_given) {
    double value[] = {3, 2, 1};
    sort_ascending(value, 0);
    sort_ascending(value, 1);
    ck_assert(value[0] == 3 && value[1] == 2 && value[2] == 1);
    sort_ascending(value, 2);
    ck_assert(value[0] == 2 && value[1] == 3 && value[2] == 1);
}
END_TEST

static Suite *sort_suite(void) {
    Suite *suite = suite_create("sort");
    TCase *tests = tcase_create("sort");
    tcase_add_test(tests, sort_ascending_orders_signs_zeros_and_infinities);
    tcase_add_test(tests, sort_ascending_touches_only_what_it_is_given);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(sort_suite)
