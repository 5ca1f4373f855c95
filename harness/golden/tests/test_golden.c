#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "golden/compare.h"
#include "golden/golden.h"
#include "tests/check_near.h"
#include "tests/fixtures/made_records.h"
#include "tests/fixtures/temp_folder.h"

enum { SEEDS = 4, CHECK_SEEDS = 2, ROWS = 6 };

static char folder[FILE_PATH_MAX];

/* What is blessed. */
static struct {
    char name[32], digest[65];
    struct config config;
} scenario;

static struct golden_subject subject(void) {
    return (struct golden_subject){.name = scenario.name,
                                   .digest = scenario.digest,
                                   .check_seeds = CHECK_SEEDS,
                                   .config = &scenario.config};
}

static struct record records[SEEDS];
static struct backend backend;

/* A record of the six steps 0 to 5, every one logged: fewer than GOLDEN_ENSEMBLE_ROWS, so all are ensemble
 * rows. */
static struct record six_steps(long seed) {
    struct record record = made_record(seed, ROWS);
    for (long row = 0; row < ROWS; row++)
        record.step[row] = row;
    record.outcome.step = ROWS - 1;
    return record;
}

static void set_up(void) {
    struct error error = {0};
    temp_folder_make(folder);
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
    memset(&scenario, 0, sizeof scenario);
    snprintf(scenario.name, sizeof scenario.name, "small/made");
    snprintf(scenario.digest, sizeof scenario.digest, "%064d", 7);
    scenario.config.steps = ROWS - 1;
    scenario.config.record = (struct record_config){.dense_until = ROWS - 1, .rows_at_most = 1};
    for (long seed = 0; seed < SEEDS; seed++)
        records[seed] = six_steps(seed);
    records[1].outcome = (struct outcome){
        .diverged = 1, .step = ROWS - 1, .term = TERM_KL, .dimension = 2, .tail = TAIL_ZERO};
    made_set(&records[1], ROWS - 1, OBSERVABLE_kl, HUGE_VALF);
    struct golden_provenance provenance = {.reason = "it is \"new\"\nand a test",
                                           .commit = "0123456789ab",
                                           .date = "2026-01-02",
                                           .command = "klimb bless",
                                           .backend = &backend};
    ck_assert_int_eq(golden_write(folder, subject(), records, SEEDS, &provenance, &error),
                     STATUS_OK);
}

static void tear_down(void) {
    for (long seed = 0; seed < SEEDS; seed++)
        record_free(&records[seed]);
    temp_folder_remove(folder);
}

static int has_golden(const char *name) {
    int is_there;
    struct error error = {0};
    ck_assert_int_eq(golden_look(&is_there, folder, name, &error), STATUS_OK);
    return is_there;
}

START_TEST(golden_read_returns_what_was_written) {
    struct golden golden;
    struct error error = {0};
    ck_assert(has_golden(scenario.name));
    ck_assert_int_eq(golden_read(&golden, folder, scenario.name, &error), STATUS_OK);
    ck_assert_str_eq(golden.name, "small/made");
    ck_assert_str_eq(golden.digest, scenario.digest);
    ck_assert_str_eq(golden.reason, "it is \"new\"\nand a test");
    ck_assert_str_eq(golden.commit, "0123456789ab");
    ck_assert_int_eq(golden.bits_count, CHECK_SEEDS);
    ck_assert_int_eq(golden.ensemble_count, SEEDS);
    for (long seed = 0; seed < CHECK_SEEDS; seed++) {
        struct departure departure;
        compare_bits(&departure, &records[seed], &golden.bits[seed]);
        ck_assert_msg(!departure.found, "%s", departure.message);
    }
    ck_assert(golden.ensemble[1].outcome.diverged);
    ck_assert_int_eq(golden.ensemble[1].outcome.tail, TAIL_ZERO);
    golden_free(&golden);
}
END_TEST

/* The same values, or none on both sides. */
static void check_same(double got, double wanted) {
    ck_assert_msg(got == wanted || (isnan(got) && isnan(wanted)), "%.9g, wanted %.9g", got, wanted);
}

/* To 5 digits: the values of a cell differ from those of neighbouring rows and of other seeds. */
START_TEST(golden_read_ensemble_is_what_was_written_to_five_digits) {
    struct golden golden;
    struct error error = {0};
    ck_assert_int_eq(golden_read(&golden, folder, scenario.name, &error), STATUS_OK);
    for (long seed = 0; seed < SEEDS; seed++) {
        double feature[FEATURES];
        for (long row = 0; row < golden.ensemble[seed].rows; row++) {
            ck_assert_int_eq(golden.ensemble[seed].step[row], records[seed].step[row]);
            for (enum observable column = 0; column < OBSERVABLE_mmd2; column++)
                check_same((double)record_value(&golden.ensemble[seed], row, column),
                           (double)golden_round(record_value(&records[seed], row, column)));
        }
        feature_measure(feature, &records[seed]);
        for (enum feature i = 0; i < FEATURES; i++)
            check_same(golden.features[seed * FEATURES + i],
                       (double)golden_round((float)feature[i]));
    }
    ck_assert(golden.features[1 * FEATURES + FEATURE_diverged] == 1);
    ck_assert(golden.features[2 * FEATURES + FEATURE_diverged] == 0);
    ck_assert(golden.features[2 * FEATURES + FEATURE_end_step] == ROWS - 1);
    golden_free(&golden);
}
END_TEST

