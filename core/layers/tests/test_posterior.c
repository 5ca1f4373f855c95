/* The posterior by hand: its KL, each head forward and backward. test_posterior_explosion.c tests
 * where it blows up. */
#include "base/arena.h"
#include "numerics/rng.h"
#include "tests/check_gradient.h"
#include "tests/posterior_single.h"

START_TEST(head_names_all_kinds_are_there) {
    for (int kind = 0; kind < HEAD_KINDS; kind++)
        ck_assert_int_eq((int)all_heads[kind]->kind, kind);
    ck_assert_str_eq(klimb_head_names[HEAD_LOGVAR], "logvar");
    ck_assert_str_eq(klimb_head_names[HEAD_SIGMA], "sigma");
    ck_assert_ptr_null(klimb_head_names[HEAD_KINDS]);
}
END_TEST

START_TEST(posterior_layout_carves_six_views) {
    enum { N = 3, K = 7 };
    struct posterior posterior;
    struct arena arena = {0};
    struct error error = {0};
    klimb_posterior_layout(&posterior, &arena, N, K);
    ck_assert_ptr_null(posterior.kl);
    ck_assert_int_eq(klimb_arena_allocate(&arena, &error), STATUS_OK);
    klimb_posterior_layout(&posterior, &arena, N, K);
    real *const views[] = {posterior.mu,    posterior.logvar, posterior.variance,
                           posterior.sigma, posterior.z,      posterior.kl};
    for (int i = 1; i < 6; i++)
        ck_assert(views[i] >= views[i - 1] + N * K);
    ck_assert(arena.overflow == 0 && arena.used <= arena.size);
    klimb_arena_free(&arena);
}
END_TEST

/* ---- The KL: mu = 0, known values with half a unit of their last printed digit ---- */

static const struct known_kl {
    double logvar, kl, printed;
} known_kl[] = {
    {-30, 14.500000, 5e-7}, {20, 242582587.2, 0.05}, {-10, 4.50002, 5e-6}, {10, 11007.733, 5e-4},
    {-5, 2.003369, 5e-7},   {5, 71.20658, 5e-6},     {2, 2.194528, 5e-7},  {0, 0, 0},
};
enum { KNOWN = sizeof known_kl / sizeof *known_kl };

START_TEST(posterior_kl_value_without_mean_is_the_known_one) {
    const struct known_kl *known = &known_kl[_i];
    ck_assert_near(klimb_posterior_kl_value(0, known->logvar), known->kl, known->printed);
}
END_TEST

/* mu adds mu^2/2: 3^2/2 at ln sigma^2 = 0. */
START_TEST(posterior_kl_value_of_a_mean_is_half_its_square) {
    ck_assert_near(klimb_posterior_kl_value(-3, 0), 4.5, 0);
}
END_TEST

START_TEST(posterior_forward_without_mean_has_the_known_kl) {
    const struct known_kl *known = &known_kl[_i];
    double tolerance = known->printed + ROUNDING * known->kl;
    ck_assert_near(forward(&logvar, 0, known->logvar, 0).kl, known->kl, tolerance);
    ck_assert_near(forward(&clamped, 0, known->logvar, 0).kl, known->kl, tolerance);
}
END_TEST

/* ---- Forward, by hand: sigma = 2, ln sigma^2 = ln 4, z = mu + 2 eps, KL = (mu^2 + 3 - ln 4)/2 */

static void assert_sigma_is_two(struct single got) {
    ck_assert_near(got.mu, -3, 0);
    ck_assert_near(got.logvar, LN_4, ROUNDING);
    ck_assert_near(got.variance, 4, 4 * ROUNDING);
    ck_assert_near(got.sigma, 2, 2 * ROUNDING);
    ck_assert_near(got.z, -2, 2 * ROUNDING);
    ck_assert_near(got.kl, (12 - LN_4) / 2, 8 * ROUNDING);
}

/* s = ln(e^(2 - floor) - 1) gives softplus(s) = 2 - floor; e^1.875 - 1 = 5.5208191, whose logarithm
 * s is 1.7085262. */
