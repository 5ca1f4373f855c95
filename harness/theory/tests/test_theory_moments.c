#include "theory/theory_moments.h"

#include "numerics/gemm/openblas.h"
#include "tests/fixtures/theory_fixture.h"

static struct error error;

static struct theory_moments measure(const real *x, long n, long d) {
    struct theory_moments moments;
    ck_assert_int_eq(theory_moments_measure(&moments, x, n, d, &error), STATUS_OK);
    return moments;
}

/* Of the population: four examples at (1 +- 1, 2 +- 3) have the variances 1 and 9, not 4/3 of it. */
START_TEST(theory_moments_measure_divides_by_n) {
    static const real x[] = {0, -1, 0, 5, 2, -1, 2, 5};
    struct theory_moments moments = measure(x, 4, 2);
    ck_assert_near(moments.mean[0], 1, 0);
    ck_assert_near(moments.mean[1], 2, 0);
    ck_assert_near(moments.covariance[0], 1, 0);
    ck_assert_near(moments.covariance[1], 0, 0);
    ck_assert_near(moments.covariance[2], 0, 0);
    ck_assert_near(moments.covariance[3], 9, 0);
    theory_moments_free(&moments);
}
END_TEST

/* More examples than are centred at a time, far from 0 so that a one-pass formula would lose. */
START_TEST(theory_moments_measure_keeps_its_digits_far_from_zero) {
    enum { N = 700, D = 3 };
    static real x[N * D];
    double mean[D] = {0}, covariance[D * D] = {0};
    for (long i = 0; i < N * D; i++)
        x[i] = (real)(1000 + golden_fraction(i));
    for (long i = 0; i < N * D; i++)
        mean[i % D] += ((double)x[i] - 1000) / N;
    for (long i = 0; i < N; i++)
        for (long j = 0; j < D * D; j++)
            covariance[j] += ((double)x[i * D + j / D] - 1000 - mean[j / D]) *
                             ((double)x[i * D + j % D] - 1000 - mean[j % D]) / N;
    struct theory_moments moments = measure(x, N, D);
    ck_assert_int_eq(moments.count, N);
    for (long j = 0; j < D; j++)
        ck_assert_near(moments.mean[j], 1000 + mean[j], 1e-11);
    for (long j = 0; j < D * D; j++)
        ck_assert_near(moments.covariance[j], covariance[j], 1e-12);
    theory_moments_free(&moments);
}
END_TEST

/* One chain a cell, over more examples than are centred at a time; and no library that rounds as it likes. */
START_TEST(theory_moments_measure_adds_examples_in_their_order) {
    enum { N = 700, D = 9 };
    static real x[N * D];
    for (long i = 0; i < N * D; i++)
        x[i] = (real)golden_fraction(i);
    struct theory_moments moments = measure(x, N, D);
    for (long i = 0; i < D; i++)
        for (long j = i; j < D; j++) {
            double sum = 0;
            for (long n = 0; n < N; n++)
                sum += ((double)x[n * D + i] - moments.mean[i]) *
                       ((double)x[n * D + j] - moments.mean[j]);
            ck_assert(moments.covariance[i * D + j] == sum / N);
            ck_assert(moments.covariance[j * D + i] == sum / N);
        }
    ck_assert_ptr_null(klimb_openblas_loaded());
    theory_moments_free(&moments);
}
END_TEST

START_TEST(theory_moments_measure_of_one_example_has_no_variance) {
    static const real x[] = {2.5, -1};
    struct theory_moments moments = measure(x, 1, 2);
    ck_assert_int_eq(theory_moments_diagonalise(&moments, &error), STATUS_OK);
    ck_assert_near(moments.mean[0], 2.5, 0);
    ck_assert_near(moments.eigenvalues[0], 0, 0);
    ck_assert_near(moments.eigenvalues[1], 0, 0);
    theory_moments_free(&moments);
}
END_TEST

/* S u = lambda u, u orthonormal, largest first: what makes them eigenvalues, whoever found them. */
START_TEST(theory_moments_diagonalise_finds_the_axes) {
    enum { N = 50, D = 12 };
    static real x[N * D];
    for (long i = 0; i < N * D; i++)
        x[i] = (real)(golden_fraction(i) * (double)(1 + i % D) + golden_fraction(i / D));
    struct theory_moments moments = measure(x, N, D);
    ck_assert_int_eq(theory_moments_diagonalise(&moments, &error), STATUS_OK);
    for (long i = 0; i < D; i++) {
        const double *u = moments.axes + i * D;
        if (i > 0)
            ck_assert_double_ge(moments.eigenvalues[i - 1], moments.eigenvalues[i]);
        for (long j = 0; j < D; j++) {
            double image = 0, product = 0;
            for (long l = 0; l < D; l++) {
                image += moments.covariance[j * D + l] * u[l];
                product += moments.axes[j * D + l] * u[l];
            }
            ck_assert_near(image, moments.eigenvalues[i] * u[j], 1e-13);
            ck_assert_near(product, i == j, 1e-13);
        }
    }
    theory_moments_free(&moments);
}
END_TEST

/* Three examples span a plane: of five dimensions three have none. */
START_TEST(theory_moments_diagonalise_clears_what_is_rounding) {
    enum { N = 3, D = 5 };
    static real x[N * D];
    for (long i = 0; i < N * D; i++)
        x[i] = (real)golden_fraction(i);
    struct theory_moments moments = measure(x, N, D);
    ck_assert_int_eq(theory_moments_diagonalise(&moments, &error), STATUS_OK);
    ck_assert_double_gt(moments.eigenvalues[1], 0.01);
    for (long i = 2; i < D; i++)
        ck_assert_near(moments.eigenvalues[i], 0, 0);
    theory_moments_free(&moments);
}
END_TEST

/* The data that klimb draws to order have the eigenvalues that were ordered. */
START_TEST(theory_moments_diagonalise_finds_the_eigenvalues_of_exact_data) {
    static const double eigenvalues[] = {9, 4, 0.5, 0.01};
    struct config config = linear_config(eigenvalues, 4, 2);
    struct theory_trial trial;
    trial_begin(&trial, &config);
    struct theory_moments moments = measure(trial.data.train, trial.data.train_count, 4);
    ck_assert_int_eq(theory_moments_diagonalise(&moments, &error), STATUS_OK);
    for (long i = 0; i < 4; i++) {
        ck_assert_near_relative(moments.eigenvalues[i], eigenvalues[i], 1e-6);
        ck_assert_near(moments.mean[i], 0, 1e-7);
    }
    theory_moments_free(&moments);
    trial_end(&trial);
}
END_TEST

static Suite *theory_moments_suite(void) {
    Suite *suite = suite_create("theory moments");
    TCase *tests = tcase_create("moments");
    tcase_add_test(tests, theory_moments_measure_divides_by_n);
    tcase_add_test(tests, theory_moments_measure_keeps_its_digits_far_from_zero);
    tcase_add_test(tests, theory_moments_measure_adds_examples_in_their_order);
    tcase_add_test(tests, theory_moments_measure_of_one_example_has_no_variance);
    tcase_add_test(tests, theory_moments_diagonalise_finds_the_axes);
    tcase_add_test(tests, theory_moments_diagonalise_clears_what_is_rounding);
    tcase_add_test(tests, theory_moments_diagonalise_finds_the_eigenvalues_of_exact_data);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(theory_moments_suite)
