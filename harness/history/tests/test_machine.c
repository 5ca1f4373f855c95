#include "history/machine.h"

#include <string.h>

#include "tests/check_near.h"

START_TEST(machine_get_names_all_that_seconds_depend_on) {
    struct backend backend;
    struct machine machine;
    struct error error = {0};
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
    machine_get(&machine, &backend);
    ck_assert_uint_eq(strlen(machine.id), MACHINE_ID);
    ck_assert_ptr_nonnull(strstr(machine.libc, "glibc 2."));
    ck_assert_str_eq(machine.simd, backend.simd);
    ck_assert(machine.cpu[0] != '\0' && machine.compiler[0] != '\0' && machine.flags[0] != '\0');
}
END_TEST

START_TEST(machine_digest_differs_where_a_fact_does) {
    struct machine machine = {.cpu = "a", .simd = "avx2", .libc = "glibc 2.36"};
    char before[MACHINE_ID + 1], after[MACHINE_ID + 1];
    machine_digest(before, &machine);
    machine.libc[9] = '7';
    machine_digest(after, &machine);
    ck_assert_str_ne(before, after);
}
END_TEST

static Suite *machine_suite(void) {
    Suite *suite = suite_create("machine");
    TCase *tests = tcase_create("machine");
    tcase_add_test(tests, machine_get_names_all_that_seconds_depend_on);
    tcase_add_test(tests, machine_digest_differs_where_a_fact_does);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(machine_suite)
