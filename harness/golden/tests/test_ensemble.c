#include "golden/ensemble.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/student.h"
#include "numerics/rng.h"
#include "tests/check_near.h"
#include "tests/fixtures/made_records.h"

enum { ROWS = 10, SEEDS = 40, FRESH_MAX = 8, FIRST_SEED = 500 };

static struct golden golden;
static struct record fresh[FRESH_MAX];
static struct ensemble_result result;
static struct error error;

/* The made curve with an offset of its own for each seed and column, uniform in +-1/8. */
static struct record drawn_record(long seed) {
    struct record record = made_record_spread(0, ROWS, 0);
    uint32_t words[OBSERVABLES];
    klimb_rng_bits(words, (struct rng_place){.seed = (uint64_t)seed, .purpose = 77}, OBSERVABLES);
    record.seed = seed;
    for (long row = 0; row < ROWS; row++)
        for (int column = 0; column < OBSERVABLES; column++)
            record.value[row * OBSERVABLES + column] +=
                (float)((double)words[column] / 4294967296.0 - 0.5) / 4;
    return record;
}

static void measure_golden(void) {
    for (long seed = 0; seed < SEEDS; seed++)
        feature_measure(golden.features + seed * FEATURES, &golden.ensemble[seed]);
}

static void set_up(void) {
    golden = (struct golden){.ensemble_count = SEEDS};
    golden.ensemble = calloc(SEEDS, sizeof *golden.ensemble);
    golden.features = calloc(SEEDS * FEATURES, sizeof *golden.features);
    for (long seed = 0; seed < SEEDS; seed++)
        golden.ensemble[seed] = drawn_record(seed);
    measure_golden();
    for (long i = 0; i < FRESH_MAX; i++)
        fresh[i] = drawn_record(FIRST_SEED + i);
    error = (struct error){0};
}

static void tear_down(void) {
    for (long seed = 0; seed < SEEDS; seed++)
        record_free(&golden.ensemble[seed]);
    for (long i = 0; i < FRESH_MAX; i++)
        record_free(&fresh[i]);
    free(golden.ensemble);
    free(golden.features);
}

static void compare(long count) {
    enum status status = ensemble_compare(&result, &golden, fresh, count, ENSEMBLE_ALPHA, &error);
    ck_assert_int_eq(status, STATUS_OK);
}

START_TEST(compare_of_one_family_does_not_depart) {
    const long counts[] = {1, 2, 4, 8};
    compare(counts[_i]);
    ck_assert_msg(!result.departed, "%s", result.message);
    ck_assert_int_eq(result.method, counts[_i] < 3 ? ENSEMBLE_PREDICTION : ENSEMBLE_PERMUTATION);
    ck_assert_int_eq(result.runs, counts[_i]);
    ck_assert_int_eq(result.golden, SEEDS);
    /* mi_cap, beta and all others vary here; of the features `diverged` and `end_step`, which are
     * all alike, are left out, and the steps of halves and peaks may be. */
    const long columns = OBSERVABLES -
                         OBSERVABLES_OPTIONAL; /* of a record that does not ask for more */
    ck_assert_int_ge(result.cells, ROWS * columns);
    ck_assert_int_le(result.cells, ROWS * columns + FEATURES - 2);
    ck_assert_str_eq(result.message, "");
}
END_TEST

/* ---- departures ------------------------------------------------------------------------------ */

static void shift_cell(long count) {
    for (long i = 0; i < count; i++)
        fresh[i].value[6 * OBSERVABLES + OBSERVABLE_mi] += 2;
}
static void set_nan(long count) {
    made_set(&fresh[count - 1], 6, OBSERVABLE_mi, NAN);
}
static void set_infinite(long count) {
    made_set(&fresh[count - 1], 6, OBSERVABLE_mi, HUGE_VALF);
}
static void drop_last_row(long count) {
    fresh[count - 1].rows--;
}
static void diverge(long count) {
    for (long i = 0; i < count; i++) {
        fresh[i].rows = 7;
        fresh[i].outcome = (struct outcome){.diverged = 1, .step = 60, .term = TERM_KL};
        made_set(&fresh[i], 6, OBSERVABLE_mi, NAN);
    }
}

