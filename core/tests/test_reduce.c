/* Sums in their documented order, to the last bit, and where values stop being finite. */
#include "reduce.h"

#include <stdint.h>
#include <stdlib.h>

#include "check_near.h"

enum { LONGEST = 4099 };

/* Signs alternate and magnitudes span 2^40, so that in any other order the sum rounds elsewhere. */
static void fill(real *x, long n, uint32_t state) {
    for (long i = 0; i < n; i++) {
        state = state * 1664525 + 1013904223; /* Numerical Recipes, "quick and dirty" generator */
        const double mantissa = (double)(state >> 8) - 8388607.5;
        x[i] = (real)ldexp(mantissa, (int)(state >> 3) % 40 - 20);
    }
}

/* The tree of reduce.h, written as the recursion that it describes: lane j of `half` lanes is the
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

/* Every length to 100, then some long ones. */
static long length_next(long n) {
    return n < 100 ? n + 1 : n < 1000 ? 1024 : n < 4096 ? 4096 : n < LONGEST ? LONGEST : -1;
}

START_TEST(reduce_sum_any_length_bits_of_the_documented_tree) {
    static real x[LONGEST];
    static double term[LONGEST];
    fill(x, LONGEST, 1);
    for (long i = 0; i < LONGEST; i++)
        term[i] = (double)x[i];
    for (long n = 0; n >= 0; n = length_next(n))
        ck_assert_msg(reduce_sum(x, n) == in_tree_order(term, n), "n = %ld", n);
}
END_TEST

START_TEST(reduce_sum_squares_any_length_bits_of_the_documented_tree) {
    static real x[LONGEST];
    static double term[LONGEST];
    fill(x, LONGEST, 2);
    for (long i = 0; i < LONGEST; i++)
        term[i] = (double)x[i] * (double)x[i];
    for (long n = 0; n >= 0; n = length_next(n))
        ck_assert_msg(reduce_sum_squares(x, n) == in_tree_order(term, n), "n = %ld", n);
}
END_TEST

START_TEST(reduce_dot_any_length_bits_of_the_documented_tree) {
    static real x[LONGEST], y[LONGEST];
    static double term[LONGEST];
    fill(x, LONGEST, 3);
    fill(y, LONGEST, 4);
    for (long i = 0; i < LONGEST; i++)
        term[i] = (double)x[i] * (double)y[i];
    for (long n = 0; n >= 0; n = length_next(n))
        ck_assert_msg(reduce_dot(x, y, n) == in_tree_order(term, n), "n = %ld", n);
}
END_TEST

/* The test values must tell orders apart, else the tests above would prove nothing. */
START_TEST(reduce_sum_other_orders_differ_on_the_test_values) {
    static real x[LONGEST];
    fill(x, LONGEST, 1);
    double ascending = 0, pairs[2] = {0};
    for (long i = 0; i < LONGEST; i++) {
        ascending += (double)x[i];
        pairs[i % 2] += (double)x[i];
    }
    ck_assert(reduce_sum(x, LONGEST) != ascending);
    ck_assert(reduce_sum(x, LONGEST) != pairs[0] + pairs[1]);
}
END_TEST

/* 1 + 2 + ... + n = n (n+1) / 2; sum of squares n (n+1) (2n+1) / 6: integers, exact in double. */
START_TEST(reduce_sums_of_integers_closed_form) {
    enum { N = 1000 };
    real x[N], one[N];
    for (long i = 0; i < N; i++) {
        x[i] = (real)(i + 1);
        one[i] = 1;
    }
    ck_assert(reduce_sum(x, N) == 500500.0);
    ck_assert(reduce_dot(x, one, N) == 500500.0);
    ck_assert(reduce_sum_squares(x, N) == 333833500.0);
}
END_TEST

START_TEST(reduce_sums_of_nothing_zero) {
    const real x = REAL(2.385);
    ck_assert(reduce_sum(&x, 0) == 0);
    ck_assert(reduce_dot(&x, &x, 0) == 0);
    ck_assert(reduce_sum_squares(&x, 0) == 0);
    ck_assert_int_eq(reduce_first_nonfinite(&x, 0), -1);
}
END_TEST

#ifndef KLIMB_DOUBLE
/* (2^24 - 1)^2 has 48 bits and FLT_MAX^2 is 2^256: double holds both, float neither. */
START_TEST(squares_of_floats_exact_in_double) {
    const real x[2] = {16777215.0F, FLT_MAX};
    ck_assert(reduce_sum_squares(x, 1) == 16777215.0 * 16777215.0);
    ck_assert(reduce_sum_squares(x + 1, 1) == (double)FLT_MAX * (double)FLT_MAX);
}
END_TEST
#endif