START_TEST(posterior_forward_each_head_reaches_sigma_two) {
    struct head_config around = {.kind = HEAD_TANH, .low = LN_4 - 3, .high = LN_4 + 3};
    assert_sigma_is_two(forward(&logvar, -3, LN_4, 0.5));
    assert_sigma_is_two(forward(&clamped, -3, LN_4, 0.5));
    assert_sigma_is_two(forward(&around, -3, LN_4, 0.5));
    assert_sigma_is_two(forward(&softplus, -3, 1.7085262406442454, 0.5));
    assert_sigma_is_two(forward(&variance, -3, 3, 0.5));
    assert_sigma_is_two(forward(&sigma, -3, 1, 0.5));
}
END_TEST

START_TEST(posterior_forward_clamped_stops_at_its_bounds) {
    ck_assert_near(forward(&clamped, 0, 25, 0).logvar, 20, 0);
    ck_assert_near(forward(&clamped, 0, -40, 0).logvar, -30, 0);
    ck_assert_near(forward(&clamped, 0, (double)INFINITY, 0).logvar, 20, 0);
    ck_assert_near(forward(&clamped, 0, (double)-INFINITY, 0).logvar, -30, 0);
    ck_assert_near(forward(&clamped, 0, 3.25, 0).logvar, 3.25, 0);
}
END_TEST

/* mid = -5, half = 25: s = 20 gives -5 + 25 tanh 1 = 14.039853898894123. */
START_TEST(posterior_forward_tanh_bends_towards_its_bounds) {
    ck_assert_near(forward(&bounded, 0, -5, 0).logvar, -5, 0);
    ck_assert_near(forward(&bounded, 0, 20, 0).logvar, 14.039853898894123, 25 * ROUNDING);
    ck_assert_near(forward(&bounded, 0, 1e4, 0).logvar, 20, 25 * ROUNDING);
    ck_assert_near(forward(&bounded, 0, -1e4, 0).logvar, -30, 25 * ROUNDING);
}
END_TEST

/* ln(1 + e^-1000) is 0 in either precision: sigma is the floor 1/8, ln sigma^2 = -6 ln 2. */
START_TEST(posterior_forward_softplus_keeps_its_floor) {
    struct single got = forward(&softplus, 0, -1000, 1);
    ck_assert_near(got.sigma, 0.125, 0);
    ck_assert_near(got.logvar, -4.1588830833596715, 4 * ROUNDING);
    ck_assert(isfinite(got.kl));
}
END_TEST

/* ---- Backward, by hand: sigma = 2, eps = 1/2, dz = 3, weight w = 1/4, mu = -2 ----
 * d/dmu = dz + w mu = 5/2 for every head. With dL/dsigma = dz eps = 3/2 of the sample:
 *   logvar          (3/2 2 + w (4 - 1))/2          = 15/8
 *   clamped, tanh   the same within, times 1 in the middle
 *   softplus        (3/2 + w (2 - 1/2)) sigmoid(s) = 15/8 (1 - e^-(2 - floor))
 *   variance        (3/2 / 2 + w (1 - 1/4))/2      = 15/32
 *   sigma           3/2 + w (2 - 1/2)              = 15/8 */
static void assert_derivatives(const struct head_config *head, double s, double wanted) {
    struct derivatives got = backward(head, forward(head, -2, s, 0.5), 3, 0.25);
    ck_assert_near(got.mu, 2.5, 0);
    ck_assert_near(got.s, wanted, 4 * ROUNDING);
}

START_TEST(posterior_backward_each_head_follows_the_chain_rule) {
    struct head_config around = {.kind = HEAD_TANH, .low = LN_4 - 3, .high = LN_4 + 3};
    assert_derivatives(&logvar, LN_4, 1.875);
    assert_derivatives(&clamped, LN_4, 1.875);
    assert_derivatives(&around, LN_4, 1.875);
    assert_derivatives(&softplus, 1.7085262406442454, 1.875 * 0.8466450331550716);
    assert_derivatives(&variance, 3, 0.46875);
    assert_derivatives(&sigma, 1, 1.875);
}
END_TEST

