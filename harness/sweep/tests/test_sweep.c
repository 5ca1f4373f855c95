/* The runs of a study: made, found again, damaged, made again. */
#include "sweep/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/made_run.h"
#include "tests/fixtures/sweep_fixture.h"

/* ---- what is made ----------------------------------------------------------------------------- */

START_TEST(sweep_make_missing_makes_each_run_once) {
    ck_assert_int_eq(make_sweep(), SWEEP_RUNS);
    ck_assert_int_eq(sweep.results.count[SWEEP_TAKEN], SWEEP_RUNS);
    ck_assert_int_eq(make_sweep(), 0);
    ck_assert_int_eq(sweep.results.count[SWEEP_TAKEN], SWEEP_RUNS);
}
END_TEST

/* Half of the runs are made by somebody else, in another order, the other half by the sweep. */
START_TEST(sweep_tables_do_not_depend_on_who_made_the_runs) {
    make_sweep();
    struct text first = tables_of_sweep();
    for (long number = SWEEP_RUNS - 1; number >= 0; number -= 2) {
        char folder[FILE_PATH_MAX];
        path_of_run(folder, number, ".");
        temp_folder_remove(folder);
    }
    sweep_options.runner.workers = 1;
    ck_assert_int_eq(make_sweep(), SWEEP_RUNS / 2);
    struct text second = tables_of_sweep();
    ck_assert_str_eq(second.bytes, first.bytes);
    text_free(&first);
    text_free(&second);
}
END_TEST

/* The same numbers, to the last bit, as the whole record gives: means over six rows. */
START_TEST(sweep_record_read_is_what_the_whole_record_says) {
    temp_folder_write(root, "studies/trial.yaml",
                      "claim: c\nbase: ../tests/small.yaml\nseeds: 2\n"
                      "set: {train.steps: 60, record.dense_until: 60}\n"
                      "axes: [{name: beta, key: objective.beta, values: [0.1, 10]}]\n"
                      "figure: {x: beta, scale: log, columns: [recon, kl, batch_recon]}\n");
    make_sweep();
    for (long number = 0; number < sweep.plan.runs; number++) {
        struct job job;
        struct record record;
        const struct sweep_run *run = &sweep.results.runs[number];
        ck_assert_int_eq(sweep_plan_job(&job, &sweep.plan, number, &error), STATUS_OK);
        ck_assert_int_eq(made_run_find(&job, job.place, &record, &error), STATUS_OK);
        char digest[65];
        record_digest(digest, &record);
        ck_assert_str_eq(run->record_digest, digest);
        ck_assert_int_eq(run->outcome.diverged, record.outcome.diverged);
        ck_assert_int_eq(run->outcome.step, record.outcome.step);
        for (long i = 0; i < sweep.study.column_count; i++) {
            double final = record_final(&record, sweep.study.columns[i]);
            ck_assert(memcmp(&final, &run->final[i], sizeof final) == 0);
        }
        record_free(&record);
    }
}
END_TEST

/* ---- what is there and is not to be taken ----------------------------------------------------- */

/* Change the first `was` in a file, or cut the file off before it where `is` is NULL. */
static void change(const char *file, const char *was, const char *is) {
    char *text;
    size_t size;
    struct text changed = {0};
    ck_assert_int_eq(file_read(&text, &size, file, 1 << 20, &error), STATUS_OK);
    char *at = strstr(text, was);
    ck_assert_msg(at != NULL, "%s has no %s", file, was);
    text_add_bytes(&changed, text, (size_t)(at - text));
    if (is != NULL)
        text_add(&changed, "%s%s", is, at + strlen(was));
    ck_assert_int_eq(file_write(file, text_string(&changed), changed.length, &error), STATUS_OK);
    text_free(&changed);
    free(text);
}

