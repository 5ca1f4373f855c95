/* Sums in their documented order, bit for bit, and searches, by every table. */
#include "tests/kernels_fixture.h"

/* The tree of kernels.h, written as the recursion that it describes: lane j of `half` lanes is the
 * sum of the lanes j and j + half one level below; the leaves are every 16th term from j on. */
static double tree(const double *term, long n, long j, long half) {
    if (half < 16)
        return tree(term, n, j, 2 * half) + tree(term, n, j + half, 2 * half);
    double lane = 0;
    for (long i = j; i < n; i += 16)
        lane += term[i];
    return lane;
}

static double in_tree_order(const double *term, long n) {
    return tree(term, n, 0, 1);
}

/* Terms x_i y_i, or x_i where y is NULL. */
static void fill_terms(double *term, const real *x, const real *y) {
    for (long i = 0; i < LONGEST; i++)
        term[i] = (double)x[i] * (y == NULL ? 1 : (double)y[i]);
}

START_TEST(sum_any_length_bits_of_the_documented_tree) {
    static real x[LONGEST];
    static double term[LONGEST];
    fill_values(x, LONGEST, 1);
    fill_terms(term, x, NULL);
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 0; n >= 0; n = length_next(n))
            ck_assert_msg(kernels->sum(x, n) == in_tree_order(term, n), "%s, n = %ld",
                          kernels->name, n);
}
END_TEST

START_TEST(dot_any_length_bits_of_the_documented_tree) {
    static real x[LONGEST], y[LONGEST];
    static double term[LONGEST], square[LONGEST];
    fill_values(x, LONGEST, 3);
    fill_values(y, LONGEST, 4);
    fill_terms(term, x, y);
    fill_terms(square, x, x);
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 0; n >= 0; n = length_next(n)) {
            ck_assert_msg(kernels->dot(x, y, n) == in_tree_order(term, n), "%s, n = %ld",
                          kernels->name, n);
            ck_assert_msg(kernels->dot(x, x, n) == in_tree_order(square, n), "%s squares, n = %ld",
                          kernels->name, n);
        }
}
END_TEST

/* The test values must distinguish the orders, else the tests above would prove nothing. */
START_TEST(sum_in_other_orders_differs_on_the_test_values) {
    static real x[LONGEST];
    fill_values(x, LONGEST, 1);
    double ascending = 0, pairs[2] = {0};
    int unlike_ascending = 0, unlike_pairs = 0;
    for (long i = 0; i < LONGEST; i++) {
        ascending += (double)x[i];
        pairs[i % 2] += (double)x[i];
        double sum = klimb_kernels_select(NULL)->sum(x, i + 1);
        unlike_ascending += sum != ascending;
        unlike_pairs += sum != pairs[0] + pairs[1];
    }
    ck_assert_int_gt(unlike_ascending, LONGEST / 2);
    ck_assert_int_gt(unlike_pairs, LONGEST / 2);
}
END_TEST

/* 1 + 2 + ... + n = n (n+1) / 2; sum of squares n (n+1) (2n+1) / 6: integers, exact in double. */
START_TEST(sums_of_integers_closed_form) {
    enum { N = 1000 };
    real x[N], one[N];
    for (long i = 0; i < N; i++) {
        x[i] = (real)(i + 1);
        one[i] = 1;
    }
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;) {
        ck_assert(kernels->sum(x, N) == 500500.0);
        ck_assert(kernels->dot(x, one, N) == 500500.0);
        ck_assert(kernels->dot(x, x, N) == 333833500.0);
    }
}
END_TEST

/* Accumulators begin at +0, to which -0 adds nothing. */
START_TEST(sums_of_nothing_and_of_negative_zeros_positive_zero) {
    enum { N = 20 };
    real x[N], one[N], total[N];
    for (long i = 0; i < N; i++) {
        x[i] = REAL(-0.0);
        one[i] = 1;
    }
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 0; n <= N; n++) {
            double sum = kernels->sum(x, n), dot = kernels->dot(x, one, n);
            ck_assert(sum == 0 && !signbit(sum));
            ck_assert(dot == 0 && !signbit(dot));
            kernels->column_sums(total, x, 1, n);
            for (long j = 0; j < n; j++)
                ck_assert(total[j] == 0 && !signbit(total[j]));
        }
}
END_TEST

#ifndef KLIMB_DOUBLE
/* (2^24 - 1)^2 has 48 bits and FLT_MAX^2 is 2^256: double holds both, float neither. */
START_TEST(dot_of_floats_exact_in_double) {
    const real x[2] = {16777215.0F, FLT_MAX};
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;) {
        ck_assert(kernels->dot(x, x, 1) == 16777215.0 * 16777215.0);
        ck_assert(kernels->dot(x + 1, x + 1, 1) == (double)FLT_MAX * (double)FLT_MAX);
    }
}
END_TEST
#endif

/* One value at each place in turn, over whole blocks of 16 and the rest. */
START_TEST(sums_non_finite_value_propagates_from_any_place) {
    enum { N = 41 };
    real x[N], one[N];
    for (long i = 0; i < N; i++)
        x[i] = one[i] = 1;
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long place = 0; place < N; place++) {
            x[place] = (real)NAN;
            ck_assert(isnan(kernels->sum(x, N)) && isnan(kernels->dot(x, x, N)));
            ck_assert(isnan(kernels->dot(x, one, N)) && isnan(kernels->dot(one, x, N)));
            x[place] = -(real)INFINITY;
            ck_assert(kernels->sum(x, N) == -(double)INFINITY);
            ck_assert(kernels->dot(x, x, N) == (double)INFINITY);
            ck_assert(kernels->dot(x, one, N) == -(double)INFINITY);
            x[place] = 1;
        }
}
END_TEST

