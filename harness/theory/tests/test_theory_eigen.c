/* Eigenvalues against their definition, a closed form and LAPACK. */
#include "theory/theory_eigen.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/gemm/openblas.h"
#include "tests/fixtures/theory_fixture.h"

enum { D_MAX = 150 };

static struct error error;
static double matrix[D_MAX * D_MAX], work[D_MAX * D_MAX], axes[D_MAX * D_MAX], values[D_MAX];

static void solve(long d) {
    memcpy(work, matrix, (size_t)(d * d) * sizeof *work);
    ck_assert_msg(theory_eigen_solve(values, axes, work, d, &error) == STATUS_OK, "%s",
                  error.message);
}

/* S u = lambda u, u orthonormal, largest first, to d epsilon of the largest. */
static void check_axes(long d) {
    double largest = fmax(fabs(values[0]), fabs(values[d - 1]));
    double tolerance = 2 * (double)d * DBL_EPSILON;
    for (long i = 0; i < d; i++) {
        if (i > 0)
            ck_assert_double_ge(values[i - 1], values[i]);
        for (long j = 0; j < d; j++) {
            double image = 0, product = 0;
            for (long l = 0; l < d; l++) {
                image += matrix[j * d + l] * axes[i * d + l];
                product += axes[j * d + l] * axes[i * d + l];
            }
            ck_assert_near(image, values[i] * axes[i * d + j], tolerance * largest);
            ck_assert_near(product, i == j, tolerance);
        }
    }
}

/* Entries between -1 and 1 times a scale that falls with row and column. */
static void fill(long d, double fall) {
    for (long i = 0; i < d; i++)
        for (long j = i; j < d; j++)
            matrix[i * d + j] = matrix[j * d + i] = (2 * golden_fraction(i * D_MAX + j) - 1) *
                                                    pow(fall, (double)(i + j));
}

static const struct size {
    long d;
    double fall;
} sizes[] = {{1, 1},     {2, 1},    {3, 1},    {12, 1},   {64, 1},
             {D_MAX, 1}, {40, 0.5}, {40, 1.9}, {60, 1e-3}};

START_TEST(theory_eigen_solve_finds_orthonormal_axes) {
    fill(sizes[_i].d, sizes[_i].fall);
    solve(sizes[_i].d);
    check_axes(sizes[_i].d);
}
END_TEST

/* T with 2 on the diagonal and -1 beside it has the eigenvalues 2 - 2 cos(i pi / (d + 1)). */
START_TEST(theory_eigen_solve_finds_those_of_the_second_difference) {
    enum { D = 50 };
    for (long i = 0; i < D * D; i++) {
        long apart = labs(i / D - i % D);
        matrix[i] = apart == 0 ? 2 : apart == 1 ? -1 : 0;
    }
    solve(D);
    for (long i = 0; i < D; i++)
        ck_assert_near(values[i], 2 - 2 * cos((double)(D - i) * acos(-1) / (D + 1)), 1e-14);
    check_axes(D);
}
END_TEST

/* Equal eigenvalues, a rank of one, and nothing at all. */
START_TEST(theory_eigen_solve_takes_equal_eigenvalues) {
    enum { D = 9 };
    for (long i = 0; i < D * D; i++)
        matrix[i] = _i == 0 ? (i % (D + 1) == 0) * 3 : _i == 1 ? 1 : 0;
    solve(D);
    check_axes(D);
    static const double first[] = {3, D, 0}, last[] = {3, 0, 0};
    ck_assert_near(values[0], first[_i], 1e-14);
    ck_assert_near(values[D - 1], last[_i], 1e-14);
}
END_TEST

/* A first row of which almost all stands beside the diagonal, of either sign. A reflection to the near side takes the difference of two
 * numbers that are equal in double, and leaves 1e-8 of the row where the tridiagonal matrix has nothing. */
START_TEST(theory_eigen_solve_reflects_to_the_far_side) {
    enum { D = 4 };
    double beside = _i == 0 ? 1 : -1;
    const double upper[D][D] = {
        {2, beside, 1e-8, -2e-8}, {0, 1, 0.5, 0.25}, {0, 0, -1, 0.75}, {0, 0, 0, 0.5}};
    for (long i = 0; i < D; i++)
        for (long j = i; j < D; j++)
            matrix[i * D + j] = matrix[j * D + i] = upper[i][j];
    solve(D);
    check_axes(D);
}
END_TEST

/* LAPACK's are the same to rounding. */
START_TEST(theory_eigen_solve_agrees_with_dsyev) {
    const struct openblas *openblas;
    blasint n = D_MAX, room = 64 * D_MAX, info = 0;
    static double lapack[D_MAX], space[64 * D_MAX];
    if (klimb_openblas_load(&openblas, &error) != STATUS_OK)
        SKIP_TEST(error.message);
    fill(D_MAX, 1);
    solve(D_MAX);
    openblas->dsyev_("N", "U", &n, matrix, &n, lapack, space, &room, &info, 1, 1);
    ck_assert_int_eq((int)info, 0);
    for (long i = 0; i < D_MAX; i++)
        ck_assert_near(values[i], lapack[D_MAX - 1 - i], D_MAX * DBL_EPSILON * values[0]);
}
END_TEST

START_TEST(theory_eigen_solve_of_nan_does_not_converge) {
    fill(5, 1);
    matrix[7] = matrix[11] = (double)NAN;
    memcpy(work, matrix, sizeof work);
    ck_assert_int_eq(theory_eigen_solve(values, axes, work, 5, &error), STATUS_FAILED);
}
END_TEST

static Suite *theory_eigen_suite(void) {
    Suite *suite = suite_create("theory eigen");
    TCase *tests = tcase_create("eigen");
    tcase_add_loop_test(tests, theory_eigen_solve_finds_orthonormal_axes, 0,
                        sizeof sizes / sizeof *sizes);
    tcase_add_test(tests, theory_eigen_solve_finds_those_of_the_second_difference);
    tcase_add_loop_test(tests, theory_eigen_solve_takes_equal_eigenvalues, 0, 3);
    tcase_add_loop_test(tests, theory_eigen_solve_reflects_to_the_far_side, 0, 2);
    tcase_add_test(tests, theory_eigen_solve_agrees_with_dsyev);
    tcase_add_test(tests, theory_eigen_solve_of_nan_does_not_converge);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(theory_eigen_suite)