static enum status write_again(void) {
    struct error error = {0};
    struct golden_provenance provenance = {
        .reason = "x", .commit = "x", .date = "x", .command = "x", .backend = &backend};
    return golden_write(folder, subject(), records, SEEDS, &provenance, &error);
}

/* One that has a value in the last row alone, and none in the run that diverged. */
START_TEST(golden_write_column_of_the_end_is_kept) {
    struct golden golden;
    struct error error = {0};
    for (long seed = 0; seed < SEEDS; seed++) {
        records[seed].present[OBSERVABLE_mmd2] = 1;
        for (long row = 0; row < ROWS; row++)
            made_set(&records[seed], row, OBSERVABLE_mmd2,
                     row < ROWS - 1 || seed == 1 ? NAN : 0.125f * (float)seed);
    }
    ck_assert_int_eq(write_again(), STATUS_OK);
    ck_assert_msg(golden_read(&golden, folder, scenario.name, &error) == STATUS_OK, "%s",
                  error.message);
    ck_assert(golden.has_column[OBSERVABLE_mmd2] && !golden.has_column[OBSERVABLE_nll_iw]);
    for (long seed = 0; seed < SEEDS; seed++) {
        const struct record *kept = &golden.ensemble[seed];
        ck_assert(record_is_missing(kept, 0, OBSERVABLE_mmd2));
        check_same((double)record_value(kept, kept->rows - 1, OBSERVABLE_mmd2),
                   seed == 1 ? (double)NAN : 0.125 * (double)seed);
    }
    golden_free(&golden);
}
END_TEST

/* A peak that is NaN, and what is measured with it: of seed 1, which diverged. */
START_TEST(golden_write_feature_that_a_run_lacks_is_read_as_none) {
    struct golden golden;
    struct error error = {0};
    made_set(&records[1], 1, OBSERVABLE_kl, NAN);
    ck_assert_int_eq(write_again(), STATUS_OK);
    ck_assert_int_eq(golden_read(&golden, folder, scenario.name, &error), STATUS_OK);
    ck_assert(isnan(golden.features[1 * FEATURES + FEATURE_kl_peak]));
    ck_assert(isfinite(golden.features[3 * FEATURES + FEATURE_kl_peak]));
    golden_free(&golden);
}
END_TEST

/* No change, a KL that stays 0, a recon that never falls, one row: all features of a completed run are
 * finite, whatever it does, and so its golden can be read. */
START_TEST(golden_write_run_that_learns_nothing_can_be_read) {
    struct golden golden;
    struct error error = {0};
    for (long row = 0; row < ROWS; row++) {
        made_set(&records[0], row, OBSERVABLE_kl, 0);
        made_set(&records[2], row, OBSERVABLE_recon, (float)row);
        for (enum observable column = 0; column < OBSERVABLES; column++)
            made_set(&records[3], row, column, 0.1f);
    }
    ck_assert_int_eq(write_again(), STATUS_OK);
    ck_assert_msg(golden_read(&golden, folder, scenario.name, &error) == STATUS_OK, "%s",
                  error.message);
    golden_free(&golden);
    for (long seed = 0; seed < SEEDS; seed++)
        records[seed].rows = 1;
    records[1].outcome = records[0].outcome;
    ck_assert_int_eq(write_again(), STATUS_OK);
    ck_assert_msg(golden_read(&golden, folder, scenario.name, &error) == STATUS_OK, "%s",
                  error.message);
    golden_free(&golden);
}
END_TEST

