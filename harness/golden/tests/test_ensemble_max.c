#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "golden/ensemble_internal.h"
#include "numerics/rng.h"
#include "tests/check_near.h"

/* A table of made values: `columns` cells of kl at steps 0, 1, ..., all independent. */
static struct ensemble_table made_table(long fresh, long runs, long columns) {
    struct ensemble_table table = {.fresh = fresh, .runs = runs, .columns = columns};
    table.cell = calloc((size_t)columns, sizeof *table.cell);
    table.floor = calloc((size_t)columns, sizeof *table.floor);
    table.value = calloc((size_t)(columns * runs), sizeof *table.value);
    table.scaled = calloc((size_t)(columns * runs), sizeof *table.scaled);
    ck_assert_ptr_nonnull(table.cell);
    ck_assert_ptr_nonnull(table.floor);
    ck_assert_ptr_nonnull(table.value);
    ck_assert_ptr_nonnull(table.scaled);
    for (long i = 0; i < columns; i++)
        table.cell[i] = (struct ensemble_cell){
            .column = OBSERVABLE_kl, .feature = FEATURES, .step = i};
    return table;
}

/* A uniform in (0,1), told by three numbers. */
static double uniform(uint32_t trial, uint32_t column, uint32_t run) {
    uint32_t words[4];
    const uint32_t counter[4] = {run, column, trial, 0}, key[2] = {42, 7};
    klimb_rng_philox(words, counter, key);
    return ((double)words[0] + 0.5) / 4294967296.0;
}

/* Distributions that normal theory would get wrong: uniform, Cauchy, two-valued, exponential. */
static double made_value(uint32_t trial, long column, long run) {
    double u = uniform(trial, (uint32_t)column, (uint32_t)run);
    switch (column % 4) {
    case 0:
        return u;
    case 1:
        return tan(acos(-1) * (u - 0.5));
    case 2:
        return u < 0.1;
    default:
        return -log(u);
    }
}

static void fill(struct ensemble_table *table, uint32_t trial) {
    for (long column = 0; column < table->columns; column++)
        for (long run = 0; run < table->runs; run++)
            table->scaled[column * table->runs + run] = made_value(trial, column, run);
}

/* ---- an independent oracle: all choices, in plain double ------------------------------------- */

enum { RUNS = 11, FRESH = 4, CELLS = 3, LINES = 3 * CELLS + 2 };

static double line_mean(const double *line) {
    double sum = 0;
    for (int i = 0; i < RUNS; i++)
        sum += line[i];
    return sum / RUNS;
}

static int centre_line(double *line) {
    double mean = line_mean(line), squares = 0;
    for (int i = 0; i < RUNS; i++) {
        line[i] -= mean;
        squares += line[i] * line[i];
    }
    for (int i = 0; i < RUNS && squares > 1e-20; i++)
        line[i] *= sqrt(RUNS / squares);
    return squares > 1e-20;
}

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Mean and distance from the median (of eleven: the sixth) of each cell, and the sum of the latter's
 * lines; the sum over all columns is the same, there being one. */
static int oracle_lines(double lines[LINES][RUNS], const struct ensemble_table *table) {
    int count = 0;
    double total[RUNS] = {0};
    for (int cell = 0; cell < CELLS; cell++) {
        const double *scaled = table->scaled + cell * RUNS;
        double sorted[RUNS];
        memcpy(sorted, scaled, sizeof sorted);
        qsort(sorted, RUNS, sizeof *sorted, compare_doubles);
        memcpy(lines[count], scaled, sizeof sorted);
        count += centre_line(lines[count]);
        for (int i = 0; i < RUNS; i++)
            lines[count][i] = fabs(scaled[i] - sorted[RUNS / 2]);
        if (!centre_line(lines[count]))
            continue;
        for (int i = 0; i < RUNS; i++)
            total[i] += lines[count][i];
        count++;
    }
    memcpy(lines[count], total, sizeof total);
    count += centre_line(lines[count]);
    return count;
}

static double oracle_max(double lines[LINES][RUNS], int count, unsigned chosen) {
    double largest = 0;
    for (int line = 0; line < count; line++) {
        double sum = 0;
        for (int i = 0; i < RUNS; i++)
            sum += chosen >> i & 1 ? lines[line][i] : 0;
        largest = fmax(largest, fabs(sum));
    }
    return largest;
}

/* p of all choices; *statistic in deviations of a sum of FRESH of RUNS numbers without replacement. */
static double oracle_p(double *statistic, const struct ensemble_table *table) {
    double lines[LINES][RUNS];
    int count = oracle_lines(lines, table);
    double observed = oracle_max(lines, count, (1u << FRESH) - 1);
    long reached = 0, choices = 0;
    for (unsigned chosen = 0; chosen < 1u << RUNS; chosen++) {
        if (__builtin_popcount(chosen) != FRESH)
            continue;
        choices++;
        reached += oracle_max(lines, count, chosen) >= observed * (1 - 1e-6);
    }
    *statistic = observed / sqrt((double)FRESH * (RUNS - FRESH) / (RUNS - 1));
    return (double)reached / (double)choices;
}

