/* Rows of a frame: what is kept of them, runs, and fewer rows than there were. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/log_make.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static struct error error;

static void begin(struct log_frame *frame, const struct log_options *options) {
    error = (struct error){0};
    ck_assert_int_eq(log_frame_begin(frame, "a log", options, &error), STATUS_OK);
}

static void put(struct log_frame *frame, const char *name, double value) {
    ck_assert_msg(log_frame_put(frame, name, (long)strlen(name), value, &error) == STATUS_OK, "%s",
                  error.message);
}

static void put_row(struct log_frame *frame, long line, double step, double kl) {
    ck_assert_int_eq(log_frame_row(frame, line, &error), STATUS_OK);
    if (!isnan(step))
        put(frame, "step", step);
    put(frame, "kl", kl);
}

static void make_all(struct log_runs *runs, const struct log_frame *frame) {
    ck_assert_msg(log_make_all(runs, frame, &error) == STATUS_OK, "%ld: %s", error.line,
                  error.message);
}

static void assert_record(const struct log *log, const char *wanted) {
    struct text found = {0};
    record_format(&found, &log->record);
    ck_assert_str_eq(found.bytes, wanted);
    text_free(&found);
}

/* ---- values ---------------------------------------------------------------------------------- */

START_TEST(frame_keeps_what_is_known_by_name) {
    struct log_frame frame;
    struct log_runs runs;
    const struct log_options options = {.columns = "mi=foo"};
    begin(&frame, &options);
    put_row(&frame, 3, 0, 1);
    put(&frame, "kl", 2); /* the last counts */
    put(&frame, "lr", 0.1);
    ck_assert_int_eq(log_frame_put_missing(&frame, "val/recon", 9, &error), STATUS_OK);
    ck_assert_int_eq(log_frame_row(&frame, 4, &error), STATUS_OK);
    put(&frame, "step", 77); /* no row: it has no value */
    put(&frame, "lr", 0.1);
    put_row(&frame, 5, 10, (double)NAN);
    put(&frame, "foo", 4);
    put(&frame, "train_loss", -(double)INFINITY);
    ck_assert(log_frame_keeps(&frame, "foo", 3) && log_frame_keeps(&frame, "beta", 4));
    ck_assert(!log_frame_keeps(&frame, "lr", 2) && !log_frame_keeps(&frame, "other", 5));
    log_frame_note(&frame, "a note of %d", 7);
    make_all(&runs, &frame);
    ck_assert_int_eq(runs.count, 1);
    assert_record(&runs.log[0], "step,kl,loss,mi\n0,2,,\n10,nan,-inf,4\n");
    ck_assert_ptr_nonnull(strstr(text_string(&runs.log[0].notes), "a note of 7\n"));
    ck_assert_ptr_nonnull(
        strstr(text_string(&runs.log[0].notes), "left out: \"lr\", \"val/recon\"\n"));
    ck_assert(runs.log[0].first_line == 3 && runs.log[0].last_line == 5);
    const struct log_source *loss = &runs.log[0].source[OBSERVABLE_loss];
    ck_assert_str_eq(loss->name, "train_loss");
    ck_assert(loss->role == LOG_TRAINING && loss->sign == 1);
    ck_assert_str_eq(runs.log[0].source[OBSERVABLE_mi].name, "foo");
    ck_assert_str_eq(runs.log[0].source[OBSERVABLE_recon].name, "");
    log_runs_free(&runs);
    log_frame_free(&frame);
}
END_TEST

START_TEST(column_that_begins_late_is_missing_before) {
    struct log_frame frame;
    struct log_runs runs;
    const struct log_options options = {0};
    begin(&frame, &options);
    for (long i = 0; i < 1000; i++)
        put_row(&frame, i, (double)i, 1);
    put(&frame, "recon", 5);
    make_all(&runs, &frame);
    ck_assert(record_is_missing(&runs.log[0].record, 998, OBSERVABLE_recon));
    ck_assert(!record_is_missing(&runs.log[0].record, 999, OBSERVABLE_recon));
    log_runs_free(&runs);
    log_frame_free(&frame);
}
END_TEST

static const struct {
    double step, epoch;
    const char *message;
} places[] = {
    {1.5, 0, "\"step\" is 1.5: must be a whole number from 0 to 10^15"},
    {-1, 0, "\"step\" is -1: must be a whole number"},
    {(double)NAN, 0, "\"step\" is nan: must be a whole number"},
    {1, -2, "\"epoch\" is -2: must be a number from 0 to 10^15"},
};

START_TEST(frame_refuses_steps_that_cannot_be) {
    struct log_frame frame;
    struct log_runs runs;
    const struct log_options options = {0};
    begin(&frame, &options);
    put_row(&frame, 7, 0, 1);
    put(&frame, "step", places[_i].step);
    put(&frame, "epoch", places[_i].epoch);
    ck_assert_int_eq(log_make_all(&runs, &frame, &error), STATUS_FORMAT);
    ck_assert_int_eq(error.line, 7);
    ck_assert_msg(strstr(error.message, places[_i].message) != NULL, "%s", error.message);
    log_frame_free(&frame);
}
END_TEST