START_TEST(golden_round_keeps_five_digits) {
    static const float values[][2] = {{1.23456789f, 1.2346f}, {-98765.4321f, -98765.0f},
                                      {123456.0f, 123460.0f}, {2.00004e-20f, 2e-20f},
                                      {0.0f, 0.0f},           {HUGE_VALF, HUGE_VALF}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        ck_assert(golden_round(values[i][0]) == values[i][1]);
    ck_assert(isnan(golden_round(NAN)));
}
END_TEST

/* Seed 1 diverges at a step that no other seed logs: that row stays out of the ensemble. */
START_TEST(golden_ensemble_holds_logged_rows_only) {
    struct golden golden;
    struct error error = {0};
    scenario.config.record = (struct record_config){
        .dense_until = ROWS - 2, .growth = 1, .rows_at_most = 1};
    scenario.config.steps = 10;
    ck_assert_int_eq(write_again(), STATUS_OK);
    ck_assert_int_eq(golden_read(&golden, folder, scenario.name, &error), STATUS_OK);
    ck_assert_int_eq(golden.bits[1].rows, ROWS);
    ck_assert_int_eq(golden.ensemble[1].rows, ROWS - 1);
    golden_free(&golden);
}
END_TEST

/* Each damage: which files, what is put in place of what, and what the message has to name. */
static const struct {
    const char *file, *sed, *wanted;
    long line;
} damages[] = {
    {"bits.csv", "1s/^seed,//", "seed", 1},
    {"bits.csv", "3s/^0,/x,/", "column seed is \"x\"", 3},
    {"bits.csv", "3s/^0/7/", "seed is 7", 3},
    {"bits.csv", "4s/,[^,]*,/,x,/", "", 4},
    {"bits.csv", "10s/,[^,]*$//", "", 10},
    {"ensemble.csv", "/^3/d", "4 seeds with 20 columns, but ensemble.csv has 3 seeds", 0},
    {"ensemble.csv features.csv", "/^3/d", "outcomes", 0}, /* both tables of the ensemble */
    {"ensemble.csv features.csv", "/^[123],/d", "bits.csv", 0},
    {"ensemble.csv", "2,$d", "a header, but no row below it", 1},
    {"ensemble.csv", "5d", "a part is missing: it has 4 of 4 seeds and 23 of 24 rows", 0},
    {"ensemble.csv", "$d", "a part is missing", 0},
    {"ensemble.csv", "3s/^/\\n/", "empty line", 3}, /* an empty line in front of it */
    {"ensemble.csv", "$s/^/\\n/", "empty line", 0},
    {"features.csv", "$d", "3 seeds with 20 columns, but ensemble.csv has 4 seeds", 0},
    {"features.csv", "3d", "3 seeds with 20 columns, but ensemble.csv has 4 seeds", 0},
    {"features.csv", "3{h;G}", "5 seeds with 20 columns, but ensemble.csv has 4 seeds", 0},
    {"features.csv", "s/,[^,]*$//", "4 seeds with 19 columns", 0}, /* a column missing */
    {"features.csv", "1s/,kl_peak,/,kl_peek,/", "unknown column \"kl_peek\"", 1},
    {"features.csv", "1s/,recon_final,/,kl_peak,/", "column kl_peak appears twice", 1},
    {"features.csv", "3s/^1/2/", "column seed is \"2\": the next seed here is 1", 3},
    {"features.csv", "3s/,[^,]*,/,1.2.3,/", "column kl_peak is \"1.2.3\"", 3},
    {"features.csv", "3s/,[^,]*,/,,/", "an empty cell", 3},
    {"features.csv", "3s/,[^,]*$//", "19 cells, the header has 20", 3},
    {"features.csv", "2,$d", "a header, but no row below it", 1},
    /* Seed 0 has the lines 2 to 7, seed 1, which diverged, 8 to 13. */
    {"ensemble.csv", "7s/,[^,]*/,nan/4",
     "column kl is nan, but golden.json says that seed 0 completed", 7},
    {"ensemble.csv", "$s/,[^,]*$/,-inf/",
     "column batch_kl is -inf, but golden.json says that seed 3", 25},
    {"ensemble.csv", "s/,[^,]*$//", "the column batch_kl is missing", 1},
    {"features.csv", "2s/,[^,]*/,inf/", "column kl_peak is inf, but golden.json says that seed 0",
     2},
    {"features.csv", "5s/,[^,]*$/,nan/", "column end_step is nan, but golden.json says that seed 3",
     5},
    {"features.csv", "4s/,0,\\([^,]*\\)$/,1,\\1/",
     "column diverged is 1, but golden.json says that seed 2 completed", 4},
    {"features.csv", "3s/,1,\\([^,]*\\)$/,nan,\\1/",
     "column diverged is nan, but golden.json says that seed 1 diverged", 3},
    {"golden.json", "s/non-finite/completed/", "edited after it was blessed", 0},
    {"golden.json", "1s/{/[/", "", 0},
    {"golden.json", "s/\"digest\":\t\"/&0/", "digest must have at most 64 bytes, not 65", 0},
    {"golden.json", "/\"scenario\"/d", "scenario", 0},
    {"golden.json", "/\"digest\"/d", "digest", 0},
    {"golden.json", "s/\"reason\"/\"raison\"/", "reason", 0},
};

START_TEST(golden_read_damaged_file_names_it) {
    char command[FILE_PATH_MAX + 256];
    snprintf(command, sizeof command, "cd '%s/small/made' && sed -i '%s' %s", folder,
             damages[_i].sed, damages[_i].file);
    ck_assert_int_eq(system(command), 0);
    struct golden golden;
    struct error error = {0};
    ck_assert_int_ne(golden_read(&golden, folder, scenario.name, &error), STATUS_OK);
    ck_assert_msg(strstr(error.message, damages[_i].wanted) != NULL, "message is: %s",
                  error.message);
    ck_assert_msg(strstr(error.file, folder) != NULL, "file is: %s", error.file);
    if (damages[_i].line > 0)
        ck_assert_int_eq(error.line, damages[_i].line);
    ck_assert_ptr_null(golden.bits);
    ck_assert_ptr_null(golden.ensemble);
    ck_assert_ptr_null(golden.features);
}
END_TEST

START_TEST(golden_read_without_features_says_so) {
    char path[FILE_PATH_MAX];
    struct golden golden;
    struct error error = {0};
    ck_assert_int_eq(file_join(path, folder, "small/made/features.csv", &error), STATUS_OK);
    ck_assert_int_eq(remove(path), 0);
    ck_assert(has_golden(scenario.name));
    ck_assert_int_eq(golden_read(&golden, folder, scenario.name, &error), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, "there is no features.csv") != NULL, "%s", error.message);
}
END_TEST

