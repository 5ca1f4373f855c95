/* Each likelihood against its formula, and its gradient against differences. */
#include <string.h>

#include "layers/likelihood.h"
#include "numerics/rng.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"

/* A few roundings of numbers of the size of 1. */
static const double ROUNDING = 8 * (double)REAL_EPSILON;

enum { WIDTH = 4 }; /* at least the d of every test with values by hand */
enum { EXAMPLES = 5, DIMENSIONS = 7, ELEMENTS = EXAMPLES * DIMENSIONS };

static struct backend backend_of_tests(void) {
    return (struct backend){.vm = klimb_vecmath_select(NULL),
                            .kernels = klimb_kernels_select(NULL)};
}

/* recon of one example. */
static double recon_of(const struct likelihood_config *config, real scale, const real *output,
                       const real *x, long d) {
    struct backend backend = backend_of_tests();
    real work[WIDTH];
    double recon;
    klimb_likelihood_forward(&recon, NULL, output, x, 1, d, config, &scale, &backend, work);
    return recon;
}

/* The gradient for n rows of d values; recon is ignored. */
static void differentiate(real *doutput, real *dscale, const real *output, const real *x, long n,
                          long d, const struct likelihood_config *config, real scale) {
    struct backend backend = backend_of_tests();
    struct likelihood_gradient gradient = {doutput, dscale};
    double recon[EXAMPLES];
    real work[ELEMENTS];
    klimb_likelihood_forward(recon, &gradient, output, x, n, d, config, &scale, &backend, work);
}

static const struct likelihood_config bernoulli = {.kind = LIKELIHOOD_BERNOULLI};
static const struct likelihood_config gaussian = {.kind = LIKELIHOOD_GAUSSIAN, .sigma = 0.5};
static const struct likelihood_config learned = {.kind = LIKELIHOOD_GAUSSIAN_LEARNED, .sigma = 0.5};
static const struct likelihood_config floored = {
    .kind = LIKELIHOOD_GAUSSIAN_LEARNED, .sigma = 0.5, .floor = 0.25};
static const struct likelihood_config optimal = {.kind = LIKELIHOOD_GAUSSIAN_OPTIMAL};
static const struct likelihood_config optimal_floored = {.kind = LIKELIHOOD_GAUSSIAN_OPTIMAL,
                                                         .floor = 0.25};

/* The batch scale for gaussian-optimal, else `scale`. */
static real scale_of(const struct likelihood_config *config, real scale, const real *output,
                     const real *x, long n, long d) {
    struct backend backend = backend_of_tests();
    real work[ELEMENTS];
    return config->kind == LIKELIHOOD_GAUSSIAN_OPTIMAL
               ? klimb_likelihood_batch_scale(output, x, n, d, &backend, work)
               : scale;
}

START_TEST(likelihood_names_all_kinds_are_there) {
    ck_assert_str_eq(klimb_likelihood_names[LIKELIHOOD_BERNOULLI], "bernoulli");
    ck_assert_str_eq(klimb_likelihood_names[LIKELIHOOD_GAUSSIAN_LEARNED], "gaussian-learned");
    ck_assert_ptr_null(klimb_likelihood_names[LIKELIHOOD_KINDS]);
}
END_TEST

START_TEST(likelihood_sigma_at_the_initial_scale_is_the_configured_one) {
    /* An absolute error of eps |s| by rounding s is a relative error of sigma. */
    ck_assert_near(klimb_likelihood_sigma(&learned, klimb_likelihood_initial_scale(&learned)), 0.5,
                   ROUNDING);
    ck_assert_near(klimb_likelihood_sigma(&floored, klimb_likelihood_initial_scale(&floored)), 0.5,
                   ROUNDING);
    ck_assert_double_eq(klimb_likelihood_sigma(&gaussian, 17), 0.5);
}
END_TEST

/* floor + e^0 = 1.25; e^-1000 is 0 in either precision. */
START_TEST(likelihood_sigma_learned_never_falls_below_the_floor) {
    ck_assert_double_eq(klimb_likelihood_sigma(&floored, 0), 1.25);
    ck_assert_double_eq(klimb_likelihood_sigma(&floored, -1000), 0.25);
    ck_assert_double_eq(klimb_likelihood_sigma(&learned, -1000), 0);
}
END_TEST