/* A bound itself still passes the gradient w (e^l - 1)/2, one rounding beyond it nothing passes. */
START_TEST(posterior_backward_clamped_is_zero_outside_alone) {
    const struct head_config narrow = {.kind = HEAD_CLAMPED, .low = -1, .high = 2};
    double below = -1 - (double)REAL_EPSILON, above = 2 + 2 * (double)REAL_EPSILON;
    ck_assert_near(backward(&narrow, forward(&narrow, 0, 2, 0), 0, 1).s, 3.194528049465325,
                   4 * ROUNDING);
    ck_assert_near(backward(&narrow, forward(&narrow, 0, -1, 0), 0, 1).s, -0.31606027941427883,
                   ROUNDING);
    ck_assert_near(backward(&narrow, forward(&narrow, 0, above, 1), 7, 1).s, 0, 0);
    ck_assert_near(backward(&narrow, forward(&narrow, 0, below, 1), 7, 1).s, 0, 0);
}
END_TEST

/* s = 1 in (-1, 1): l = tanh 1, slope 1 - tanh^2 1 = 0.41997434161402614, (e^l - 1)/2 times it. */
START_TEST(posterior_backward_tanh_fades_towards_its_bounds) {
    const struct head_config narrow = {.kind = HEAD_TANH, .low = -1, .high = 1};
    ck_assert_near(backward(&narrow, forward(&narrow, 0, 1, 0), 0, 1).s, 0.239739766865725,
                   ROUNDING);
    ck_assert_near(backward(&narrow, forward(&narrow, 0, 40, 1), 7, 1).s, 0, 0);
}
END_TEST

/* ---- Batches ---- */

/* Rows of raw are [mu | s]; the outputs are [n,k]: element (1,0) of n = 2, k = 3. */
START_TEST(posterior_forward_of_a_batch_keeps_rows_apart) {
    enum { N = 2, K = 3 };
    const real raw[N * 2 * K] = {1, 2, 3, 10, 20, 30, 4, 5, 6, 40, 50, 60};
    const real eps[N * K] = {0};
    real mu[N * K], sigma_view[N * K], z[N * K], kl[N * K], weight[K];
    real logvar_view[N * K] = {0}, variance_view[N * K] = {0}; /* cppcheck cannot follow */
    real factor[N * K] = {1, 1, 1, 0, 2, 1};
    struct posterior posterior = {.mu = mu,
                                  .logvar = logvar_view,
                                  .variance = variance_view,
                                  .sigma = sigma_view,
                                  .z = z,
                                  .kl = kl,
                                  .factor = factor,
                                  .weight = weight};
    struct backend backend = backend_of_tests();
    klimb_posterior_forward(&posterior, raw, eps, N, K, &logvar, &backend);
    for (int i = 0; i < N * K; i++) {
        ck_assert(mu[i] == (real)(i + 1) && z[i] == mu[i]);
        ck_assert(logvar_view[i] == (real)(10 * (i + 1)));
    }
    real draw[N * 2 * K];
    klimb_posterior_backward(draw, eps, 1, &posterior, raw, eps, N, K, &logvar, &backend);
    for (int j = 0; j < K; j++) {
        ck_assert(draw[j] == mu[j]);
        ck_assert(draw[2 * K + j] == mu[K + j]);
        ck_assert(draw[3 * K + j] == REAL(0.5) * (variance_view[K + j] - 1));
    }
    posterior.is_weighted = 1;
    klimb_posterior_backward(draw, eps, 1, &posterior, raw, eps, N, K, &logvar, &backend);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < K; j++)
            ck_assert(draw[2 * i * K + j] == factor[i * K + j] * mu[i * K + j]);
}
END_TEST

/* Means, bounds and NaN do not count: two of six are outside. */
START_TEST(posterior_clamped_count_counts_scales_strictly_outside) {
    const real raw[] = {99, 99, 99, 20, 21, -30, -99, -99, -99, -31, 0, (real)NAN};
    ck_assert_int_eq(klimb_posterior_clamped_count(raw, 2, 3, &clamped), 2);
}
END_TEST