static const struct {
    void (*change)(long count);
    const char *words;
} changes[] = {
    {shift_cell, "step 60, mi: "},
    {set_nan, "step 60, mi: not a number"},
    {set_infinite, "step 60, mi: infinite"},
    {drop_last_row, "step 90, beta: no row"},
    {diverge, ""},
};
enum { CHANGES = sizeof changes / sizeof *changes };

START_TEST(compare_departure_is_found_and_named) {
    long count = _i < CHANGES ? 8 : 1;
    int change = _i % CHANGES;
    changes[change].change(count);
    compare(count);
    ck_assert(result.departed);
    ck_assert(result.p <= ENSEMBLE_ALPHA);
    ck_assert(!(result.statistic <= result.critical));
    ck_assert_msg(strstr(result.message, changes[change].words) != NULL, "%s", result.message);
}
END_TEST

START_TEST(compare_message_of_one_run_names_its_assumption) {
    shift_cell(1);
    compare(1);
    ck_assert_ptr_nonnull(strstr(result.message, "assuming that the largest distance of a run"));
    ck_assert_ptr_nonnull(strstr(result.message, "alone cannot show less than 1/"));
    shift_cell(8);
    compare(8);
    ck_assert_ptr_null(strstr(result.message, "assuming"));
}
END_TEST

START_TEST(compare_message_says_what_was_seen) {
    shift_cell(8);
    compare(8);
    ck_assert_int_eq(result.cell.column, OBSERVABLE_mi);
    ck_assert_int_eq(result.cell.step, 60);
    ck_assert_int_eq(result.test, ENSEMBLE_TEST_SHIFT);
    ck_assert_near(result.got - result.wanted, 2, 0.125); /* two means of offsets within 1/8 */
    ck_assert_ptr_nonnull(strstr(result.message, "8 runs"));
    ck_assert_ptr_nonnull(strstr(result.message, "nats"));
    ck_assert_ptr_nonnull(strstr(result.message, "critical"));
    ck_assert_ptr_nonnull(strstr(result.message, "p <= 2e-05"));
}
END_TEST

/* ---- what does not depart -------------------------------------------------------------------- */

/* One of the fresh and half of the golden runs end at step 60, as the latter's outcome says. */
START_TEST(compare_divergence_that_golden_runs_share_passes) {
    for (long seed = 0; seed < SEEDS; seed += 2) {
        golden.ensemble[seed].rows = 6;
        golden.ensemble[seed].outcome = (struct outcome){
            .diverged = 1, .step = 60, .term = TERM_KL};
    }
    measure_golden();
    diverge(4);
    compare(8);
    ck_assert_msg(!result.departed, "%s", result.message);
    compare(1);
    ck_assert_msg(!result.departed, "%s", result.message);
}
END_TEST

/* All golden runs are one run; what is within 1e-4 of its values, as rounding of another backend is,
 * is the same, and 1e-2 is not. */
START_TEST(compare_of_a_deterministic_run_allows_rounding_only) {
    for (long seed = 1; seed < SEEDS; seed++)
        memcpy(golden.ensemble[seed].value, golden.ensemble[0].value,
               ROWS * OBSERVABLES * sizeof *golden.ensemble[0].value);
    measure_golden();
    const double off[] = {5e-5, 1e-2};
    for (int i = 0; i < 2; i++) {
        for (long cell = 0; cell < ROWS * OBSERVABLES; cell++)
            fresh[0].value[cell] = golden.ensemble[0].value[cell] * (float)(1 + off[i]);
        compare(1);
        ck_assert_msg(result.departed == i, "off by %g: p %g", off[i], result.p);
    }
}
END_TEST

/* ---- which runs are compared ----------------------------------------------------------------- */