/* At l = 0 both outcomes have probability 1/2, whatever x: ln 2 each. */
START_TEST(likelihood_forward_bernoulli_without_opinion_is_ln_2) {
    const real output[] = {0, 0, 0}, x[] = {0, 1, REAL(0.3125)};
    ck_assert_near(recon_of(&bernoulli, 0, output, x, 3), 3 * 0.6931471805599453, ROUNDING);
}
END_TEST

/* ln(1 + e^2) - 2 = ln(1 + e^-2) = 0.1269280110429725, ln(1 + e^-1) + 1/4 = 0.5632616875182229. */
START_TEST(likelihood_forward_bernoulli_is_the_cross_entropy) {
    const real output[] = {2, -1}, x[] = {1, REAL(0.25)};
    ck_assert_near(recon_of(&bernoulli, 0, output, x, 2), 0.6901896985611954, ROUNDING);
}
END_TEST

/* A right prediction with logit 30: ln(1 + e^-30) = 9.357622968839737e-14, which ln(1 + e^30) - 30 would
 * round to 0 in float and to 9.2e-14 in double; a wrong one: 30 more. */
START_TEST(likelihood_forward_bernoulli_confident_keeps_its_digits) {
    const real high = 30, low = -30, one = 1, zero = 0;
    ck_assert_near_relative(recon_of(&bernoulli, 0, &high, &one, 1), 9.357622968839737e-14,
                            ROUNDING);
    ck_assert_near_relative(recon_of(&bernoulli, 0, &low, &zero, 1), 9.357622968839737e-14,
                            ROUNDING);
    ck_assert_near_relative(recon_of(&bernoulli, 0, &low, &one, 1), 30 + 9.357622968839737e-14,
                            ROUNDING);
}
END_TEST

/* e^2000 overflows in either precision; the loss is the logit. */
START_TEST(likelihood_forward_bernoulli_extreme_logits_stay_finite) {
    const real output[] = {2000, -2000}, x[] = {0, 1};
    ck_assert_near_relative(recon_of(&bernoulli, 0, output, x, 2), 4000, ROUNDING);
}
END_TEST

/* (1 + 4)/(2 0.25) + 2 ln 0.5 + ln 2 pi = 10 - 1.3862943611198906 + 1.8378770664093453. */
START_TEST(likelihood_forward_gaussian_is_the_negative_log_density) {
    const real output[] = {1, 2}, x[] = {2, 0};
    ck_assert_near(recon_of(&gaussian, 0, output, x, 2), 10.451582705289455, 10 * ROUNDING);
}
END_TEST

/* sigma = 0.25 + 1 = 1.25: (1 + 4)/(2 1.5625) + 2 ln 1.25 + ln 2 pi
 * = 1.6 + 0.4462871026284195 + 1.8378770664093453. */
START_TEST(likelihood_forward_learned_uses_floor_plus_exponential) {
    const real output[] = {1, 2}, x[] = {2, 0};
    ck_assert_near(recon_of(&floored, 0, output, x, 2), 3.884164169037765, 4 * ROUNDING);
}
END_TEST

/* Without a floor sigma underflows to 0: ln 0 = -inf, plus 0/0 or 1/0. */
START_TEST(likelihood_forward_learned_without_floor_explodes) {
    const real output[] = {1, 2}, x[] = {1, 0};
    ck_assert(!isfinite(recon_of(&learned, -1000, output, x, 1)));
    ck_assert(!isfinite(recon_of(&learned, -1000, output, x, 2)));
    ck_assert(isfinite(recon_of(&floored, -1000, output, x, 2)));
}
END_TEST

START_TEST(likelihood_forward_nan_output_spoils_its_example_alone) {
    struct backend backend = backend_of_tests();
    const real output[] = {1, 2, (real)NAN, 0, 3, 1}, x[6] = {0}, scale[2] = {0};
    /* Two outputs a dimension: the NaN is that of example 1 too, in the second half of the row. */
    const real doubled[] = {1, 2, 0, 0, 1, 2, (real)NAN, 0, 3, 1, 0, 0};
    for (int kind = 0; kind < LIKELIHOOD_KINDS; kind++) {
        struct likelihood_config config = {
            .kind = (enum likelihood_kind)kind, .sigma = 1, .symbols = 2};
        double recon[3];
        real work[14];
        const real *given = klimb_likelihood_outputs(config.kind, 2) > 2 ? doubled : output;
        klimb_likelihood_forward(recon, NULL, given, x, 3, 2, &config, scale, &backend, work);
        ck_assert(isnan(recon[1]));
        ck_assert(isfinite(recon[0]) && isfinite(recon[2]));
    }
}
END_TEST

