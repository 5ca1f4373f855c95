/* What runs come to: bands, phases, the text of the tables, lists, and records that are not what they say. */
#include "sweep/sweep_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "format/json.h"
#include "sweep/sweep_list.h"
#include "sweep/sweep_verify.h"
#include "tests/fixtures/sweep_fixture.h"

/* ---- bands ------------------------------------------------------------------------------------ */

/* numpy.quantile(v, [0.5, 0.25, 0.75]) of NumPy's default method, which is definition 7 too. */
static const struct {
    double value[5];
    long count;
    double median, q1, q3;
} bands[] = {
    {{7}, 1, 7, 7, 7},
    {{2, 1}, 2, 1.5, 1.25, 1.75},
    {{4, 1, 3, 2}, 4, 2.5, 1.75, 3.25},
    {{10, -10, 0, 30, 20}, 5, 10, 0, 20},
};

START_TEST(sweep_band_of_is_definition_7) {
    double value[5];
    memcpy(value, bands[_i].value, sizeof value);
    struct sweep_band band = sweep_band_of(value, bands[_i].count);
    ck_assert(band.median == bands[_i].median && band.q1 == bands[_i].q1 &&
              band.q3 == bands[_i].q3);
    ck_assert(band.least == value[0] && band.most == value[bands[_i].count - 1]);
}
END_TEST

START_TEST(sweep_band_of_nothing_is_nan) {
    struct sweep_band band = sweep_band_of(NULL, 0);
    ck_assert(isnan(band.median) && isnan(band.q1) && isnan(band.q3) && isnan(band.least) &&
              isnan(band.most));
}
END_TEST

/* ---- phases ----------------------------------------------------------------------------------- */

/* The final sigma_mean of the two runs of a point; NaN for one that diverged, infinite for one that was not
 * taken. */
static const struct {
    double final[2];
    int is_above;
    const char *phase;
    long in_phase, runs, diverged;
} phases[] = {
    {{0.4, 0.3}, 0, "narrow", 2, 2, 0},
    {{0.4, 0.5}, 0, "wide", 1, 2, 0},
    {{0.6, 0.5}, 0, "wide", 0, 2, 0},
    {{0.6, 0.5}, 1, "wide", 1, 2, 0},
    {{0.6, 0.7}, 1, "narrow", 2, 2, 0},
    {{0.4, (double)NAN}, 0, "diverged", 1, 2, 1},
    {{(double)NAN, (double)NAN}, 0, "diverged", 0, 2, 2},
    {{0.4, (double)INFINITY}, 0, "narrow", 1, 1, 0},
    {{(double)INFINITY, (double)INFINITY}, 0, "", 0, 0, 0},
};
enum { PHASES = sizeof phases / sizeof *phases };

START_TEST(sweep_summarise_phase_is_that_of_most_runs) {
    open_sweep();
    sweep.study.phase.is_above = phases[_i].is_above;
    for (int i = 0; i < 2; i++) {
        double final = phases[_i].final[i];
        sweep.results.runs[i] = (struct sweep_run){.state = isinf(final) ? SWEEP_MISSING
                                                                         : SWEEP_TAKEN,
                                                   .outcome.diverged = isnan(final),
                                                   .final = {final, final, final}};
    }
    ck_assert_int_eq(sweep_summarise_all(&sweep, &error), STATUS_OK);
    const struct sweep_summary *summary = &sweep.summaries[0];
    ck_assert_str_eq(summary->phase, phases[_i].phase);
    ck_assert_int_eq(summary->in_phase, phases[_i].in_phase);
    ck_assert_int_eq(summary->runs, phases[_i].runs);
    ck_assert_int_eq(summary->diverged, phases[_i].diverged);
}
END_TEST

START_TEST(sweep_next_on_x_moves_along_one_axis) {
    static const long next_of_beta[] = {2, 3, 4, 5, -1, -1}, next_of_rate[] = {1, -1, 3, -1, 5, -1};
    open_sweep();
    for (long i = 0; i < SWEEP_POINTS; i++) {
        sweep.study.x = 0;
        ck_assert_int_eq(sweep_next_on_x(&sweep.plan, i), next_of_beta[i]);
        sweep.study.x = 1;
        ck_assert_int_eq(sweep_next_on_x(&sweep.plan, i), next_of_rate[i]);
    }
}
END_TEST

