/* digests.csv of a golden, which one of an earlier klimb is without. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "golden/golden.h"
#include "tests/check_near.h"
#include "tests/fixtures/made_records.h"
#include "tests/fixtures/temp_folder.h"

enum { SEEDS = 2, ROWS = 3 };

static const char *const digests = "tensor,0,1\n"
                                   "batch x,0123456789abcdef,fedcba9876543210\n"
                                   "clipped gradient of z,0123456789abcdef,-\n";

static char folder[FILE_PATH_MAX];
static struct record records[SEEDS];
static struct backend backend;

/* The golden "made" of two seeds, whose three steps 0, 1 and 2 are all logged. */
static enum status write_golden(void) {
    struct error error = {0};
    static const struct config config = {.steps = ROWS - 1,
                                         .record = {.dense_until = ROWS - 1, .rows_at_most = 1}};
    const struct golden_subject subject = {
        .name = "made", .digest = "0", .check_seeds = SEEDS, .config = &config};
    const struct golden_provenance provenance = {
        .reason = "x", .commit = "x", .date = "x", .command = "x", .backend = &backend};
    return golden_write(folder, subject, records, SEEDS, &provenance, &error);
}

static void set_up(void) {
    struct error error = {0};
    temp_folder_make(folder);
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
    for (long seed = 0; seed < SEEDS; seed++) {
        records[seed] = made_record(seed, ROWS);
        for (long row = 0; row < ROWS; row++)
            records[seed].step[row] = row;
        records[seed].outcome.step = ROWS - 1;
    }
    ck_assert_int_eq(
        tensor_digests_parse(&records[0].digests, "made", digests, strlen(digests), &error),
        STATUS_OK);
    ck_assert_int_eq(write_golden(), STATUS_OK);
}

static void tear_down(void) {
    for (long seed = 0; seed < SEEDS; seed++)
        record_free(&records[seed]);
    temp_folder_remove(folder);
}

static enum status read_golden(struct golden *golden, struct error *error) {
    *error = (struct error){0};
    return golden_read(golden, folder, "made", error);
}

static int has_digests_file(void) {
    char path[FILE_PATH_MAX];
    struct error error = {0};
    ck_assert_int_eq(file_join(path, folder, "made/digests.csv", &error), STATUS_OK);
    return temp_folder_has(path);
}

START_TEST(golden_read_digests_are_those_of_seed_0) {
    struct golden golden;
    struct error error = {0};
    struct text text = {0};
    ck_assert_int_eq(read_golden(&golden, &error), STATUS_OK);
    tensor_digests_format(&text, &golden.bits[0].digests);
    ck_assert_str_eq(text.bytes, digests);
    ck_assert_int_eq(golden.bits[1].digests.tensors, 0);
    text_free(&text);
    golden_free(&golden);
}
END_TEST

START_TEST(golden_read_without_listed_digests_says_so) {
    struct golden golden;
    struct error error = {0};
    char path[FILE_PATH_MAX];
    ck_assert_int_eq(file_join(path, folder, "made", &error), STATUS_OK);
    ck_assert_int_eq(file_remove(path, "digests.csv", &error), STATUS_OK);
    ck_assert_int_eq(read_golden(&golden, &error), STATUS_FORMAT);
    ck_assert_msg(
        strstr(error.message, "a part of the golden is missing: there is no digests.csv") != NULL,
        "%s", error.message);
}
END_TEST

/* The file of the golden before does not stay; one that golden.json does not list is refused. */
START_TEST(golden_write_without_digests_is_a_golden_without_the_file) {
    struct golden golden;
    struct error error = {0};
    ck_assert(has_digests_file());
    tensor_digests_free(&records[0].digests);
    ck_assert_int_eq(write_golden(), STATUS_OK);
    ck_assert(!has_digests_file());
    ck_assert_int_eq(read_golden(&golden, &error), STATUS_OK);
    ck_assert_int_eq(golden.bits[0].digests.tensors, 0);
    golden_free(&golden);
    temp_folder_write(folder, "made/digests.csv", digests);
    ck_assert_int_eq(read_golden(&golden, &error), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, "edited, or from another blessing") != NULL, "%s",
                  error.message);
}
END_TEST

/* Each damage: which file, what is put in place of what, and what the message has to say. */
static const struct {
    const char *file, *sed, *wanted;
} damages[] = {
    {"digests.csv", "2s/f,/e,/", "edited, or from another blessing"},
    {"digests.csv", "s/,[^,]*$//", "edited, or from another blessing"},
    {"digests.csv", "3d", "edited, or from another blessing"},
    {"digests.csv", "3s/-/x/", "column 1 is \"x\": must be 16 hexadecimal digits"},
    {"golden.json", "/\"digests.csv\"/d; /\"features.csv\"/s/,$//", "edited after it was blessed"},
};

START_TEST(golden_read_damaged_digests_are_refused) {
    char command[FILE_PATH_MAX + 256];
    struct golden golden;
    struct error error;
    snprintf(command, sizeof command, "cd '%s/made' && sed -i '%s' %s", folder, damages[_i].sed,
             damages[_i].file);
    ck_assert_int_eq(system(command), 0);
    ck_assert_int_eq(read_golden(&golden, &error), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, damages[_i].wanted) != NULL, "%s", error.message);
    ck_assert_msg(strstr(error.file, damages[_i].file) != NULL, "%s", error.file);
    ck_assert_ptr_null(golden.bits);
}
END_TEST

/* Lines may end as a checkout makes them. */
START_TEST(golden_read_digests_with_crlf_are_the_same) {
    char command[FILE_PATH_MAX + 256];
    struct golden golden;
    struct error error;
    snprintf(command, sizeof command, "sed -i 's/$/\\r/' '%s/made/digests.csv'", folder);
    ck_assert_int_eq(system(command), 0);
    ck_assert_msg(read_golden(&golden, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(golden.bits[0].digests.steps, 2);
    golden_free(&golden);
}
END_TEST

static Suite *golden_digests_suite(void) {
    Suite *suite = suite_create("golden digests");
    TCase *tests = tcase_create("golden digests");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, golden_read_digests_are_those_of_seed_0);
    tcase_add_test(tests, golden_read_without_listed_digests_says_so);
    tcase_add_test(tests, golden_write_without_digests_is_a_golden_without_the_file);
    tcase_add_loop_test(tests, golden_read_damaged_digests_are_refused, 0,
                        sizeof damages / sizeof *damages);
    tcase_add_test(tests, golden_read_digests_with_crlf_are_the_same);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(golden_digests_suite)