/* Computing the gradient must not change recon. */
START_TEST(likelihood_forward_with_gradient_gives_the_same_recon) {
    struct likelihood_config config = {
        .kind = (enum likelihood_kind)_i, .sigma = 0.7, .symbols = DIMENSIONS};
    struct backend backend = backend_of_tests();
    real output[2 * ELEMENTS], x[ELEMENTS], doutput[2 * ELEMENTS], work[3 * ELEMENTS];
    real dscale[DIMENSIONS], scale[DIMENSIONS] = {REAL(-0.3)};
    double alone[EXAMPLES], beside[EXAMPLES];
    struct likelihood_gradient gradient = {
        doutput, klimb_likelihood_parameters(config.kind, 1) > 0 ? dscale : NULL};
    struct rng_place place = {.seed = 20131220, .purpose = RNG_SYNTHETIC};
    klimb_rng_normal(output, place, 2, ELEMENTS, backend.vm);
    klimb_rng_uniform(x, place, ELEMENTS);
    for (long i = 0; klimb_likelihood_is_count(config.kind) && i < ELEMENTS; i++)
        x[i] = (real)(int)(10 * x[i]);
    klimb_likelihood_forward(alone, NULL, output, x, EXAMPLES, DIMENSIONS, &config, scale, &backend,
                             work);
    klimb_likelihood_forward(beside, &gradient, output, x, EXAMPLES, DIMENSIONS, &config, scale,
                             &backend, work);
    ck_assert_mem_eq(alone, beside, sizeof alone);
}
END_TEST

/* (sigmoid(0) - x)/n with n = 2: (1/2 - 1)/2, (1/2 - 1/4)/2; sigmoid of +-2000 is 1 and 0. */
START_TEST(likelihood_gradient_bernoulli_is_the_residual_over_n) {
    const real output[] = {0, 0, 2000, -2000}, x[] = {1, REAL(0.25), 0, REAL(0.5)};
    const real wanted[] = {REAL(-0.25), REAL(0.125), REAL(0.5), REAL(-0.25)};
    real doutput[4];
    differentiate(doutput, NULL, output, x, 2, 2, &bernoulli, 0);
    for (int i = 0; i < 4; i++)
        ck_assert_near(doutput[i], wanted[i], ROUNDING);
}
END_TEST

/* (m - x)/(sigma^2 n) with sigma = 1/2, n = 2: (m - x) 2. */
START_TEST(likelihood_gradient_gaussian_is_the_residual_over_the_variance) {
    const real output[] = {1, 2, 5, -3}, x[] = {2, 0, 5, REAL(0.25)};
    const real wanted[] = {-2, 4, 0, REAL(-6.5)};
    real doutput[4];
    differentiate(doutput, NULL, output, x, 2, 2, &gaussian, 0);
    for (int i = 0; i < 4; i++)
        ck_assert(doutput[i] == wanted[i]);
}
END_TEST

/* dscale = (1/n) sum_i (d - sum_j (x-m)^2/sigma^2) e^s/sigma. Without a floor, sigma = 1/2, d = 2,
 * squares 1 + 4: 2 - 20 = -18. With floor 1/4 = e^s the last factor is 1/2: -9. */
START_TEST(likelihood_gradient_learned_overwrites_the_scale_gradient) {
    const real output[] = {1, 2}, x[] = {2, 0};
    real doutput[2], dscale = 100;
    differentiate(doutput, &dscale, output, x, 1, 2, &learned,
                  klimb_likelihood_initial_scale(&learned));
    ck_assert_near(dscale, -18, 18 * ROUNDING);
    differentiate(doutput, &dscale, output, x, 1, 2, &floored,
                  klimb_likelihood_initial_scale(&floored));
    ck_assert_near(dscale, -9, 18 * ROUNDING);
}
END_TEST

