/* The map that makes a covariance exact: its order of sums, and the samples that it refuses. The mapped
 * sample is tested in test_dataset_synthetic.c. */
#include <math.h>
#include <string.h>

#include "data/dataset_internal.h"
#include "tests/check_near.h"

enum { N = 7, D = 4 };

static const double deviation[D] = {3, 0.5, 0, 1};

/* Values without symmetry: the fractional parts of multiples of the golden ratio, and of squares of
 * them, so that columns are not combinations of each other. */
static void fill(real *x) {
    for (long i = 0; i < N; i++)
        for (long j = 0; j < D; j++) {
            double value = 0.6180339887 * (double)((i + 1) * (i + 2 * j + 1));
            x[i * D + j] = (real)(value - floor(value));
        }
}

/* The formulas of the header, literally: L by rows, one element at a time. */
static void whiten_by_elements(double *w, const real *x) {
    double mean[D] = {0}, s[D][D] = {{0}}, l[D][D] = {{0}};
    for (long j = 0; j < D; j++) {
        for (long i = 0; i < N; i++)
            mean[j] += (double)x[i * D + j];
        mean[j] /= N;
    }
    for (long a = 0; a < D; a++)
        for (long b = 0; b <= a; b++) {
            for (long i = 0; i < N; i++)
                s[a][b] += ((double)x[i * D + a] - mean[a]) * ((double)x[i * D + b] - mean[b]);
            s[a][b] /= N;
            for (long k = 0; k < b; k++)
                s[a][b] -= l[a][k] * l[b][k];
            l[a][b] = a == b ? sqrt(s[a][a]) : s[a][b] / l[b][b];
        }
    for (long i = 0; i < N; i++)
        for (long a = 0; a < D; a++) {
            double c = (double)x[i * D + a] - mean[a];
            for (long k = 0; k < a; k++)
                c -= l[a][k] * w[i * D + k];
            w[i * D + a] = c / l[a][a];
        }
}

START_TEST(dataset_whiten_sums_in_the_documented_order) {
    real x[N * D];
    double w[N * D] = {0};
    struct error error = {0};
    fill(x);
    whiten_by_elements(w, x);
    ck_assert_msg(klimb_dataset_whiten(x, deviation, N, D, &error) == STATUS_OK, "%s",
                  error.message);
    for (long p = 0; p < N * D; p++)
        ck_assert_near(x[p], (real)(w[p] * deviation[p % D]), 0);
}
END_TEST

static void assert_refused(const real *x, long n, long d, const char *dimension) {
    real copy[N * D];
    struct error error = {0};
    memcpy(copy, x, (size_t)(n * d) * sizeof *copy);
    ck_assert_int_eq(klimb_dataset_whiten(copy, deviation, n, d, &error), STATUS_INVALID);
    ck_assert_msg(strstr(error.message, dimension) != NULL, "%s", error.message);
    ck_assert_ptr_nonnull(strstr(error.hint, "data.examples"));
    ck_assert_mem_eq(copy, x, (size_t)(n * d) * sizeof *copy);
}

START_TEST(dataset_whiten_of_a_combination_of_dimensions_is_refused) {
    real x[N * D];
    fill(x);
    for (long i = 0; i < N; i++)
        x[i * D + 2] = x[i * D] - REAL(0.5) * x[i * D + 1];
    assert_refused(x, N, D, "dimension 2 of the sample");
}
END_TEST

START_TEST(dataset_whiten_of_what_does_not_vary_is_refused) {
    real x[N * D];
    fill(x);
    for (long i = 0; i < N; i++)
        x[i * D] = REAL(0.375);
    assert_refused(x, N, D, "dimension 0 of the sample");
}
END_TEST

/* Centred, n examples span n - 1 dimensions at most. */
START_TEST(dataset_whiten_of_as_many_examples_as_dimensions_is_refused) {
    real x[N * D];
    fill(x);
    assert_refused(x, D, D, "dimension 3 of the sample");
}
END_TEST

START_TEST(dataset_whiten_of_not_a_number_is_refused) {
    real x[N * D];
    fill(x);
    x[D + 1] = (real)NAN;
    assert_refused(x, N, D, "dimension 1 of the sample");
}
END_TEST

static Suite *dataset_whiten_suite(void) {
    Suite *suite = suite_create("dataset_whiten");
    TCase *tests = tcase_create("whiten");
    tcase_add_test(tests, dataset_whiten_sums_in_the_documented_order);
    tcase_add_test(tests, dataset_whiten_of_a_combination_of_dimensions_is_refused);
    tcase_add_test(tests, dataset_whiten_of_what_does_not_vary_is_refused);
    tcase_add_test(tests, dataset_whiten_of_as_many_examples_as_dimensions_is_refused);
    tcase_add_test(tests, dataset_whiten_of_not_a_number_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(dataset_whiten_suite)
