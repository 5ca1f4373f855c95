/* Logs with other rows than the golden: what is compared of them, and what is said about it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/alignment.h"
#include "tests/check_near.h"

enum { SEEDS = 10, GOLDEN_ROWS = 7, GOLDEN_STRIDE = 50, LAST = 300 };

static struct golden golden;
static struct record bits, ensemble[SEEDS];
static double features[SEEDS * FEATURES];
static struct error error;
static struct alignment alignment;
static const char *const names[] = {"a.csv", "b.csv"};

/* KL is a line up to step 100 and a parabola after it; all else is a line. */
static float value_at(long step, enum observable column, long seed) {
    double offset = 0.02 * (double)seed, far = ((double)step - 100) / 100;
    if (column == OBSERVABLE_kl)
        return (float)((step <= 100 ? (double)step / 100 : 1 + far * far) + offset);
    return (float)(40 - 0.05 * (double)step + offset);
}

/* A log of recon, kl and batch_kl at steps first, first + stride, ... */
static struct record made_log(long first, long last, long stride) {
    struct record record;
    ck_assert_int_eq(record_new(&record, (last - first) / stride + 1, 0, &error), STATUS_OK);
    for (long step = first; step <= last; step += stride) {
        struct observation row = {.step = step};
        for (enum observable column = 0; column < OBSERVABLES; column++)
            row.value[column] = value_at(step, column, 3);
        record_append(&record, &row);
    }
    for (enum observable column = 0; column < OBSERVABLES; column++)
        record.present[column] = column == OBSERVABLE_recon || column == OBSERVABLE_kl ||
                                 column == OBSERVABLE_batch_kl;
    return record;
}

/* Take a row out. */
static void cut(struct record *record, long step) {
    long row = record_row_at(record, step);
    ck_assert_int_eq(record->step[row], step);
    record->rows--;
    memmove(record->step + row, record->step + row + 1,
            (size_t)(record->rows - row) * sizeof *record->step);
    memmove(record->value + row * OBSERVABLES, record->value + (row + 1) * OBSERVABLES,
            (size_t)(record->rows - row) * OBSERVABLES * sizeof *record->value);
}

static struct record made_seed(long seed, long stride) {
    struct record record = made_log(0, LAST, stride);
    record.seed = seed;
    for (long row = 0; row < record.rows; row++)
        for (enum observable column = 0; column < OBSERVABLES; column++)
            record.value[row * OBSERVABLES + column] = value_at(record.step[row], column, seed);
    for (enum observable column = 0; column < OBSERVABLES; column++)
        record.present[column] = 1;
    return record;
}

static void set_up(void) {
    bits = made_seed(0, 10);
    for (long seed = 0; seed < SEEDS; seed++)
        ensemble[seed] = made_seed(seed, GOLDEN_STRIDE);
    golden = (struct golden){.bits_count = 1,
                             .bits = &bits,
                             .ensemble_count = SEEDS,
                             .ensemble = ensemble,
                             .features = features};
}

static void tear_down(void) {
    record_free(&bits);
    for (long seed = 0; seed < SEEDS; seed++)
        record_free(&ensemble[seed]);
    alignment_free(&alignment);
}

static void align(struct record *log) {
    enum status status = alignment_make(&alignment, &golden, log, names, 1, &error);
    ck_assert_msg(status == STATUS_OK, "%s", error.message);
    record_free(log);
}

static void assert_note(const char *part) {
    ck_assert_msg(strstr(text_string(&alignment.note), part) != NULL, "%s",
                  text_string(&alignment.note));
}

START_TEST(alignment_of_all_golden_rows_has_features) {
    struct record log = made_log(0, LAST, 5); /* and more */
    align(&log);
    ck_assert(alignment.has_features && alignment.golden.features == features);
    ck_assert_int_eq(alignment.records[0].rows, bits.rows);
    ck_assert_int_eq(alignment.steps, GOLDEN_ROWS);
    ck_assert_int_eq(alignment.interpolated, 0);
    ck_assert(alignment.records[0].present[OBSERVABLE_batch_kl]);
    assert_note("compared: recon, kl, batch_kl at 7 of 7 golden steps, and features");
    assert_note("not in all logs: beta, loss");
}
END_TEST

START_TEST(alignment_interpolates_a_missing_step_where_the_curve_is_straight) {
    struct record log = made_log(0, LAST, 10);
    cut(&log, 50);
    align(&log);
    ck_assert(!alignment.has_features && alignment.golden.features == NULL);
    ck_assert_int_eq(alignment.records[0].rows, GOLDEN_ROWS);
    ck_assert_int_eq(alignment.interpolated, 2);
    ck_assert_near((double)record_value(&alignment.records[0], 1, OBSERVABLE_kl), 0.56, 1e-6);
    ck_assert_near((double)record_value(&alignment.records[0], 1, OBSERVABLE_recon), 37.56, 1e-5);
    assert_note("compared: recon, kl at 7 of 7 golden steps, 2 values interpolated");
    assert_note("not at all of these steps: batch_kl"); /* which is another one in each row */
    assert_note("no features");
    ck_assert_int_eq(alignment.golden.ensemble[4].rows, GOLDEN_ROWS);
}
END_TEST