START_TEST(posterior_clamped_count_of_other_heads_is_zero) {
    const real raw[] = {0, 1000};
    for (int kind = 0; kind < HEAD_KINDS; kind++)
        ck_assert_int_eq(klimb_posterior_clamped_count(raw, 1, 1, all_heads[kind]),
                         kind == HEAD_CLAMPED);
}
END_TEST

#ifdef KLIMB_DOUBLE

/* ---- Gradients against central differences ---- */

enum { N = 5, K = 4, ELEMENTS = N * K };

/* Loss = sum c_ij z_ij + w sum KL_ij; c stands for the gradient from the decoder. */
struct problem {
    const struct head_config *head;
    struct backend backend;
    struct posterior posterior;
    real raw[2 * ELEMENTS], eps[ELEMENTS], c[ELEMENTS], views[7][ELEMENTS], weight[K];
};

static const double WEIGHT = 0.2385;

static double factor_of(const struct posterior *posterior, long i) {
    return posterior->is_weighted ? posterior->factor[i] : 1;
}

static double weighted_loss(void *context) {
    struct problem *problem = context;
    klimb_posterior_forward(&problem->posterior, problem->raw, problem->eps, N, K, problem->head,
                            &problem->backend);
    double loss = 0;
    for (int i = 0; i < ELEMENTS; i++)
        loss += problem->c[i] * problem->posterior.z[i] +
                WEIGHT * factor_of(&problem->posterior, i) * problem->posterior.kl[i];
    return loss;
}

/* Each head, with bounds narrow enough that standard normal scales lie on both sides of each. The
 * variance and sigma heads have a pole at s = -1, where no difference quotient is close to the
 * derivative: all scales are moved away from it by `gap`, and to its right if `right_only`. */
static const struct differentiated {
    struct head_config head;
    double gap;
    int right_only;
} differentiated[] = {
    {{.kind = HEAD_LOGVAR}, 0, 0},
    {{.kind = HEAD_CLAMPED, .low = -0.5, .high = 0.75}, 0, 0},
    {{.kind = HEAD_TANH, .low = -0.5, .high = 0.75}, 0, 0},
    {{.kind = HEAD_SOFTPLUS, .floor = 0.01}, 0, 0},
    {{.kind = HEAD_VARIANCE}, 0.3, 1},
    {{.kind = HEAD_SIGMA}, 0.3, 0},
    {{.kind = HEAD_FIXED, .sigma = 0.6}, 0, 0},
};

static double move_from_pole(double s, const struct differentiated *which) {
    double distance = which->right_only ? fabs(1 + s) : 1 + s;
    return distance + copysign(which->gap, distance) - 1;
}

static void draw_problem(struct problem *problem, const struct differentiated *which) {
    real(*v)[ELEMENTS] = problem->views;
    *problem = (struct problem){
        .head = &which->head,
        .backend = backend_of_tests(),
        .posterior = {.mu = v[0],
                      .logvar = v[1],
                      .variance = v[2],
                      .sigma = v[3],
                      .z = v[4],
                      .kl = v[5],
                      .factor = v[6],
                      .weight = problem->weight},
    };
    struct rng_place place = {.seed = 6114, .purpose = RNG_SYNTHETIC};
    klimb_rng_normal(problem->raw, place, 2 * N, K, problem->backend.vm);
    place.step = 1;
    klimb_rng_normal(problem->eps, place, N, K, problem->backend.vm);
    place.step = 2;
    klimb_rng_normal(problem->c, place, N, K, problem->backend.vm);
    for (int i = 0; i < 2 * ELEMENTS; i++)
        problem->raw[i] = move_from_pole(problem->raw[i], which);
}

START_TEST(posterior_backward_is_the_derivative_of_forward) {
    struct problem problem;
    draw_problem(&problem, &differentiated[_i]);
    weighted_loss(&problem);
    real draw[2 * ELEMENTS];
    klimb_posterior_backward(draw, problem.c, WEIGHT, &problem.posterior, problem.raw, problem.eps,
                             N, K, problem.head, &problem.backend);
    check_gradient(weighted_loss, &problem, problem.raw, draw, 2 * ELEMENTS);
}
END_TEST

