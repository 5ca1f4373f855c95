/* Every table against the formulas of kernels.h, bit for bit, special values included. */
#include "tests/kernels_fixture.h"

/* Each array of a test is followed by a guard, so that a write past its end is seen. */
enum { GUARD = 64, ROOM = LONGEST + GUARD };
static const real GUARD_VALUE = REAL(-12345.0);

static void guard(real *x, long n) {
    for (long i = n; i < n + GUARD; i++)
        x[i] = GUARD_VALUE;
}

static void assert_guarded(const real *x, long n, const struct kernels *kernels, const char *what) {
    for (long i = n; i < n + GUARD; i++)
        if (!same(x[i], GUARD_VALUE))
            ck_abort_msg("%s of %s, n = %ld: wrote to %ld", what, kernels->name, n, i);
}

/* By comparisons alone, so that NaN stays. */
static real flushed(real x, real least) {
    if (x < least && x > -least)
        return 0;
    return x;
}

START_TEST(flush_any_length_and_value_is_the_formula) {
    static real x[LONGEST], got[ROOM], wanted[LONGEST];
    const real limits[] = {REAL_MIN, REAL_SMALL, 1, 0};
    const real least = limits[_i];
    fill_special(x, LONGEST, 2);
    for (long i = 0; i < LONGEST; i++)
        wanted[i] = flushed(x[i], least);
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 0; n >= 0; n = length_next(n)) {
            memcpy(got, x, sizeof x);
            guard(got, n);
            kernels->flush(got, n, least);
            assert_same(got, wanted, n, kernels, "flush");
            assert_guarded(got, n, kernels, "flush");
        }
}
END_TEST

/* Also checks that the numbers below REAL_MIN are the subnormal ones on this machine. */
START_TEST(flush_below_the_smallest_normal_number_leaves_nothing_subnormal) {
    real x[] = {REAL_MIN, -REAL_MIN, REAL_MIN / 2, -REAL_MIN / 2, (real)NAN, -(real)INFINITY};
    ck_assert(fpclassify(x[0]) == FP_NORMAL && fpclassify(x[2]) == FP_SUBNORMAL);
    klimb_kernels_select(NULL)->flush(x, 6, REAL_MIN);
    ck_assert(x[0] == REAL_MIN && x[1] == -REAL_MIN && x[2] == 0 && x[3] == 0);
    ck_assert(isnan(x[4]) && isinf(x[5]));
}
END_TEST

/* ---- ReLU ---- */

START_TEST(relu_any_length_and_value_is_the_formula) {
    static real x[ROOM], y[ROOM], wanted[LONGEST];
    fill_special(x, LONGEST, 3);
    for (long i = 0; i < LONGEST; i++)
        wanted[i] = isnan(x[i]) || x[i] > 0 ? x[i] : 0;
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 0; n >= 0; n = length_next(n)) {
            memcpy(y, x, sizeof y);
            guard(y, n);
            kernels->relu(y, n);
            for (long i = 0; i < n; i++)
                y[i] = y[i] == 0 ? 0 : y[i]; /* either zero is allowed */
            assert_same(y, wanted, n, kernels, "relu");
            assert_guarded(y, n, kernels, "relu");
        }
}
END_TEST

START_TEST(relu_backward_any_length_and_value_is_the_formula) {
    static real y[LONGEST], dy[LONGEST], got[ROOM], wanted[LONGEST];
    fill_special(y, LONGEST, 2);
    fill_special(dy, LONGEST, 3);
    for (long i = 0; i < LONGEST; i++)
        wanted[i] = isnan(y[i]) || y[i] > 0 ? flushed(dy[i], REAL_MIN) : 0;
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 0; n >= 0; n = length_next(n)) {
            memcpy(got, dy, sizeof dy);
            guard(got, n);
            kernels->relu_backward(got, y, n);
            assert_same(got, wanted, n, kernels, "relu_backward");
            assert_guarded(got, n, kernels, "relu_backward");
        }
}
END_TEST

