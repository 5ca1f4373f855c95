#include "layers/prior.h"

#include <string.h>

#include "base/arena.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"

enum { C = 3, K = 2, N = 4 };

struct fixture {
    struct arena arena;
    struct prior prior;
    real logit[C], mean[C * K], logvar[C * K], z[N * K], weight[N];
};

static void set_up(struct fixture *f) {
    *f = (struct fixture){0};
    for (int pass = 0; pass < 2; pass++) {
        klimb_prior_layout(&f->prior, &f->arena, C, K);
        if (pass == 0)
            ck_assert_int_eq(klimb_arena_allocate(&f->arena, NULL), STATUS_OK);
    }
    f->prior.logit = f->logit;
    f->prior.mean = f->mean;
    f->prior.logvar = f->logvar;
    for (int i = 0; i < C; i++)
        f->logit[i] = (real)(0.4 * i - 0.3);
    for (int i = 0; i < C * K; i++) {
        f->mean[i] = (real)sin(1.7 * i);
        f->logvar[i] = (real)(0.5 * cos(2.3 * i));
    }
    for (int i = 0; i < N * K; i++)
        f->z[i] = (real)(1.5 * sin(0.9 * i + 1));
    for (int i = 0; i < N; i++)
        f->weight[i] = (real)(0.2 + 0.1 * i);
}

/* The density by its formula, without care for overflow. */
static double naive_nll(const struct fixture *f, const real *z) {
    double sum = 0, total = 0;
    for (int c = 0; c < C; c++)
        total += exp((double)f->logit[c]);
    for (int c = 0; c < C; c++) {
        double density = exp((double)f->logit[c]) / total;
        for (int j = 0; j < K; j++) {
            double apart = (double)z[j] - (double)f->mean[c * K + j];
            double variance = exp((double)f->logvar[c * K + j]);
            density *= exp(-apart * apart / (2 * variance)) / sqrt(variance);
        }
        sum += density;
    }
    return -log(sum);
}

START_TEST(prior_forward_is_the_density_of_the_mixture) {
    struct fixture f;
    double nll[N];
    set_up(&f);
    klimb_prior_prepare(&f.prior);
    klimb_prior_forward(nll, &f.prior, f.z, N);
    for (int i = 0; i < N; i++)
        ck_assert_near(nll[i], naive_nll(&f, f.z + i * K), 1e-12);
    klimb_arena_free(&f.arena);
}
END_TEST

/* N(0, I) as one component, and as three equal ones. */
START_TEST(prior_forward_of_standard_components_is_half_the_square) {
    struct fixture f;
    double nll[N];
    set_up(&f);
    memset(f.mean, 0, sizeof f.mean);
    memset(f.logvar, 0, sizeof f.logvar);
    klimb_prior_prepare(&f.prior);
    klimb_prior_forward(nll, &f.prior, f.z, N);
    for (int i = 0; i < N; i++) {
        double x = (double)f.z[i * K], y = (double)f.z[i * K + 1];
        ck_assert_near(nll[i], (x * x + y * y) / 2, 1e-12);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(prior_forward_far_from_every_component_is_finite) {
    struct fixture f;
    double nll[N];
    set_up(&f);
    f.z[0] = REAL(1e4);
    klimb_prior_prepare(&f.prior);
    klimb_prior_forward(nll, &f.prior, f.z, N);
    ck_assert(isfinite(nll[0]) && nll[0] > 1e6);
    f.z[0] = NAN;
    klimb_prior_forward(nll, &f.prior, f.z, N);
    ck_assert(isnan(nll[0]) && isfinite(nll[1]));
    klimb_arena_free(&f.arena);
}
END_TEST

/* The uniform chooses the component, by weights 0.2, 0.3 and 0.5; then its mean and deviation apply. */
START_TEST(prior_sample_takes_the_component_of_the_uniform) {
    struct fixture f;
    const real uniform[N] = {REAL(0.1), REAL(0.3), REAL(0.6), REAL(0.99)};
    const int wanted[N] = {0, 1, 2, 2};
    set_up(&f);
    f.logit[0] = (real)log(0.2);
    f.logit[1] = (real)log(0.3);
    f.logit[2] = (real)log(0.5);
    klimb_prior_prepare(&f.prior);
    real z[N * K];
    memcpy(z, f.z, sizeof z);
    klimb_prior_sample(z, &f.prior, uniform, N);
    for (int i = 0; i < N * K; i++) {
        long at = wanted[i / K] * K + i % K;
        ck_assert_near(z[i], (double)f.mean[at] + exp((double)f.logvar[at] / 2) * (double)f.z[i],
                       1e-5);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

#ifdef KLIMB_DOUBLE
static double loss(void *context) {
    struct fixture *f = context;
    double nll[N], sum = 0;
    klimb_prior_prepare(&f->prior);
    klimb_prior_forward(nll, &f->prior, f->z, N);
    for (int i = 0; i < N; i++)
        sum += f->weight[i] * nll[i];
    return sum;
}

START_TEST(prior_backward_matches_central_differences) {
    struct fixture f;
    real dz[N * K] = {0}, dmean[C * K], dlogvar[C * K], dlogit[C];
    set_up(&f);
    klimb_prior_prepare(&f.prior);
    klimb_prior_backward(dz, &f.prior, f.z, f.weight, N);
    memcpy(dmean, f.prior.dmean, sizeof dmean);
    memcpy(dlogvar, f.prior.dlogvar, sizeof dlogvar);
    memcpy(dlogit, f.prior.dlogit, sizeof dlogit);
    check_gradient(loss, &f, f.z, dz, N * K);
    check_gradient(loss, &f, f.mean, dmean, C * K);
    check_gradient(loss, &f, f.logvar, dlogvar, C * K);
    check_gradient(loss, &f, f.logit, dlogit, C);
    klimb_arena_free(&f.arena);
}
END_TEST
#endif

static Suite *prior_suite(void) {
    Suite *suite = suite_create("prior");
    TCase *tests = tcase_create("mixture");
    tcase_add_test(tests, prior_forward_is_the_density_of_the_mixture);
    tcase_add_test(tests, prior_forward_of_standard_components_is_half_the_square);
    tcase_add_test(tests, prior_forward_far_from_every_component_is_finite);
    tcase_add_test(tests, prior_sample_takes_the_component_of_the_uniform);
#ifdef KLIMB_DOUBLE
    tcase_add_test(tests, prior_backward_matches_central_differences);
#endif
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(prior_suite)
