#include "history/history_show.h"

#include "tests/check_near.h"
#include "tests/fixtures/history_entries.h"

START_TEST(history_view_has_scenarios_and_families) {
    static const char *const names[] = {"learning/healthy", "annealing/"};
    const struct history_view view = {.names = names, .name_count = 2};
    ck_assert(history_view_has(&view, "learning/healthy"));
    ck_assert(history_view_has(&view, "annealing/linear"));
    ck_assert(!history_view_has(&view, "learning/healthy-too"));
    ck_assert(!history_view_has(&view, "learning"));
    ck_assert(history_view_has(&(struct history_view){0}, "any"));
}
END_TEST

START_TEST(history_add_change_says_how_much_slower) {
    struct text text = {0};
    history_add_change(&text, &(struct history_finding){.kind = FINDING_SECONDS,
                                                        .scenario = "a/b",
                                                        .was = 0.5,
                                                        .is = 0.6,
                                                        .p = 1e-4,
                                                        .checks = 30});
    ck_assert_str_eq(text.bytes, "seconds 0.5 -> 0.6 (+20.0 %), p 0.0001 of 30 checks");
    text_free(&text);
}
END_TEST

static Suite *history_show_suite(void) {
    Suite *suite = suite_create("history_show");
    TCase *tests = tcase_create("history_show");
    tcase_add_test(tests, history_view_has_scenarios_and_families);
    tcase_add_test(tests, history_add_change_says_how_much_slower);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(history_show_suite)