/* ---- tables ----------------------------------------------------------------------------------- */

START_TEST(sweep_table_text_is_as_documented) {
    open_sweep();
    for (long i = 0; i < 4; i++)
        sweep.results.runs[i] = (struct sweep_run){.state = SWEEP_TAKEN,
                                                   .outcome = {.step = 20},
                                                   .record_digest = "d",
                                                   .has_column = {1, 1, 1},
                                                   .final = {(double)i, -0.0, 0.25}};
    sweep.results.runs[2].outcome.diverged = 1;
    sweep.results.runs[2].final[1] = (double)NAN;
    sweep.results.runs[3].has_column[2] = 0;
    sweep.results.runs[3].final[2] = (double)NAN;
    ck_assert_int_eq(sweep_summarise_all(&sweep, &error), STATUS_OK);
    struct text text = tables_of_sweep();
    ck_assert_str_eq(
        text.bytes,
        "beta,rate,seed,outcome,step,record_digest,recon,kl,sigma_mean\n"
        "0.1,slow,0,completed,20,d,0,0,0.25\n"
        "0.1,slow,1,completed,20,d,1,0,0.25\n"
        "0.1,\"too, fast\",0,non-finite,20,d,2,nan,0.25\n"
        "0.1,\"too, fast\",1,completed,20,d,3,0,\n"
        "1,slow,0,missing,,,,,\n"
        "1,slow,1,missing,,,,,\n"
        "1,\"too, fast\",0,missing,,,,,\n"
        "1,\"too, fast\",1,missing,,,,,\n"
        "10,slow,0,missing,,,,,\n"
        "10,slow,1,missing,,,,,\n"
        "10,\"too, fast\",0,missing,,,,,\n"
        "10,\"too, fast\",1,missing,,,,,\n"
        "beta,rate,runs,diverged,missing,recon_median,recon_q1,recon_q3,recon_min,recon_max,"
        "kl_median,kl_q1,kl_q3,kl_min,kl_max,sigma_mean_median,sigma_mean_q1,sigma_mean_q3,"
        "sigma_mean_min,sigma_mean_max,phase,phase_share\n"
        "0.1,slow,2,0,0,0.5,0.25,0.75,0,1,0,0,0,0,0,0.25,0.25,0.25,0.25,0.25,narrow,1\n"
        "0.1,\"too, "
        "fast\",2,1,0,2.5,2.25,2.75,2,3,0,0,0,0,0,0.25,0.25,0.25,0.25,0.25,diverged,0.5\n"
        "1,slow,0,0,2,,,,,,,,,,,,,,,,,\n"
        "1,\"too, fast\",0,0,2,,,,,,,,,,,,,,,,,\n"
        "10,slow,0,0,2,,,,,,,,,,,,,,,,,\n"
        "10,\"too, fast\",0,0,2,,,,,,,,,,,,,,,,,\n");
    text_free(&text);
}
END_TEST

/* A linear model of data with the covariance diag(4, 1) at beta 2 (sigma_x is 1): one axis is above theta = 2, its KL
 * 1/2 ln(4/2); at beta 8 none is (theory/theory.h). */
START_TEST(sweep_summarise_theory_is_the_closed_form) {
    temp_folder_write(root, "studies/trial.yaml",
                      "claim: c\nbase: ../tests/small.yaml\nseeds: 1\n"
                      "set: {data.source: gaussian, data.eigenvalues: [4, 1], model.hidden: [],\n"
                      "  data.covariance: exact, data.test_fraction: 0, record.examples: 120,\n"
                      "  model.head.scale: shared, likelihood.kind: gaussian}\n"
                      "axes: [{name: beta, key: objective.beta, values: [2, 8]}]\n"
                      "figure: {x: beta, scale: lin, columns: [kl, mi, grad_encoder]}\n"
                      "theory: true\n");
    open_sweep();
    ck_assert_msg(sweep_summarise_all(&sweep, &error) == STATUS_OK, "%s", error.message);
    ck_assert(fabs(sweep.summaries[0].theory[0] - 0.5 * log(2)) < 1e-6);
    ck_assert(fabs(sweep.summaries[1].theory[0]) < 1e-12);
    ck_assert(isnan(sweep.summaries[0].theory[2]));
    struct text text = tables_of_sweep();
    ck_assert_ptr_nonnull(strstr(text.bytes, ",theory_kl,theory_mi,theory_grad_encoder\n"));
    text_free(&text);
}
END_TEST