START_TEST(compare_leaves_golden_runs_of_the_same_seeds_out) {
    for (long i = 0; i < 4; i++)
        fresh[i].seed = 2 * i;
    compare(4);
    ck_assert_int_eq(result.golden, SEEDS - 4);
}
END_TEST

START_TEST(compare_with_a_small_ensemble_says_nothing) {
    shift_cell(8);
    golden.ensemble_count = ENSEMBLE_SEEDS_MIN - 1;
    compare(8);
    golden.ensemble_count = SEEDS; /* for tear_down */
    ck_assert_int_eq(result.method, ENSEMBLE_NONE);
    ck_assert(!result.departed);
}
END_TEST

/* A column, and the features that are measured of it. */
static const struct {
    enum observable lacks;
    enum feature of_it[4];
    int count;
} lacks[] = {
    {OBSERVABLE_mi, {FEATURE_mi_final}, 1},
    {OBSERVABLE_holes, {0}, 0},
    {OBSERVABLE_batch_recon, {FEATURE_batch_recon_late, FEATURE_recon_gap_late}, 2},
    {OBSERVABLE_recon,
     {FEATURE_recon_fall_steps, FEATURE_recon_final, FEATURE_recon_slope, FEATURE_recon_gap_late},
     4},
};

/* Every feature of the golden runs is moved far away, and apart, as one run is not judged by what they
 * agree on: those that are compared depart, in a table of which one column of rows is gone. */
START_TEST(compare_leaves_out_features_of_columns_that_a_record_lacks) {
    fresh[0].present[lacks[_i].lacks] = 0;
    for (enum feature feature = 0; feature < FEATURES; feature++) {
        int is_of_it = 0;
        for (int i = 0; i < lacks[_i].count; i++)
            is_of_it = is_of_it || lacks[_i].of_it[i] == feature;
        for (long seed = 0; seed < SEEDS; seed++)
            golden.features[seed * FEATURES + feature] += 1e6 + 500 * (double)seed;
        compare(1);
        ck_assert_msg(result.departed == !is_of_it, "%s: %s", feature_names[feature],
                      result.message);
        if (result.departed)
            ck_assert_int_eq(result.cell.feature, feature);
        measure_golden();
    }
}
END_TEST

START_TEST(compare_leaves_out_columns_that_a_record_lacks) {
    for (int column = 0; column < OBSERVABLES; column++)
        fresh[0].present[column] = 0;
    fresh[0].present[OBSERVABLE_kl] = 1;
    compare(1);
    ck_assert_int_ge(result.cells, ROWS);
    ck_assert_int_le(result.cells, ROWS + 7); /* five features of kl, and the two of no column */
    ck_assert_msg(!result.departed, "%s", result.message);
}
END_TEST

/* ---- features that golden runs agree on ------------------------------------------------------ */

/* All golden runs have 500 there but `others`, which have 499. */
static void make_golden_agree(enum feature feature, long others) {
    for (long seed = 0; seed < SEEDS; seed++)
        golden.features[seed * FEATURES + feature] = seed < others ? 499 : 500;
}

static long count_left_out(void) {
    long count = 0;
    for (enum feature feature = 0; feature < FEATURES; feature++)
        count += result.left_out[feature];
    return count;
}

/* 5 of 40 others are 1 in 8. The fresh run is hundreds of deviations away. */
START_TEST(compare_leaves_out_a_feature_that_7_of_8_golden_runs_agree_on) {
    compare(1);
    long cells = result.cells, tests = result.tests,
         before = count_left_out(); /* slopes: offsets are alike in all rows */
    for (int i = 0; i < 2; i++) {
        make_golden_agree(FEATURE_mi_final, 5 + i);
        compare(1);
        ck_assert_int_eq(result.left_out[FEATURE_mi_final], i == 0);
        ck_assert_int_eq(count_left_out(), before + (i == 0));
        ck_assert_int_eq(result.cells, cells);
        ck_assert_int_eq(result.tests, tests - (i == 0));
        ck_assert_msg(result.departed == (i == 1), "%ld others: p %g", 5L + i, result.p);
    }
}
END_TEST

