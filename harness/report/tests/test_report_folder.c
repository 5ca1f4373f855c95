/* A report replaces an earlier one as a whole. */
#include "report/report_folder.h"

#include <unistd.h>

#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static char scratch[FILE_PATH_MAX], place[FILE_PATH_MAX];
static struct error error;

static void set_up(void) {
    temp_folder_make(scratch);
    ck_assert_int_eq(file_join(place, scratch, "report", &error), STATUS_OK);
}

static void tear_down(void) {
    temp_folder_remove(scratch);
}

/* Write a report of two files and put it in place. */
static enum status write_report(const char *page, const char *text) {
    struct report_folder folder;
    ck_assert_msg(report_folder_open(&folder, place, &error) == STATUS_OK, "%s", error.message);
    temp_folder_write(folder.made, "index.html", text);
    temp_folder_write(folder.made, page, text);
    enum status status = report_folder_put(&folder, &error);
    report_folder_close(&folder);
    return status;
}

static int has(const char *name) {
    char path[FILE_PATH_MAX];
    ck_assert_int_eq(file_join(path, scratch, name, &error), STATUS_OK);
    return temp_folder_has(path);
}

START_TEST(report_folder_put_replaces_the_old_report_and_nothing_else) {
    ck_assert_int_eq(write_report("scenarios/old.html", "1"), STATUS_OK);
    temp_folder_write(scratch, "report/notes.txt", "kept");
    temp_folder_write(scratch, "report/scenarios/mine.html", "kept");
    ck_assert_int_eq(write_report("scenarios/new.html", "2"), STATUS_OK);
    ck_assert(has("report/scenarios/new.html"));
    ck_assert(!has("report/scenarios/old.html"));
    ck_assert(has("report/notes.txt"));
    ck_assert(has("report/scenarios/mine.html"));
    ck_assert(has("report/data/files.txt"));
    ck_assert(!has(".klimb/.gitignore"));
}
END_TEST

/* A report without a list is one of klimb 0.1, or no report: nothing of it is deleted. */
START_TEST(report_folder_put_keeps_what_no_report_lists) {
    temp_folder_write(scratch, "report/index.html", "somebody's");
    temp_folder_write(scratch, "report/paper.pdf", "somebody's");
    ck_assert_int_eq(write_report("a.html", "1"), STATUS_OK);
    ck_assert(has("report/a.html"));
    ck_assert(has("report/paper.pdf"));
}
END_TEST

/* What a mount point or a folder above that may not be written comes to. */
START_TEST(report_folder_put_goes_file_by_file_where_the_folder_has_to_stay) {
    struct report_folder folder;
    ck_assert_int_eq(write_report("old.html", "1"), STATUS_OK);
    temp_folder_write(scratch, "report/notes.txt", "kept");
    ck_assert_int_eq(report_folder_open(&folder, place, &error), STATUS_OK);
    folder.is_inside = 1;
    temp_folder_write(folder.made, "index.html", "2");
    temp_folder_write(folder.made, "new.html", "2");
    ck_assert_msg(report_folder_put(&folder, &error) == STATUS_OK, "%s", error.message);
    report_folder_close(&folder);
    ck_assert(has("report/new.html"));
    ck_assert(has("report/index.html"));
    ck_assert(!has("report/old.html"));
    ck_assert(has("report/notes.txt"));
}
END_TEST

/* As root a folder without write permission is not a hindrance, but a file in the way of .klimb is. */
START_TEST(report_folder_open_beside_or_inside) {
    struct report_folder folder;
    temp_folder_write(scratch, ".klimb", "in the way");
    ck_assert_int_eq(report_folder_open(&folder, place, &error), STATUS_IO);
    report_folder_close(&folder);
    temp_folder_write(scratch, "report/notes.txt", "there is a folder");
    ck_assert_int_eq(write_report("new.html", "1"), STATUS_OK);
    ck_assert(has("report/new.html"));
    ck_assert(!has("report/.klimb/.gitignore"));
}
END_TEST

static Suite *report_folder_suite(void) {
    Suite *suite = suite_create("report_folder");
    TCase *tests = tcase_create("report_folder");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, report_folder_put_replaces_the_old_report_and_nothing_else);
    tcase_add_test(tests, report_folder_put_keeps_what_no_report_lists);
    tcase_add_test(tests, report_folder_put_goes_file_by_file_where_the_folder_has_to_stay);
    tcase_add_test(tests, report_folder_open_beside_or_inside);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(report_folder_suite)
