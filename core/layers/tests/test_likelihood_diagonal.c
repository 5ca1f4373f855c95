/* A Gaussian with a sigma_x of each dimension, against the one that all dimensions share. */
#include "layers/likelihood.h"
#include "numerics/rng.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"

enum { EXAMPLES = 5, DIMENSIONS = 7, ELEMENTS = EXAMPLES * DIMENSIONS };

static struct backend backend_of_tests(void) {
    return (struct backend){.vm = klimb_vecmath_select(NULL),
                            .kernels = klimb_kernels_select(NULL)};
}

static const struct likelihood_config shared = {
    .kind = LIKELIHOOD_GAUSSIAN_LEARNED, .sigma = 0.5, .floor = 0.25};
static const struct likelihood_config diagonal = {
    .kind = LIKELIHOOD_GAUSSIAN_DIAGONAL, .sigma = 0.5, .floor = 0.25};

/* With the same s in each dimension it is gaussian-learned, and its scale gradients add up to that one. */
START_TEST(likelihood_of_diagonal_with_equal_scales_is_the_learned_one) {
    enum { N = 2, D = 3 };
    const real output[N * D] = {REAL(0.3), REAL(-1.2), REAL(0.8), REAL(2.1), REAL(0.4), REAL(-0.6)};
    const real x[N * D] = {REAL(0.9), REAL(0.2), REAL(0.1), REAL(0.5), REAL(0.7), REAL(0.6)};
    const real scale[D] = {REAL(-0.4), REAL(-0.4), REAL(-0.4)};
    struct backend backend = backend_of_tests();
    double got[N], wanted[N];
    real dgot[N * D], dwanted[N * D], sgot[D], swanted, work[2 * N * D];
    struct likelihood_gradient each = {dgot, sgot}, one = {dwanted, &swanted};
    klimb_likelihood_forward(got, &each, output, x, N, D, &diagonal, scale, &backend, work);
    klimb_likelihood_forward(wanted, &one, output, x, N, D, &shared, scale, &backend, work);
    for (int i = 0; i < N; i++)
        ck_assert_near(got[i], wanted[i], 1e-6 * wanted[i]);
    for (int i = 0; i < N * D; i++)
        ck_assert_near((double)dgot[i], (double)dwanted[i], 1e-6);
    ck_assert_near((double)sgot[0] + (double)sgot[1] + (double)sgot[2], (double)swanted, 1e-5);
    ck_assert_near(klimb_likelihood_spread(&diagonal, scale, D),
                   klimb_likelihood_spread(&shared, scale, D), 1e-6);
}
END_TEST

#ifdef KLIMB_DOUBLE

/* The variables are the outputs and, after them, an s of each dimension. */
struct diagonal_problem {
    struct backend backend;
    real variables[ELEMENTS + DIMENSIONS], x[ELEMENTS];
};

static double diagonal_recon(void *context) {
    struct diagonal_problem *problem = context;
    double recon[EXAMPLES], sum = 0;
    real work[2 * ELEMENTS];
    klimb_likelihood_forward(recon, NULL, problem->variables, problem->x, EXAMPLES, DIMENSIONS,
                             &diagonal, problem->variables + ELEMENTS, &problem->backend, work);
    for (int i = 0; i < EXAMPLES; i++)
        sum += recon[i];
    return sum / EXAMPLES;
}

START_TEST(likelihood_gradient_of_diagonal_is_the_derivative_of_forward) {
    struct diagonal_problem problem = {.backend = backend_of_tests()};
    struct rng_place place = {.seed = 20131220, .purpose = RNG_SYNTHETIC};
    klimb_rng_normal(problem.variables, place, 1, ELEMENTS + DIMENSIONS, problem.backend.vm);
    place.row = 1;
    klimb_rng_uniform(problem.x, place, ELEMENTS);
    real analytic[ELEMENTS + DIMENSIONS], work[2 * ELEMENTS];
    double recon[EXAMPLES];
    struct likelihood_gradient gradient = {analytic, analytic + ELEMENTS};
    klimb_likelihood_forward(recon, &gradient, problem.variables, problem.x, EXAMPLES, DIMENSIONS,
                             &diagonal, problem.variables + ELEMENTS, &problem.backend, work);
    check_gradient(diagonal_recon, &problem, problem.variables, analytic, ELEMENTS + DIMENSIONS);
}
END_TEST

#endif

static Suite *likelihood_diagonal_suite(void) {
    Suite *suite = suite_create("likelihood_diagonal");
    TCase *cases = tcase_create("likelihood_diagonal");
    tcase_add_test(cases, likelihood_of_diagonal_with_equal_scales_is_the_learned_one);
#ifdef KLIMB_DOUBLE
    tcase_add_test(cases, likelihood_gradient_of_diagonal_is_the_derivative_of_forward);
#endif
    suite_add_tcase(suite, cases);
    return suite;
}

TEST_MAIN(likelihood_diagonal_suite)