START_TEST(column_sums_order_matters_ascending_rows_from_zero) {
    enum { M = 37, N = 83 };
    static real x[M * N], sum[N + 1], wanted[N];
    fill_values(x, M * N, 5);
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 0; n <= N; n++) {
            for (long j = 0; j < n; j++) {
                wanted[j] = 0;
                for (long i = 0; i < M; i++)
                    wanted[j] = wanted[j] + x[i * n + j];
                sum[j] = 385; /* must be overwritten */
            }
            sum[n] = 7;
            kernels->column_sums(sum, x, M, n);
            assert_same(sum, wanted, n, kernels, "column_sums");
            ck_assert(sum[n] == 7);
        }
}
END_TEST

START_TEST(column_sums_without_rows_zero) {
    real sum[2] = {REAL(1.385), REAL(-2.5)};
    klimb_kernels_select(NULL)->column_sums(sum, NULL, 0, 2);
    ck_assert(sum[0] == 0 && sum[1] == 0);
}
END_TEST

START_TEST(column_sums_nan_stays_in_its_column) {
    const real x[6] = {1, (real)NAN, 2, 3, 4, 5};
    real sum[3];
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;) {
        kernels->column_sums(sum, x, 2, 3);
        ck_assert(sum[0] == 4 && isnan(sum[1]) && sum[2] == 7);
    }
}
END_TEST

/* The largest at each place of every length; then a NaN beside it, before or after. */
START_TEST(largest_any_place_and_length_is_found_and_nan_wins) {
    enum { N = 100 };
    real x[N];
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 1; n <= N; n += n < 5 ? 1 : 19)
            for (long place = 0; place < n; place++) {
                for (long i = 0; i < n; i++)
                    x[i] = i % 3 ? -(real)INFINITY : -REAL_MAX;
                x[place] = REAL(-2.385);
                ck_assert(kernels->largest(x, n) == REAL(-2.385));
                x[n - 1 - place] = (real)NAN;
                ck_assert(isnan(kernels->largest(x, n)));
                x[n / 2] = (real)INFINITY;
                ck_assert(n / 2 == n - 1 - place || isnan(kernels->largest(x, n)));
            }
}
END_TEST

START_TEST(largest_of_negative_infinities_is_one) {
    real x[40];
    for (long i = 0; i < 40; i++)
        x[i] = -(real)INFINITY;
    ck_assert(klimb_kernels_select(NULL)->largest(x, 40) == -(real)INFINITY);
}
END_TEST

static const real NONFINITE[] = {(real)NAN, (real)INFINITY, -(real)INFINITY};

/* In whole blocks and in the rest, alone and with a second one after it. */
START_TEST(first_nonfinite_any_place_and_length_finds_the_first) {
    enum { N = 200 };
    real x[N];
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 1; n <= N; n += n < 5 ? 1 : 13)
            for (long place = 0; place < n; place++) {
                for (long i = 0; i < n; i++)
                    x[i] = i % 2 ? REAL_MAX : -REAL_MAX;
                ck_assert_int_eq(kernels->first_nonfinite(x, n), -1);
                x[n - 1] = (real)NAN;
                x[place] = NONFINITE[_i];
                ck_assert_int_eq(kernels->first_nonfinite(x, n), place);
                ck_assert_int_eq(kernels->first_nonfinite(x, place), -1);
            }
}
END_TEST

static Suite *kernels_sums_suite(void) {
    Suite *suite = suite_create("kernels_sums");
    TCase *sums = tcase_create("sums");
    tcase_add_test(sums, sum_any_length_bits_of_the_documented_tree);
    tcase_add_test(sums, dot_any_length_bits_of_the_documented_tree);
    tcase_add_test(sums, sum_in_other_orders_differs_on_the_test_values);
    tcase_add_test(sums, sums_of_integers_closed_form);
    tcase_add_test(sums, sums_of_nothing_and_of_negative_zeros_positive_zero);
#ifndef KLIMB_DOUBLE
    tcase_add_test(sums, dot_of_floats_exact_in_double);
#endif
    tcase_add_test(sums, sums_non_finite_value_propagates_from_any_place);
    suite_add_tcase(suite, sums);
    TCase *columns = tcase_create("columns");
    tcase_add_test(columns, column_sums_order_matters_ascending_rows_from_zero);
    tcase_add_test(columns, column_sums_without_rows_zero);
    tcase_add_test(columns, column_sums_nan_stays_in_its_column);
    suite_add_tcase(suite, columns);
    TCase *searches = tcase_create("searches");
    tcase_add_test(searches, largest_any_place_and_length_is_found_and_nan_wins);
    tcase_add_test(searches, largest_of_negative_infinities_is_one);
    tcase_add_loop_test(searches, first_nonfinite_any_place_and_length_finds_the_first, 0, 3);
    suite_add_tcase(suite, searches);
    return suite;
}

TEST_MAIN(kernels_sums_suite)
