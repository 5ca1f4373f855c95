#include "train/two_sample.h"

#include <string.h>

#include "numerics/rng.h"
#include "tests/check_near.h"

#ifdef KLIMB_DOUBLE
static const double TOLERANCE = 1e-14;
#else
static const double TOLERANCE = 1e-6; /* a few roundings of k, which is at most 1 */
#endif

enum { N = 20, D = 3 };

struct fixture {
    struct backend backend;
    struct arena arena;
    struct two_sample test;
};

static void set_up(struct fixture *f, long n, long d) {
    *f = (struct fixture){0};
    ck_assert_int_eq(klimb_backend_select(&f->backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    klimb_two_sample_layout(&f->test, &f->arena, n, d);
    ck_assert_int_eq(klimb_arena_allocate(&f->arena, NULL), STATUS_OK);
    klimb_two_sample_layout(&f->test, &f->arena, n, d);
}

static struct two_sample_found compare(struct fixture *f, const real *points) {
    size_t count = (size_t)(2 * f->test.n * f->test.d);
    memcpy(f->test.points, points, count * sizeof *points);
    return klimb_two_sample_compare(&f->test, &f->backend);
}

/* h^2 is 4, the only squared distance within the first sample. */
START_TEST(two_sample_compare_of_four_points_has_the_value_of_the_formula) {
    const real points[] = {0, 2, 1, 3};
    struct fixture f;
    set_up(&f, 2, 1);
    struct two_sample_found found = compare(&f, points);
    double within = 4 * exp(-4 / 8.0), across = 3 * exp(-1 / 8.0) + exp(-9 / 8.0);
    ck_assert_near(found.mmd2, within / 2 - 2 * across / 4, TOLERANCE);
    ck_assert_near(found.nn_accuracy, 0, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* The points 1, 2 and 9 have squared distances 1, 49 and 64, with the median 49; the second sample is far away. */
START_TEST(two_sample_compare_takes_its_width_from_the_first_sample) {
    const real points[] = {1, 2, 9, 1000, 1001, 1002};
    struct fixture f;
    set_up(&f, 3, 1);
    struct two_sample_found found = compare(&f, points);
    double h = 2 * 49, first = exp(-1 / h) + exp(-49 / h) + exp(-64 / h);
    double second = 2 * exp(-1 / h) + exp(-4 / h);
    ck_assert_near(found.mmd2, 2 * (first + second) / 6, TOLERANCE);
    ck_assert_near(found.nn_accuracy, 1, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

static struct two_sample_found compare_normal(struct fixture *f, uint64_t seed, real shift) {
    real points[2 * N * D];
    klimb_rng_normal(points, (struct rng_place){.seed = seed, .purpose = RNG_SYNTHETIC}, 2 * N, D,
                     f->backend.vm);
    for (long i = N * D; i < 2 * N * D; i++)
        points[i] += shift;
    return compare(f, points);
}

/* The mean of an unbiased estimate is 0, p is uniform, and neighbours come from either sample equally: within 4
 * standard errors, binomial ones for p. A biased estimate would have a mean of about 2 (1 - k)/N = 0.06. */
START_TEST(two_sample_compare_of_one_distribution_finds_nothing) {
    enum { RUNS = 300 };
    struct fixture f;
    set_up(&f, N, D);
    double sum = 0, squares = 0, low = 0, accuracy = 0;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct two_sample_found found = compare_normal(&f, seed, 0);
        sum += found.mmd2;
        squares += found.mmd2 * found.mmd2;
        low += found.p <= 0.1;
        accuracy += found.nn_accuracy;
    }
    ck_assert_near(sum / RUNS, 0, 4 * sqrt(squares) / RUNS);
    ck_assert_near(low / RUNS, 0.1, 4 * sqrt(0.1 * 0.9 / RUNS));
    ck_assert_near(accuracy / RUNS, 0.5, 0.05);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(two_sample_compare_of_samples_that_are_apart_is_certain) {
    struct fixture f;
    set_up(&f, N, D);
    struct two_sample_found found = compare_normal(&f, 1, 20);
    ck_assert_near(found.p, 1.0 / (1 + TWO_SAMPLE_PERMUTATIONS), 1e-15);
    ck_assert_near(found.nn_accuracy, 1, 0);
    ck_assert(found.mmd2 > 0.5);
    klimb_arena_free(&f.arena);
}
END_TEST

/* A sample that repeats the other: the nearest point is its copy. */
START_TEST(two_sample_compare_of_copies_has_no_accuracy_at_all) {
    real points[2 * N * D];
    struct fixture f;
    set_up(&f, N, D);
    klimb_rng_normal(points, (struct rng_place){.seed = 5}, N, D, f.backend.vm);
    for (long i = 0; i < N * D; i++)
        points[N * D + i] = points[i];
    struct two_sample_found found = compare(&f, points);
    ck_assert_near(found.nn_accuracy, 0, 0);
    ck_assert_near(found.p, 1, 0);
    ck_assert(found.mmd2 < 0);
    klimb_arena_free(&f.arena);
}
END_TEST

static void check_is_nothing(struct two_sample_found found) {
    ck_assert(isnan(found.mmd2) && isnan(found.p) && isnan(found.nn_accuracy));
}

START_TEST(two_sample_compare_without_a_width_or_a_number_is_nan) {
    real points[2 * 3] = {1, 1, 1, 4, 5, 6};
    struct fixture f;
    set_up(&f, 3, 1);
    check_is_nothing(compare(&f, points));
    points[0] = 3;
    points[1] = 2;
    ck_assert(isfinite(compare(&f, points).mmd2));
    points[5] = NAN;
    check_is_nothing(compare(&f, points));
    points[5] = INFINITY;
    check_is_nothing(compare(&f, points));
    klimb_arena_free(&f.arena);
    set_up(&f, 1, 1);
    check_is_nothing(compare(&f, points));
    klimb_arena_free(&f.arena);
}
END_TEST

static Suite *two_sample_suite(void) {
    Suite *suite = suite_create("two_sample");
    TCase *tests = tcase_create("compare");
    tcase_add_test(tests, two_sample_compare_of_four_points_has_the_value_of_the_formula);
    tcase_add_test(tests, two_sample_compare_takes_its_width_from_the_first_sample);
    tcase_add_test(tests, two_sample_compare_of_one_distribution_finds_nothing);
    tcase_add_test(tests, two_sample_compare_of_samples_that_are_apart_is_certain);
    tcase_add_test(tests, two_sample_compare_of_copies_has_no_accuracy_at_all);
    tcase_add_test(tests, two_sample_compare_without_a_width_or_a_number_is_nan);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(two_sample_suite)
