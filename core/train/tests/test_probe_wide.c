/* The aggregate posterior for densities outside the range of `real`: finite, within its bounds, and equal to
 * the definition. */
#include "train/probe.h"

#include <stdint.h>

#include "numerics/rng.h"
#include "tests/check_near.h"

enum { POINTS_MAX = 300, K = 2, WORK_MAX = POINTS_MAX * (3 + 2 * K) };

struct points {
    real mu[POINTS_MAX * K], logvar[POINTS_MAX * K], z[POINTS_MAX * K], eps[POINTS_MAX * K];
    real prior[POINTS_MAX * K], work[WORK_MAX];
    long n;
};

static struct points points;

static struct backend backend_of_tests(void) {
    return (struct backend){.vm = klimb_vecmath_select(NULL),
                            .kernels = klimb_kernels_select(NULL)};
}

static void draw(real *x, uint64_t seed) {
    struct rng_place place = {.seed = seed, .purpose = RNG_SYNTHETIC};
    klimb_rng_normal(x, place, points.n, K, klimb_vecmath_select(NULL));
}

/* Computes z as a model does, from mu and ln sigma^2. */
static void sample(void) {
    for (long p = 0; p < points.n * K; p++)
        points.z[p] = points.mu[p] + (real)exp((double)points.logvar[p] / 2) * points.eps[p];
}

/* mu ~ N(0, spread^2) and the same ln sigma^2 everywhere. */
static void draw_points(long n, double spread, double logvar) {
    points.n = n;
    draw(points.mu, 1);
    draw(points.eps, 2);
    draw(points.prior, 3);
    for (long p = 0; p < n * K; p++) {
        points.mu[p] *= (real)spread;
        points.logvar[p] = (real)logvar;
    }
    sample();
}

static struct klimb_probe_aggregate wide(void) {
    const struct probe_samples samples = {points.mu,    points.logvar, points.z, points.eps,
                                          points.prior, points.n,      K};
    struct backend backend = backend_of_tests();
    return klimb_probe_aggregate_wide(&samples, &backend, points.work);
}

static struct klimb_probe_aggregate plain(void) {
    struct backend backend = backend_of_tests();
    return klimb_probe_aggregate(points.mu, points.logvar, points.z, points.prior, points.n, K,
                                 &backend, points.work);
}

/* ---- against other computations -------------------------------------------------------------- */

START_TEST(probe_wide_of_ordinary_posteriors_is_what_probe_aggregate_gives) {
    const double logvar[] = {1, -0.4, -2, -5};
    for (int i = 0; i < 4; i++) {
        draw_points(230, 1.2, logvar[i]);
        for (long p = 0; p < 230 * K; p++)
            points.logvar[p] += REAL(0.05) * (real)(p % 11) - REAL(0.31) * (real)(p % 2);
        sample();
        struct klimb_probe_aggregate found = wide(), wanted = plain();
        ck_assert_near(found.mi, wanted.mi, 1e-5);
        ck_assert_near(found.holes, wanted.holes, 1.5 / 230);
    }
}
END_TEST

/* ln of the density of posterior j at sample i, in long double, whose range has 4,932 decades. */
static long double log_density(long i, long j) {
    long double density = 0;
    for (long d = 0; d < K; d++) {
        long double from = (long double)points.mu[i * K + d],
                    to = (long double)points.mu[j * K + d];
        long double of = (long double)points.logvar[i * K + d];
        long double on = (long double)points.logvar[j * K + d];
        long double apart = (from - to) + expl(of / 2) * (long double)points.eps[i * K + d];
        density -= on / 2 + apart * apart * expl(-on) / 2;
    }
    return density;
}

/* For two posteriors: ln 2 - the mean of ln (1 + r), where r is the ratio of the other density to the own. */
static long double information_of_two(void) {
    long double lost = 0;
    for (long i = 0; i < 2; i++)
        lost += log1pl(expl(log_density(i, 1 - i) - log_density(i, i))) / 2;
    return logl(2) - lost;
}

/* Two posteriors whose overlap, in units of sigma, is always the same; except for the narrowest, whose means
 * are equal in `real`. */
START_TEST(probe_wide_of_two_posteriors_matches_the_closed_form_at_any_scale) {
    static const double logvar[] = {0, 160, 38, -38, -91, -180, -760};
    double unscaled = 0;
    for (size_t i = 0; i < sizeof logvar / sizeof *logvar; i++) {
        draw_points(2, 0, logvar[i]);
        for (long d = 0; d < K; d++) {
            points.mu[K + d] = (real)(1.3 * exp(logvar[i] / 2)); /* 0 for the narrowest */
            points.logvar[K + d] += REAL(0.75);
        }
        sample();
        double mi = wide().mi;
        ck_assert_near(mi, information_of_two(), 1e-9);
        if (logvar[i] == 0)
            unscaled = mi;
        if (points.mu[K] > 0) /* ln sigma^2 in binary32 is off by 6e-8 of itself */
            ck_assert_near(mi, unscaled, 1e-5);
    }
}
END_TEST

