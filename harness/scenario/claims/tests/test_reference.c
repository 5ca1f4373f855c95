/* Names of scenarios relative to each other. */
#include "scenario/claims/reference.h"

#include <string.h>

#include "tests/check_near.h"

START_TEST(reference_resolve_relative_paths_gives_names) {
    static const struct {
        const char *folder, *written, *name;
    } cases[] = {
        {"weak-prior", "../learning/healthy.yaml", "learning/healthy"},
        {"learning", "healthy.yaml", "learning/healthy"},
        {"learning", "./healthy.yaml", "learning/healthy"},
        {"a/b", "../../c.yaml", "c"},
        {".", "learning/healthy.yaml", "learning/healthy"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[64];
        struct error error = {0};
        ck_assert_int_eq(
            reference_resolve(name, sizeof name, cases[i].folder, cases[i].written, &error),
            STATUS_OK);
        ck_assert_str_eq(name, cases[i].name);
    }
}
END_TEST

START_TEST(reference_resolve_what_is_no_scenario_is_refused) {
    static const struct {
        const char *folder, *written, *message, *hint;
    } cases[] = {
        {"a", "../b/c", "must end in .yaml", "write '../b/c.yaml'"},
        {"a", ".yaml", "must end in .yaml", ""},
        {".", "./.yaml", "has no name before its .yaml", ""},
        {"a", "b/.yaml", "has no name before its .yaml", ""},
        {"a", "/etc/x.yaml", "is an absolute path", ""},
        {"a", "../../x.yaml", "leaves the experiments folder", ""},
        {".", "../x.yaml", "leaves the experiments folder", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[64];
        struct error error = {0};
        ck_assert_int_eq(
            reference_resolve(name, sizeof name, cases[i].folder, cases[i].written, &error),
            STATUS_FORMAT);
        ck_assert_ptr_nonnull(strstr(error.message, cases[i].message));
        ck_assert_ptr_nonnull(strstr(error.hint, cases[i].hint));
    }
}
END_TEST

START_TEST(reference_resolve_name_too_long_is_refused) {
    char name[8];
    struct error error = {0};
    ck_assert_int_eq(reference_resolve(name, sizeof name, ".", "1234567.yaml", &error), STATUS_OK);
    ck_assert_int_eq(reference_resolve(name, sizeof name, ".", "12345678.yaml", &error),
                     STATUS_INVALID);
}
END_TEST

START_TEST(reference_relative_gives_the_way_from_folder_to_target) {
    static const struct {
        const char *folder, *target, *out;
    } cases[] = {
        {"weak-prior", "learning/healthy", "../learning/healthy"},
        {"learning", "learning/healthy", "healthy"},
        {"learning", "learning/data/x.csv", "data/x.csv"},
        {"learn", "learning/healthy", "../learning/healthy"},
        {"learning", "learn/healthy", "../learn/healthy"},
        {"a/b", "a/c/x", "../c/x"},
        {"a/b", "x", "../../x"},
        {"a", "../x", "../../x"},
        {".", "a/x", "a/x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[64];
        struct error error = {0};
        ck_assert_int_eq(
            reference_relative(out, sizeof out, cases[i].folder, cases[i].target, &error),
            STATUS_OK);
        ck_assert_str_eq(out, cases[i].out);
    }
}
END_TEST

START_TEST(reference_relative_too_long_is_refused) {
    char out[9];
    struct error error = {0};
    ck_assert_int_eq(reference_relative(out, sizeof out, "a", "b/cde", &error), STATUS_OK);
    ck_assert_str_eq(out, "../b/cde");
    ck_assert_int_eq(reference_relative(out, sizeof out, "a", "b/cdef", &error), STATUS_INVALID);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("reference");
    TCase *tests = tcase_create("reference");
    tcase_add_test(tests, reference_resolve_relative_paths_gives_names);
    tcase_add_test(tests, reference_resolve_what_is_no_scenario_is_refused);
    tcase_add_test(tests, reference_resolve_name_too_long_is_refused);
    tcase_add_test(tests, reference_relative_gives_the_way_from_folder_to_target);
    tcase_add_test(tests, reference_relative_too_long_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
