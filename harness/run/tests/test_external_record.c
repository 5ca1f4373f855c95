#include "run/external_record.h"

#include <math.h>
#include <stdlib.h>

#include "tests/check_near.h"
#include "tests/fixtures/made_records.h"

enum { ROWS = 6 };

static struct record record;
static struct text notes;
static struct error error;

/* A log with recon, kl, mi and grad_encoder, and room for gaps. */
static void begin(void) {
    record = made_record(3, ROWS);
    for (enum observable column = 0; column < OBSERVABLES; column++)
        record.present[column] = column == OBSERVABLE_recon || column == OBSERVABLE_kl ||
                                 column == OBSERVABLE_mi || column == OBSERVABLE_grad_encoder;
    record.missing = calloc((size_t)record.capacity * OBSERVABLES, 1);
    ck_assert_ptr_nonnull(record.missing);
    notes = (struct text){0};
    error = (struct error){0};
}

static void end(void) {
    record_free(&record);
    text_free(&notes);
}

static void miss(long row, enum observable column) {
    record.missing[row * OBSERVABLES + column] = 1;
    made_set(&record, row, column, NAN);
}

START_TEST(fill_whole_log_is_left_alone) {
    ck_assert_int_eq(external_record_fill(&record, &notes, &error), STATUS_OK);
    ck_assert_int_eq(record.rows, ROWS);
    ck_assert_int_eq(record.outcome.diverged, 0);
    ck_assert_int_eq(record.outcome.step, 10 * (ROWS - 1));
    ck_assert_ptr_null(record.missing);
    ck_assert_str_eq(text_string(&notes), "");
}
END_TEST

START_TEST(fill_keeps_rows_with_recon_and_kl) {
    miss(1, OBSERVABLE_kl);
    miss(3, OBSERVABLE_recon);
    ck_assert_int_eq(external_record_fill(&record, &notes, &error), STATUS_OK);
    ck_assert_int_eq(record.rows, ROWS - 2);
    static const long steps[] = {0, 20, 40, 50};
    for (long row = 0; row < record.rows; row++) {
        ck_assert_int_eq(record.step[row], steps[row]);
        ck_assert(record_value(&record, row, OBSERVABLE_kl) ==
                  made_value(3, steps[row] / 10, OBSERVABLE_kl, 0.125));
    }
    ck_assert_str_eq(text_string(&notes), "left out: 2 of 6 rows, which lack recon or kl\n");
}
END_TEST

START_TEST(fill_drops_columns_with_gaps_in_these_rows) {
    miss(1, OBSERVABLE_kl);
    miss(1, OBSERVABLE_mi); /* in a row that goes */
    miss(2, OBSERVABLE_grad_encoder);
    ck_assert_int_eq(external_record_fill(&record, &notes, &error), STATUS_OK);
    ck_assert_int_eq(record.present[OBSERVABLE_mi], 1);
    ck_assert_int_eq(record.present[OBSERVABLE_grad_encoder], 0);
    ck_assert(isnan(record_value(&record, 0, OBSERVABLE_grad_encoder)));
    ck_assert_ptr_nonnull(
        strstr(text_string(&notes), "left out: grad_encoder, which has no value in 1 of 5 rows\n"));
}
END_TEST

START_TEST(fill_ends_at_the_first_value_that_is_not_finite) {
    static const struct {
        enum observable column;
        enum term term;
    } cases[] = {{OBSERVABLE_kl, TERM_KL},
                 {OBSERVABLE_recon, TERM_RECON},
                 {OBSERVABLE_grad_encoder, TERM_GRADIENT},
                 {OBSERVABLE_mi, TERM_NONE}};
    made_set(&record, 3, cases[_i].column, _i % 2 ? NAN : INFINITY);
    ck_assert_int_eq(external_record_fill(&record, &notes, &error), STATUS_OK);
    ck_assert_int_eq(record.rows, 4);
    ck_assert_int_eq(record.outcome.diverged, 1);
    ck_assert_int_eq(record.outcome.step, 30);
    ck_assert_int_eq(record.outcome.term, cases[_i].term);
    ck_assert_int_eq(record.outcome.dimension, -1);
}
END_TEST

/* Training and validation that are never logged together have no row in common. */
START_TEST(fill_without_a_whole_row_is_refused) {
    for (long row = 0; row < ROWS; row++)
        miss(row, row % 2 ? OBSERVABLE_kl : OBSERVABLE_recon);
    ck_assert_int_eq(external_record_fill(&record, &notes, &error), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.message, "no row has both recon and kl"));
}
END_TEST

static Suite *external_record_suite(void) {
    Suite *suite = suite_create("external_record");
    TCase *tests = tcase_create("external_record");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, fill_whole_log_is_left_alone);
    tcase_add_test(tests, fill_keeps_rows_with_recon_and_kl);
    tcase_add_test(tests, fill_drops_columns_with_gaps_in_these_rows);
    tcase_add_loop_test(tests, fill_ends_at_the_first_value_that_is_not_finite, 0, 4);
    tcase_add_test(tests, fill_without_a_whole_row_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(external_record_suite)