/* The likelihood is largest where sigma^2 is the mean square of the residuals: (1 + 49)/2 = 5^2. */
START_TEST(likelihood_gradient_learned_is_zero_at_the_maximum) {
    struct likelihood_config config = {.kind = LIKELIHOOD_GAUSSIAN_LEARNED, .sigma = 5};
    const real output[] = {1, 7}, x[] = {0, 0};
    real doutput[2], dscale = 0;
    differentiate(doutput, &dscale, output, x, 1, 2, &config,
                  klimb_likelihood_initial_scale(&config));
    ck_assert_near(dscale, 0, 2 * ROUNDING);
}
END_TEST

/* The mean square is (1 + 49)/2 = 25, so sigma_x = 5, and 0.25 more with that floor. */
START_TEST(likelihood_batch_scale_is_the_root_mean_square_of_the_residuals) {
    const real output[] = {1, 7}, x[] = {0, 0};
    ck_assert_near(klimb_likelihood_sigma(&optimal, scale_of(&optimal, 0, output, x, 1, 2)), 5,
                   5 * ROUNDING);
    ck_assert_near(klimb_likelihood_sigma(&optimal, scale_of(&optimal, 0, output, x, 2, 1)), 5,
                   5 * ROUNDING);
    ck_assert_near(klimb_likelihood_sigma(&optimal_floored, scale_of(&optimal, 0, output, x, 1, 2)),
                   5.25, 5 * ROUNDING);
}
END_TEST

/* At the optimum the squares are d n: recon = d (ln sigma_x + ln(2 pi)/2 + 1/2) in the mean. */
START_TEST(likelihood_forward_optimal_is_the_least_of_all_sigmas) {
    const real output[] = {1, 7}, x[] = {0, 0};
    double least = recon_of(&optimal, scale_of(&optimal, 0, output, x, 1, 2), output, x, 2);
    ck_assert_near(least, 2 * (1.6094379124341003 + 0.9189385332046727 + 0.5), 16 * ROUNDING);
    for (int i = -1; i <= 1; i += 2) {
        struct likelihood_config other = {.kind = LIKELIHOOD_GAUSSIAN, .sigma = 5 + 0.5 * i};
        ck_assert(recon_of(&other, 0, output, x, 2) > least);
    }
}
END_TEST

/* An exact fit has sigma_x = floor and a gradient of 0, not the NaN of 0/0. */
START_TEST(likelihood_forward_optimal_of_an_exact_fit_is_at_the_floor) {
    const real output[] = {1, 7};
    real scale = scale_of(&optimal, 0, output, output, 1, 2), doutput[2] = {9, 9};
    ck_assert(isinf(scale) && scale < 0);
    ck_assert_double_eq(klimb_likelihood_sigma(&optimal_floored, scale), 0.25);
    differentiate(doutput, NULL, output, output, 1, 2, &optimal_floored, scale);
    ck_assert(doutput[0] == 0 && doutput[1] == 0);
    ck_assert(!isfinite(recon_of(&optimal, scale, output, output, 2)));
}
END_TEST

START_TEST(likelihood_mean_bernoulli_in_place_is_the_sigmoid) {
    struct backend backend = backend_of_tests();
    real output[] = {0, 1, -2000, 2000};
    klimb_likelihood_mean(output, output, 2, 2, &bernoulli, &backend);
    const double wanted[] = {0.5, 0.7310585786300049, 0, 1};
    for (int i = 0; i < 4; i++)
        ck_assert_near(output[i], wanted[i], ROUNDING);
}
END_TEST

START_TEST(likelihood_mean_gaussian_is_the_output) {
    struct backend backend = backend_of_tests();
    real output[] = {0, 1, -3, 8}, mean[4] = {0};
    klimb_likelihood_mean(mean, output, 2, 2, &gaussian, &backend);
    ck_assert_mem_eq(mean, output, sizeof mean);
    klimb_likelihood_mean(output, output, 2, 2, &gaussian, &backend);
    ck_assert_mem_eq(mean, output, sizeof mean);
}
END_TEST

#ifdef KLIMB_DOUBLE

/* The variables are the outputs and, last, the scale. */
struct problem {
    const struct likelihood_config *config;
    struct backend backend;
    real variables[ELEMENTS + 1], x[ELEMENTS];
};

