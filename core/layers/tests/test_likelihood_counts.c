/* Likelihoods of counts: values of SciPy, the sum of probabilities, limits, and gradients against
 * differences. */
#include <string.h>

#include "layers/likelihood.h"
#include "numerics/rng.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"

static const double ROUNDING = 16 * (double)REAL_EPSILON;

enum { WIDTH = 4, EXAMPLES = 5, DIMENSIONS = 6, ELEMENTS = EXAMPLES * DIMENSIONS };

static struct backend backend_of_tests(void) {
    return (struct backend){.vm = klimb_vecmath_select(NULL),
                            .kernels = klimb_kernels_select(NULL)};
}

static const struct likelihood_config poisson = {.kind = LIKELIHOOD_POISSON};
static const struct likelihood_config binomial = {.kind = LIKELIHOOD_NEGATIVE_BINOMIAL,
                                                  .dispersion = 1};
static const struct likelihood_config inflated = {.kind = LIKELIHOOD_ZERO_INFLATED,
                                                  .dispersion = 1};

/* -ln p of one count with mean mu. */
static double nats_of(const struct likelihood_config *config, double x, double mu, double theta,
                      double logit) {
    struct backend backend = backend_of_tests();
    real value = (real)x, work[3], scale = (real)log(theta);
    real output[2] = {(real)log(mu), (real)logit};
    double recon;
    klimb_likelihood_forward(&recon, NULL, output, &value, 1, 1, config, &scale, &backend, work);
    return recon;
}

/* SciPy 1.10.1: -poisson.logpmf(x, mu) and -nbinom.logpmf(x, theta, theta/(theta + mu)). For theta = 1e6 SciPy
 * loses digits, and the value is from mpmath. */
static const struct {
    double x, mu, theta, poisson, binomial;
} known[] = {
    {0, 2.5, 1.5, 2.5, 1.47124387951759},
    {1, 2.5, 1.5, 1.58370926812584, 1.53578240065516},
    {7, 2.5, 1.5, 4.61112623794633, 3.61638115036691},
    {16, 3, 0.4, 16.0940634873909, 5.32638224770761},
    {17, 3, 0.4, 17.828664542779, 5.48747739988769},
    {40, 25, 3, 6.56560672002936, 4.47582957237369},
    {3, 2, 1000000.0, 1.71231792754822, 1.712318927547387},
    {300, 250, 10, 8.46757458639399, 5.66652333122272},
};
enum { KNOWN = sizeof known / sizeof *known };

/* The rounding of ln mu and ln theta to `real` is multiplied by x and mu. */
START_TEST(likelihood_counts_known_values_are_those_of_scipy) {
    for (int i = 0; i < KNOWN; i++) {
        double tolerance = ROUNDING * (1 + known[i].x + known[i].mu);
        ck_assert_near(nats_of(&poisson, known[i].x, known[i].mu, 1, 0), known[i].poisson,
                       tolerance);
        ck_assert_near(nats_of(&binomial, known[i].x, known[i].mu, known[i].theta, 0),
                       known[i].binomial, tolerance);
    }
}
END_TEST

/* With logit 0 half of all counts are 0: by hand from the values above. */
START_TEST(likelihood_zero_inflated_mixes_a_zero_with_the_negative_binomial) {
    double zero = 0.5 + 0.5 * exp(-1.47124387951759);
    ck_assert_near(nats_of(&inflated, 0, 2.5, 1.5, 0), -log(zero), 4 * ROUNDING);
    ck_assert_near(nats_of(&inflated, 7, 2.5, 1.5, 0), 3.61638115036691 + log(2), 16 * ROUNDING);
    ck_assert_near(nats_of(&inflated, 0, 2.5, 1.5, -60), 1.47124387951759, 4 * ROUNDING);
    ck_assert_near(nats_of(&inflated, 0, 2.5, 1.5, 60), 0, ROUNDING);
}
END_TEST

