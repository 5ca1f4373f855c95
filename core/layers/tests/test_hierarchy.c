#include "layers/hierarchy.h"

#include <string.h>

#include "base/arena.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"

enum { K = 3, K2 = 2, N = 4, PARAMETERS = 2 * K * K2 + 2 * K2 + K };
enum { AT_C = K * K2, AT_S = AT_C + K2, AT_W = AT_S + K2, AT_B = AT_W + K2 * K };

static const struct hierarchy_config config = {.latent = K2, .sigma = 0.7, .beta = 1.6};

struct fixture {
    struct arena arena;
    struct hierarchy hierarchy;
    real p[PARAMETERS], z[N * K], sigma[N * K], weight[N];
};

static void set_up(struct fixture *f) {
    *f = (struct fixture){0};
    for (int pass = 0; pass < 2; pass++) {
        klimb_hierarchy_layout(&f->hierarchy, &f->arena, K, &config);
        if (pass == 0)
            ck_assert_int_eq(klimb_arena_allocate(&f->arena, NULL), STATUS_OK);
    }
    f->hierarchy.p = f->p;
    for (int i = 0; i < PARAMETERS; i++)
        f->p[i] = (real)(0.8 * sin(1.7 * i + 0.3));
    for (int i = 0; i < N * K; i++) {
        f->z[i] = (real)(1.5 * sin(0.9 * i + 1));
        f->sigma[i] = (real)(0.5 + 0.3 * cos(1.3 * i));
    }
    for (int i = 0; i < N; i++)
        f->weight[i] = (real)(0.2 + 0.1 * i);
}

/* -ln N(z; b, w'w + eta^2 I) for one dimension of z2, without the constant. */
static double exact_nll(const struct fixture *f, const real *z) {
    double variance = config.sigma * config.sigma, norm = 0, along = 0, apart = 0;
    for (int j = 0; j < K; j++) {
        double w = (double)f->p[AT_W + j], away = (double)z[j] - (double)f->p[AT_B + j];
        norm += w * w;
        along += w * away;
        apart += away * away;
    }
    double squares = (apart - along * along / (variance + norm)) / variance;
    return (squares + K * log(variance) + log(1 + norm / variance)) / 2;
}

/* With the exact posterior as q(z2|z) the bound equals -ln p(z). Only the first dimension of z2 has weights, so
 * the posterior has a diagonal covariance. */
