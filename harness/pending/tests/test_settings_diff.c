/* Which settings two scenarios differ in. */
#include "pending/settings_diff.h"

#include "tests/check_near.h"

static void assert_diff(const char *old, const char *new, const char *wanted) {
    struct text text = {0};
    struct error error = {0};
    ck_assert_msg(settings_diff(&text, old, new, &error) == STATUS_OK, "%s", error.message);
    ck_assert_str_eq(text_string(&text), wanted);
    text_free(&text);
}

START_TEST(settings_diff_of_equal_scenarios_says_nothing) {
    assert_diff("train:\n  steps: 60\n", "train:\n  steps: 60\n", "");
}
END_TEST

START_TEST(settings_diff_names_the_whole_path_of_a_setting) {
    assert_diff("model:\n  latent: 3\n  head:\n    low: -30\ntrain:\n  steps: 60\n",
                "model:\n  latent: 3\n  head:\n    low: -20\ntrain:\n  steps: 160\n",
                "model.head.low: -30 -> -20\ntrain.steps: 60 -> 160\n");
}
END_TEST

START_TEST(settings_diff_of_a_key_that_one_side_lacks_says_none) {
    assert_diff("a:\n  x: 1\n", "a:\n  x: 1\n  y: 2\n", "a.y: (none) -> 2\n");
    assert_diff("a:\n  x: 1\n  y: 2\nb:\n  z: 3\n", "a:\n  x: 1\n",
                "a.y: 2 -> (none)\nb.z: 3 -> (none)\n");
}
END_TEST

START_TEST(settings_diff_of_lists_shows_them_whole) {
    assert_diff("m:\n  hidden: [128]\n  path: \"\"\n", "m:\n  hidden: [64, 8]\n  path: a\n",
                "m.hidden: [128] -> [64, 8]\nm.path: \"\" -> a\n");
}
END_TEST

START_TEST(settings_diff_of_what_is_no_yaml_is_an_error) {
    struct text text = {0};
    struct error error = {0};
    ck_assert_int_eq(settings_diff(&text, "a: [", "a: 1\n", &error), STATUS_FORMAT);
    text_free(&text);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("settings_diff");
    TCase *tests = tcase_create("settings_diff");
    tcase_add_test(tests, settings_diff_of_equal_scenarios_says_nothing);
    tcase_add_test(tests, settings_diff_names_the_whole_path_of_a_setting);
    tcase_add_test(tests, settings_diff_of_a_key_that_one_side_lacks_says_none);
    tcase_add_test(tests, settings_diff_of_lists_shows_them_whole);
    tcase_add_test(tests, settings_diff_of_what_is_no_yaml_is_an_error);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
