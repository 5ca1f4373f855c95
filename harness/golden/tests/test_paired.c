#include "golden/paired.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/rng.h"
#include "tests/check_near.h"
#include "tests/fixtures/made_records.h"

enum { ROWS = 10, SEEDS = 40, CHANGED_ROW = 6 };

/* Of an offset that is uniform in +-1/8: a quarter over the root of 12. */
static const double SEED_DEVIATION = 0.0721688;

static struct golden golden;
static struct record fresh[SEEDS];
static struct paired_result result;
static struct error error;

static double uniform(long trial, long seed) {
    uint32_t words[1];
    klimb_rng_bits(
        words, (struct rng_place){.seed = (uint64_t)seed, .purpose = 78, .step = (uint32_t)trial},
        1);
    return words[0] / 4294967296.0 - 0.5;
}

/* The made curve with an offset of mi of its own for each seed. */
static struct record drawn_record(long seed) {
    struct record record = made_record_spread(0, ROWS, 0);
    record.seed = seed;
    for (long row = 0; row < ROWS; row++)
        record.value[row * OBSERVABLES + OBSERVABLE_mi] = golden_round(
            (float)(3 + uniform(0, seed) / 4));
    return record;
}

static void set_up(void) {
    golden = (struct golden){.ensemble_count = SEEDS};
    golden.ensemble = calloc(SEEDS, sizeof *golden.ensemble);
    golden.features = calloc(SEEDS * FEATURES, sizeof *golden.features);
    for (long seed = 0; seed < SEEDS; seed++) {
        golden.ensemble[seed] = drawn_record(seed);
        fresh[seed] = drawn_record(seed);
        feature_measure(golden.features + seed * FEATURES, &golden.ensemble[seed]);
    }
    error = (struct error){0};
}

static void tear_down(void) {
    for (long seed = 0; seed < SEEDS; seed++) {
        record_free(&golden.ensemble[seed]);
        record_free(&fresh[seed]);
    }
    free(golden.ensemble);
    free(golden.features);
}

static void compare(long count) {
    ck_assert_int_eq(paired_compare(&result, &golden, fresh, count, PAIRED_ALPHA, &error),
                     STATUS_OK);
}

static void add(long seed, double amount) {
    fresh[seed].value[CHANGED_ROW * OBSERVABLES + OBSERVABLE_mi] += (float)amount;
}

/* ---- p --------------------------------------------------------------------------------------- */

/* The chance that of 16 fair coins at least `heads` agree, on either side. */
static double agree(int heads) {
    double sum = 0, ways = 1;
    for (int i = 0; i <= 16 - heads; i++) {
        sum += ways;
        ways *= (16.0 - i) / (i + 1);
    }
    return 2 * sum / 65536;
}

/* Where all differences have one size, the test is the sign test. */
START_TEST(p_of_equal_sizes_is_that_of_the_sign_test) {
    for (long seed = 0; seed < 16; seed++)
        add(seed, seed < _i ? 0.5 : -0.5);
    compare(16);
    ck_assert_int_eq(result.pairs, 16);
    ck_assert_near(result.p, agree(_i), 1e-9);
}
END_TEST

/* If golden and fresh runs are exchangeable, p is below any level as often as the level says. */
START_TEST(p_of_exchangeable_runs_keeps_its_level) {
    enum { TRIALS = 200 };
    int below = 0;
    for (long trial = 1; trial <= TRIALS; trial++) {
        for (long seed = 0; seed < 16; seed++)
            fresh[seed].value[CHANGED_ROW * OBSERVABLES + OBSERVABLE_mi] =
                golden.ensemble[seed].value[CHANGED_ROW * OBSERVABLES + OBSERVABLE_mi] +
                (float)(uniform(trial, seed) * SEED_DEVIATION);
        compare(16);
        below += result.p <= 0.1;
        ck_assert_int_ne(result.finding, PAIRED_SHIFTED);
    }
    ck_assert_int_le(below, 33); /* 20 expected; more than 33 in one of 500 */
    ck_assert_int_ge(below, 4);  /* fewer in one of 10000 without floor, which takes some away */
}
END_TEST

/* ---- findings -------------------------------------------------------------------------------- */

static const struct {
    double deviations;
    enum paired_finding finding;
} sizes[] = {
    {0, PAIRED_ROUNDING_ONLY}, {0.005, PAIRED_ROUNDING_ONLY}, {-0.005, PAIRED_ROUNDING_ONLY},
    {0.03, PAIRED_EQUIVALENT}, {-0.03, PAIRED_EQUIVALENT},    {0.2, PAIRED_SHIFTED},
    {-0.2, PAIRED_SHIFTED},    {5, PAIRED_SHIFTED},
};

