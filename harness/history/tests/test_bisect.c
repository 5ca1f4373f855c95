#include "history/bisect.h"

#include "tests/check_near.h"
#include "tests/fixtures/history_entries.h"

static struct history_entry before, after;
static struct text text;

static void set_up(void) {
    before = entry_of(1, 0.5);
    after = entry_of(2, 0.5);
}

static void tear_down(void) {
    history_entry_free(&before);
    history_entry_free(&after);
    text_free(&text);
}

static const char *commands(const char *name) {
    const struct history_finding finding = {.scenario = name, .before = &before, .after = &after};
    text_free(&text);
    bisect_add(&text, &finding);
    ck_assert(!text.failed);
    return text.bytes;
}

START_TEST(bisect_add_gives_bad_then_good) {
    ck_assert_ptr_nonnull(strstr(commands("a/b"), "git bisect start "
                                                  "0000000000000000000000000000000000000002 "
                                                  "0000000000000000000000000000000000000001\n"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "git bisect run sh -c '"));
    ck_assert_ptr_nonnull(
        strstr(text.bytes, " check -q --no-pending --history none -b exact a/b "));
    ck_assert_ptr_nonnull(strstr(text.bytes, "exit 125'\n"));
}
END_TEST

START_TEST(bisect_add_quotes_a_name_twice) {
    ck_assert_ptr_nonnull(strstr(commands("a/b; rm x"), "'\\''a/b; rm x'\\''"));
}
END_TEST

START_TEST(bisect_add_warns_of_changes_in_the_work_tree) {
    after.is_dirty = 1;
    ck_assert_ptr_eq(strstr(commands("a/b"), "# the work tree had uncommitted changes"),
                     text.bytes);
    ck_assert_ptr_nonnull(strstr(text.bytes, "git bisect start"));
}
END_TEST

START_TEST(bisect_add_has_no_command_without_two_commits) {
    memcpy(after.commit, before.commit, sizeof after.commit);
    ck_assert_ptr_eq(strstr(commands("a/b"), "# no git bisect: both checks"), text.bytes);
    before.commit[0] = '\0';
    ck_assert_ptr_eq(strstr(commands("a/b"), "# no git bisect: one of these"), text.bytes);
    ck_assert_ptr_null(strstr(text.bytes, "start"));
}
END_TEST

static Suite *bisect_suite(void) {
    Suite *suite = suite_create("bisect");
    TCase *tests = tcase_create("bisect");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, bisect_add_gives_bad_then_good);
    tcase_add_test(tests, bisect_add_quotes_a_name_twice);
    tcase_add_test(tests, bisect_add_warns_of_changes_in_the_work_tree);
    tcase_add_test(tests, bisect_add_has_no_command_without_two_commits);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(bisect_suite)
