/* What git has left unmerged. With goldens that klimb made: the cases review/conflict and review/family of the command. */
#include "pending/conflict.h"

#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static char folder[FILE_PATH_MAX], expected[FILE_PATH_MAX];
static struct error error;

static void shell(const char *command) {
    char line[3 * FILE_PATH_MAX];
    snprintf(line, sizeof line, "cd '%s' && { %s; } >/dev/null 2>&1", folder, command);
    ck_assert_msg(system(line) == 0, "%s", command);
}

/* Two branches, each with the files below expected/ as a text of its own, merged; "a b" is a name with a blank. */
#define WRITE(text)                                                                                \
    "for file in one/x/golden.json one/x/bits.csv 'one/a b/golden.json' two/bits.csv power.csv "   \
    "one/notes.txt; do mkdir -p \"$(dirname \"expected/$file\")\"; echo " text                     \
    " >\"expected/$file\"; done; git add .; "                                                      \
    "git -c user.name=x -c user.email=x@example.org commit -qm " text

static void set_up(void) {
    temp_folder_make(folder);
    ck_assert_int_eq(file_join(expected, folder, "expected", &error), STATUS_OK);
    ck_assert_int_eq(file_make_folders(expected, &error), STATUS_OK);
}

static void tear_down(void) {
    temp_folder_remove(folder);
}

static void merge(void) {
    shell("git -c init.defaultBranch=main init -q");
    shell("git -c user.name=x -c user.email=x@example.org commit -q --allow-empty -m base");
    shell("git branch other");
    shell(WRITE("ours"));
    shell("git checkout -q other");
    shell(WRITE("theirs"));
    shell("git checkout -q main && ! git -c user.name=x -c user.email=x@example.org merge other");
}

START_TEST(conflict_list_read_without_git_is_empty) {
    struct conflict_list list;
    ck_assert_int_eq(conflict_list_read(&list, expected, &error), STATUS_OK);
    ck_assert_int_eq(list.count, 0);
    conflict_list_free(&list);
    ck_assert_int_eq(conflict_list_read(&list, "/nowhere/expected", &error), STATUS_OK);
    ck_assert_int_eq(list.count, 0);
    conflict_list_free(&list);
}
END_TEST

START_TEST(conflict_list_read_has_scenarios_once_and_tables) {
    static const char *const names[] = {"one/a b", "one/x", "two"};
    struct conflict_list list;
    merge();
    ck_assert_int_eq(conflict_list_read(&list, expected, &error), STATUS_OK);
    ck_assert_int_eq(list.count, 3);
    for (long i = 0; i < list.count; i++)
        ck_assert_str_eq(list.names[i], names[i]);
    ck_assert_str_eq(text_string(&list.tables), "power.csv\n");
    conflict_list_free(&list);
}
END_TEST

START_TEST(conflict_open_extracts_both_sides_and_says_what_is_wrong_with_them) {
    struct conflict conflict;
    const struct check_options options = {.expected = expected, .out = folder};
    static const char *const from[] = {"HEAD ", "MERGE_HEAD "};
    char private[FILE_PATH_MAX];
    merge();
    ck_assert_msg(conflict_open(&conflict, "one/a b", &options, &error) == STATUS_OK, "%s",
                  error.message);
    for (enum conflict_side side = 0; side < CONFLICT_SIDES; side++) {
        ck_assert_int_eq(conflict.side[side].trouble.status, STATUS_FORMAT);
        ck_assert_ptr_eq(strstr(conflict.side[side].from, from[side]), conflict.side[side].from);
        ck_assert_int_eq(conflict.side[side].is_reproduced, 0);
    }
    ck_assert_int_eq(conflict_reproduced(&conflict), CONFLICT_SIDES);
    snprintf(private, sizeof private, "%s", conflict.private.path);
    ck_assert(file_is_folder(private));
    conflict_close(&conflict);
    ck_assert(!file_is_folder(private));
}
END_TEST

static Suite *conflict_suite(void) {
    Suite *suite = suite_create("conflict");
    TCase *tests = tcase_create("conflict");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, conflict_list_read_without_git_is_empty);
    tcase_add_test(tests, conflict_list_read_has_scenarios_once_and_tables);
    tcase_add_test(tests, conflict_open_extracts_both_sides_and_says_what_is_wrong_with_them);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(conflict_suite)