/* ---- lists ------------------------------------------------------------------------------------ */

static long count_lines(const char *text) {
    long lines = 0;
    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

START_TEST(sweep_list_format_shell_names_each_run) {
    struct text text = {0};
    open_sweep();
    ck_assert_int_eq(sweep_list_format(&text, &sweep, &sweep_options, "shell", 0, &error),
                     STATUS_OK);
    ck_assert_int_eq(count_lines(text.bytes), SWEEP_RUNS);
    ck_assert_ptr_nonnull(strstr(text.bytes, "--set optimiser.kind=sgd --set record.dense_until=5 "
                                             "--set objective.beta=0.1 --set "
                                             "optimiser.learning_rate=0.001 --seed 0 "));
    text_free(&text);
}
END_TEST

START_TEST(sweep_list_format_json_is_an_object_a_line) {
    struct text text = {0};
    char manifest[FILE_PATH_MAX];
    make_sweep();
    path_of_run(manifest, 3, "manifest.json");
    ck_assert_int_eq(remove(manifest), 0);
    open_sweep();
    ck_assert_int_eq(sweep_list_format(&text, &sweep, &sweep_options, "json", 1, &error),
                     STATUS_OK);
    ck_assert_int_eq(count_lines(text.bytes), 1);
    cJSON *line;
    ck_assert_int_eq(json_parse(&line, "line", text.bytes, &error), STATUS_OK);
    ck_assert_str_eq(cJSON_GetStringValue(cJSON_GetObjectItem(line, "scenario")), "tests/small");
    ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(line, "set")), 4);
    ck_assert_int_eq(cJSON_GetObjectItem(line, "seed")->valueint, 1);
    ck_assert_uint_eq(strlen(cJSON_GetStringValue(cJSON_GetObjectItem(line, "digest"))), 64);
    ck_assert(cJSON_IsNumber(cJSON_GetObjectItem(line, "seconds")));
    cJSON_Delete(line);
    text_free(&text);
}
END_TEST

START_TEST(sweep_list_seconds_are_those_of_the_point_then_of_all) {
    open_sweep();
    ck_assert(isnan(sweep_list_seconds(&sweep, 0)));
    sweep.results.seconds = 3;
    sweep.results.runs[1] = (struct sweep_run){.state = SWEEP_TAKEN, .seconds = 5};
    ck_assert(sweep_list_seconds(&sweep, 0) == 5);
    ck_assert(sweep_list_seconds(&sweep, 2) == 3);
}
END_TEST

/* ---- records that are not what they say ------------------------------------------------------- */

static struct sweep_verified verified;

static void verify(double share, long read, long again, long wrong) {
    sweep_verified_free(&verified);
    ck_assert_msg(sweep_verify(&verified, &sweep, &sweep_options, share, 7, &error) == STATUS_OK,
                  "%s", error.message);
    ck_assert_msg(verified.read == read && verified.again == again && verified.wrong == wrong,
                  "%ld %ld %ld\n%s", verified.read, verified.again, verified.wrong,
                  text_string(&verified.told));
}

static void replace(const char *file, const char *was, const char *is) {
    char *text;
    size_t size;
    ck_assert_int_eq(file_read(&text, &size, file, 1 << 20, &error), STATUS_OK);
    char *at = strstr(text, was);
    ck_assert_ptr_nonnull(at);
    ck_assert_uint_eq(strlen(was), strlen(is));
    memcpy(at, is, strlen(is));
    ck_assert_int_eq(file_write(file, text, size, &error), STATUS_OK);
    free(text);
}

START_TEST(sweep_verify_honest_records_are_right) {
    make_sweep();
    verify(1, SWEEP_RUNS, SWEEP_RUNS, 0);
    verify(0.01, SWEEP_RUNS, 1, 0);
    verify(0.5, SWEEP_RUNS, SWEEP_RUNS / 2, 0);
    sweep_verified_free(&verified);
}
END_TEST