static double mean_recon(void *context) {
    struct problem *problem = context;
    double recon[EXAMPLES], sum = 0;
    real work[ELEMENTS];
    real scale = scale_of(problem->config, problem->variables[ELEMENTS], problem->variables,
                          problem->x, EXAMPLES, DIMENSIONS);
    klimb_likelihood_forward(recon, NULL, problem->variables, problem->x, EXAMPLES, DIMENSIONS,
                             problem->config, &scale, &problem->backend, work);
    for (int i = 0; i < EXAMPLES; i++)
        sum += recon[i];
    return sum / EXAMPLES;
}

static const struct likelihood_config *const differentiated[] = {
    &bernoulli, &gaussian, &learned, &floored, &optimal, &optimal_floored};

START_TEST(likelihood_gradient_is_the_derivative_of_forward) {
    struct problem problem = {.config = differentiated[_i], .backend = backend_of_tests()};
    struct rng_place place = {.seed = 20131220, .purpose = RNG_SYNTHETIC};
    klimb_rng_normal(problem.variables, place, 1, ELEMENTS + 1, problem.backend.vm);
    place.row = 1;
    klimb_rng_uniform(problem.x, place, ELEMENTS);
    real analytic[ELEMENTS + 1] = {0};
    int has_scale = problem.config->kind == LIKELIHOOD_GAUSSIAN_LEARNED;
    differentiate(analytic, has_scale ? analytic + ELEMENTS : NULL, problem.variables, problem.x,
                  EXAMPLES, DIMENSIONS, problem.config,
                  scale_of(problem.config, problem.variables[ELEMENTS], problem.variables,
                           problem.x, EXAMPLES, DIMENSIONS));
    check_gradient(mean_recon, &problem, problem.variables, analytic, ELEMENTS + 1);
}
END_TEST

static void add_gradient_tests(TCase *cases) {
    tcase_add_loop_test(cases, likelihood_gradient_is_the_derivative_of_forward, 0,
                        sizeof differentiated / sizeof *differentiated);
}

#else

/* Central differences need double: see check_gradient.h. */
static void add_gradient_tests(TCase *cases) {
    (void)cases;
}

#endif

static Suite *likelihood_suite(void) {
    Suite *suite = suite_create("likelihood");
    TCase *cases = tcase_create("likelihood");
    tcase_add_test(cases, likelihood_names_all_kinds_are_there);
    tcase_add_test(cases, likelihood_sigma_at_the_initial_scale_is_the_configured_one);
    tcase_add_test(cases, likelihood_sigma_learned_never_falls_below_the_floor);
    tcase_add_test(cases, likelihood_forward_bernoulli_without_opinion_is_ln_2);
    tcase_add_test(cases, likelihood_forward_bernoulli_is_the_cross_entropy);
    tcase_add_test(cases, likelihood_forward_bernoulli_confident_keeps_its_digits);
    tcase_add_test(cases, likelihood_forward_bernoulli_extreme_logits_stay_finite);
    tcase_add_test(cases, likelihood_forward_gaussian_is_the_negative_log_density);
    tcase_add_test(cases, likelihood_forward_learned_uses_floor_plus_exponential);
    tcase_add_test(cases, likelihood_forward_learned_without_floor_explodes);
    tcase_add_test(cases, likelihood_forward_nan_output_spoils_its_example_alone);
    tcase_add_loop_test(cases, likelihood_forward_with_gradient_gives_the_same_recon, 0,
                        LIKELIHOOD_KINDS);
    tcase_add_test(cases, likelihood_gradient_bernoulli_is_the_residual_over_n);
    tcase_add_test(cases, likelihood_gradient_gaussian_is_the_residual_over_the_variance);
    tcase_add_test(cases, likelihood_gradient_learned_overwrites_the_scale_gradient);
    tcase_add_test(cases, likelihood_gradient_learned_is_zero_at_the_maximum);
    tcase_add_test(cases, likelihood_batch_scale_is_the_root_mean_square_of_the_residuals);
    tcase_add_test(cases, likelihood_forward_optimal_is_the_least_of_all_sigmas);
    tcase_add_test(cases, likelihood_forward_optimal_of_an_exact_fit_is_at_the_floor);
    tcase_add_test(cases, likelihood_mean_bernoulli_in_place_is_the_sigmoid);
    tcase_add_test(cases, likelihood_mean_gaussian_is_the_output);
    add_gradient_tests(cases);
    suite_add_tcase(suite, cases);
    return suite;
}

TEST_MAIN(likelihood_suite)