static const struct {
    const char *file, *was, *is;
    enum sweep_state state;
    const char *told;
} faults[] = {
    {"manifest.json", "\"seed\":\t1", "\"seed\":\t3", SWEEP_OTHER, "the seed is 3, not 1"},
    {"manifest.json", "\"version\":\t\"", "\"version\":\t\"0.0.", SWEEP_OTHER,
     "the version of klimb is 0.0."},
    {"manifest.json", "\"digest\":\t\"", "\"digest\":\t\"x", SWEEP_OTHER,
     "the digest of the scenario is x"},
    {"manifest.json", "\"exact\"", "\"openblas\"", SWEEP_OTHER, "the backend is openblas"},
    {"manifest.json", "\"format\":\t1", "\"format\":\t2", SWEEP_BROKEN,
     "the manifest has another format number"},
    {"manifest.json", "\"completed\"", "\"failed\"", SWEEP_BROKEN, "left no record"},
    {"manifest.json", "\"completed\"", "\"ended\"", SWEEP_BROKEN, "does not say how the run ended"},
    {"manifest.json", "\"term\":\t\"none\"", "\"term\":\t\"some\"", SWEEP_BROKEN,
     "does not say how the run ended"},
    {"manifest.json", "record_digest", "digest_of_it", SWEEP_BROKEN, "no record_digest"},
    {"manifest.json", "wall_seconds", "seconds", SWEEP_BROKEN, "no record_digest or wall_seconds"},
    {"manifest.json", "\"outcome\"", NULL, SWEEP_BROKEN, "manifest.json:"},
    {"manifest.json", "{", NULL, SWEEP_BROKEN, "manifest.json:"},
    {"record.csv", "\n20,", NULL, SWEEP_BROKEN, "the last line has no end: the file was cut off"},
    {"record.csv", "20,", NULL, SWEEP_BROKEN, "the manifest says that the run ended at step 20"},
    {"record.csv", "step,", NULL, SWEEP_BROKEN, "cut off"},
    {"record.csv", "\n20,", "\nx0,", SWEEP_BROKEN, "record.csv:"},
    {"record.csv", "step,", "steps,", SWEEP_BROKEN, "record.csv:1"},
};
enum { FAULTS = sizeof faults / sizeof *faults, FAULTY = 1 };

/* A damaged run is named and not taken, and making what is missing mends it: the same tables. */
START_TEST(sweep_collect_damaged_run_is_told_and_made_again) {
    char file[FILE_PATH_MAX];
    make_sweep();
    struct text before = tables_of_sweep();
    path_of_run(file, FAULTY, faults[_i].file);
    change(file, faults[_i].was, faults[_i].is);
    open_sweep();
    ck_assert_int_eq(sweep.results.runs[FAULTY].state, faults[_i].state);
    ck_assert_int_eq(sweep.results.count[SWEEP_TAKEN], SWEEP_RUNS - 1);
    ck_assert_msg(strstr(text_string(&sweep.results.told), faults[_i].told) != NULL, "%s",
                  text_string(&sweep.results.told));
    ck_assert_int_eq(make_sweep(), 1);
    ck_assert_str_eq(text_string(&sweep.results.told), "");
    struct text after = tables_of_sweep();
    ck_assert_str_eq(after.bytes, before.bytes);
    text_free(&before);
    text_free(&after);
}
END_TEST

/* A folder where a file should be, and an empty folder: nothing there is read as a run. */
START_TEST(sweep_collect_odd_folders_are_no_runs) {
    char file[FILE_PATH_MAX];
    make_sweep();
    path_of_run(file, 0, "record.csv");
    ck_assert_int_eq(unlink(file), 0);
    ck_assert_int_eq(mkdir(file, 0777), 0);
    path_of_run(file, 1, "record.csv");
    ck_assert_int_eq(unlink(file), 0);
    path_of_run(file, 2, "manifest.json");
    ck_assert_int_eq(unlink(file), 0);
    open_sweep();
    ck_assert_int_eq(sweep.results.runs[0].state, SWEEP_BROKEN);
    ck_assert_int_eq(sweep.results.runs[1].state, SWEEP_BROKEN);
    ck_assert_int_eq(sweep.results.runs[2].state, SWEEP_MISSING);
    ck_assert_int_eq(make_sweep(), 3);
}
END_TEST

/* Links in a circle: the system refuses to follow them, whoever asks. What is there may be a whole record. */
START_TEST(sweep_collect_of_what_the_system_refuses_is_an_error) {
    char file[FILE_PATH_MAX];
    make_sweep();
    path_of_run(file, 1, _i == 0 ? "manifest.json" : "record.csv");
    ck_assert_int_eq(unlink(file), 0);
    ck_assert_int_eq(symlink(file, file), 0);
    sweep_close(&sweep);
    ck_assert_int_eq(sweep_open(&sweep, &sweep_options, "trial", &error), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(error.message, file));
}
END_TEST

