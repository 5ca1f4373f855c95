#include <math.h>
#include <stdlib.h>

#include "check_near.h"
#include "compare.h"
#include "made_records.h"

enum { ROWS = 20, SEEDS = 16 };

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
                                                                 change_rows,
                                                                 change_step,
                                                                 change_outcome,
                                                                 change_columns};
    struct departure departure = bits_after(changes[_i]);
    ck_assert(departure.found);
    ck_assert_str_ne(departure.message, "");
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

/* ---- band ------------------------------------------------------------------------------------ */

/* An ensemble of the 16 seeds. */
static struct golden made_golden(void) {
    struct golden golden = {.band_count = SEEDS};
    golden.band = calloc(SEEDS, sizeof *golden.band);
    for (long seed = 0; seed < SEEDS; seed++)
        golden.band[seed] = made_record(seed, ROWS);
    return golden;
}

static void free_golden(struct golden *golden) {
    for (long seed = 0; seed < SEEDS; seed++)
        record_free(&golden->band[seed]);
    free(golden->band);
}

static struct band_result band_after(void (*change)(struct record *record, struct golden *golden)) {
    struct golden golden = made_golden();
    struct record record = made_record(99, ROWS);
    change(&record, &golden);
    struct band_result result;
    compare_band(&result, &record, &golden, COMPARE_ALPHA);
    record_free(&record);
    free_golden(&golden);
    return result;
}

static void keep(struct record *record, struct golden *golden) {
    (void)record;
    (void)golden;
}
static void set_nan(struct record *record, struct golden *golden) {
    (void)golden;
    made_set(record, 6, OBSERVABLE_mi, NAN);
}
static void set_infinite(struct record *record, struct golden *golden) {
    (void)golden;
    made_set(record, 6, OBSERVABLE_mi, HUGE_VALF);
}
static void set_far(struct record *record, struct golden *golden) {
    (void)golden;
    made_set(record, 6, OBSERVABLE_mi, 99.0f);
}
static void set_negative_on_log_scale(struct record *record, struct golden *golden) {
    (void)golden;
    made_set(record, 6, OBSERVABLE_grad_encoder, -1.0f);
}
static void drop_rows(struct record *record, struct golden *golden) {
    (void)golden;
    record->rows = 3;
}
static void diverge(struct record *record, struct golden *golden) {
    (void)golden;
    record->outcome.diverged = 1;
}
static void diverge_all_golden(struct record *record, struct golden *golden) {
    (void)record;
    for (long seed = 0; seed < SEEDS; seed++)
        golden->band[seed].outcome.diverged = 1;
}
static void diverge_some_golden(struct record *record, struct golden *golden) {
    diverge_all_golden(record, golden);
    golden->band[3].outcome.diverged = 0;
    record->rows = 3;
    record->outcome.diverged = 1;
}
static void set_golden_nan(struct record *record, struct golden *golden) {
    set_nan(record, golden);
    made_set(&golden->band[2], 6, OBSERVABLE_mi, NAN);
}

START_TEST(band_member_of_the_family_passes) {
    struct band_result result = band_after(keep);
    ck_assert(!result.departure.found);
    ck_assert_int_eq(result.cells, ROWS * OBSERVABLES);
    ck_assert_int_eq(result.skipped, 0);
    ck_assert(result.worst > 0 && result.worst < 1);
}
END_TEST

START_TEST(band_each_departure_is_found) {
    void (*const changes[])(struct record *, struct golden *) = {
        set_nan,   set_infinite, set_far,           set_negative_on_log_scale,
        drop_rows, diverge,      diverge_all_golden};
    struct band_result result = band_after(changes[_i]);
    ck_assert(result.departure.found);
    ck_assert(!(result.worst <= 1));
    ck_assert_str_ne(result.departure.message, "");
}
END_TEST