/* Factors of 0, 1 and between, different in each row. */
START_TEST(posterior_backward_with_factors_is_the_derivative) {
    struct problem problem;
    draw_problem(&problem, &differentiated[_i]);
    problem.posterior.is_weighted = 1;
    for (int i = 0; i < ELEMENTS; i++)
        problem.posterior.factor[i] = REAL(0.5) * (real)(i % 3);
    weighted_loss(&problem);
    real draw[2 * ELEMENTS];
    klimb_posterior_backward(draw, problem.c, WEIGHT, &problem.posterior, problem.raw, problem.eps,
                             N, K, problem.head, &problem.backend);
    check_gradient(weighted_loss, &problem, problem.raw, draw, 2 * ELEMENTS);
}
END_TEST

static int scales_between(const struct problem *problem, double low, double high) {
    int count = 0;
    for (int i = 0; i < ELEMENTS; i++) {
        double s = problem->raw[2 * K * (i / K) + K + i % K];
        count += s > low && s < high;
    }
    return count;
}

/* The check above means something only if scales lie below, inside and above the clamp, and on both
 * sides of the sigma head's zero. */
START_TEST(posterior_backward_derivatives_cover_every_side) {
    const double infinity = (double)INFINITY;
    struct problem problem;
    draw_problem(&problem, &differentiated[HEAD_CLAMPED]);
    ck_assert_int_ge(scales_between(&problem, -infinity, -0.5), 2);
    ck_assert_int_ge(scales_between(&problem, -0.5, 0.75), 2);
    ck_assert_int_ge(scales_between(&problem, 0.75, infinity), 2);
    draw_problem(&problem, &differentiated[HEAD_SIGMA]);
    ck_assert_int_ge(scales_between(&problem, -infinity, -1), 2);
    ck_assert_int_ge(scales_between(&problem, -1, infinity), 2);
}
END_TEST

static void add_gradient_tests(TCase *cases) {
    tcase_add_loop_test(cases, posterior_backward_is_the_derivative_of_forward, 0, HEAD_KINDS);
    tcase_add_loop_test(cases, posterior_backward_with_factors_is_the_derivative, 0, HEAD_KINDS);
    tcase_add_test(cases, posterior_backward_derivatives_cover_every_side);
}

#else

/* Central differences need double: see check_gradient.h. */
static void add_gradient_tests(TCase *cases) {
    (void)cases;
}

#endif

static void add_forward_tests(TCase *cases) {
    tcase_add_loop_test(cases, posterior_kl_value_without_mean_is_the_known_one, 0, KNOWN);
    tcase_add_test(cases, posterior_kl_value_of_a_mean_is_half_its_square);
    tcase_add_loop_test(cases, posterior_forward_without_mean_has_the_known_kl, 0, KNOWN);
    tcase_add_test(cases, posterior_forward_each_head_reaches_sigma_two);
    tcase_add_test(cases, posterior_forward_clamped_stops_at_its_bounds);
    tcase_add_test(cases, posterior_forward_tanh_bends_towards_its_bounds);
    tcase_add_test(cases, posterior_forward_softplus_keeps_its_floor);
    tcase_add_test(cases, posterior_forward_of_a_batch_keeps_rows_apart);
}

static Suite *posterior_suite(void) {
    Suite *suite = suite_create("posterior");
    TCase *cases = tcase_create("posterior");
    tcase_add_test(cases, head_names_all_kinds_are_there);
    tcase_add_test(cases, posterior_layout_carves_six_views);
    add_forward_tests(cases);
    tcase_add_test(cases, posterior_backward_each_head_follows_the_chain_rule);
    tcase_add_test(cases, posterior_backward_clamped_is_zero_outside_alone);
    tcase_add_test(cases, posterior_backward_tanh_fades_towards_its_bounds);
    tcase_add_test(cases, posterior_clamped_count_counts_scales_strictly_outside);
    tcase_add_test(cases, posterior_clamped_count_of_other_heads_is_zero);
    add_gradient_tests(cases);
    suite_add_tcase(suite, cases);
    return suite;
}

TEST_MAIN(posterior_suite)