START_TEST(sweep_collect_many_faults_are_counted) {
    make_sweep();
    for (long number = 0; number < SWEEP_RUNS; number++) {
        char file[FILE_PATH_MAX];
        path_of_run(file, number, "manifest.json");
        change(file, "\"format\":\t1", "\"format\":\t7");
    }
    open_sweep();
    ck_assert_int_eq(sweep.results.count[SWEEP_BROKEN], SWEEP_RUNS);
    ck_assert_ptr_nonnull(strstr(sweep.results.told.bytes, "\nand 4 more\n"));
}
END_TEST

/* ---- the plan --------------------------------------------------------------------------------- */

START_TEST(sweep_plan_make_rule_between_settings_names_the_point) {
    temp_folder_write(root, "studies/trial.yaml",
                      "claim: c\nbase: ../tests/small.yaml\nseeds: 1\n"
                      "set: {optimiser.clip_norm: 1}\n"
                      "axes: [{name: clip, key: optimiser.clip_value, values: [0, 25]}]\n"
                      "figure: {x: clip, scale: lin, columns: [kl]}\n");
    ck_assert_int_eq(sweep_open(&sweep, &sweep_options, "trial", &error), STATUS_INVALID);
    ck_assert_msg(strncmp(error.message, "at clip 25: optimiser.clip_value", 32) == 0, "%s",
                  error.message);
    ck_assert_ptr_nonnull(strstr(error.file, "studies/trial.yaml"));
}
END_TEST

START_TEST(sweep_plan_make_base_that_is_not_there_is_refused) {
    temp_folder_write(root, "studies/trial.yaml",
                      "claim: c\nbase: ../tests/smol.yaml\nseeds: 1\n"
                      "axes: [{name: batch, key: train.batch, values: [16]}]\n"
                      "figure: {x: batch, scale: lin, columns: [kl]}\n");
    ck_assert_int_eq(sweep_open(&sweep, &sweep_options, "trial", &error), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, "base: there is no scenario 'tests/smol'"));
    ck_assert_ptr_nonnull(strstr(error.file, "studies/trial.yaml"));
    ck_assert_int_eq(error.line, 2);
    ck_assert_int_eq(error.column, 7);
    ck_assert_str_eq(error.hint, "did you mean tests/small?");
}
END_TEST

START_TEST(sweep_plan_make_two_points_of_the_same_settings_are_refused) {
    temp_folder_write(root, "studies/trial.yaml",
                      "claim: c\nbase: ../tests/small.yaml\nseeds: 1\naxes:\n"
                      "  - name: size\n"
                      "    options:\n"
                      "      - {name: small, set: {train.batch: 16}}\n"
                      "      - {name: large, set: {train.batch: 32}}\n"
                      "      - {name: big, set: {train.batch: 32}}\n"
                      "figure: {x: size, scale: names, columns: [kl]}\n");
    ck_assert_int_eq(sweep_open(&sweep, &sweep_options, "trial", &error), STATUS_FORMAT);
    ck_assert_str_eq(error.message, "at size big: all settings are those of size large");
    ck_assert_ptr_nonnull(strstr(error.file, "studies/trial.yaml"));
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("sweep");
    TCase *tests = tcase_create("sweep");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, sweep_set_up, sweep_tear_down);
    tcase_add_test(tests, sweep_make_missing_makes_each_run_once);
    tcase_add_test(tests, sweep_tables_do_not_depend_on_who_made_the_runs);
    tcase_add_test(tests, sweep_record_read_is_what_the_whole_record_says);
    tcase_add_loop_test(tests, sweep_collect_damaged_run_is_told_and_made_again, 0, FAULTS);
    tcase_add_test(tests, sweep_collect_odd_folders_are_no_runs);
    tcase_add_loop_test(tests, sweep_collect_of_what_the_system_refuses_is_an_error, 0, 2);
    tcase_add_test(tests, sweep_collect_many_faults_are_counted);
    tcase_add_test(tests, sweep_plan_make_rule_between_settings_names_the_point);
    tcase_add_test(tests, sweep_plan_make_base_that_is_not_there_is_refused);
    tcase_add_test(tests, sweep_plan_make_two_points_of_the_same_settings_are_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