/* A digit of an early row, which collecting does not read. */
START_TEST(sweep_verify_edited_record_is_named) {
    char file[FILE_PATH_MAX];
    make_sweep();
    path_of_run(file, 4, "record.csv");
    replace(file, "\n0,1", "\n0,2");
    open_sweep();
    ck_assert_int_eq(sweep.results.count[SWEEP_TAKEN], SWEEP_RUNS);
    verify(0.01, SWEEP_RUNS, 1, 1);
    ck_assert_ptr_nonnull(strstr(verified.told.bytes, "beta 1, rate slow, seed 0 ("));
    ck_assert_ptr_nonnull(strstr(verified.told.bytes, "record_digest is "));
    sweep_verified_free(&verified);
}
END_TEST

/* Its manifest has the digest of the edited record: only making it again tells. */
START_TEST(sweep_verify_forged_record_is_made_again_and_named) {
    char file[FILE_PATH_MAX], kept[65], forged[65];
    struct record record;
    struct job job;
    make_sweep();
    memcpy(kept, sweep.results.runs[4].record_digest, sizeof kept);
    path_of_run(file, 4, "record.csv");
    replace(file, "\n0,1", "\n0,2");
    char *text;
    size_t size;
    ck_assert_int_eq(file_read(&text, &size, file, 1 << 20, &error), STATUS_OK);
    ck_assert_int_eq(record_parse(&record, file, text, size, &error), STATUS_OK);
    free(text);
    ck_assert_int_eq(sweep_plan_job(&job, &sweep.plan, 4, &error), STATUS_OK);
    ck_assert_int_eq(record_read_dimensions(&record, job.place, &error), STATUS_OK);
    record_digest(forged, &record);
    record_free(&record);
    path_of_run(file, 4, "manifest.json");
    replace(file, kept, forged);
    open_sweep();
    verify(1, SWEEP_RUNS, SWEEP_RUNS, 1);
    ck_assert_ptr_nonnull(strstr(verified.told.bytes, "beta 1, rate slow, seed 0 ("));
    ck_assert_ptr_nonnull(strstr(verified.told.bytes, "; the run repeated gives "));
    sweep_verified_free(&verified);
}
END_TEST

/* The record of one seed in the folder of another. */
START_TEST(sweep_verify_mislabelled_record_is_named) {
    char file[FILE_PATH_MAX];
    make_sweep();
    path_of_run(file, 4, "manifest.json");
    replace(file, "\"seed\":\t0", "\"seed\":\t1");
    open_sweep();
    verify(0.01, SWEEP_RUNS - 1, 1, 1);
    ck_assert_ptr_nonnull(strstr(verified.told.bytes, "the seed is 1, not 0"));
    sweep_verified_free(&verified);
}
END_TEST

START_TEST(sweep_verify_nothing_made_is_refused) {
    open_sweep();
    ck_assert_int_eq(sweep_verify(&verified, &sweep, &sweep_options, 1, 0, &error), STATUS_INVALID);
    ck_assert_str_eq(error.message, "no run of trial was made yet");
    sweep_verified_free(&verified);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("sweep_table");
    TCase *tests = tcase_create("sweep_table");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, sweep_set_up, sweep_tear_down);
    tcase_add_loop_test(tests, sweep_band_of_is_definition_7, 0, 4);
    tcase_add_test(tests, sweep_band_of_nothing_is_nan);
    tcase_add_loop_test(tests, sweep_summarise_phase_is_that_of_most_runs, 0, PHASES);
    tcase_add_test(tests, sweep_next_on_x_moves_along_one_axis);
    tcase_add_test(tests, sweep_table_text_is_as_documented);
    tcase_add_test(tests, sweep_summarise_theory_is_the_closed_form);
    tcase_add_test(tests, sweep_list_format_shell_names_each_run);
    tcase_add_test(tests, sweep_list_format_json_is_an_object_a_line);
    tcase_add_test(tests, sweep_list_seconds_are_those_of_the_point_then_of_all);
    tcase_add_test(tests, sweep_verify_honest_records_are_right);
    tcase_add_test(tests, sweep_verify_edited_record_is_named);
    tcase_add_test(tests, sweep_verify_forged_record_is_made_again_and_named);
    tcase_add_test(tests, sweep_verify_mislabelled_record_is_named);
    tcase_add_test(tests, sweep_verify_nothing_made_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