START_TEST(frame_has_a_limit_of_names) {
    struct log_frame frame;
    struct log_runs runs;
    const struct log_options options = {0};
    char name[40];
    begin(&frame, &options);
    put_row(&frame, 1, 0, 1);
    for (long i = 0; i < 5000; i++) {
        snprintf(name, sizeof name, "weight %ld", i);
        put(&frame, name, 1);
    }
    make_all(&runs, &frame);
    ck_assert_ptr_nonnull(strstr(text_string(&runs.log[0].notes), " and more than 4082 others\n"));
    log_runs_free(&runs);
    ck_assert_int_eq(log_frame_put(&frame, "recon", 5, 1, &error), STATUS_FORMAT);
    ck_assert_int_eq(error.line, 1);
    ck_assert_ptr_nonnull(strstr(error.message, "more than 4096 names"));
    log_frame_free(&frame);
}
END_TEST

/* ---- runs ------------------------------------------------------------------------------------ */

START_TEST(name_of_a_run_is_one_line_without_controls) {
    struct log_frame frame;
    struct log_runs runs;
    const struct log_options options = {0};
    begin(&frame, &options);
    ck_assert_int_eq(log_frame_run(&frame, "a\nb\x1b[31m\xff", &error), STATUS_OK);
    put_row(&frame, 0, 1, 9);
    make_all(&runs, &frame);
    ck_assert_str_eq(runs.log[0].run, "a b?[31m\xef\xbf\xbd");
    log_runs_free(&runs);
    log_frame_free(&frame);
}
END_TEST

START_TEST(runs_have_names_of_their_own) {
    struct log_frame frame;
    struct log_runs runs;
    struct log log;
    const struct log_options options = {0}, last = {.segment = LOG_SEGMENT_LAST},
                             second = {.segment = 2}, named = {.run = "b (2)"},
                             wrong = {.run = "c"};
    begin(&frame, &options);
    ck_assert_int_eq(log_frame_run(&frame, "a", &error), STATUS_OK);
    put_row(&frame, 0, 1, 9);
    ck_assert_int_eq(log_frame_run(&frame, "nothing", &error), STATUS_OK);
    ck_assert_int_eq(log_frame_run(&frame, "b", &error), STATUS_OK);
    put_row(&frame, 0, 1, 8);
    put_row(&frame, 0, 2, 8);
    put_row(&frame, 0, 1, 7);
    make_all(&runs, &frame);
    ck_assert_int_eq(runs.count, 3);
    ck_assert_str_eq(runs.log[0].run, "a");
    ck_assert_str_eq(runs.log[1].run, "b (1)");
    ck_assert_str_eq(runs.log[2].run, "b (2)");
    assert_record(&runs.log[2], "step,kl\n1,7\n");
    log_runs_free(&runs);
    ck_assert_int_eq(log_make_one(&log, &frame, &error), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.message, "3 runs; must be one"));
    ck_assert_ptr_nonnull(strstr(error.hint, "\"a\", \"b (1)\", \"b (2)\""));
    const struct log_options *const choices[] = {&last, &second, &named};
    static const char *const records[] = {"step,kl\n1,7\n", "step,kl\n1,8\n2,8\n",
                                          "step,kl\n1,7\n"};
    for (int i = 0; i < 3; i++) {
        frame.options = choices[i];
        ck_assert_int_eq(log_make_one(&log, &frame, &error), STATUS_OK);
        assert_record(&log, records[i]);
        log_free(&log);
    }
    frame.options = &wrong;
    ck_assert_int_eq(log_make_one(&log, &frame, &error), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.message, "--segments c: there is no run of that name"));
    log_frame_free(&frame);
}
END_TEST

START_TEST(log_read_runs_takes_each_start_for_a_run) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct log_runs runs;
    temp_folder_make(folder);
    snprintf(path, sizeof path, "%.900s/log.csv", folder);
    temp_folder_write(folder, "log.csv",
                      "step,kl,val_kl\n5,1,\n9,2,\n0,,7\n5,3,\n9,4,\n0,,8\n5,5,\n");
    ck_assert_int_eq(log_read_runs(&runs, path, NULL, &error), STATUS_OK);
    ck_assert_int_eq(runs.count, 3);
    assert_record(&runs.log[1], "step,kl,batch_kl\n5,,3\n9,8,4\n");
    ck_assert(runs.log[1].first_line == 5 && runs.log[1].last_line == 7);
    ck_assert_str_eq(runs.log[1].run, "2");
    ck_assert_str_eq(runs.log[1].format, "table");
    ck_assert_ptr_nonnull(strstr(text_string(&runs.log[1].notes), "1 row of validation"));
    log_runs_free(&runs);
    temp_folder_write(folder, "log.csv", "step,kl\n0,1\n");
    ck_assert_int_eq(log_read_runs(&runs, path, NULL, &error), STATUS_OK);
    ck_assert_int_eq(runs.count, 1);
    ck_assert_str_eq(runs.log[0].run, "");
    log_runs_free(&runs);
    ck_assert_int_eq(log_read_runs(&runs, folder, NULL, &error), STATUS_INVALID);
    temp_folder_remove(folder);
}
END_TEST