START_TEST(likelihood_counts_probabilities_sum_to_one) {
    const struct likelihood_config *const kinds[] = {&poisson, &binomial, &inflated};
    for (int k = 0; k < 3; k++) {
        double sum = 0, mean = 0;
        for (int x = 0; x < 400; x++) {
            double p = exp(-nats_of(kinds[k], x, 6, 2, -1));
            sum += p;
            mean += x * p;
        }
        ck_assert_near(sum, 1, 50 * ROUNDING);
        double seen = kinds[k] == &inflated ? 1 / (1 + exp(-1)) : 1;
        ck_assert_near(mean, 6 * seen, 400 * ROUNDING);
    }
}
END_TEST

/* theta 1e6 and mu 3: the difference is (x - mu)^2 / (2 theta) to first order. */
START_TEST(likelihood_negative_binomial_large_theta_is_poisson) {
    for (int x = 0; x < 30; x++)
        ck_assert_near(nats_of(&binomial, x, 3, 1e6, 0), nats_of(&poisson, x, 3, 1, 0),
                       1e-3 + ROUNDING * 40);
}
END_TEST

static double recon_of(const struct likelihood_config *config, const real *output, const real *x) {
    struct backend backend = backend_of_tests();
    real work[3 * WIDTH], scale[WIDTH] = {0};
    double recon;
    klimb_likelihood_forward(&recon, NULL, output, x, 1, WIDTH, config, scale, &backend, work);
    return recon;
}

/* A softmax is the same for outputs that all differ by one number; the rates sum to the library. */
START_TEST(likelihood_library_offset_ignores_a_constant_and_shares_the_library) {
    struct likelihood_config config = {.kind = LIKELIHOOD_POISSON, .offset = OFFSET_LIBRARY};
    const real x[WIDTH] = {1, 0, 5, 2};
    const real output[WIDTH] = {0, 1, -1, 2}, moved[WIDTH] = {80, 81, 79, 82};
    ck_assert_near_relative(recon_of(&config, moved, x), recon_of(&config, output, x),
                            4 * ROUNDING);
    double total = 1 + exp(1) + exp(-1) + exp(2), nats = 0;
    for (int j = 0; j < WIDTH; j++) {
        double mu = 8 * exp((double)output[j]) / total;
        nats += mu - (double)x[j] * log(mu) + lgamma((double)x[j] + 1);
    }
    ck_assert_near_relative(recon_of(&config, output, x), nats, 4 * ROUNDING);
}
END_TEST

START_TEST(likelihood_library_offset_of_an_empty_example_is_one) {
    struct likelihood_config config = {.kind = LIKELIHOOD_POISSON, .offset = OFFSET_LIBRARY};
    const real none[WIDTH] = {0}, output[WIDTH] = {0, 1, -1, 2};
    ck_assert_near(recon_of(&config, output, none), 1, ROUNDING);
}
END_TEST

START_TEST(likelihood_mean_of_counts_is_the_rate_less_excess_zeros) {
    struct backend backend = backend_of_tests();
    real output[] = {0, REAL(0.5), 1, -1};
    struct likelihood_config shared = inflated;
    shared.offset = OFFSET_LIBRARY;
    real mean[2];
    klimb_likelihood_mean(mean, output, 1, 2, &inflated, &backend);
    ck_assert_near(mean[0], 1 / (1 + exp(1)), ROUNDING);
    ck_assert_near(mean[1], exp(0.5) / (1 + exp(-1)), ROUNDING);
    klimb_likelihood_mean(output, output, 1, 2, &shared, &backend);
    ck_assert_near(output[1], exp(0.5) / (1 + exp(0.5)) / (1 + exp(-1)), ROUNDING);
}
END_TEST

