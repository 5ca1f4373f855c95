/* Closed forms against numbers that were published or follow from somebody else's formula. */
#include "theory/theory_linear.h"

#include "tests/check_near.h"

/* ---- escape from the collapsed point ---- */

/* 2r of KL, found by others from the differential equation itself. */
START_TEST(theory_linear_escape_rate_is_that_of_the_differential_equation) {
    static const double known[][4] = {{4, 1, 1, 3.544}, {9, 1, 1, 9.698}, {4, 1, 2, 1.630}};
    const double *row = known[_i];
    ck_assert_near(2 * theory_linear_escape_rate(row[0], row[1], row[2]), row[3], 5e-4);
}
END_TEST

/* The root as the formula has it, which cancels near the threshold. */
START_TEST(theory_linear_escape_rate_solves_the_quadratic) {
    static const double cases[][3] = {{0.3, 0.5, 1}, {4, 2, 0.1}, {25, 0.7, 3}, {1, 1, 4}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double lambda = cases[i][0], variance = cases[i][1], beta = cases[i][2];
        double sum = 1 / variance + beta * lambda;
        double product = lambda / variance * (beta - lambda / variance);
        ck_assert_near(theory_linear_escape_rate(lambda, variance, beta),
                       (-sum + sqrt(sum * sum - 4 * product)) / 2, 1e-12);
    }
}
END_TEST

START_TEST(theory_linear_escape_rate_changes_sign_at_theta) {
    ck_assert_near(theory_linear_escape_rate(6, 2, 3), 0, 0);
    ck_assert_double_gt(theory_linear_escape_rate(6 + 1e-9, 2, 3), 0);
    ck_assert_double_lt(theory_linear_escape_rate(6 - 1e-9, 2, 3), 0);
    ck_assert(!signbit(theory_linear_escape_rate(0, 2, 3))); /* no data, no way to go */
}
END_TEST

/* ---- optimum at a fixed sigma_x ---- */

static const double squares[] = {25, 16, 9, 4, 1};

/* A public sweep: x_i ~ N(0, i^2), i = 1..5, k = 5, sigma_x = 1, trained by others. Its totals are
 * losses without the constant of the density, 5/2 ln(2 pi) = 4.595 nats: with it the smallest
 * would be 11.88 and not 7.34. They are of drawn data and a finite run: 1 %. */
START_TEST(theory_linear_optimum_meets_a_published_sweep) {
    static const double known[][2] = {{1, 7.34},   {2, 11.29},  {5, 18.47}, {8, 22.37},
                                      {10, 23.96}, {25, 27.50}, {40, 27.50}};
    struct theory_linear optimum = theory_linear_optimum(squares, 5, 5, 1, known[_i][0]);
    ck_assert_near_relative(optimum.distortion + known[_i][0] * optimum.kl, known[_i][1], 0.01);
    ck_assert_near_relative(optimum.loss - 2.5 * log(2 * M_PI), known[_i][1], 0.01);
}
END_TEST