/* The wrong name in "seed,stop,..." begins at its sixth character, the cell in "0,x,..." at its
 * third. */
START_TEST(golden_read_error_column_is_that_of_the_file) {
    static const struct {
        const char *sed;
        long line, column;
    } places[] = {{"1s/,step,/,stop,/", 1, 6}, {"4s/^0,[^,]*,/0,x,/", 4, 3}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char command[FILE_PATH_MAX + 256];
        snprintf(command, sizeof command,
                 "cd '%s/small/made' && cp bits.csv whole && sed -i '%s' bits.csv", folder,
                 places[i].sed);
        ck_assert_int_eq(system(command), 0);
        struct golden golden;
        struct error error = {0};
        ck_assert_int_ne(golden_read(&golden, folder, scenario.name, &error), STATUS_OK);
        ck_assert_int_eq(error.line, places[i].line);
        ck_assert_int_eq(error.column, places[i].column);
        snprintf(command, sizeof command, "cd '%s/small/made' && mv whole bits.csv", folder);
        ck_assert_int_eq(system(command), 0);
    }
}
END_TEST

START_TEST(golden_read_missing_is_an_error) {
    struct golden golden;
    struct error error = {0};
    ck_assert(!has_golden("small/none"));
    ck_assert_int_eq(golden_read(&golden, folder, "small/none", &error), STATUS_FORMAT);
}
END_TEST

START_TEST(golden_is_ensemble_row_spreads_evenly_with_both_ends) {
    for (long planned = GOLDEN_ENSEMBLE_ROWS; planned < 300; planned++) {
        long count = 0, last = 0, widest = 0;
        for (long row = 0; row < planned; row++) {
            if (!golden_is_ensemble_row(row, planned))
                continue;
            count++;
            widest = row - last > widest ? row - last : widest;
            last = row;
        }
        ck_assert(golden_is_ensemble_row(0, planned));
        ck_assert_int_eq(last, planned - 1);
        ck_assert_int_eq(count, GOLDEN_ENSEMBLE_ROWS);
        ck_assert_int_le(widest, (planned - 1) / (GOLDEN_ENSEMBLE_ROWS - 1) + 1);
    }
    ck_assert(golden_is_ensemble_row(0, 1));
}
END_TEST

static Suite *golden_suite(void) {
    Suite *suite = suite_create("golden");
    TCase *tests = tcase_create("golden");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, golden_read_returns_what_was_written);
    tcase_add_test(tests, golden_read_ensemble_is_what_was_written_to_five_digits);
    tcase_add_test(tests, golden_write_column_of_the_end_is_kept);
    tcase_add_test(tests, golden_write_feature_that_a_run_lacks_is_read_as_none);
    tcase_add_test(tests, golden_write_run_that_learns_nothing_can_be_read);
    tcase_add_test(tests, golden_round_keeps_five_digits);
    tcase_add_test(tests, golden_read_without_features_says_so);
    tcase_add_test(tests, golden_ensemble_holds_logged_rows_only);
    tcase_add_loop_test(tests, golden_read_damaged_file_names_it, 0,
                        sizeof damages / sizeof *damages);
    tcase_add_test(tests, golden_read_error_column_is_that_of_the_file);
    tcase_add_test(tests, golden_read_missing_is_an_error);
    tcase_add_test(tests, golden_is_ensemble_row_spreads_evenly_with_both_ends);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(golden_suite)