START_TEST(likelihood_counts_sizes_follow_the_kind) {
    ck_assert_int_eq(klimb_likelihood_outputs(LIKELIHOOD_ZERO_INFLATED, 7), 14);
    ck_assert_int_eq(klimb_likelihood_outputs(LIKELIHOOD_POISSON, 7), 7);
    ck_assert_int_eq(klimb_likelihood_parameters(LIKELIHOOD_NEGATIVE_BINOMIAL, 7), 7);
    ck_assert_int_eq(klimb_likelihood_parameters(LIKELIHOOD_GAUSSIAN_LEARNED, 7), 1);
    ck_assert_int_eq(klimb_likelihood_parameters(LIKELIHOOD_POISSON, 7), 0);
    const real scale[] = {2, 4};
    ck_assert_near(klimb_likelihood_spread(&binomial, scale, 2), exp(-1.5), ROUNDING);
    ck_assert_double_eq(klimb_likelihood_spread(&poisson, NULL, 2), 0);
}
END_TEST

#ifdef KLIMB_DOUBLE

struct problem {
    struct likelihood_config config;
    double variables[3 * ELEMENTS]; /* outputs, then the scales */
    double x[ELEMENTS];
};

static double mean_recon(void *context) {
    struct problem *problem = context;
    struct backend backend = backend_of_tests();
    double recon[EXAMPLES], work[3 * ELEMENTS], sum = 0;
    long outputs = EXAMPLES * klimb_likelihood_outputs(problem->config.kind, DIMENSIONS);
    klimb_likelihood_forward(recon, NULL, problem->variables, problem->x, EXAMPLES, DIMENSIONS,
                             &problem->config, problem->variables + outputs, &backend, work);
    for (int i = 0; i < EXAMPLES; i++)
        sum += recon[i] / EXAMPLES;
    return sum;
}

/* By kind and offset. */
START_TEST(likelihood_counts_gradient_is_that_of_differences) {
    struct problem problem = {
        .config = {.kind = LIKELIHOOD_POISSON + (unsigned)_i / 2, .offset = (unsigned)_i % 2}};
    struct backend backend = backend_of_tests();
    struct rng_place place = {.seed = 5, .purpose = RNG_SYNTHETIC};
    klimb_rng_normal(problem.variables, place, 3, ELEMENTS, backend.vm);
    for (int i = 0; i < ELEMENTS; i++)
        problem.x[i] = i % 3 == 0 ? 0 : i % 7 == 0 ? 20 + i : i % 5;
    double gradients[3 * ELEMENTS], recon[EXAMPLES], work[3 * ELEMENTS];
    long outputs = EXAMPLES * klimb_likelihood_outputs(problem.config.kind, DIMENSIONS);
    long learned = klimb_likelihood_parameters(problem.config.kind, DIMENSIONS);
    struct likelihood_gradient gradient = {gradients, learned > 0 ? gradients + outputs : NULL};
    klimb_likelihood_forward(recon, &gradient, problem.variables, problem.x, EXAMPLES, DIMENSIONS,
                             &problem.config, problem.variables + outputs, &backend, work);
    check_gradient(mean_recon, &problem, problem.variables, gradients, outputs + learned);
}
END_TEST

#endif

static Suite *counts_suite(void) {
    Suite *suite = suite_create("likelihood of counts");
    TCase *all = tcase_create("counts");
    tcase_add_test(all, likelihood_counts_known_values_are_those_of_scipy);
    tcase_add_test(all, likelihood_zero_inflated_mixes_a_zero_with_the_negative_binomial);
    tcase_add_test(all, likelihood_counts_probabilities_sum_to_one);
    tcase_add_test(all, likelihood_negative_binomial_large_theta_is_poisson);
    tcase_add_test(all, likelihood_library_offset_ignores_a_constant_and_shares_the_library);
    tcase_add_test(all, likelihood_library_offset_of_an_empty_example_is_one);
    tcase_add_test(all, likelihood_mean_of_counts_is_the_rate_less_excess_zeros);
    tcase_add_test(all, likelihood_counts_sizes_follow_the_kind);
#ifdef KLIMB_DOUBLE
    tcase_add_loop_test(all, likelihood_counts_gradient_is_that_of_differences, 0, 6);
#endif
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(counts_suite)
