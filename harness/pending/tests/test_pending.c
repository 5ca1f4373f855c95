/* What a check leaves, and what is refused of it. */
#include "pending/pending.h"

#include <sys/stat.h>
#include <unistd.h>

#include "tests/fixtures/check_fixture.h"

static const char *const one[] = {"ratio/one", NULL};
static const char *const wrong[] = {"small/wrong", NULL};
static char root[FILE_PATH_MAX];

static void set_up_root(void) {
    set_up();
    join(root, "pending");
}

static struct pending_count leave_by(const struct check *check, const char *command) {
    struct pending_count count;
    const struct pending_request request = {root, command};
    ck_assert_msg(pending_leave(&count, check, &request, &error) == STATUS_OK, "%s", error.message);
    return count;
}

static struct pending_count leave(const struct check *check) {
    return leave_by(check, "klimb check");
}

/* Check scenarios, leave what moved, and give the check back. */
static struct pending_count check_and_leave_by(const char *const *names, const char *command) {
    struct check_options options = options_of(names);
    struct check check = run(&options);
    struct pending_count count = leave_by(&check, command);
    check_free(&check);
    return count;
}

static struct pending_count check_and_leave(const char *const *names) {
    return check_and_leave_by(names, "klimb check");
}

static struct pending read_back(const char *name) {
    struct pending pending;
    ck_assert_msg(pending_read(&pending, root, name, &error) == STATUS_OK, "%s", error.message);
    return pending;
}

static void path_of(char path[FILE_PATH_MAX], const char *below) {
    ck_assert_int_eq(file_join(path, root, below, &error), STATUS_OK);
}

/* Add a line to a file. It is a link to the record of the run: it is rewritten. */
static void edit(const char *below, const char *more) {
    char path[FILE_PATH_MAX], *bytes;
    size_t size;
    struct text text = {0};
    path_of(path, below);
    ck_assert_int_eq(file_read(&bytes, &size, path, 1 << 24, &error), STATUS_OK);
    text_add_bytes(&text, bytes, size);
    text_add(&text, "%s", more);
    ck_assert_int_eq(file_write(path, text.bytes, text.length, &error), STATUS_OK);
    text_free(&text);
    free(bytes);
}

static void assert_refused(const char *name, enum status status, const char *words) {
    struct pending pending;
    ck_assert_int_eq(pending_read(&pending, root, name, &error), status);
    ck_assert_msg(strstr(error.message, words) != NULL || strstr(error.file, words) != NULL,
                  "%s: %s", error.file, error.message);
    ck_assert_ptr_null(pending.json);
}

/* ---- leaving --------------------------------------------------------------------------------- */

START_TEST(pending_leave_of_a_new_scenario_keeps_its_runs_and_the_judgement) {
    ck_assert_int_eq(check_and_leave(good).left, 1);
    struct pending pending = read_back("small/good");
    ck_assert_int_eq(pending.verdict, VERDICT_NEW);
    ck_assert_int_eq(pending.seed_count, CHECK_SEEDS);
    ck_assert_int_eq(pending.seeds[0], 0);
    ck_assert_int_eq(pending.seeds[1], 1);
    ck_assert_str_eq(pending_text(&pending, "command"), "klimb check");
    ck_assert_ptr_nonnull(cJSON_GetObjectItemCaseSensitive(pending.json, "judgement"));
    pending_free(&pending);
}
END_TEST

START_TEST(pending_leave_of_a_ratio_keeps_the_runs_of_what_it_is_measured_by) {
    char path[FILE_PATH_MAX];
    check_and_leave(one);
    struct pending pending = read_back("ratio/one");
    ck_assert_int_eq(pending.seed_count, 3);
    path_of(path, "ratio/one/runs/small/good/seed-0002/record.csv");
    ck_assert_int_eq(temp_folder_has(path), 1);
    pending_free(&pending);
}
END_TEST

START_TEST(pending_leave_of_a_pass_removes_what_an_earlier_check_left) {
    char **names;
    long count;
    check_and_leave(good);
    bless_good(as_they_are);
    struct pending_count said = check_and_leave(good);
    ck_assert_int_eq(said.left, 0);
    ck_assert_int_eq(said.removed, 1);
    ck_assert_int_eq(pending_list(&names, &count, root, &error), STATUS_OK);
    ck_assert_int_eq(count, 0);
    ck_assert_int_eq(file_is_folder(root), 0);
    free(names);
}
END_TEST

START_TEST(pending_leave_again_replaces_the_folder_whole) {
    char path[FILE_PATH_MAX];
    check_and_leave(good);
    temp_folder_write(root, "small/good/runs/small/good/seed-0099/record.csv", "old\n");
    check_and_leave(good);
    path_of(path, "small/good/runs/small/good/seed-0099/record.csv");
    ck_assert_int_eq(temp_folder_has(path), 0);
    struct pending pending = read_back("small/good");
    pending_free(&pending);
}
END_TEST