/* ---- bounds ---------------------------------------------------------------------------------- */

/* Every sample in its own peak: a precision overflows, then a squared distance too. */
START_TEST(probe_wide_of_separated_posteriors_is_ln_n_where_densities_overflow) {
    const double spread[] = {1, 3 * sqrt((double)REAL_MAX)};
    for (int i = 0; i < 2; i++) {
        draw_points(100, spread[i], -1.4 * log((double)REAL_MAX));
        ck_assert_msg(!isfinite(plain().mi), "case %d shows nothing", i);
        ck_assert_near(wide().mi, log(100), 1e-12);
        ck_assert_near(wide().holes, 1, 0);
    }
}
END_TEST

/* Equal posteriors have no information, even if z = mu because sigma is below the last place of mu. */
START_TEST(probe_wide_of_equal_posteriors_is_zero_at_any_precision) {
    const double logvar[] = {150, 0, -100, -3000, -1e6, -1e30};
    for (int i = 0; i < 6; i++) {
        draw_points(100, 0, logvar[i]);
        for (long p = 0; p < 100 * K; p++)
            points.mu[p] = REAL(1e10);
        sample();
        ck_assert_near(wide().mi, 0, 1e-12);
    }
}
END_TEST

/* mi = mean of -ln(1 + other terms) + ln n is never above ln n. A sample is below -t with probability e^-t,
 * so the mean of 60 is not below -1. */
START_TEST(probe_wide_of_wild_posteriors_is_finite_and_within_its_bounds) {
    for (uint64_t seed = 0; seed < 40; seed++) {
        draw_points(60, pow(10, (double)(seed % 8) * 2.5), 0);
        draw(points.logvar, 100 + seed);
        for (long p = 0; p < 60 * K; p++)
            points.logvar[p] = points.logvar[p] < 0
                                   ? points.logvar[p] * (real)pow(10, (double)(seed % 5))
                                   : points.logvar[p] * 25;
        sample();
        struct klimb_probe_aggregate found = wide();
        ck_assert_msg(found.mi >= -1 && found.mi <= log(60) + 1e-12, "seed %d: %.17g", (int)seed,
                      found.mi);
        ck_assert(found.holes >= 0 && found.holes <= 1);
    }
}
END_TEST

START_TEST(probe_wide_of_non_finite_input_is_nan) {
    static const real bad[] = {(real)NAN, (real)INFINITY};
    real *const fields[] = {points.mu, points.logvar, points.z};
    for (int b = 0; b < 2; b++)
        for (int f = 0; f < 3; f++) {
            draw_points(20, 1, -1);
            fields[f][13] = bad[b];
            ck_assert(isnan(wide().mi) && isnan(wide().holes));
        }
}
END_TEST

/* A negative sigma inverts the sign of the noise in z. */
START_TEST(probe_wide_of_negative_sigma_is_that_of_the_sample_itself) {
    draw_points(230, 1.2, -0.4);
    for (long p = 0; p < 230 * K; p++)
        points.z[p] = 2 * points.mu[p] - points.z[p];
    ck_assert_near(wide().mi, plain().mi, 1e-5);
}
END_TEST

/* A mirror image of the mixture has the same information. */
START_TEST(probe_wide_of_a_mirror_image_has_the_same_bits) {
    draw_points(230, 1.2, -0.4);
    double before = wide().mi;
    for (long p = 0; p < 230 * K; p++) {
        points.mu[p] = -points.mu[p];
        points.z[p] = -points.z[p];
    }
    ck_assert_near(wide().mi, before, 0);
}
END_TEST

static Suite *probe_wide_suite(void) {
    Suite *suite = suite_create("probe_wide");
    TCase *beside = tcase_create("beside other computations");
    tcase_add_test(beside, probe_wide_of_ordinary_posteriors_is_what_probe_aggregate_gives);
    tcase_add_test(beside, probe_wide_of_two_posteriors_matches_the_closed_form_at_any_scale);
    tcase_add_test(beside, probe_wide_of_negative_sigma_is_that_of_the_sample_itself);
    tcase_add_test(beside, probe_wide_of_a_mirror_image_has_the_same_bits);
    suite_add_tcase(suite, beside);
    TCase *bounds = tcase_create("bounds");
    tcase_add_test(bounds, probe_wide_of_separated_posteriors_is_ln_n_where_densities_overflow);
    tcase_add_test(bounds, probe_wide_of_equal_posteriors_is_zero_at_any_precision);
    tcase_add_test(bounds, probe_wide_of_wild_posteriors_is_finite_and_within_its_bounds);
    tcase_add_test(bounds, probe_wide_of_non_finite_input_is_nan);
    suite_add_tcase(suite, bounds);
    return suite;
}

TEST_MAIN(probe_wide_suite)