START_TEST(finding_of_a_shift_of_all_runs_is_by_its_size) {
    for (long seed = 0; seed < 16; seed++)
        add(seed, sizes[_i].deviations * SEED_DEVIATION);
    compare(16);
    ck_assert_int_eq(result.finding, sizes[_i].finding);
    ck_assert_int_eq(result.message[0] == '\0', result.finding == PAIRED_ROUNDING_ONLY);
    if (result.finding == PAIRED_ROUNDING_ONLY)
        return;
    ck_assert_near(result.p, 2.0 / 65536, 1e-12);
    ck_assert_int_eq(result.cell.column, OBSERVABLE_mi);
    ck_assert_int_eq(result.cell.step, CHANGED_ROW * 10);
    ck_assert_near(result.deviations, sizes[_i].deviations, 0.15 * fabs(sizes[_i].deviations));
    ck_assert_near(result.shift, sizes[_i].deviations * SEED_DEVIATION, 2e-4);
    ck_assert_ptr_nonnull(strstr(result.message, "seed deviations"));
    ck_assert_ptr_nonnull(strstr(result.message, "step 60, mi"));
    ck_assert_ptr_nonnull(strstr(result.message, " nats"));
}
END_TEST

START_TEST(finding_where_golden_runs_are_equal_says_so) {
    for (long seed = 0; seed < 16; seed++)
        fresh[seed].value[CHANGED_ROW * OBSERVABLES + OBSERVABLE_beta] *= 1.02f;
    compare(16);
    ck_assert_int_eq(result.finding, PAIRED_SHIFTED);
    ck_assert(isinf(result.deviations));
    ck_assert_ptr_nonnull(strstr(result.message, "where all golden runs are equal"));
}
END_TEST

START_TEST(final_values_are_told) {
    for (long seed = 0; seed < 16; seed++)
        for (long row = 0; row < ROWS; row++) {
            fresh[seed].value[row * OBSERVABLES + OBSERVABLE_kl] += 0.25f;
            fresh[seed].value[row * OBSERVABLES + OBSERVABLE_recon] -= 0.5f;
        }
    compare(16);
    ck_assert_near(result.kl, 0.25, 1e-3);
    ck_assert_near(result.recon, -0.5, 1e-3);
}
END_TEST

/* ---- which runs ------------------------------------------------------------------------------ */

START_TEST(too_few_pairs_are_not_compared) {
    for (long seed = 0; seed < 16; seed++)
        add(seed, 1);
    compare(PAIRED_SEEDS_MIN - 1);
    ck_assert_int_eq(result.finding, PAIRED_NONE);
    ck_assert_int_eq(result.pairs, 0);
    ck_assert_str_eq(result.message, "");
    compare(PAIRED_SEEDS_MIN);
    ck_assert_int_eq(result.finding, PAIRED_SHIFTED);
    ck_assert_int_eq(result.pairs, PAIRED_SEEDS_MIN);
}
END_TEST

/* Runs of seeds that no golden has, before and between the others, have no partner. */
START_TEST(runs_are_paired_by_seed) {
    for (long seed = 0; seed < 20; seed++)
        fresh[seed].seed = seed < 2 ? 5000 + seed : seed % 3 == 0 ? -1 : seed;
    compare(SEEDS);
    ck_assert_int_eq(result.pairs, PAIRED_SEEDS);
    ck_assert_int_eq(result.finding, PAIRED_ROUNDING_ONLY);
    ck_assert_near(result.p, 1, 0);
}
END_TEST

/* A run that diverged has no rows from there on: its differences say nothing there. */
START_TEST(run_that_ends_early_is_left_out_where_it_has_no_value) {
    fresh[3].rows = 7;
    fresh[3].outcome = (struct outcome){.diverged = 1, .step = 60, .term = TERM_KL};
    made_set(&fresh[3], 6, OBSERVABLE_kl, NAN);
    compare(16);
    ck_assert(result.p > PAIRED_ALPHA);
    ck_assert_int_eq(result.finding, PAIRED_ROUNDING_ONLY);
}
END_TEST

static Suite *paired_suite(void) {
    Suite *suite = suite_create("paired");
    TCase *tests = tcase_create("paired");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, p_of_equal_sizes_is_that_of_the_sign_test, 9, 17);
    tcase_add_test(tests, p_of_exchangeable_runs_keeps_its_level);
    tcase_add_loop_test(tests, finding_of_a_shift_of_all_runs_is_by_its_size, 0,
                        (int)(sizeof sizes / sizeof *sizes));
    tcase_add_test(tests, finding_where_golden_runs_are_equal_says_so);
    tcase_add_test(tests, final_values_are_told);
    tcase_add_test(tests, too_few_pairs_are_not_compared);
    tcase_add_test(tests, runs_are_paired_by_seed);
    tcase_add_test(tests, run_that_ends_early_is_left_out_where_it_has_no_value);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(paired_suite)