START_TEST(hierarchy_forward_with_the_exact_posterior_is_the_marginal) {
    struct fixture f;
    double first[N], second[N], norm = 0, variance = config.sigma * config.sigma;
    set_up(&f);
    memset(f.p, 0, AT_W * sizeof *f.p);
    memset(f.p + AT_W + K, 0, K * sizeof *f.p);
    for (int j = 0; j < K; j++)
        norm += (double)f.p[AT_W + j] * (double)f.p[AT_W + j];
    for (int j = 0; j < K; j++) {
        double v = (double)f.p[AT_W + j] / (variance + norm);
        f.p[j * K2] = (real)v;
        f.p[AT_C] -= (real)(v * (double)f.p[AT_B + j]);
    }
    f.p[AT_S] = (real)log(variance / (variance + norm));
    klimb_hierarchy_prepare(&f.hierarchy);
    klimb_hierarchy_forward(first, second, &f.hierarchy, f.z, N);
    for (int i = 0; i < N; i++)
        ck_assert_near(first[i] + second[i], exact_nll(&f, f.z + i * K), 1e-5);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(hierarchy_forward_with_any_posterior_bounds_the_marginal) {
    struct fixture f;
    double first[N], second[N];
    set_up(&f);
    memset(f.p + AT_W + K, 0, K * sizeof *f.p);
    klimb_hierarchy_prepare(&f.hierarchy);
    klimb_hierarchy_forward(first, second, &f.hierarchy, f.z, N);
    for (int i = 0; i < N; i++)
        ck_assert(first[i] + second[i] > exact_nll(&f, f.z + i * K) + 0.1);
    klimb_arena_free(&f.arena);
}
END_TEST

/* For a function quadratic in z, the noise adds the mean of its changes at steps of sigma to both sides. */
START_TEST(hierarchy_spread_is_the_expectation_over_noise_of_z) {
    struct fixture f;
    double middle[2], spread[2], moved[2];
    set_up(&f);
    klimb_hierarchy_prepare(&f.hierarchy);
    klimb_hierarchy_forward(&middle[0], &middle[1], &f.hierarchy, f.z, 1);
    spread[0] = middle[0];
    spread[1] = middle[1];
    klimb_hierarchy_spread(&spread[0], &spread[1], &f.hierarchy, f.sigma, 1);
    for (int term = 0; term < 2; term++) {
        double wanted = middle[term];
        for (int step = 0; step < 2 * K; step++) {
            real z[K];
            memcpy(z, f.z, sizeof z);
            z[step / 2] += step % 2 == 0 ? f.sigma[step / 2] : -f.sigma[step / 2];
            klimb_hierarchy_forward(&moved[0], &moved[1], &f.hierarchy, z, 1);
            wanted += (moved[term] - middle[term]) / 2;
        }
        ck_assert_near(spread[term], wanted, 3e-6);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(hierarchy_forward_of_nan_is_nan_in_its_row_alone) {
    struct fixture f;
    double first[N], second[N];
    set_up(&f);
    f.z[1] = (real)NAN;
    klimb_hierarchy_prepare(&f.hierarchy);
    klimb_hierarchy_forward(first, second, &f.hierarchy, f.z, N);
    ck_assert(isnan(first[0]) && isnan(second[0]));
    ck_assert(isfinite(first[1]) && isfinite(second[1]));
    klimb_arena_free(&f.arena);
}
END_TEST

/* z2 = 0 and no noise give b; z2 = e_l adds row l of W; noise is multiplied by eta. */
START_TEST(hierarchy_sample_goes_from_z2_to_z) {
    struct fixture f;
    set_up(&f);
    for (int l = 0; l <= K2; l++) {
        real z[K] = {1, 0, 0}, z2[K2] = {0};
        if (l < K2)
            z2[l] = 1;
        klimb_hierarchy_sample(z, &f.hierarchy, z2);
        for (int j = 0; j < K; j++) {
            double wanted = (double)f.p[AT_B + j] + (j == 0 ? config.sigma : 0);
            ck_assert_near(z[j], wanted + (l < K2 ? (double)f.p[AT_W + l * K + j] : 0), 1e-6);
        }
    }
    klimb_arena_free(&f.arena);
}
END_TEST

/* Two rows: a quarter of the squared distance of their means. */
START_TEST(hierarchy_variance_is_that_of_the_mean_of_z2) {
    struct fixture f;
    set_up(&f);
    double apart = 0;
    for (int j = 0; j < K; j++)
        apart += ((double)f.z[j] - (double)f.z[K + j]) * (double)f.p[j * K2 + 1];
    ck_assert_near(klimb_hierarchy_variance(&f.hierarchy, f.z, 2, 1), apart * apart / 4, 1e-6);
    klimb_arena_free(&f.arena);
}
END_TEST

#ifdef KLIMB_DOUBLE
static double loss(void *context) {
    struct fixture *f = context;
    double first[N], second[N], sum = 0;
    klimb_hierarchy_prepare(&f->hierarchy);
    klimb_hierarchy_forward(first, second, &f->hierarchy, f->z, N);
    for (int i = 0; i < N; i++)
        sum += f->weight[i] * (first[i] + config.beta * second[i]);
    return sum;
}

START_TEST(hierarchy_backward_matches_central_differences) {
    struct fixture f;
    real dz[N * K] = {0}, g[PARAMETERS];
    set_up(&f);
    klimb_hierarchy_prepare(&f.hierarchy);
    klimb_hierarchy_backward(dz, &f.hierarchy, f.z, f.weight, N);
    memcpy(g, f.hierarchy.g, sizeof g);
    check_gradient(loss, &f, f.z, dz, N * K);
    check_gradient(loss, &f, f.p, g, PARAMETERS);
    klimb_arena_free(&f.arena);
}
END_TEST

static double spread_loss(void *context) {
    struct fixture *f = context;
    double first[N] = {0}, second[N] = {0}, sum = 0;
    klimb_hierarchy_prepare(&f->hierarchy);
    klimb_hierarchy_spread(first, second, &f->hierarchy, f->sigma, N);
    for (int i = 0; i < N; i++)
        sum += f->weight[0] * (first[i] + config.beta * second[i]);
    return sum;
}

START_TEST(hierarchy_spread_backward_matches_central_differences) {
    struct fixture f;
    real over_sigma[K] = {0}, dsigma[N * K], g[PARAMETERS];
    set_up(&f);
    klimb_hierarchy_prepare(&f.hierarchy);
    klimb_hierarchy_spread_backward(over_sigma, &f.hierarchy, f.sigma, f.weight[0], N);
    memcpy(g, f.hierarchy.g, sizeof g);
    for (int i = 0; i < N * K; i++)
        dsigma[i] = over_sigma[i % K] * f.sigma[i];
    check_gradient(spread_loss, &f, f.sigma, dsigma, N * K);
    check_gradient(spread_loss, &f, f.p, g, PARAMETERS);
    klimb_arena_free(&f.arena);
}
END_TEST
#endif

static Suite *hierarchy_suite(void) {
    Suite *suite = suite_create("hierarchy");
    TCase *tests = tcase_create("hierarchy");
    tcase_add_test(tests, hierarchy_forward_with_the_exact_posterior_is_the_marginal);
    tcase_add_test(tests, hierarchy_forward_with_any_posterior_bounds_the_marginal);
    tcase_add_test(tests, hierarchy_spread_is_the_expectation_over_noise_of_z);
    tcase_add_test(tests, hierarchy_forward_of_nan_is_nan_in_its_row_alone);
    tcase_add_test(tests, hierarchy_sample_goes_from_z2_to_z);
    tcase_add_test(tests, hierarchy_variance_is_that_of_the_mean_of_z2);
#ifdef KLIMB_DOUBLE
    tcase_add_test(tests, hierarchy_backward_matches_central_differences);
    tcase_add_test(tests, hierarchy_spread_backward_matches_central_differences);
#endif
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(hierarchy_suite)