START_TEST(pending_remove_of_what_a_newer_check_has_replaced_is_refused) {
    check_and_leave(good);
    struct pending shown = read_back("small/good");
    ck_assert_int_eq(pending_check_same(&shown, &error), STATUS_OK);
    check_and_leave_by(good, "klimb check again");
    ck_assert_int_eq(pending_check_same(&shown, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "small/good: a newer check has replaced"));
    ck_assert_int_eq(pending_remove(root, "small/good", &shown, &error), STATUS_FAILED);
    struct pending newer = read_back("small/good");
    ck_assert_str_eq(pending_text(&newer, "command"), "klimb check again");
    ck_assert_int_eq(pending_remove(root, "small/good", &newer, &error), STATUS_OK);
    ck_assert_int_eq(file_is_folder(root), 0);
    ck_assert_int_eq(pending_remove(root, "small/good", &newer, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "small/good is no longer pending"));
    ck_assert_int_eq(pending_remove(root, "small/good", NULL, &error), STATUS_OK);
    pending_free(&newer);
    pending_free(&shown);
}
END_TEST

START_TEST(pending_leave_moves_the_pendings_of_a_family_of_the_same_name_along) {
    char path[FILE_PATH_MAX];
    check_and_leave(good);
    temp_folder_write(root, "small/good/deeper/pending.json", "{}");
    check_and_leave(good);
    path_of(path, "small/good/deeper/pending.json");
    ck_assert_int_eq(temp_folder_has(path), 1);
    ck_assert_int_eq(pending_remove(root, "small/good", NULL, &error), STATUS_OK);
    ck_assert_int_eq(temp_folder_has(path), 1);
}
END_TEST

START_TEST(pending_leave_of_a_failed_claim_keeps_it_with_its_verdict) {
    check_and_leave(wrong);
    struct pending pending = read_back("small/wrong");
    ck_assert_int_eq(pending.verdict, VERDICT_FAIL);
    pending_free(&pending);
}
END_TEST

START_TEST(pending_leave_of_an_error_leaves_nothing) {
    static const char *const broken[] = {"small/broken", "small/good", NULL};
    ck_assert_int_eq(check_and_leave(broken).left, 1);
    assert_refused("small/broken", STATUS_INVALID, "small/broken is not pending");
}
END_TEST

/* ---- completing ------------------------------------------------------------------------------ */

START_TEST(check_complete_of_what_moved_makes_the_other_golden_seeds_and_keeps_verdicts) {
    struct check_options options = options_of(one);
    struct check check = run(&options);
    long claims = check.judgements[0].claims_tested;
    ck_assert_int_eq(check_complete(&check, &options, &error), STATUS_OK);
    ck_assert_int_eq(check.judgements[0].claims_tested, claims);
    ck_assert_int_eq(check.items[0].runs, GOLDEN_SEEDS);
    ck_assert_int_eq(check.items[1].runs, GOLDEN_SEEDS);
    for (long seed = 0; seed < GOLDEN_SEEDS; seed++)
        ck_assert_int_eq(job_of(&check, seed)->seed, seed);
    leave(&check);
    check_free(&check);
    struct pending pending = read_back("ratio/one");
    ck_assert_int_eq(pending.seed_count, GOLDEN_SEEDS);
    pending_free(&pending);
}
END_TEST

START_TEST(check_complete_of_what_passes_runs_nothing) {
    bless_good(as_they_are);
    struct check_options options = options_of(good);
    struct check check = run(&options);
    ck_assert_int_eq(check_complete(&check, &options, &error), STATUS_OK);
    ck_assert_int_eq(check.items[0].runs, CHECK_SEEDS);
    check_free(&check);
}
END_TEST

/* ---- taking ---------------------------------------------------------------------------------- */

START_TEST(check_run_with_kept_runs_takes_them_and_makes_the_others) {
    char kept[FILE_PATH_MAX];
    const char *const list[] = {kept};
    check_and_leave(good);
    path_of(kept, "small/good");
    struct check_options options = options_of(good);
    options.seeds = CHECK_SEEDS_GOLDEN;
    options.kept = list;
    options.kept_count = 1;
    struct check check = run(&options);
    ck_assert_ptr_nonnull(strstr(job_of(&check, 1)->folder, "pending/small/good/runs/"));
    ck_assert_ptr_null(strstr(job_of(&check, CHECK_SEEDS)->folder, "pending"));
    ck_assert_int_eq(check.judgements[0].broken, 0);
    check_free(&check);
}
END_TEST

/* ---- refusing -------------------------------------------------------------------------------- */

START_TEST(pending_read_of_an_edited_record_names_it) {
    check_and_leave(good);
    edit("small/good/runs/small/good/seed-0001/record.csv", "9999,1\n");
    assert_refused("small/good", STATUS_FORMAT, "seed-0001/record.csv");
}
END_TEST

START_TEST(pending_read_of_a_missing_file_names_it) {
    char path[FILE_PATH_MAX];
    check_and_leave(good);
    path_of(path, "small/good/runs/small/good/seed-0001/dims.csv");
    ck_assert_int_eq(unlink(path), 0);
    assert_refused("small/good", STATUS_FORMAT, "seed-0001/dims.csv");
}
END_TEST

