/* The page on earlier checks: a history that anyone may have written, on a page that must not suffer. */
#include "tests/check_near.h"
#include "tests/fixtures/history_entries.h"
#include "tests/fixtures/report_fixture.h"

enum { CHECKS = 24, SLOW_SINCE = 14 };

static char path[FILE_PATH_MAX];
static struct fixture fixture;

/* A history whose scenario is called `name`: slower since one check, off its golden since another. */
static void write_history(const char *name) {
    struct error error = {0};
    for (long i = 0; i < CHECKS; i++) {
        double seconds = (i < SLOW_SINCE ? 0.5 : 0.75) * (1 + 0.01 * (double)(i % 3));
        struct history_entry entry = entry_of(i, seconds);
        snprintf(entry.scenarios[0].name, sizeof entry.scenarios[0].name, "%s", name);
        if (i >= CHECKS - 2) {
            memset(entry.scenarios[0].curves, 'b', HISTORY_DIGEST);
            entry.scenarios[0].verdict = VERDICT_DRIFT;
        }
        ck_assert_msg(history_append(path, &entry, &error) == STATUS_OK, "%s", error.message);
        history_entry_free(&entry);
    }
}

static void set_up(void) {
    struct error error = {0};
    fixture_make(&fixture);
    ck_assert_int_eq(file_join(path, fixture.folder, "history.jsonl", &error), STATUS_OK);
}

static void tear_down(void) {
    fixture_remove(&fixture);
}

static void report(void) {
    struct error error = {0};
    fixture.options.history = path;
    ck_assert_msg(fixture_write(&fixture, &error) == STATUS_OK, "%s", error.message);
}

static int has(const char *file, const char *text) {
    char *bytes = fixture_read(&fixture, file);
    ck_assert_msg(bytes != NULL, "no %s", file);
    int is_there = strstr(bytes, text) != NULL;
    free(bytes);
    return is_there;
}

START_TEST(report_history_is_shown_and_drawn) {
    write_history("a/b");
    report();
    ck_assert(has("index.html", "<a href=\"history.html\">"));
    ck_assert(has("history.html", "src=\"figures/history.svg\""));
    ck_assert(has("history.html", "seconds 0.505 -&gt; 0.757 (+50.0 %)"));
    ck_assert(has("history.html", "<td class=\"no\">DRIFT</td><td>a/b</td>"));
    ck_assert(has("history.html", "git bisect start 0000000000000000000000000000000000000016 "));
    ck_assert(has("history.html", "<td>1 DRIFT</td>"));
    ck_assert(has("data/history_levels.csv", "a/b,0,1,14,"));
    ck_assert(has("data/history_verdicts.csv", "24,1,0,0,0\n"));
    ck_assert(has("figures/history.svg", "seconds of a run / median"));
    ck_assert(has("figures/history.svg", "a/b"));
}
END_TEST

START_TEST(report_history_without_a_step_is_drawn) {
    struct error error = {0};
    struct history_entry entry = entry_of(1, 0.5);
    ck_assert_int_eq(history_append(path, &entry, &error), STATUS_OK);
    history_entry_free(&entry);
    report();
    ck_assert(has("figures/history.svg", "</svg>"));
    ck_assert(!has("history.html", "git bisect"));
}
END_TEST

START_TEST(report_history_hostile_names_are_inert) {
    write_history("<i>`touch hacked`\" {{name}}/x");
    report();
    ck_assert(!has("history.html", "<i>"));
    ck_assert(has("history.html", "{{name}}"));
    ck_assert(!has("figures/history.svg", "<i>"));
}
END_TEST

START_TEST(report_history_that_cannot_be_read_is_a_note) {
    report();
    ck_assert(has("history.html", "klimb cannot show the history"));
    ck_assert_ptr_null(fixture_read(&fixture, "figures/history.svg"));
    temp_folder_write(fixture.folder, "history.jsonl", "<b>no JSON\n");
    report();
    ck_assert(has("history.html", "There is no check in"));
    ck_assert(has("history.html", "history.jsonl:1: this is not JSON"));
    ck_assert(!has("history.html", "<b>no"));
}
END_TEST

START_TEST(report_history_that_nobody_has_is_not_on_the_page) {
    struct error error = {0};
    ck_assert_int_eq(fixture_write(&fixture, &error), STATUS_OK);
    ck_assert(!has("index.html", "history.html"));
    ck_assert_ptr_null(fixture_read(&fixture, "history.html"));
}
END_TEST

static Suite *report_history_page_suite(void) {
    Suite *suite = suite_create("report_history_page");
    TCase *tests = tcase_create("report_history_page");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, report_history_is_shown_and_drawn);
    tcase_add_test(tests, report_history_without_a_step_is_drawn);
    tcase_add_test(tests, report_history_hostile_names_are_inert);
    tcase_add_test(tests, report_history_that_cannot_be_read_is_a_note);
    tcase_add_test(tests, report_history_that_nobody_has_is_not_on_the_page);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(report_history_page_suite)