START_TEST(alignment_leaves_out_a_step_where_the_curve_bends) {
    struct record log = made_log(0, LAST, 10);
    for (long step = 160; step < 240; step += 10)
        cut(&log, step);
    align(&log);
    ck_assert_int_eq(alignment.steps, GOLDEN_ROWS - 1);
    ck_assert_int_eq(alignment.records[0].step[4], 250);
    ck_assert_int_eq(alignment.golden.ensemble[4].step[4], 250);
    ck_assert_near((double)record_value(&alignment.golden.ensemble[4], 4, OBSERVABLE_kl),
                   (double)value_at(250, OBSERVABLE_kl, 4), 0);
    assert_note("1 golden step is outside the logs, or between steps too far apart");
}
END_TEST

START_TEST(alignment_never_extrapolates) {
    struct record log = made_log(5, 245, 5);
    align(&log);
    ck_assert_int_eq(alignment.steps, 4); /* 50 to 200 */
    ck_assert_int_eq(alignment.records[0].step[0], 50);
    ck_assert_int_eq(alignment.records[0].outcome.step, 200);
    assert_note("4 of 7 golden steps");
}
END_TEST

START_TEST(alignment_needs_half_of_the_golden_steps) {
    struct record log = made_log(0, 145, 5);
    ck_assert_int_eq(alignment_make(&alignment, &golden, &log, names, 1, &error), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message,
                                 "3 of 7 golden steps can be compared; at least half "
                                 "are needed: a.csv has steps 0 to 145"));
    record_free(&log);
}
END_TEST

START_TEST(alignment_needs_recon_and_kl_of_each_log) {
    struct record logs[2] = {made_log(0, LAST, 10), made_log(0, LAST, 10)};
    logs[1].present[OBSERVABLE_kl] = 0;
    ck_assert_int_eq(alignment_make(&alignment, &golden, logs, names, 2, &error), STATUS_INVALID);
    ck_assert_str_eq(error.message, "b.csv has no column kl; a comparison needs recon and kl");
    ck_assert_str_eq(error.hint, "--columns kl=NAME names it");
    record_free(&logs[0]);
    record_free(&logs[1]);
}
END_TEST

START_TEST(alignment_takes_a_missing_cell_from_its_neighbours) {
    struct record log = made_log(0, LAST, 10);
    log.missing = calloc((size_t)log.rows * OBSERVABLES, 1);
    ck_assert_ptr_nonnull(log.missing);
    log.missing[5 * OBSERVABLES + OBSERVABLE_kl] = 1;
    log.value[5 * OBSERVABLES + OBSERVABLE_kl] = NAN;
    align(&log);
    ck_assert_int_eq(alignment.interpolated, 1);
    ck_assert_near((double)record_value(&alignment.records[0], 1, OBSERVABLE_kl), 0.56, 1e-6);
}
END_TEST

/* What is not a number is not a gap: it must depart. */
START_TEST(alignment_keeps_a_nan) {
    struct record log = made_log(0, LAST, 10);
    log.value[5 * OBSERVABLES + OBSERVABLE_kl] = NAN;
    align(&log);
    const float *value = alignment.records[0].value;
    ck_assert(alignment.has_features && isnan(value[5 * OBSERVABLES + OBSERVABLE_kl]));
    ck_assert_int_eq(alignment.records[0].outcome.diverged, 0);
}
END_TEST

/* Where golden runs diverge, so may a log: at the first of the last values that are not finite. */
START_TEST(alignment_finds_where_a_log_diverged) {
    struct record log = made_log(0, LAST, 10);
    for (long row = 20; row < log.rows; row++)
        log.value[row * OBSERVABLES + OBSERVABLE_kl] = INFINITY;
    ensemble[9].rows = 5;
    ensemble[9].outcome = (struct outcome){.diverged = 1, .step = 200};
    align(&log);
    ck_assert(!alignment.has_features);
    ck_assert_int_eq(alignment.records[0].outcome.diverged, 1);
    ck_assert_int_eq(alignment.records[0].outcome.step, 200);
    ck_assert_int_eq(alignment.records[0].rows, 5);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("alignment");
    TCase *tests = tcase_create("alignment");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, alignment_of_all_golden_rows_has_features);
    tcase_add_test(tests, alignment_interpolates_a_missing_step_where_the_curve_is_straight);
    tcase_add_test(tests, alignment_leaves_out_a_step_where_the_curve_bends);
    tcase_add_test(tests, alignment_never_extrapolates);
    tcase_add_test(tests, alignment_needs_half_of_the_golden_steps);
    tcase_add_test(tests, alignment_needs_recon_and_kl_of_each_log);
    tcase_add_test(tests, alignment_takes_a_missing_cell_from_its_neighbours);
    tcase_add_test(tests, alignment_keeps_a_nan);
    tcase_add_test(tests, alignment_finds_where_a_log_diverged);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
