/* Goldens of trainers of users: columns that their logs lack, and what runs of one seed differ by. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "golden/compare.h"
#include "golden/golden.h"
#include "tests/check_near.h"
#include "tests/fixtures/made_records.h"
#include "tests/fixtures/temp_folder.h"

enum { SEEDS = 4, CHECK_SEEDS = 2, ROWS = 30 };

static char folder[FILE_PATH_MAX];
static struct record records[SEEDS];
static struct golden_noise noise;
static struct error error;

static int is_logged(enum observable column) {
    return column == OBSERVABLE_recon || column == OBSERVABLE_kl;
}

static void set_up(void) {
    temp_folder_make(folder);
    error = (struct error){0};
    for (long seed = 0; seed < SEEDS; seed++) {
        records[seed] = made_record(seed, ROWS);
        for (enum observable column = 0; column < OBSERVABLES; column++) {
            records[seed].present[column] = is_logged(column);
            for (long row = 0; row < ROWS && !is_logged(column); row++)
                made_set(&records[seed], row, column, NAN);
        }
    }
    noise = (struct golden_noise){.seeds = 3};
    noise.column[OBSERVABLE_kl] = 0.125;
}

static void tear_down(void) {
    for (long seed = 0; seed < SEEDS; seed++)
        record_free(&records[seed]);
    temp_folder_remove(folder);
}

static enum status write(const struct golden_noise *measured) {
    struct backend backend;
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
    const struct golden_provenance provenance = {"a reason", "commit", "date", "command", &backend};
    const struct golden_subject subject = {
        .name = "own/curve", .digest = "0123", .check_seeds = CHECK_SEEDS, .noise = measured};
    return golden_write(folder, subject, records, SEEDS, &provenance, &error);
}

START_TEST(golden_keeps_the_columns_that_there_are) {
    struct golden golden;
    ck_assert_msg(write(NULL) == STATUS_OK, "%s", error.message);
    ck_assert_msg(golden_read(&golden, folder, "own/curve", &error) == STATUS_OK, "%s",
                  error.message);
    ck_assert_int_eq(golden.is_external, 1);
    ck_assert_int_eq(golden.noise.seeds, 0);
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        ck_assert_int_eq(golden.has_column[column], is_logged(column));
        ck_assert_int_eq(golden.ensemble[0].present[column], is_logged(column));
    }
    ck_assert_int_eq(golden.ensemble[0].rows, GOLDEN_ENSEMBLE_ROWS);
    ck_assert_int_eq(golden_has_feature(&golden, FEATURE_kl_final), 1);
    ck_assert_int_eq(golden_has_feature(&golden, FEATURE_mi_final), 0);
    ck_assert_int_eq(golden_has_feature(&golden, FEATURE_recon_gap_late), 0);
    ck_assert_int_eq(golden_has_feature(&golden, FEATURE_end_step), 1);
    struct departure departure;
    compare_bits(&departure, &records[1], &golden.bits[1]);
    ck_assert_int_eq(departure.found, 0);
    golden_free(&golden);
}
END_TEST

START_TEST(golden_keeps_the_noise) {
    struct golden golden;
    ck_assert_int_eq(write(&noise), STATUS_OK);
    ck_assert_int_eq(golden_read(&golden, folder, "own/curve", &error), STATUS_OK);
    ck_assert_int_eq(golden.noise.seeds, 3);
    ck_assert_mem_eq(golden.noise.column, noise.column, sizeof noise.column);
    golden_free(&golden);
}
END_TEST

/* A step within the noise of its column is the golden one, a larger one is not; the other column has none. */
START_TEST(compare_noise_allows_what_was_seen) {
    static const struct {
        enum observable column;
        float by;
        int departs;
    } cases[] = {{OBSERVABLE_kl, 0.125f, 0},
                 {OBSERVABLE_kl, -0.125f, 0},
                 {OBSERVABLE_kl, 0.1251f, 1},
                 {OBSERVABLE_kl, NAN, 1},
                 {OBSERVABLE_recon, 1e-6f, 1}};
    struct record fresh = made_record(0, ROWS);
    struct departure departure;
    memcpy(fresh.present, records[0].present, sizeof fresh.present);
    made_set(&records[0], 4, cases[_i].column, 2);
    made_set(&fresh, 4, cases[_i].column, 2 + cases[_i].by);
    compare_noise(&departure, &fresh, &records[0], noise.column);
    ck_assert_int_eq(departure.found, cases[_i].departs);
    if (cases[_i].departs) {
        ck_assert_int_eq(departure.step, 40);
        ck_assert_ptr_nonnull(strstr(departure.message, "runs of one seed differed by up to"));
    }
    record_free(&fresh);
}
END_TEST

START_TEST(golden_write_seeds_of_other_columns_are_refused) {
    records[2].present[OBSERVABLE_mi] = 1;
    ck_assert_int_eq(write(NULL), STATUS_FAILED);
    ck_assert_ptr_nonnull(
        strstr(error.message, "the log of seed 2 has mi but that of seed 0 has not"));
}
END_TEST

START_TEST(golden_write_seeds_of_other_steps_are_refused) {
    records[3].step[ROWS - 1]++;
    ck_assert_int_eq(write(NULL), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.message, "seed 3 at other steps"));
}
END_TEST

/* What golden.json says about columns and noise is under the seal, and has to be of the form. */
START_TEST(golden_read_edited_keys_are_refused) {
    static const struct {
        const char *from, *to, *message;
    } edits[] = {
        {"\"recon\", \"kl\"", "\"kl\"", "edited after it was blessed"},
        {"\"recon\", \"kl\"", "\"recon\", \"klx\"", "must be names of columns"},
        {"\"recon\", \"kl\"", "\"recon\", \"kl\", \"mi\"", "edited after it was blessed"},
        {"\"kl\":\t0.125", "\"kl\":\t0.5", "edited after it was blessed"},
        {"\"kl\":\t0.125", "\"kl\":\t-1", "kl must be at least 0"},
    };
    char path[FILE_PATH_MAX], *text;
    size_t size;
    struct golden golden;
    struct text edited = {0};
    ck_assert_int_eq(write(&noise), STATUS_OK);
    ck_assert_int_eq(file_join(path, folder, "own/curve/golden.json", &error), STATUS_OK);
    ck_assert_int_eq(file_read(&text, &size, path, 1 << 20, &error), STATUS_OK);
    const char *at = strstr(text, edits[_i].from);
    ck_assert_ptr_nonnull(at);
    text_add(&edited, "%.*s%s%s", (int)(at - text), text, edits[_i].to,
             at + strlen(edits[_i].from));
    ck_assert_int_eq(file_write(path, edited.bytes, edited.length, &error), STATUS_OK);
    ck_assert_int_eq(golden_read(&golden, folder, "own/curve", &error), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, edits[_i].message) != NULL, "%s", error.message);
    text_free(&edited);
    free(text);
}
END_TEST

static Suite *golden_external_suite(void) {
    Suite *suite = suite_create("golden_external");
    TCase *tests = tcase_create("golden_external");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, golden_keeps_the_columns_that_there_are);
    tcase_add_test(tests, golden_keeps_the_noise);
    tcase_add_loop_test(tests, compare_noise_allows_what_was_seen, 0, 5);
    tcase_add_test(tests, golden_write_seeds_of_other_columns_are_refused);
    tcase_add_test(tests, golden_write_seeds_of_other_steps_are_refused);
    tcase_add_loop_test(tests, golden_read_edited_keys_are_refused, 0, 5);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(golden_external_suite)