/* Sampling stops after 25 choices that reach: five deviations of 1/sqrt 25 are the whole of p. */
START_TEST(permute_agrees_with_all_choices) {
    struct error error = {0};
    struct ensemble_table table = made_table(FRESH, RUNS, CELLS);
    struct ensemble_max max;
    double statistic, smallest = 1;
    for (uint32_t trial = 0; trial < 40; trial++) {
        fill(&table, trial);
        for (int i = 0; trial % 2 == 1 && i < FRESH; i++) /* every other time something is found */
            table.scaled[i] += trial;
        double exact = oracle_p(&statistic, &table);
        smallest = fmin(smallest, exact);
        ck_assert_int_eq(ensemble_max_permute(&max, &table, 1e-4, &error), STATUS_OK);
        ck_assert_near_relative(max.statistic, statistic, 1e-5);
        ck_assert_near(max.p, exact, exact);
    }
    ck_assert(smallest <= 2.0 / 330); /* C(11, 4) = 330 */
    ensemble_table_free(&table);
}
END_TEST

/* ---- error rates ----------------------------------------------------------------------------- */

/* P(p <= 0.1) <= 0.1 under the hypothesis, whatever the distributions. Of 1000 trials at most 10 %
 * and four deviations of a binomial, 38, alarm; and it is not a test that never does: with columns that
 * are continuous the rate is nearly reached. */
START_TEST(permute_false_alarms_are_as_rare_as_stated) {
    struct error error = {0};
    struct ensemble_table table = made_table(8, 64, 12);
    long alarms = 0;
    for (uint32_t trial = 0; trial < 1000; trial++) {
        struct ensemble_max max;
        fill(&table, trial);
        ck_assert_int_eq(ensemble_max_permute(&max, &table, 1e-4, &error), STATUS_OK);
        alarms += max.p <= 0.1;
    }
    ck_assert_msg(alarms >= 62 && alarms <= 138, "%ld of 1000 alarm at 0.1", alarms);
    ensemble_table_free(&table);
}
END_TEST

/* A prediction's law is fitted, so its rate is only near: one in a hundred is asked for, and the
 * Cauchy columns have the heaviest tails there are. */
START_TEST(predict_false_alarms_are_about_as_rare_as_stated) {
    struct error error = {0};
    struct ensemble_table table = made_table(1, 65, 12);
    long alarms = 0;
    for (uint32_t trial = 0; trial < 2000; trial++) {
        struct ensemble_max max;
        fill(&table, trial);
        ck_assert_int_eq(ensemble_max_single(&max, &table, 0.01, &error), STATUS_OK);
        alarms += max.p <= 0.01;
    }
    ck_assert_msg(alarms <= 38, "%ld of 2000 alarm at 0.01", alarms);
    ensemble_table_free(&table);
}
END_TEST

/* Of {_, 1, NaN, 4, 4}, the first of them fresh: mean 3, squares 4 + 1 + 1. */
START_TEST(golden_moments_are_of_finite_golden_values) {
    struct ensemble_table table = made_table(1, 5, 2);
    const double column[] = {1e9, 1, (double)NAN, 4, 4};
    memcpy(table.scaled + 5, column, sizeof column);
    const struct ensemble_moments moments = ensemble_golden_moments(&table, 1);
    ck_assert(moments.count == 3);
    ck_assert_near_relative(moments.mean, 3, 1e-15);
    ck_assert_near_relative(moments.squares, 6, 1e-15);
    ensemble_table_free(&table);
}
END_TEST

/* ---- power ----------------------------------------------------------------------------------- */

static void shift(struct ensemble_table *table) {
    for (long i = 0; i < table->fresh; i++)
        table->scaled[4 * table->runs + i] += 1; /* column 4 is uniform: deviation 0.29 */
}

/* All columns uniform, and distances from 1/2 halved: no single cell shows it. */
static void halve(struct ensemble_table *table) {
    for (long column = 0; column < table->columns; column++)
        for (long i = 0; i < table->runs; i++) {
            double u = uniform(5, (uint32_t)column, (uint32_t)i);
            table->scaled[column * table->runs + i] = i < table->fresh ? 0.25 + u / 2 : u;
        }
}

static void lose(struct ensemble_table *table) {
    for (long i = 0; i < table->fresh; i++)
        table->scaled[8 * table->runs + i] = (double)NAN;
}

static const struct {
    void (*change)(struct ensemble_table *table);
    long fresh, column;
    enum ensemble_test test;
} powers[] = {
    {shift, 8, 4, ENSEMBLE_TEST_SHIFT},
    {halve, 8, -1, ENSEMBLE_TEST_SPREAD},
    {lose, 8, 8, ENSEMBLE_TEST_MISSING},
};

