/* The aggregate posterior: mutual information and holes. */
#include "train/probe.h"

#include "numerics/rng.h"
#include "tests/check_near.h"

enum { POINTS_MAX = 2000, K = 2, WORK_MAX = POINTS_MAX * (3 + 2 * K) };

struct points {
    real mu[POINTS_MAX * K], logvar[POINTS_MAX * K], z[POINTS_MAX * K], prior[POINTS_MAX * K];
    real work[WORK_MAX];
};

static const struct vecmath *vm(void) {
    return klimb_vecmath_select(NULL);
}

static struct backend backend_of_tests(void) {
    return (struct backend){.vm = vm(), .kernels = klimb_kernels_select(NULL)};
}

static struct klimb_probe_aggregate aggregate(struct points *points, long n) {
    ck_assert_int_le(klimb_probe_work_size(n, K), WORK_MAX);
    klimb_rng_normal(points->prior, (struct rng_place){.seed = 3, .purpose = RNG_PRIOR}, n, K,
                     vm());
    struct backend backend = backend_of_tests();
    return klimb_probe_aggregate(points->mu, points->logvar, points->z, points->prior, n, K,
                                 &backend, points->work);
}

static double information(struct points *points, long n) {
    return aggregate(points, n).mi;
}

/* mu ~ N(0, spread^2), ln sigma^2 = logvar, z = mu + sigma eps. */
static void draw_points(struct points *points, long n, double spread, double logvar) {
    real *eps = points->work, sigma = (real)sqrt(exp(logvar));
    klimb_rng_normal(points->mu, (struct rng_place){.seed = 1, .purpose = RNG_SYNTHETIC}, n, K,
                     vm());
    klimb_rng_normal(eps, (struct rng_place){.seed = 2, .purpose = RNG_SYNTHETIC}, n, K, vm());
    for (long p = 0; p < n * K; p++) {
        points->mu[p] *= (real)spread;
        points->logvar[p] = (real)logvar;
        points->z[p] = points->mu[p] + sigma * eps[p];
    }
}

/* All q(z|x_j) are the same density, so every term is ln n - ln n but for the rounding of a sum of 300 terms
 * of size ln 300, each by at most half a unit in the last place of 1711, 1e-13. */
START_TEST(probe_aggregate_information_of_equal_posteriors_is_zero) {
    static struct points points;
    draw_points(&points, 300, 0, -1.3);
    ck_assert_near(information(&points, 300), 0, 1e-13);
}
END_TEST

/* Each z is so far from all other means, in units of sigma, that only its own density matters. */
START_TEST(probe_aggregate_information_of_separated_posteriors_is_ln_n) {
    static struct points points;
    draw_points(&points, 100, 1, -20);
    ck_assert_near(information(&points, 100), log(100), 1e-6);
}
END_TEST

START_TEST(probe_aggregate_information_of_one_example_is_zero) {
    static struct points points;
    draw_points(&points, 1, 1, 0);
    ck_assert_near(information(&points, 1), 0, 0);
}
END_TEST

/* z = mu + sigma eps with Var mu = 1 - sigma^2: I = -1/2 ln sigma^2 for each dimension. One example
 * has the information density ln q(z|x)/q(z), whose variance is 1 - sigma^2 a dimension, so the
 * mean of 2,000 in two dimensions deviates by sqrt(2 * 0.75 / 2000) = 0.027; four deviations are
 * allowed. */
START_TEST(probe_aggregate_information_of_linear_gaussian_matches_gauss) {
    static struct points points;
    const double variance = 0.25;
    draw_points(&points, POINTS_MAX, sqrt(1 - variance), log(variance));
    ck_assert_near(information(&points, POINTS_MAX), -log(variance), 0.11);
}
END_TEST

/* q(z|x_j) in double. */
static double naive_density(const struct points *points, const real *z, long j) {
    double density = 1;
    for (long d = 0; d < K; d++) {
        double variance = exp((double)points->logvar[j * K + d]);
        double r = (double)z[d] - (double)points->mu[j * K + d];
        density *= exp(-r * r / (2 * variance)) / sqrt(2 * acos(-1) * variance);
    }
    return density;
}

/* q(z), as a plain sum of densities. */
static double naive_mean_density(const struct points *points, const real *z, long n) {
    double mean = 0;
    for (long j = 0; j < n; j++)
        mean += naive_density(points, z, j) / (double)n;
    return mean;
}

/* The definition. */
static double naive_information(const struct points *points, long n) {
    double sum = 0;
    for (long i = 0; i < n; i++) {
        const real *z = points->z + i * K;
        sum += log(naive_density(points, z, i) / naive_mean_density(points, z, n));
    }
    return sum / (double)n;
}

/* By the definition: at a hole, q is no higher than at the lowest hundredth of the samples. */
static double naive_holes(const struct points *points, long n) {
    static double of_samples[POINTS_MAX];
    long holes = 0;
    for (long i = 0; i < n; i++)
        of_samples[i] = naive_mean_density(points, points->z + i * K, n);
    for (long i = 0; i < n; i++) {
        double density = naive_mean_density(points, points->prior + i * K, n);
        long thinner = 0;
        for (long j = 0; j < n; j++)
            thinner += of_samples[j] <= density;
        holes += 100 * thinner <= n;
    }
    return (double)holes / (double)n;
}