/* 0.01 is rounded, 1 and 0.5 are not; with the least one products are subnormal. */
static const real LEAKS[] = {REAL(0.01), 1, REAL(0.5), REAL_MIN};
enum { LEAK_COUNT = sizeof LEAKS / sizeof LEAKS[0] };

START_TEST(leaky_relu_any_length_and_value_is_the_formula) {
    static real x[ROOM], y[ROOM], wanted[LONGEST];
    const real leak = LEAKS[_i];
    fill_special(x, LONGEST, 3);
    for (long i = 0; i < LONGEST; i++) {
        real below = leak * x[i];
        wanted[i] = x[i] < 0 ? below : x[i];
    }
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 0; n >= 0; n = length_next(n)) {
            memcpy(y, x, sizeof y);
            guard(y, n);
            kernels->leaky_relu(y, n, leak);
            assert_same(y, wanted, n, kernels, "leaky_relu");
            assert_guarded(y, n, kernels, "leaky_relu");
        }
}
END_TEST

START_TEST(leaky_relu_backward_any_length_and_value_is_the_formula) {
    static real y[LONGEST], dy[LONGEST], got[ROOM], wanted[LONGEST];
    const real leak = LEAKS[_i];
    fill_special(y, LONGEST, 2);
    fill_special(dy, LONGEST, 3);
    for (long i = 0; i < LONGEST; i++) {
        real below = leak * dy[i];
        wanted[i] = flushed(isnan(y[i]) || y[i] > 0 ? dy[i] : below, REAL_MIN);
    }
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 0; n >= 0; n = length_next(n)) {
            memcpy(got, dy, sizeof dy);
            guard(got, n);
            kernels->leaky_relu_backward(got, y, n, leak);
            assert_same(got, wanted, n, kernels, "leaky_relu_backward");
            assert_guarded(got, n, kernels, "leaky_relu_backward");
        }
}
END_TEST

/* ---- Optimisers ---- */

struct state {
    real p[ROOM], m[ROOM], v[ROOM], g[LONGEST];
};

static const struct adam_rates rates = {.keep1 = REAL(0.9),
                                        .add1 = REAL(0.1),
                                        .keep2 = REAL(0.999),
                                        .add2 = REAL(0.001),
                                        .rate = REAL(1e-3),
                                        .unbias = REAL(1.7),
                                        .epsilon = REAL(1e-8),
                                        .least_g = REAL(6e-16)};

static void fill_state(struct state *state, long stride) {
    fill_special(state->p, LONGEST, stride);
    fill_special(state->m, LONGEST, stride + 1);
    fill_special(state->v, LONGEST, stride + 2);
    fill_special(state->g, LONGEST, stride + 3);
    for (long i = 0; i < LONGEST; i++)
        state->v[i] = state->v[i] < 0 ? -state->v[i] : state->v[i];
}

/* The formulas of kernels.h, operation by operation, in real. */
static void adam_by_hand(struct state *state, long n) {
    const struct adam_rates *r = &rates;
    for (long i = 0; i < n; i++) {
        real g = state->g[i], kept = r->keep1 * state->m[i];
        real added = r->add1 * flushed(g, REAL_SMALL);
        state->m[i] = kept + added;
        real counted = flushed(g, r->least_g), square = counted * counted;
        kept = r->keep2 * state->v[i];
        added = r->add2 * square;
        state->v[i] = kept + added;
        real root = (real)sqrt((double)state->v[i]); /* once rounded: 53 >= 2 * 24 + 2 bits */
        real corrected = root * r->unbias, step = r->rate * state->m[i];
        real change = step / (corrected + r->epsilon);
        state->p[i] = state->p[i] - change;
    }
}