/* What one run is not judged by, a group is. */
START_TEST(compare_of_a_group_keeps_a_feature_that_golden_runs_agree_on) {
    make_golden_agree(FEATURE_mi_final, 0);
    compare(1);
    ck_assert_msg(!result.departed, "%s", result.message);
    compare(FRESH_MAX);
    ck_assert(result.departed);
    ck_assert_int_eq(result.cell.feature, FEATURE_mi_final);
    ck_assert(result.left_out[FEATURE_mi_final]);
}
END_TEST

/* Where golden runs end is a fact: that they agree on it is not a reason not to look. */
START_TEST(compare_never_leaves_out_how_a_run_ends) {
    for (long seed = 0; seed < SEEDS; seed++)
        golden.features[seed * FEATURES + FEATURE_end_step] = 1e9;
    compare(1);
    ck_assert(result.departed);
    ck_assert_int_eq(result.cell.feature, FEATURE_end_step);
    ck_assert(!result.left_out[FEATURE_end_step] && !result.left_out[FEATURE_diverged]);
    measure_golden();
    diverge(1);
    compare(1);
    ck_assert(result.departed);
}
END_TEST

/* ---- drawing --------------------------------------------------------------------------------- */

/* Offsets a (i - 7.5)/7.5 with a = 1/128, small enough for the scale to be linear: the deviation is
 * a sqrt(sum (i - 7.5)^2/15)/7.5 = a sqrt(340/15)/7.5. */
START_TEST(interval_is_students_prediction_interval) {
    struct record ensemble[16];
    struct golden small = {.ensemble_count = 16, .ensemble = ensemble};
    for (long seed = 0; seed < 16; seed++)
        ensemble[seed] = made_record_spread(seed, ROWS, 1.0 / 128);
    double low, centre, high, s = sqrt(340.0 / 15) / 7.5 / 128;
    double wanted = (double)made_value(0, 5, OBSERVABLE_kl, 0), t = 2.131449545559323;
    ck_assert(ensemble_interval(&low, &centre, &high, &small, 5, OBSERVABLE_kl, 0.05));
    ck_assert_near(centre, wanted, 1e-3);
    ck_assert_near_relative(high - low, 2 * t * s * sqrt(1 + 1.0 / 16), 1e-3);
    made_set(&ensemble[3], 5, OBSERVABLE_kl, NAN);
    ck_assert(!ensemble_interval(&low, &centre, &high, &small, 5, OBSERVABLE_kl, 0.05));
    for (long seed = 0; seed < 16; seed++)
        record_free(&ensemble[seed]);
}
END_TEST

static Suite *ensemble_suite(void) {
    Suite *suite = suite_create("ensemble");
    TCase *tests = tcase_create("ensemble");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, compare_of_one_family_does_not_depart, 0, 4);
    tcase_add_loop_test(tests, compare_departure_is_found_and_named, 0, 2 * CHANGES);
    tcase_add_test(tests, compare_message_of_one_run_names_its_assumption);
    tcase_add_test(tests, compare_message_says_what_was_seen);
    tcase_add_test(tests, compare_divergence_that_golden_runs_share_passes);
    tcase_add_test(tests, compare_of_a_deterministic_run_allows_rounding_only);
    tcase_add_test(tests, compare_leaves_golden_runs_of_the_same_seeds_out);
    tcase_add_test(tests, compare_with_a_small_ensemble_says_nothing);
    tcase_add_test(tests, compare_leaves_out_columns_that_a_record_lacks);
    tcase_add_loop_test(tests, compare_leaves_out_features_of_columns_that_a_record_lacks, 0,
                        sizeof lacks / sizeof *lacks);
    tcase_add_test(tests, compare_leaves_out_a_feature_that_7_of_8_golden_runs_agree_on);
    tcase_add_test(tests, compare_of_a_group_keeps_a_feature_that_golden_runs_agree_on);
    tcase_add_test(tests, compare_never_leaves_out_how_a_run_ends);
    tcase_add_test(tests, interval_is_students_prediction_interval);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(ensemble_suite)