/* One value at each place in turn, over whole blocks of 16 and the rest. */
START_TEST(reduce_sums_non_finite_value_propagates_from_any_place) {
    enum { N = 41 };
    real x[N], one[N];
    for (long i = 0; i < N; i++)
        x[i] = one[i] = 1;
    for (long place = 0; place < N; place++) {
        x[place] = (real)NAN;
        ck_assert(isnan(reduce_sum(x, N)) && isnan(reduce_sum_squares(x, N)));
        ck_assert(isnan(reduce_dot(x, one, N)) && isnan(reduce_dot(one, x, N)));
        x[place] = -(real)INFINITY;
        ck_assert(reduce_sum(x, N) == -(double)INFINITY);
        ck_assert(reduce_sum_squares(x, N) == (double)INFINITY);
        ck_assert(reduce_dot(x, one, N) == -(double)INFINITY);
        x[place] = 1;
    }
}
END_TEST

START_TEST(reduce_columns_order_matters_ascending_rows_added_to_sum) {
    enum { M = 37, N = 23 };
    real x[M * N], sum[N];
    fill(x, M * N, 5);
    fill(sum, N, 6);
    real wanted[N];
    for (long j = 0; j < N; j++) {
        wanted[j] = sum[j];
        for (long i = 0; i < M; i++)
            wanted[j] = wanted[j] + x[i * N + j];
    }
    reduce_columns(sum, x, M, N);
    for (long j = 0; j < N; j++)
        ck_assert_msg(sum[j] == wanted[j], "column %ld", j);
}
END_TEST

START_TEST(reduce_columns_no_rows_sum_unchanged) {
    real sum[2] = {REAL(1.385), REAL(-2.5)};
    reduce_columns(sum, sum, 0, 2);
    ck_assert(sum[0] == REAL(1.385) && sum[1] == REAL(-2.5));
}
END_TEST

START_TEST(reduce_columns_nan_stays_in_its_column) {
    const real x[6] = {1, (real)NAN, 2, 3, 4, 5};
    real sum[3] = {0};
    reduce_columns(sum, x, 2, 3);
    ck_assert(sum[0] == 4 && isnan(sum[1]) && sum[2] == 7);
}
END_TEST

static const real NONFINITE[] = {(real)NAN, (real)INFINITY, -(real)INFINITY};

/* Over whole blocks and the rest, alone and with a second one behind it. */
START_TEST(reduce_first_nonfinite_any_place_and_length_finds_the_first) {
    enum { N = 200 };
    real x[N];
    for (long n = 1; n <= N; n += n < 5 ? 1 : 13)
        for (long place = 0; place < n; place++) {
            for (long i = 0; i < n; i++)
                x[i] = i % 2 ? REAL_MAX : -REAL_MAX;
            ck_assert_int_eq(reduce_first_nonfinite(x, n), -1);
            x[n - 1] = (real)NAN;
            x[place] = NONFINITE[_i];
            ck_assert_int_eq(reduce_first_nonfinite(x, n), place);
        }
}
END_TEST

static Suite *reduce_suite(void) {
    Suite *suite = suite_create("reduce");
    TCase *sums = tcase_create("sums");
    tcase_add_test(sums, reduce_sum_any_length_bits_of_the_documented_tree);
    tcase_add_test(sums, reduce_sum_squares_any_length_bits_of_the_documented_tree);
    tcase_add_test(sums, reduce_dot_any_length_bits_of_the_documented_tree);
    tcase_add_test(sums, reduce_sum_other_orders_differ_on_the_test_values);
    tcase_add_test(sums, reduce_sums_of_integers_closed_form);
    tcase_add_test(sums, reduce_sums_of_nothing_zero);
#ifndef KLIMB_DOUBLE
    tcase_add_test(sums, squares_of_floats_exact_in_double);
#endif
    tcase_add_test(sums, reduce_sums_non_finite_value_propagates_from_any_place);
    suite_add_tcase(suite, sums);
    TCase *columns = tcase_create("columns");
    tcase_add_test(columns, reduce_columns_order_matters_ascending_rows_added_to_sum);
    tcase_add_test(columns, reduce_columns_no_rows_sum_unchanged);
    tcase_add_test(columns, reduce_columns_nan_stays_in_its_column);
    suite_add_tcase(suite, columns);
    TCase *nonfinite = tcase_create("first_nonfinite");
    tcase_add_loop_test(nonfinite, reduce_first_nonfinite_any_place_and_length_finds_the_first, 0,
                        3);
    suite_add_tcase(suite, nonfinite);
    return suite;
}

TEST_MAIN(reduce_suite)