START_TEST(pending_read_of_an_added_file_names_it) {
    check_and_leave(good);
    temp_folder_write(root, "small/good/runs/small/good/seed-0007/record.csv", "step\n");
    assert_refused("small/good", STATUS_FORMAT, "seed-0007/record.csv");
}
END_TEST

/* Put other words for some in pending.json. */
static void replace(const char *old, const char *new) {
    char path[FILE_PATH_MAX], *bytes;
    size_t size;
    struct text text = {0};
    path_of(path, "small/good/pending.json");
    ck_assert_int_eq(file_read(&bytes, &size, path, 1 << 24, &error), STATUS_OK);
    char *at = strstr(bytes, old);
    ck_assert_ptr_nonnull(at);
    text_add_bytes(&text, bytes, (size_t)(at - bytes));
    text_add(&text, "%s%s", new, at + strlen(old));
    ck_assert_int_eq(file_write(path, text.bytes, text.length, &error), STATUS_OK);
    text_free(&text);
    free(bytes);
}

START_TEST(pending_read_of_an_edited_verdict_is_refused) {
    check_and_leave(good);
    replace("\"NEW\"", "\"DRIFT\"");
    assert_refused("small/good", STATUS_FORMAT, "the seal does not fit");
}
END_TEST

START_TEST(pending_read_of_another_format_says_both_numbers) {
    check_and_leave(good);
    replace("\"format\":\t1", "\"format\":\t2");
    assert_refused("small/good", STATUS_FORMAT, "format is 2, and this klimb reads only 1");
}
END_TEST

START_TEST(pending_read_of_another_scenarios_folder_is_refused) {
    char from[FILE_PATH_MAX], to[FILE_PATH_MAX];
    check_and_leave(good);
    path_of(from, "small/good");
    path_of(to, "small/better");
    ck_assert_int_eq(rename(from, to), 0);
    assert_refused("small/better", STATUS_FORMAT, "belongs to another scenario");
}
END_TEST

START_TEST(pending_read_of_half_a_json_is_refused) {
    check_and_leave(good);
    temp_folder_write(root, "small/good/pending.json", "{\"format\": 1, ");
    assert_refused("small/good", STATUS_FORMAT, "pending.json");
}
END_TEST

START_TEST(pending_list_has_a_folder_that_is_not_whole) {
    char **names, path[FILE_PATH_MAX];
    long count;
    check_and_leave(good);
    path_of(path, "small/good/pending.json");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(pending_list(&names, &count, root, &error), STATUS_OK);
    ck_assert_int_eq(count, 1);
    ck_assert_str_eq(names[0], "small/good");
    free(names);
    assert_refused("small/good", STATUS_FORMAT, "the file is missing: the folder is not whole");
    ck_assert_int_eq(mkdir(path, 0777), 0);
    assert_refused("small/good", STATUS_IO, "it is a folder");
}
END_TEST

START_TEST(pending_list_without_a_folder_is_empty) {
    char **names;
    long count;
    ck_assert_int_eq(pending_list(&names, &count, root, &error), STATUS_OK);
    ck_assert_int_eq(count, 0);
    free(names);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("pending");
    TCase *tests = tcase_create("pending");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up_root, tear_down);
    tcase_add_test(tests, pending_leave_of_a_new_scenario_keeps_its_runs_and_the_judgement);
    tcase_add_test(tests, pending_leave_of_a_ratio_keeps_the_runs_of_what_it_is_measured_by);
    tcase_add_test(tests, pending_leave_of_a_pass_removes_what_an_earlier_check_left);
    tcase_add_test(tests, pending_leave_again_replaces_the_folder_whole);
    tcase_add_test(tests, pending_remove_of_what_a_newer_check_has_replaced_is_refused);
    tcase_add_test(tests, pending_leave_moves_the_pendings_of_a_family_of_the_same_name_along);
    tcase_add_test(tests, pending_leave_of_a_failed_claim_keeps_it_with_its_verdict);
    tcase_add_test(tests, pending_leave_of_an_error_leaves_nothing);
    tcase_add_test(tests,
                   check_complete_of_what_moved_makes_the_other_golden_seeds_and_keeps_verdicts);
    tcase_add_test(tests, check_complete_of_what_passes_runs_nothing);
    tcase_add_test(tests, check_run_with_kept_runs_takes_them_and_makes_the_others);
    tcase_add_test(tests, pending_read_of_an_edited_record_names_it);
    tcase_add_test(tests, pending_read_of_a_missing_file_names_it);
    tcase_add_test(tests, pending_read_of_an_added_file_names_it);
    tcase_add_test(tests, pending_read_of_an_edited_verdict_is_refused);
    tcase_add_test(tests, pending_read_of_another_format_says_both_numbers);
    tcase_add_test(tests, pending_read_of_another_scenarios_folder_is_refused);
    tcase_add_test(tests, pending_read_of_half_a_json_is_refused);
    tcase_add_test(tests, pending_list_has_a_folder_that_is_not_whole);
    tcase_add_test(tests, pending_list_without_a_folder_is_empty);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