/* Gradually larger beta encodes one axis after another less: by hand from lambda > beta. */
START_TEST(theory_linear_optimum_encodes_what_exceeds_theta) {
    static const long known[][2] = {{1, 4}, {2, 4}, {5, 3}, {8, 3}, {10, 2}, {25, 0}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        ck_assert_int_eq(theory_linear_optimum(squares, 5, 5, 1, (double)known[i][0]).encoded,
                         known[i][1]);
    ck_assert_int_eq(theory_linear_optimum(squares, 5, 2, 1, 2).encoded, 2);
    ck_assert_int_eq(theory_linear_optimum(squares, 5, 9, 0.5, 1).encoded, 5);
}
END_TEST

/* E|x - x'|^2 by its parts, D_ii = theta/lambda: an encoded axis leaves (1 - w v)^2 lambda of the
 * mean and w^2 D of the noise. */
START_TEST(theory_linear_optimum_has_the_distortion_of_its_parts) {
    double variance = 0.7, beta = 3, theta = variance * beta, distortion = 0;
    for (long i = 0; i < 3; i++) {
        double w = sqrt(squares[i] - theta), v = w / squares[i];
        distortion += (1 - w * v) * (1 - w * v) * squares[i] + w * w * theta / squares[i];
    }
    distortion += squares[3] + squares[4];
    ck_assert_near_relative(theory_linear_optimum(squares, 5, 3, variance, beta).distortion,
                            distortion / (2 * variance), 1e-14);
}
END_TEST

START_TEST(theory_linear_optimum_at_beta_0_costs_no_kl) {
    struct theory_linear optimum = theory_linear_optimum(squares, 5, 5, 1, 0);
    ck_assert(isinf(optimum.kl) && optimum.kl > 0);
    ck_assert_near(optimum.loss, 2.5 * log(2 * M_PI), 1e-14);
}
END_TEST

/* ---- rate and distortion ---- */

/* Over beta the optimum runs along Shannon's curve, whose slope there is -beta with the distortion
 * in units of 2 sigma_x^2. */
START_TEST(theory_linear_optimum_lies_on_shannon_s_curve) {
    for (double beta = 0.03; beta < 30; beta *= 1.3) {
        double variance = 0.8;
        struct theory_linear optimum = theory_linear_optimum(squares, 5, 5, variance, beta);
        double distortion = 2 * variance * optimum.distortion;
        ck_assert_near(theory_linear_shannon_rate(squares, 5, distortion), optimum.kl, 1e-12);
    }
}
END_TEST

START_TEST(theory_linear_shannon_rate_has_the_slope_of_beta) {
    double variance = 0.8, h = 1e-5;
    for (double beta = 0.03; beta < 25; beta *= 1.3) {
        double at = theory_linear_optimum(squares, 5, 5, variance, beta).distortion;
        double above = theory_linear_shannon_rate(squares, 5, 2 * variance * (at + h));
        double below = theory_linear_shannon_rate(squares, 5, 2 * variance * (at - h));
        ck_assert_near_relative(2 * h / (above - below), -beta, 1e-3);
    }
}
END_TEST

/* One axis: R = 1/2 ln(lambda/D), Cover & Thomas eq. 10.23. All flooded: 0. */
START_TEST(theory_linear_shannon_rate_of_one_axis_is_known) {
    double lambda = 2.385;
    ck_assert_near(theory_linear_shannon_rate(&lambda, 1, 0.3), log(lambda / 0.3) / 2, 1e-15);
    ck_assert_near(theory_linear_shannon_rate(&lambda, 1, 3), 0, 0);
    ck_assert_near(theory_linear_shannon_rate(squares, 5, 55), 0, 1e-14);
    ck_assert_near(theory_linear_shannon_rate(squares, 5, 60), 0, 0);
    ck_assert(isinf(theory_linear_shannon_rate(squares, 5, 0)));
    lambda = 0; /* what does not vary needs no code */
    ck_assert_near(theory_linear_shannon_rate(&lambda, 1, 0), 0, 0);
}
END_TEST

/* Too few dimensions cannot reach it. */
START_TEST(theory_linear_optimum_of_few_dimensions_lies_above_shannon) {
    struct theory_linear optimum = theory_linear_optimum(squares, 5, 2, 1, 1);
    ck_assert_double_gt(optimum.kl,
                        theory_linear_shannon_rate(squares, 5, 2 * optimum.distortion) + 0.1);
}
END_TEST

/* ---- learned sigma_x ---- */

/* Tipping & Bishop 1999, eq. 8 and 10: the mean of what is discarded, and the likelihood there. */
START_TEST(theory_linear_best_variance_at_beta_1_is_that_of_ppca) {
    for (long k = 1; k < 5; k++) {
        double discarded = 0, logs = 0;
        for (long i = 0; i < k; i++)
            logs += log(squares[i]);
        for (long i = k; i < 5; i++)
            discarded += squares[i];
        double variance = discarded / (double)(5 - k);
        double elbo = -(5 * log(2 * M_PI) + logs + (double)(5 - k) * log(variance) + 5) / 2;
        ck_assert_near_relative(theory_linear_best_variance(squares, 5, k, 1), variance, 1e-15);
        ck_assert_near_relative(theory_linear_optimum(squares, 5, k, variance, 1).elbo, elbo,
                                1e-14);
    }
}
END_TEST

static double loss_at(double log_variance, long k, double beta) {
    return theory_linear_optimum(squares, 5, k, exp(log_variance), beta).loss;
}

/* By golden section over ln s^2, where the loss is convex. */
static double find_least(long k, double beta) {
    double low = -12, high = 12, ratio = (sqrt(5) - 1) / 2;
    while (high - low > 1e-9) {
        double left = high - ratio * (high - low), right = low + ratio * (high - low);
        if (loss_at(left, k, beta) < loss_at(right, k, beta))
            high = right;
        else
            low = left;
    }
    return exp((low + high) / 2);
}

START_TEST(theory_linear_best_variance_has_the_least_loss) {
    static const double betas[] = {0.05, 0.5, 0.9, 1.2, 2, 5, 30};
    for (size_t i = 0; i < sizeof betas / sizeof *betas; i++)
        for (long k = 1; k <= 7; k++)
            if (k < 5 || betas[i] > 1)
                ck_assert_near_relative(theory_linear_best_variance(squares, 5, k, betas[i]),
                                        find_least(k, betas[i]), 1e-6);
}
END_TEST

/* With k >= d and beta < 1 each halving of s^2 pays; at beta = 1 it neither pays nor costs. */
START_TEST(theory_linear_best_variance_without_minimum_is_0_or_the_edge_of_the_flat) {
    ck_assert_near(theory_linear_best_variance(squares, 5, 5, 0.9), 0, 0);
    ck_assert_double_lt(loss_at(-30, 5, 0.9), loss_at(-20, 5, 0.9));
    ck_assert_near(theory_linear_best_variance(squares, 5, 6, 1), 1, 0);
    ck_assert_near(loss_at(-9, 5, 1), loss_at(0, 5, 1), 1e-12);
    ck_assert_double_gt(loss_at(0.1, 5, 1), loss_at(0, 5, 1) + 1e-4);
    ck_assert(theory_linear_is_flat(5, 5, 1) && theory_linear_is_flat(5, 6, 1));
    ck_assert(!theory_linear_is_flat(5, 4, 1) && !theory_linear_is_flat(5, 5, 0.99));
    static const double poor[] = {3, 2, 0, 0};
    ck_assert_near(theory_linear_best_variance(poor, 4, 2, 1), 0, 0);
    ck_assert_near(theory_linear_best_variance(poor, 4, 1, 1), 2.0 / 3, 1e-15);
}
END_TEST

/* All alike: nothing to encode whatever beta >= 1, and s^2 is their value. */
START_TEST(theory_linear_best_variance_of_equal_eigenvalues_is_theirs) {
    static const double equal[] = {0.1, 0.1, 0.1};
    for (long k = 1; k <= 4; k++)
        ck_assert_near_relative(theory_linear_best_variance(equal, 3, k, 1), 0.1, 1e-15);
    ck_assert_near_relative(theory_linear_best_variance(equal, 3, 3, 7), 0.1, 1e-15);
}
END_TEST

static Suite *theory_linear_suite(void) {
    Suite *suite = suite_create("theory linear");
    TCase *escape = tcase_create("escape"), *optimum = tcase_create("optimum");
    TCase *rate = tcase_create("rate"), *learned = tcase_create("learned");
    tcase_add_loop_test(escape, theory_linear_escape_rate_is_that_of_the_differential_equation, 0,
                        3);
    tcase_add_test(escape, theory_linear_escape_rate_solves_the_quadratic);
    tcase_add_test(escape, theory_linear_escape_rate_changes_sign_at_theta);
    tcase_add_loop_test(optimum, theory_linear_optimum_meets_a_published_sweep, 0, 7);
    tcase_add_test(optimum, theory_linear_optimum_encodes_what_exceeds_theta);
    tcase_add_test(optimum, theory_linear_optimum_has_the_distortion_of_its_parts);
    tcase_add_test(optimum, theory_linear_optimum_at_beta_0_costs_no_kl);
    tcase_add_test(rate, theory_linear_optimum_lies_on_shannon_s_curve);
    tcase_add_test(rate, theory_linear_shannon_rate_has_the_slope_of_beta);
    tcase_add_test(rate, theory_linear_shannon_rate_of_one_axis_is_known);
    tcase_add_test(rate, theory_linear_optimum_of_few_dimensions_lies_above_shannon);
    tcase_add_test(learned, theory_linear_best_variance_at_beta_1_is_that_of_ppca);
    tcase_add_test(learned, theory_linear_best_variance_has_the_least_loss);
    tcase_add_test(learned,
                   theory_linear_best_variance_without_minimum_is_0_or_the_edge_of_the_flat);
    tcase_add_test(learned, theory_linear_best_variance_of_equal_eigenvalues_is_theirs);
    TCase *cases[] = {escape, optimum, rate, learned};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        suite_add_tcase(suite, cases[i]);
    return suite;
}

TEST_MAIN(theory_linear_suite)