START_TEST(probe_aggregate_information_of_unequal_variances_matches_definition) {
    static struct points points;
    draw_points(&points, 37, 1.2, -0.4);
    for (long p = 0; p < 37 * K; p++)
        points.logvar[p] += REAL(0.05) * (real)(p % 11) - REAL(0.31) * (real)(p % 2);
    ck_assert_near(information(&points, 37), naive_information(&points, 37), 1e-6);
}
END_TEST

/* The aggregate posterior is the prior if spread^2 + sigma^2 = 1, so 1 % of the prior's samples count as
 * holes. The threshold is the 20th of 2,000 posterior densities and the count is binomial: the standard
 * error of both is sqrt(20) in 2,000, together 6.3; six of these are 38. The density is estimated from
 * means that the posterior samples share and the prior's do not, which adds less than that again. */
START_TEST(probe_aggregate_of_a_matching_prior_has_one_hole_in_a_hundred) {
    static struct points points;
    draw_points(&points, POINTS_MAX, 0.8, log(0.36));
    ck_assert_near(aggregate(&points, POINTS_MAX).holes, 0.01, 0.04);
}
END_TEST

/* A share of holes between 0 and 1, with more than one part of the mixture. Rounding may move one sample
 * across the threshold. */
START_TEST(probe_aggregate_holes_match_definition) {
    static struct points points;
    const double logvar[] = {-1, -3, -5, -7};
    double least = 1, most = 0;
    for (int i = 0; i < 4; i++) {
        draw_points(&points, 230, 0.9, logvar[i]);
        double holes = aggregate(&points, 230).holes;
        ck_assert_near(holes, naive_holes(&points, 230), 1.5 / 230);
        least = fmin(least, holes);
        most = fmax(most, holes);
    }
    ck_assert(least < 0.2 && most > 0.5);
}
END_TEST

/* Posteriors of deviation e^-10 at distances of the order 1: no prior sample hits one. */
START_TEST(probe_aggregate_of_separated_posteriors_is_all_holes) {
    static struct points points;
    draw_points(&points, 100, 1, -20);
    ck_assert_near(aggregate(&points, 100).holes, 1, 0);
}
END_TEST

/* Prior samples equal to the posterior samples: exactly the lowest hundredth counts. */
START_TEST(probe_aggregate_of_posterior_samples_has_the_lowest_hundredth_as_holes) {
    static struct points points;
    draw_points(&points, 300, 1, -1);
    struct backend backend = backend_of_tests();
    struct klimb_probe_aggregate own = klimb_probe_aggregate(
        points.mu, points.logvar, points.z, points.z, 300, K, &backend, points.work);
    ck_assert_near(own.holes, 3.0 / 300, 1e-15);
}
END_TEST

/* With one non-finite number anywhere the result must not be finite. */
START_TEST(probe_aggregate_information_of_non_finite_input_is_not_finite) {
    static struct points points;
    static const real bad[] = {(real)NAN, (real)INFINITY};
    real *const fields[] = {points.mu, points.logvar, points.z};
    for (int b = 0; b < 2; b++)
        for (int f = 0; f < 3; f++) {
            draw_points(&points, 20, 1, -1);
            fields[f][13] = bad[b];
            double mi = information(&points, 20);
            ck_assert_msg(!isfinite(mi), "field %d with %g: %g", f, (double)bad[b], mi);
        }
}
END_TEST

static Suite *probe_aggregate_suite(void) {
    Suite *suite = suite_create("probe_aggregate");
    TCase *information = tcase_create("mutual information");
    tcase_add_test(information, probe_aggregate_information_of_equal_posteriors_is_zero);
    tcase_add_test(information, probe_aggregate_information_of_separated_posteriors_is_ln_n);
    tcase_add_test(information, probe_aggregate_information_of_one_example_is_zero);
    tcase_add_test(information, probe_aggregate_information_of_linear_gaussian_matches_gauss);
    tcase_add_test(information,
                   probe_aggregate_information_of_unequal_variances_matches_definition);
    tcase_add_test(information, probe_aggregate_information_of_non_finite_input_is_not_finite);
    suite_add_tcase(suite, information);
    TCase *holes = tcase_create("holes");
    tcase_add_test(holes, probe_aggregate_of_a_matching_prior_has_one_hole_in_a_hundred);
    tcase_add_test(holes, probe_aggregate_holes_match_definition);
    tcase_add_test(holes, probe_aggregate_of_separated_posteriors_is_all_holes);
    tcase_add_test(holes, probe_aggregate_of_posterior_samples_has_the_lowest_hundredth_as_holes);
    suite_add_tcase(suite, holes);
    return suite;
}

TEST_MAIN(probe_aggregate_suite)