static void sgd_by_hand(struct state *state, long n, real rate, real momentum) {
    for (long i = 0; i < n; i++) {
        real kept = momentum * state->m[i];
        state->m[i] = flushed(kept + flushed(state->g[i], REAL_MIN), REAL_MIN);
        real change = rate * state->m[i];
        state->p[i] = flushed(state->p[i] - change, REAL_MIN);
    }
}

static int all_finite(const real *x, long n) {
    for (long i = 0; i < n; i++)
        if (!isfinite(x[i]))
            return 0;
    return 1;
}

static void guard_state(struct state *state, long n) {
    guard(state->p, n);
    guard(state->m, n);
    guard(state->v, n);
}

static void assert_state(const struct state *got, const struct state *wanted, long n,
                         const struct kernels *kernels, const char *what) {
    assert_same(got->p, wanted->p, n, kernels, what);
    assert_same(got->m, wanted->m, n, kernels, what);
    assert_same(got->v, wanted->v, n, kernels, what);
    assert_guarded(got->p, n, kernels, what);
    assert_guarded(got->m, n, kernels, what);
    assert_guarded(got->v, n, kernels, what);
}

/* With the first stride no value but the first, which is 0, is a special one. */
static const long STRIDES[] = {LONGEST, 7, 2, 1};
enum { STRIDE_COUNT = sizeof STRIDES / sizeof STRIDES[0] };

START_TEST(adam_any_length_and_value_is_the_formula) {
    static struct state start, got, wanted;
    fill_state(&start, STRIDES[_i]);
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 0; n >= 0; n = length_next(n)) {
            wanted = got = start;
            guard_state(&got, n);
            adam_by_hand(&wanted, n);
            int finite = kernels->adam(got.p, got.m, got.v, got.g, n, &rates);
            assert_state(&got, &wanted, n, kernels, "adam");
            ck_assert_int_eq(finite != 0, all_finite(wanted.p, n));
        }
}
END_TEST

START_TEST(sgd_any_length_and_value_is_the_formula) {
    static struct state start, got, wanted;
    const real rate = REAL(0.385), momentum = REAL(0.9);
    fill_state(&start, STRIDES[_i]);
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 0; n >= 0; n = length_next(n)) {
            wanted = got = start;
            guard_state(&got, n);
            guard(wanted.v, n); /* sgd must not touch v */
            sgd_by_hand(&wanted, n, rate, momentum);
            int finite = kernels->sgd(got.p, got.m, got.g, n, rate, momentum);
            assert_state(&got, &wanted, n, kernels, "sgd");
            ck_assert_int_eq(finite != 0, all_finite(wanted.p, n));
        }
}
END_TEST

/* One parameter that the step makes infinite or that already was, at each place in turn. */
START_TEST(optimisers_one_broken_parameter_at_any_place_is_found) {
    enum { N = 67 };
    static struct state state;
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long place = 0; place < N; place++)
            for (int cause = 0; cause < 2; cause++) {
                memset(&state, 0, sizeof state);
                real *broken = cause == 0 ? state.p : state.g;
                broken[place] = cause == 0 ? -(real)INFINITY : (real)NAN;
                struct state other = state;
                ck_assert(!kernels->adam(state.p, state.m, state.v, state.g, N, &rates));
                ck_assert(!kernels->sgd(other.p, other.m, other.g, N, 1, 1));
                broken[place] = 0;
                memset(&other, 0, sizeof other);
                ck_assert(kernels->adam(other.p, other.m, other.v, other.g, N, &rates));
                ck_assert(kernels->sgd(other.p, other.m, other.g, N, 1, 1));
            }
}
END_TEST

/* ---- Densities ---- */

enum { DENSITIES = 133, DIMENSIONS = 5 };

static void fill_mixture(real *offset, real *mu, real *precision, long stride) {
    fill_special(offset, DENSITIES, stride);
    fill_special(mu, DENSITIES * DIMENSIONS, stride + 1);
    fill_special(precision, DENSITIES * DIMENSIONS, stride + 2);
}

