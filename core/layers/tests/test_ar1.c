#include "layers/ar1.h"

#include <stdlib.h>

#include "numerics/backend.h"
#include "numerics/rng.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"

enum { K = 4, N = 3 };
static const double alpha = 0.6;

struct fixture {
    real mu[N * K], logvar[N * K], variance[N * K];
};

static void spread(struct fixture *f) {
    for (int i = 0; i < N * K; i++)
        f->variance[i] = (real)exp((double)f->logvar[i]);
}

static void set_up(struct fixture *f) {
    for (int i = 0; i < N * K; i++) {
        f->mu[i] = (real)(1.5 * sin(0.9 * i + 1));
        f->logvar[i] = (real)(0.8 * cos(1.3 * i) - 0.5);
    }
    spread(f);
}

/* ln det of the covariance alpha^|i-j|, by elimination, which leaves its inverse in `inverse`. */
static double invert(double inverse[K][K]) {
    double c[K][K], logdet = 0;
    for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++) {
            c[i][j] = pow(alpha, abs(i - j));
            inverse[i][j] = i == j;
        }
    for (int p = 0; p < K; p++) {
        double pivot = c[p][p];
        logdet += log(pivot);
        for (int j = 0; j < K; j++) {
            c[p][j] /= pivot;
            inverse[p][j] /= pivot;
        }
        for (int i = 0; i < K; i++) {
            double factor = i == p ? 0 : c[i][p];
            for (int j = 0; j < K; j++) {
                c[i][j] -= factor * c[p][j];
                inverse[i][j] -= factor * inverse[p][j];
            }
        }
    }
    return logdet;
}

/* The nll of any normal prior: 1/2 (mu' P mu + tr P S + ln det C). */
START_TEST(ar1_forward_is_the_expectation_under_the_covariance_of_the_sequence) {
    struct fixture f;
    double nll[N], inverse[K][K], logdet = invert(inverse);
    set_up(&f);
    klimb_ar1_forward(nll, f.mu, f.variance, N, K, alpha);
    for (int r = 0; r < N; r++) {
        double sum = logdet;
        for (int i = 0; i < K; i++) {
            sum += inverse[i][i] * (double)f.variance[r * K + i];
            for (int j = 0; j < K; j++)
                sum += (double)f.mu[r * K + i] * inverse[i][j] * (double)f.mu[r * K + j];
        }
        ck_assert_near(nll[r], sum / 2, 1e-12);
    }
}
END_TEST

START_TEST(ar1_forward_with_alpha_0_is_the_standard_prior) {
    struct fixture f;
    double nll[N];
    set_up(&f);
    klimb_ar1_forward(nll, f.mu, f.variance, N, K, 0);
    for (int r = 0; r < N; r++) {
        double sum = 0;
        for (int i = r * K; i < (r + 1) * K; i++)
            sum += ((double)f.mu[i] * (double)f.mu[i] + (double)f.variance[i]) / 2;
        ck_assert_near(nll[r], sum, 1e-14);
    }
}
END_TEST

START_TEST(ar1_forward_of_nan_is_nan_in_its_row_alone) {
    struct fixture f;
    double nll[N];
    set_up(&f);
    f.mu[K + 1] = (real)NAN;
    klimb_ar1_forward(nll, f.mu, f.variance, N, K, alpha);
    ck_assert(isfinite(nll[0]) && isnan(nll[1]) && isfinite(nll[2]));
}
END_TEST

/* KL(q || p) of row r; k/2 ln(2 pi) cancels. */
static double kl_of(const struct fixture *f, int r) {
    double nll[N];
    klimb_ar1_forward(nll, f->mu, f->variance, N, K, alpha);
    for (int i = r * K; i < (r + 1) * K; i++)
        nll[r] -= (1 + (double)f->logvar[i]) / 2;
    return nll[r];
}

static double floor_of(int k) {
    return ((k - 2) * log(1 + alpha * alpha) - log(1 - alpha * alpha)) / 2;
}

/* Gradient descent from three starting points. */
START_TEST(ar1_kl_goes_down_to_its_floor_and_not_below) {
    struct fixture f;
    real pull[N * K], precise[N * K];
    set_up(&f);
    for (int step = 0; step < 2000; step++) {
        for (int r = 0; r < N; r++)
            ck_assert(kl_of(&f, r) > floor_of(K) - 1e-6);
        klimb_ar1_gradient(pull, precise, f.mu, f.variance, N, K, alpha);
        for (int i = 0; i < N * K; i++) {
            f.mu[i] -= REAL(0.1) * pull[i];
            f.logvar[i] -= REAL(0.1) * (precise[i] - 1);
        }
        spread(&f);
    }
    for (int r = 0; r < N; r++)
        ck_assert_near(kl_of(&f, r), floor_of(K), 1e-6);
    ck_assert_near(f.variance[0], 1 - 0.36, 1e-5);
    ck_assert_near(f.variance[1], (1 - 0.36) / (1 + 0.36), 1e-5);
}
END_TEST

START_TEST(ar1_sample_has_the_correlation_alpha_to_the_distance) {
    enum { SAMPLES = 20000 };
    static real z[SAMPLES * K];
    struct backend backend;
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    klimb_rng_normal(z, (struct rng_place){.seed = 7, .purpose = RNG_PRIOR}, SAMPLES, K,
                     backend.vm);
    klimb_ar1_sample(z, SAMPLES, K, alpha);
    for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++) {
            double moment = 0;
            for (int s = 0; s < SAMPLES; s++)
                moment += (double)z[s * K + i] * (double)z[s * K + j] / SAMPLES;
            ck_assert_near(moment, pow(alpha, abs(i - j)), 4 * sqrt(2.0 / SAMPLES));
        }
}
END_TEST

#ifdef KLIMB_DOUBLE
static double loss(void *context) {
    struct fixture *f = context;
    double nll[N];
    spread(f);
    klimb_ar1_forward(nll, f->mu, f->variance, N, K, alpha);
    return nll[0] + nll[1] + nll[2];
}

START_TEST(ar1_gradient_matches_central_differences) {
    struct fixture f;
    real pull[N * K], precise[N * K];
    set_up(&f);
    klimb_ar1_gradient(pull, precise, f.mu, f.variance, N, K, alpha);
    for (int i = 0; i < N * K; i++)
        precise[i] /= 2;
    check_gradient(loss, &f, f.mu, pull, N * K);
    check_gradient(loss, &f, f.logvar, precise, N * K);
}
END_TEST
#endif

static Suite *ar1_suite(void) {
    Suite *suite = suite_create("ar1");
    TCase *tests = tcase_create("ar1");
    tcase_add_test(tests, ar1_forward_is_the_expectation_under_the_covariance_of_the_sequence);
    tcase_add_test(tests, ar1_forward_with_alpha_0_is_the_standard_prior);
    tcase_add_test(tests, ar1_forward_of_nan_is_nan_in_its_row_alone);
    tcase_add_test(tests, ar1_kl_goes_down_to_its_floor_and_not_below);
    tcase_add_test(tests, ar1_sample_has_the_correlation_alpha_to_the_distance);
#ifdef KLIMB_DOUBLE
    tcase_add_test(tests, ar1_gradient_matches_central_differences);
#endif
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(ar1_suite)