/* ---- fewer rows ------------------------------------------------------------------------------ */

START_TEST(thinned_rows_are_few_and_even) {
    struct log_frame frame;
    struct log_runs runs;
    const struct log_options options = {.rows_max = 64};
    begin(&frame, &options);
    for (long i = 0; i < 100000; i++)
        put_row(&frame, i + 2, (double)i, i == 50000 ? (double)NAN : i == 70000 ? 100 : 1);
    make_all(&runs, &frame);
    const struct record *record = &runs.log[0].record;
    ck_assert_int_le(record->rows, 64);
    ck_assert_int_ge(record->rows, 30);
    long nans = 0, peaks = 0;
    for (long row = 0; row < record->rows; row++) {
        float value = record_value(record, row, OBSERVABLE_kl);
        nans += isnan(value);
        peaks += value > 99;
        long first = record->step[1] - record->step[0];
        if (row > 0 && row < record->rows - 2)
            ck_assert_int_eq(record->step[row] - record->step[row - 1], first);
    }
    ck_assert(nans == 1 && peaks == 1);
    ck_assert_int_eq(record->step[record->rows - 1], 99999);
    ck_assert(runs.log[0].first_line == 2 && runs.log[0].last_line == 100001);
    log_runs_free(&runs);
    log_frame_free(&frame);
}
END_TEST

START_TEST(thinned_runs_have_their_rows_each) {
    struct log_frame frame;
    struct log_runs runs;
    const struct log_options options = {.rows_max = 32};
    begin(&frame, &options);
    for (long run = 0; run < 5; run++)
        for (long i = 0; i < 1000; i++)
            put_row(&frame, run * 1000 + i + 1, (double)i, (double)run);
    make_all(&runs, &frame);
    ck_assert_int_eq(runs.count, 5);
    for (long run = 0; run < 5; run++) {
        const struct log *log = &runs.log[run];
        ck_assert(log->record.rows >= 15 && log->record.rows <= 32);
        ck_assert_int_eq(log->first_line, run * 1000 + 1);
        ck_assert_int_eq(log->last_line, run * 1000 + 1000);
        for (long row = 0; row < log->record.rows; row++)
            ck_assert_near(record_value(&log->record, row, OBSERVABLE_kl), (double)run, 0);
    }
    log_runs_free(&runs);
    log_frame_free(&frame);
}
END_TEST

/* Rows of training and of validation become one, and neither is lost. */
START_TEST(thinned_sparse_rows_keep_their_columns) {
    struct log_frame frame;
    struct log_runs runs;
    const struct log_options options = {.rows_max = 16};
    begin(&frame, &options);
    for (long i = 0; i < 1000; i++) {
        put_row(&frame, i, (double)i, 3);
        if (i % 100 > 0)
            continue;
        ck_assert_int_eq(log_frame_row(&frame, i, &error), STATUS_OK);
        put(&frame, "step", (double)i);
        put(&frame, "val_kl", 4);
    }
    make_all(&runs, &frame);
    long found = 0;
    for (long row = 0; row < runs.log[0].record.rows; row++)
        found += record_value(&runs.log[0].record, row, OBSERVABLE_kl) > 3.5F;
    ck_assert_int_ge(found, 5);
    log_runs_free(&runs);
    log_frame_free(&frame);
}
END_TEST

START_TEST(falls_without_end_are_bounded) {
    struct log_frame frame;
    const struct log_options options = {.rows_max = 4};
    enum status status = STATUS_OK;
    long i = 0;
    begin(&frame, &options);
    for (; status == STATUS_OK && i < 1000; i++) {
        status = log_frame_row(&frame, i, &error);
        if (status == STATUS_OK) {
            put(&frame, "step", (double)(1000 - i));
            put(&frame, "kl", 1);
        }
    }
    ck_assert_int_eq(status, STATUS_FORMAT);
    ck_assert_int_le(i, LOG_STARTS_MAX * 4 + 2);
    ck_assert_ptr_nonnull(strstr(error.message, "steps or epochs fall so often"));
    log_frame_free(&frame);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("log_frame");
    TCase *tests = tcase_create("log_frame");
    tcase_add_test(tests, frame_keeps_what_is_known_by_name);
    tcase_add_test(tests, column_that_begins_late_is_missing_before);
    tcase_add_loop_test(tests, frame_refuses_steps_that_cannot_be, 0,
                        sizeof places / sizeof *places);
    tcase_add_test(tests, frame_has_a_limit_of_names);
    tcase_add_test(tests, name_of_a_run_is_one_line_without_controls);
    tcase_add_test(tests, runs_have_names_of_their_own);
    tcase_add_test(tests, log_read_runs_takes_each_start_for_a_run);
    tcase_add_test(tests, thinned_rows_are_few_and_even);
    tcase_add_test(tests, thinned_runs_have_their_rows_each);
    tcase_add_test(tests, thinned_sparse_rows_keep_their_columns);
    tcase_add_test(tests, falls_without_end_are_bounded);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