START_TEST(log_densities_any_number_is_the_formula) {
    static real offset[DENSITIES], mu[DENSITIES * DIMENSIONS], precision[DENSITIES * DIMENSIONS];
    static real got[DENSITIES + GUARD], wanted[DENSITIES];
    const real z[DIMENSIONS] = {REAL(0.5), REAL(-1.25), REAL(3.5e7), 0, REAL(-0.037)};
    fill_mixture(offset, mu, precision, STRIDES[_i]);
    const struct kernels *kernels;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        for (long n = 0; n <= DENSITIES; n++)
            for (long k = 0; k <= DIMENSIONS; k++) {
                const long stride = k % 2 ? n : DENSITIES;
                for (long j = 0; j < n; j++) {
                    wanted[j] = offset[j];
                    for (long d = 0; d < k; d++) {
                        real distance = z[d] - mu[d * stride + j], square = distance * distance;
                        real term = square * precision[d * stride + j];
                        wanted[j] = wanted[j] + term;
                    }
                }
                guard(got, n);
                kernels->log_densities(got, offset, mu, precision, z, n, k, stride);
                assert_same(got, wanted, n, kernels, "log_densities");
                assert_guarded(got, n, kernels, "log_densities");
            }
}
END_TEST

/* ---- Tables ---- */

START_TEST(kernels_select_without_name_is_the_widest_that_runs) {
    const struct kernels *kernels, *widest = NULL;
    for (int at = 0; (kernels = kernels_next(&at)) != NULL;)
        widest = kernels;
    ck_assert_ptr_eq(klimb_kernels_select(NULL), widest);
    ck_assert_str_eq(klimb_kernels_names()[0], "baseline");
    ck_assert_ptr_nonnull(klimb_kernels_select("baseline"));
    ck_assert_ptr_null(klimb_kernels_select("avx2048"));
}
END_TEST

START_TEST(kernels_select_each_name_table_of_that_name) {
    const char *const *names = klimb_kernels_names();
    for (int i = 0; names[i] != NULL; i++) {
        const struct kernels *kernels = klimb_kernels_select(names[i]);
        ck_assert(kernels == NULL || strcmp(kernels->name, names[i]) == 0);
    }
}
END_TEST

static Suite *kernels_suite(void) {
    Suite *suite = suite_create("kernels");
    TCase *layers = tcase_create("layers");
    tcase_add_loop_test(layers, flush_any_length_and_value_is_the_formula, 0, 4);
    tcase_add_test(layers, flush_below_the_smallest_normal_number_leaves_nothing_subnormal);
    tcase_add_test(layers, relu_any_length_and_value_is_the_formula);
    tcase_add_test(layers, relu_backward_any_length_and_value_is_the_formula);
    tcase_add_loop_test(layers, leaky_relu_any_length_and_value_is_the_formula, 0, LEAK_COUNT);
    tcase_add_loop_test(layers, leaky_relu_backward_any_length_and_value_is_the_formula, 0,
                        LEAK_COUNT);
    suite_add_tcase(suite, layers);
    TCase *optimisers = tcase_create("optimisers");
    tcase_add_loop_test(optimisers, adam_any_length_and_value_is_the_formula, 0, STRIDE_COUNT);
    tcase_add_loop_test(optimisers, sgd_any_length_and_value_is_the_formula, 0, STRIDE_COUNT);
    tcase_add_test(optimisers, optimisers_one_broken_parameter_at_any_place_is_found);
    suite_add_tcase(suite, optimisers);
    TCase *densities = tcase_create("densities");
    tcase_add_loop_test(densities, log_densities_any_number_is_the_formula, 0, STRIDE_COUNT);
    suite_add_tcase(suite, densities);
    TCase *tables = tcase_create("tables");
    tcase_add_test(tables, kernels_select_without_name_is_the_widest_that_runs);
    tcase_add_test(tables, kernels_select_each_name_table_of_that_name);
    suite_add_tcase(suite, tables);
    return suite;
}

TEST_MAIN(kernels_suite)