START_TEST(band_names_the_worst_cell) {
    struct band_result result = band_after(set_far);
    ck_assert_int_eq(result.departure.step, 60);
    ck_assert_int_eq(result.departure.column, OBSERVABLE_mi);
    ck_assert_int_eq(result.departure.count, 1);
}
END_TEST

START_TEST(band_divergence_shared_by_some_golden_seeds_passes) {
    ck_assert(!band_after(diverge_some_golden).departure.found);
}
END_TEST

START_TEST(band_cell_without_interval_is_skipped_and_counted) {
    struct band_result result = band_after(set_golden_nan);
    ck_assert(!result.departure.found);
    ck_assert_int_eq(result.skipped, 1);
}
END_TEST

/* For the 16 evenly spread offsets o_i = a (i - 7.5)/7.5 with a = 1/8 the deviation is
 * s = a sqrt(sum (i - 7.5)^2 / 15)/7.5 = a sqrt(340/15)/7.5. The mean of a column is its curve. */
START_TEST(band_interval_is_students_prediction_interval) {
    struct golden golden = made_golden();
    double low, centre, high, s = 0.125 * sqrt(340.0 / 15) / 7.5;
    ck_assert(compare_band_interval(&low, &centre, &high, &golden, 5, OBSERVABLE_kl, 0.05));
    double wanted = (double)made_value(0, 5, OBSERVABLE_kl, 0),
           t = 2.131449545559323; /* t_15, 97.5 % */
    ck_assert_near(centre, wanted, 1e-6);
    ck_assert_near(high - centre, t * s * sqrt(1 + 1.0 / 16), 1e-6);
    ck_assert_near(centre - low, high - centre, 1e-12);
    free_golden(&golden);
}
END_TEST

/* Published table of Student's t (two-sided), e.g. Abramowitz & Stegun table 26.10; the last rows
 * from the closed forms: t = 1/tan(pi alpha/2) for 1 degree of freedom, and
 * t = sqrt(2 (1-alpha)^2/(1 - (1-alpha)^2)) for 2. */
START_TEST(student_quantile_matches_tables) {
    ck_assert_near_relative(compare_student_quantile(0.05, 1), 12.706204736, 1e-8);
    ck_assert_near_relative(compare_student_quantile(0.05, 2), 4.3026527297, 1e-8);
    ck_assert_near_relative(compare_student_quantile(0.01, 5), 4.0321429836, 1e-8);
    ck_assert_near_relative(compare_student_quantile(0.05, 15), 2.1314495456, 1e-8);
    ck_assert_near_relative(compare_student_quantile(0.001, 30), 3.6459586351, 1e-8);
    ck_assert_near_relative(compare_student_quantile(1e-9, 1), 1 / tan(1e-9 * acos(-1) / 2), 1e-6);
    double p = 1 - 1e-8;
    ck_assert_near_relative(compare_student_quantile(1e-8, 2), sqrt(2 * p * p / (1 - p * p)), 1e-6);
    ck_assert(isinf(compare_student_quantile(0, 5)));
    ck_assert(isinf(compare_student_quantile((double)NAN, 5)));
}
END_TEST

static Suite *compare_suite(void) {
    Suite *suite = suite_create("compare");
    TCase *tests = tcase_create("compare");
    tcase_add_test(tests, bits_equal_records_do_not_depart);
    tcase_add_test(tests, bits_one_bit_changed_names_step_column_and_distance);
    tcase_add_loop_test(tests, bits_each_change_departs, 0, 8);
    tcase_add_test(tests, ulps_count_floats_between);
    tcase_add_test(tests, band_member_of_the_family_passes);
    tcase_add_loop_test(tests, band_each_departure_is_found, 0, 7);
    tcase_add_test(tests, band_names_the_worst_cell);
    tcase_add_test(tests, band_divergence_shared_by_some_golden_seeds_passes);
    tcase_add_test(tests, band_cell_without_interval_is_skipped_and_counted);
    tcase_add_test(tests, band_interval_is_students_prediction_interval);
    tcase_add_test(tests, student_quantile_matches_tables);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(compare_suite)
