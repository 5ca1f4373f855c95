#include <math.h>
#include <stdlib.h>

#include "golden/compare.h"
#include "tests/check_near.h"
#include "tests/fixtures/made_records.h"

enum { ROWS = 20 };

/* ---- bits ------------------------------------------------------------------------------------ */

/* Compares a record with one change against the unchanged golden. */
static struct departure bits_after(void (*change)(struct record *record, struct record *golden)) {
    struct record record = made_record(3, ROWS), golden = made_record(3, ROWS);
    change(&record, &golden);
    struct departure departure;
    compare_bits(&departure, &record, &golden);
    record_free(&record);
    record_free(&golden);
    return departure;
}

static void change_nothing(struct record *record, struct record *golden) {
    (void)record;
    (void)golden;
}
static void change_one_bit(struct record *record, struct record *golden) {
    made_set(record, 4, OBSERVABLE_kl, nextafterf(record_value(golden, 4, OBSERVABLE_kl), 9.0f));
}
static void change_sign_of_zero(struct record *record, struct record *golden) {
    made_set(record, 0, OBSERVABLE_kl, -0.0f);
    made_set(golden, 0, OBSERVABLE_kl, 0.0f);
}
static void change_both_to_nan(struct record *record, struct record *golden) {
    made_set(record, ROWS - 1, OBSERVABLE_kl, NAN);
    made_set(golden, ROWS - 1, OBSERVABLE_kl, NAN);
}
static void change_both_to_declared_nan(struct record *record, struct record *golden) {
    change_both_to_nan(record, golden);
    record->outcome = golden->outcome = (struct outcome){
        .diverged = 1, .step = 10 * (ROWS - 1), .term = TERM_KL, .dimension = 2, .tail = TAIL_NAN};
}
static void change_nan_to_infinity(struct record *record, struct record *golden) {
    change_both_to_declared_nan(record, golden);
    made_set(record, ROWS - 1, OBSERVABLE_kl, HUGE_VALF);
}
static void change_declared_nan_elsewhere(struct record *record, struct record *golden) {
    change_both_to_declared_nan(record, golden);
    made_set(record, 5, OBSERVABLE_mi, NAN);
    made_set(golden, 5, OBSERVABLE_mi, NAN);
}
/* In the one row where a NaN of both would be equal. */
static void change_to_missing(struct record *record, struct record *golden) {
    change_both_to_declared_nan(record, golden);
    record->missing = calloc(ROWS * OBSERVABLES, 1);
    ck_assert_ptr_nonnull(record->missing);
    record->missing[(ROWS - 1) * OBSERVABLES + OBSERVABLE_kl] = 1;
}
/* A column that has a value in the last row alone. */
static void give_end(struct record *record) {
    record->present[OBSERVABLE_mmd2] = 1;
    for (long row = 0; row < record->rows; row++)
        record->value[row * OBSERVABLES + OBSERVABLE_mmd2] = row < record->rows - 1 ? NAN : 0.25f;
}
static void change_both_to_have_an_end(struct record *record, struct record *golden) {
    give_end(record);
    give_end(golden);
}
static void change_end_to_none(struct record *record, struct record *golden) {
    change_both_to_have_an_end(record, golden);
    record->value[(record->rows - 1) * OBSERVABLES + OBSERVABLE_mmd2] = NAN;
}
static void change_rows(struct record *record, struct record *golden) {
    (void)golden;
    record->rows--;
}
static void change_step(struct record *record, struct record *golden) {
    (void)golden;
    record->step[7]++;
}
static void change_outcome(struct record *record, struct record *golden) {
    change_both_to_declared_nan(record, golden);
    record->outcome.dimension = 1;
}
static void change_columns(struct record *record, struct record *golden) {
    (void)golden;
    record->present[OBSERVABLE_mi] = 0;
}

START_TEST(bits_equal_records_do_not_depart) {
    ck_assert(!bits_after(change_nothing).found);
    ck_assert(!bits_after(change_both_to_declared_nan).found);
    ck_assert(!bits_after(change_both_to_have_an_end).found);
}
END_TEST

START_TEST(bits_one_bit_changed_names_step_column_and_distance) {
    struct departure departure = bits_after(change_one_bit);
    ck_assert(departure.found);
    ck_assert_int_eq(departure.step, 40);
    ck_assert_int_eq(departure.column, OBSERVABLE_kl);
    ck_assert_uint_eq(departure.ulps, 1);
    ck_assert_int_eq(departure.count, 1);
    ck_assert_ptr_nonnull(strstr(departure.message, "step 40, kl"));
    ck_assert_ptr_nonnull(strstr(departure.message, "1 unit in the last place"));
}
END_TEST

START_TEST(bits_each_change_departs) {
    void (*const changes[])(struct record *, struct record *) = {change_sign_of_zero,
                                                                 change_both_to_nan,
                                                                 change_nan_to_infinity,
                                                                 change_declared_nan_elsewhere,
                                                                 change_to_missing,
                                                                 change_end_to_none,
                                                                 change_rows,
                                                                 change_step,
                                                                 change_outcome,
                                                                 change_columns};
    struct departure departure = bits_after(changes[_i]);
    ck_assert(departure.found);
    ck_assert_str_ne(departure.message, "");
    int is_cell = _i < 6; /* rows, a step, outcome and columns are not cells */
    ck_assert_int_eq(departure.column < OBSERVABLES, is_cell);
    ck_assert(is_cell || (isnan(departure.got) && isnan(departure.wanted)));
}
END_TEST

START_TEST(ulps_count_floats_between) {
    ck_assert_uint_eq(compare_ulps(1.0f, 1.0f), 0);
    ck_assert_uint_eq(compare_ulps(0.0f, -0.0f), 0);
    ck_assert_uint_eq(compare_ulps(1.0f, nextafterf(1.0f, 2.0f)), 1);
    /* From -2^-149 over zero to 2^-149: two steps. */
    ck_assert_uint_eq(compare_ulps(-0x1p-149f, 0x1p-149f), 2);
    /* A binade holds 2^23 floats. */
    ck_assert_uint_eq(compare_ulps(1.0f, 2.0f), 1u << 23);
}
END_TEST

static Suite *compare_suite(void) {
    Suite *suite = suite_create("compare");
    TCase *tests = tcase_create("compare");
    tcase_add_test(tests, bits_equal_records_do_not_depart);
    tcase_add_test(tests, bits_one_bit_changed_names_step_column_and_distance);
    tcase_add_loop_test(tests, bits_each_change_departs, 0, 10);
    tcase_add_test(tests, ulps_count_floats_between);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(compare_suite)
