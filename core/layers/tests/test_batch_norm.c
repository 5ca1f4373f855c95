#include "layers/batch_norm.h"

#include "base/arena.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"

enum { N = 5, K = 3, STRIDE = 2 * K };

#ifdef KLIMB_DOUBLE
static const double TOLERANCE = 1e-12;
#else
static const double TOLERANCE = 1e-6; /* roundings of numbers up to 4 */
#endif

static const real raw[N * K] = {REAL(0.3),  REAL(-2.0), REAL(0.9),  REAL(-0.7), REAL(1.0),
                                REAL(2.4),  REAL(1.9),  REAL(0.5),  REAL(1.2),  REAL(0.2),
                                REAL(-4.0), REAL(3.7),  REAL(-1.1), REAL(3.5),  REAL(2.6)};

struct fixture {
    struct arena arena;
    struct batch_norm norm;
    real shift[K], dshift[K], m[N * K], mu[N * K], c[N * K];
};

static void set_up(struct fixture *f, double gamma) {
    *f = (struct fixture){0};
    for (int pass = 0; pass < 2; pass++) {
        klimb_batch_norm_layout(&f->norm, &f->arena, N, K, gamma);
        if (pass == 0)
            ck_assert_int_eq(klimb_arena_allocate(&f->arena, NULL), STATUS_OK);
    }
    f->norm.shift = f->shift;
    f->norm.dshift = f->dshift;
    klimb_batch_norm_start(&f->norm);
    for (int i = 0; i < N * K; i++) {
        f->mu[i] = f->m[i] = raw[i];
        f->c[i] = REAL(0.4) * raw[(i * 7 + 3) % (N * K)] - REAL(0.3);
    }
}

static double mean_of(const real *x, long j) {
    double sum = 0;
    for (long i = 0; i < N; i++)
        sum += (double)x[i * K + j];
    return sum / N;
}

static double variance_of(const real *x, long j) {
    double mean = mean_of(x, j), sum = 0;
    for (long i = 0; i < N; i++)
        sum += ((double)x[i * K + j] - mean) * ((double)x[i * K + j] - mean);
    return sum / N;
}

/* The bound on the KL depends on this. */
START_TEST(batch_norm_forward_gives_each_dimension_its_shift_and_gamma) {
    struct fixture f;
    set_up(&f, 0.7);
    for (int j = 0; j < K; j++)
        f.shift[j] = REAL(0.5) * (real)(j - 1);
    klimb_batch_norm_forward(&f.norm, f.mu, N);
    for (int j = 0; j < K; j++) {
        double variance = variance_of(raw, j);
        ck_assert_near(mean_of(f.mu, j), 0.5 * (j - 1), TOLERANCE);
        ck_assert_near(variance_of(f.mu, j), 0.49 * variance / (variance + 1e-5), TOLERANCE);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

/* Equal means: all become the shift, and nothing is divided by 0. */
START_TEST(batch_norm_forward_of_equal_rows_is_the_shift) {
    struct fixture f;
    set_up(&f, 0.7);
    for (int i = 0; i < N * K; i++)
        f.mu[i] = REAL(0.25);
    f.shift[1] = REAL(0.5);
    klimb_batch_norm_forward(&f.norm, f.mu, N);
    for (int i = 0; i < N * K; i++)
        ck_assert_near((double)f.mu[i], i % K == 1 ? 0.5 : 0, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* torch.nn.BatchNorm1d: 0.9 of the old and 0.1 of the new, variance with divisor n - 1; starting at 0 and 1. */
START_TEST(batch_norm_apply_uses_the_running_statistics) {
    struct fixture f;
    set_up(&f, 0.7);
    klimb_batch_norm_forward(&f.norm, f.mu, N);
    klimb_batch_norm_move(&f.norm);
    klimb_batch_norm_forward(&f.norm, f.mu, N); /* does not move the averages */
    for (int i = 0; i < N * K; i++)
        f.mu[i] = raw[i];
    klimb_batch_norm_apply(&f.norm, f.mu, N);
    for (int i = 0; i < N * K; i++) {
        double mean = 0.1 * mean_of(raw, i % K);
        double variance = 0.9 + 0.1 * variance_of(raw, i % K) * N / (N - 1);
        ck_assert_near((double)f.mu[i], 0.7 * ((double)raw[i] - mean) / sqrt(variance + 1e-5),
                       2 * TOLERANCE);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(batch_norm_forward_of_a_nan_leaves_other_dimensions_alone) {
    struct fixture f;
    set_up(&f, 0.7);
    f.mu[K] = (real)NAN;
    klimb_batch_norm_forward(&f.norm, f.mu, N);
    for (int i = 0; i < N * K; i++)
        ck_assert_int_eq(isnan((double)f.mu[i]), i % K == 0);
    klimb_arena_free(&f.arena);
}
END_TEST

#ifdef KLIMB_DOUBLE
/* A loss with a different gradient for each element, and a curvature. */
static double loss(void *context) {
    struct fixture *f = context;
    double sum = 0;
    for (int i = 0; i < N * K; i++)
        f->mu[i] = f->m[i];
    klimb_batch_norm_forward(&f->norm, f->mu, N);
    for (int i = 0; i < N * K; i++)
        sum += f->c[i] * f->mu[i] + 0.3 * f->mu[i] * f->mu[i] * f->mu[i];
    return sum;
}

/* Epsilon is 1e-5 of the variances here, far above the tolerance. */
START_TEST(batch_norm_backward_is_the_derivative_of_forward) {
    struct fixture f;
    set_up(&f, 0.7);
    f.shift[1] = 0.4;
    loss(&f);
    double dmu[N * STRIDE] = {0}, dm[N * K], dshift[K];
    for (int i = 0; i < N * K; i++)
        dmu[i / K * STRIDE + i % K] = f.c[i] + 0.9 * f.mu[i] * f.mu[i];
    klimb_batch_norm_backward(dmu, STRIDE, &f.norm, N);
    for (int i = 0; i < N * K; i++)
        dm[i] = dmu[i / K * STRIDE + i % K];
    for (int j = 0; j < K; j++)
        dshift[j] = f.dshift[j];
    check_gradient(loss, &f, f.shift, dshift, K);
    check_gradient(loss, &f, f.m, dm, N * K);
    klimb_arena_free(&f.arena);
}
END_TEST
#endif

static Suite *batch_norm_suite(void) {
    Suite *suite = suite_create("batch_norm");
    TCase *cases = tcase_create("batch_norm");
    tcase_add_test(cases, batch_norm_forward_gives_each_dimension_its_shift_and_gamma);
    tcase_add_test(cases, batch_norm_forward_of_equal_rows_is_the_shift);
    tcase_add_test(cases, batch_norm_apply_uses_the_running_statistics);
    tcase_add_test(cases, batch_norm_forward_of_a_nan_leaves_other_dimensions_alone);
#ifdef KLIMB_DOUBLE
    tcase_add_test(cases, batch_norm_backward_is_the_derivative_of_forward);
#endif
    suite_add_tcase(suite, cases);
    return suite;
}

TEST_MAIN(batch_norm_suite)