START_TEST(permute_sees) {
    struct error error = {0};
    struct ensemble_table table = made_table(powers[_i].fresh, 64 + powers[_i].fresh, 64);
    struct ensemble_max max;
    fill(&table, 5);
    powers[_i].change(&table);
    ck_assert_int_eq(ensemble_max_permute(&max, &table, 1e-4, &error), STATUS_OK);
    ck_assert_msg(max.p <= 1e-4, "p is %g, column %ld", max.p, max.column);
    ck_assert(max.statistic > max.critical);
    ck_assert_int_eq(max.test, powers[_i].test);
    ck_assert_int_eq(max.column, powers[_i].column);
    ensemble_table_free(&table);
}
END_TEST

/* The same where all cells are features: the sum over them is reported as such, and not as one of
 * them. */
START_TEST(permute_spread_of_all_features_is_told_as_theirs) {
    struct error error = {0};
    struct ensemble_table table = made_table(8, 72, 64);
    struct ensemble_max max;
    for (long i = 0; i < table.columns; i++)
        table.cell[i] = (struct ensemble_cell){
            .column = OBSERVABLES, .feature = (enum feature)(i % FEATURES), .step = -1};
    fill(&table, 5);
    halve(&table);
    ck_assert_int_eq(ensemble_max_permute(&max, &table, 1e-4, &error), STATUS_OK);
    ck_assert_int_eq(max.column, -1);
    ck_assert_int_eq(max.over.feature, FEATURES);
    ck_assert_int_eq(max.over.column, OBSERVABLES);
    ck_assert(max.over.is_all_features);
    ensemble_table_free(&table);
}
END_TEST

START_TEST(predict_names_run_and_column) {
    struct error error = {0};
    struct ensemble_table table = made_table(2, 66, 12);
    struct ensemble_max max;
    fill(&table, 5);
    for (long run = 0; run < table.runs; run++) /* leave the heavy tails out */
        for (long column = 1; column < table.columns; column += 4)
            table.scaled[column * table.runs + run] = uniform(5, 99, (uint32_t)run);
    table.scaled[8 * table.runs + 1] = 500;
    ck_assert_int_eq(ensemble_max_single(&max, &table, 1e-4, &error), STATUS_OK);
    ck_assert(max.p <= 1e-4);
    ck_assert(max.statistic > max.critical);
    ck_assert_int_eq(max.run, 1);
    ck_assert_int_eq(max.column, 8);
    ensemble_table_free(&table);
}
END_TEST

/* Golden runs that are all alike, as those of a deterministic scenario: the floor decides. */
START_TEST(predict_of_an_ensemble_without_spread_goes_by_the_floor) {
    struct error error = {0};
    struct ensemble_table table = made_table(1, 65, 1);
    struct ensemble_max max;
    table.floor[0] = 1;
    table.scaled[0] = 1;
    ck_assert_int_eq(ensemble_max_single(&max, &table, 1e-4, &error), STATUS_OK);
    ck_assert_msg(max.p > 1e-4, "p is %g", max.p);
    table.scaled[0] = 45; /* 4.5 resolutions */
    ck_assert_int_eq(ensemble_max_single(&max, &table, 1e-4, &error), STATUS_OK);
    ck_assert_msg(max.p <= 1e-4, "p is %g", max.p);
    ensemble_table_free(&table);
}
END_TEST

/* C(72, 8) = 1.2e10, C(67, 3) = 47905 >= 4e4, C(66, 2) = 2145, C(20, 3) = 1140. */
START_TEST(choices_suffice_from_three_of_a_large_ensemble_on) {
    ck_assert(ensemble_choices_suffice(72, 8, 1e-4));
    ck_assert(ensemble_choices_suffice(67, 3, 1e-4));
    ck_assert(!ensemble_choices_suffice(66, 2, 1e-4));
    ck_assert(!ensemble_choices_suffice(65, 1, 1e-4));
    ck_assert(!ensemble_choices_suffice(20, 3, 1e-4));
    ck_assert(ensemble_choices_suffice(20, 3, 0.01));
}
END_TEST

static Suite *ensemble_max_suite(void) {
    Suite *suite = suite_create("ensemble_max");
    TCase *tests = tcase_create("ensemble_max");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, permute_agrees_with_all_choices);
    tcase_add_test(tests, permute_false_alarms_are_as_rare_as_stated);
    tcase_add_test(tests, predict_false_alarms_are_about_as_rare_as_stated);
    tcase_add_test(tests, golden_moments_are_of_finite_golden_values);
    tcase_add_loop_test(tests, permute_sees, 0, (int)(sizeof powers / sizeof *powers));
    tcase_add_test(tests, permute_spread_of_all_features_is_told_as_theirs);
    tcase_add_test(tests, predict_names_run_and_column);
    tcase_add_test(tests, predict_of_an_ensemble_without_spread_goes_by_the_floor);
    tcase_add_test(tests, choices_suffice_from_three_of_a_large_ensemble_on);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(ensemble_max_suite)
