/* Drawn data: their distribution, and the addresses of their draws. */
#include <math.h>

#include "tests/check_near.h"
#include "tests/data_folder.h"

enum { EXAMPLES = 20000 };

static struct data_config gaussian(void) {
    return (struct data_config){.source = DATA_GAUSSIAN,
                                .examples = EXAMPLES,
                                .eigenvalues = {9, 2.25, 0},
                                .eigenvalue_count = 3,
                                .seed = 5};
}

/* Standard errors at n = 20,000: of a mean sqrt(lambda / n), of a variance lambda sqrt(2 / n), of a
 * covariance sqrt(lambda_1 lambda_2 / n); five of them are allowed. */
START_TEST(dataset_load_gaussian_has_the_given_covariance) {
    struct data_config config = gaussian();
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, EXAMPLES);
    ck_assert_int_eq(set.dimensions, 3);
    ck_assert_int_eq(set.train_label[7], -1);
    double mean[2] = {0}, second[2] = {0}, cross = 0;
    for (int i = 0; i < EXAMPLES; i++) {
        const real *x = set.train + 3 * i;
        for (int j = 0; j < 2; j++) {
            mean[j] += (double)x[j] / EXAMPLES;
            second[j] += (double)x[j] * (double)x[j] / EXAMPLES;
        }
        cross += (double)x[0] * (double)x[1] / EXAMPLES;
        ck_assert_near(x[2], 0, 0);
    }
    for (int j = 0; j < 2; j++) {
        double lambda = config.eigenvalues[j];
        ck_assert_near(mean[j], 0, 5 * sqrt(lambda / EXAMPLES));
        ck_assert_near(second[j], lambda, 5 * lambda * sqrt(2.0 / EXAMPLES));
    }
    ck_assert_near(cross, 0, 5 * sqrt(9 * 2.25 / EXAMPLES));
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_gaussian_is_the_addressed_normal_times_deviation) {
    struct data_config config = gaussian();
    config.scale = 0.5;
    real z[3];
    struct dataset set = load(&config);
    klimb_rng_normal(z, (struct rng_place){5, RNG_SYNTHETIC, 0, 1234}, 1, 3,
                     klimb_vecmath_select(NULL));
    ck_assert_near_relative(set.train[3 * 1234], 1.5 * (double)z[0], REAL_EPSILON);
    ck_assert_near_relative(set.train[3 * 1234 + 1], 0.75 * (double)z[1], REAL_EPSILON);
    klimb_dataset_free(&set);
}
END_TEST

static struct data_config exact(void) {
    struct data_config config = gaussian();
    config.covariance = COVARIANCE_EXACT;
    return config;
}

/* Rounding a value to `real` changes it by a relative REAL_EPSILON/2, so a variance by at most
 * REAL_EPSILON of itself, a covariance by that of the geometric mean, a mean by half of a deviation;
 * as much again is for the roundings in double, which grow with the number of examples. */
START_TEST(dataset_load_exact_covariance_is_that_of_the_sample) {
    struct data_config config = exact();
    config.scale = 0.5;
    config.eigenvalues[2] = _i == 0 ? 0.04 : 0;
    config.examples = _i == 2 ? 4 : 2000;
    struct dataset set = load(&config);
    double n = (double)set.train_count, allowed = (double)REAL_EPSILON + n * DBL_EPSILON;
    ck_assert_int_eq(set.train_count, config.examples);
    for (int a = 0; a < 3; a++) {
        double mean = 0, lambda = config.eigenvalues[a] / 4;
        for (long i = 0; i < set.train_count; i++)
            mean += (double)set.train[3 * i + a] / n;
        ck_assert_near(mean, 0, allowed * sqrt(lambda));
        for (int b = 0; b <= a; b++) {
            double product = 0;
            for (long i = 0; i < set.train_count; i++)
                product += (double)set.train[3 * i + a] * (double)set.train[3 * i + b] / n;
            double size = sqrt(lambda * config.eigenvalues[b] / 4);
            ck_assert_near(product, a == b ? lambda : 0, allowed * size);
        }
    }
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_exact_covariance_has_the_same_bits_at_every_level) {
    struct data_config config = exact();
    struct dataset wanted, set;
    struct error error = {0};
    const char *const *name = klimb_vecmath_names();
    ck_assert_int_eq(klimb_dataset_load(&wanted, &config, klimb_vecmath_select("scalar"), &error),
                     STATUS_OK);
    for (; *name != NULL; name++) {
        if (klimb_vecmath_select(*name) == NULL)
            continue;
        ck_assert_int_eq(klimb_dataset_load(&set, &config, klimb_vecmath_select(*name), &error),
                         STATUS_OK);
        ck_assert_mem_eq(set.train, wanted.train, (size_t)(3 * EXAMPLES) * sizeof *set.train);
        klimb_dataset_free(&set);
    }
    klimb_dataset_free(&wanted);
}
END_TEST

static struct data_config mixture(void) {
    return (struct data_config){.source = DATA_MIXTURE,
                                .examples = EXAMPLES,
                                .dimensions = 16,
                                .components = 5,
                                .separation = 3,
                                .spread = 0.5,
                                .seed = 5};
}

static struct data_config bars(void) {
    return (struct data_config){
        .source = DATA_BARS, .examples = EXAMPLES, .side = 4, .bar_probability = 0.25, .seed = 5};
}

/* Example i depends on (seed, i) alone, so a smaller set is the beginning of a larger one. */
START_TEST(dataset_load_synthetic_smaller_set_is_a_prefix) {
    struct data_config config = _i == 0 ? gaussian() : _i == 1 ? mixture() : bars();
    struct dataset large = load(&config), other;
    config.examples = 100;
    struct dataset small = load(&config);
    ck_assert_mem_eq(small.train, large.train,
                     (size_t)(100 * small.dimensions) * sizeof *small.train);
    ck_assert_mem_eq(small.train_label, large.train_label, 100 * sizeof *small.train_label);
    config.seed = 6;
    other = load(&config);
    ck_assert_mem_ne(small.train, other.train,
                     (size_t)(100 * small.dimensions) * sizeof *small.train);
    klimb_dataset_free(&large);
    klimb_dataset_free(&small);
    klimb_dataset_free(&other);
}
END_TEST

/* Component shares are binomial: standard deviation sqrt(0.2 * 0.8 / 20,000) = 0.0028. */
START_TEST(dataset_load_mixture_components_are_equally_likely) {
    struct data_config config = mixture();
    struct dataset set = load(&config);
    long counts[5] = {0};
    for (int i = 0; i < EXAMPLES; i++) {
        ck_assert_int_ge(set.train_label[i], 0);
        ck_assert_int_lt(set.train_label[i], 5);
        counts[set.train_label[i]]++;
    }
    for (int c = 0; c < 5; c++)
        ck_assert_near((double)counts[c] / EXAMPLES, 0.2, 5 * 0.0028);
    klimb_dataset_free(&set);
}
END_TEST

/* Without spread an example is its component's corner; five corners of 2^16 are different. */
START_TEST(dataset_load_mixture_without_spread_is_its_corners) {
    struct data_config config = mixture();
    config.spread = 0;
    struct dataset set = load(&config);
    const real *corner[5] = {NULL};
    for (int i = 0; i < EXAMPLES; i++) {
        const real *x = set.train + 16 * i, **known = &corner[set.train_label[i]];
        if (*known == NULL)
            *known = x;
        ck_assert_mem_eq(x, *known, 16 * sizeof *x);
    }
    int plus = 0;
    for (int c = 0; c < 5; c++) {
        ck_assert_ptr_nonnull(corner[c]);
        for (int j = 0; j < 16; j++) {
            ck_assert_near(fabs((double)corner[c][j]), 3, 0);
            plus += corner[c][j] > 0;
        }
        for (int other = 0; other < c; other++)
            ck_assert_mem_ne(corner[c], corner[other], 16 * sizeof *corner[c]);
    }
    ck_assert_near(plus, 40, 5 * sqrt(80 * 0.25)); /* of 80 fair signs */
    klimb_dataset_free(&set);
}
END_TEST

/* Around the corner of its component, a value has mean 0 and variance spread^2 = 0.25; 320,000
 * values give standard errors 0.5 / 566 and 0.25 * sqrt(2) / 566. The corner is the nearest: 3 is 6
 * deviations. */
START_TEST(dataset_load_mixture_spreads_around_its_corners) {
    struct data_config config = mixture();
    struct dataset set = load(&config);
    double mean = 0, variance = 0, values = 16.0 * EXAMPLES;
    for (int i = 0; i < 16 * EXAMPLES; i++) {
        double x = (double)set.train[i], off = x - copysign(3, x);
        mean += off / values;
        variance += off * off / values;
    }
    ck_assert_near(mean, 0, 5 * 0.5 / 566);
    ck_assert_near(variance, 0.25, 5 * 0.25 * 1.4142 / 566);
    klimb_dataset_free(&set);
}
END_TEST

/* A pixel is lit unless both its bars are missing: 1 - 0.75^2 = 0.4375. Images are independent, but
 * their pixels are not, so the error is bounded by one value per image: sqrt(0.4375 * 0.5625 / n).
 */
START_TEST(dataset_load_bars_lights_the_expected_share) {
    struct data_config config = bars();
    struct dataset set = load(&config);
    ck_assert_int_eq(set.dimensions, 16);
    ck_assert_int_eq(set.image_height, 4);
    ck_assert_int_eq(set.image_width, 4);
    double lit = 0;
    for (int i = 0; i < 16 * EXAMPLES; i++)
        lit += (double)set.train[i] / (16.0 * EXAMPLES);
    ck_assert_near(lit, 0.4375, 5 * sqrt(0.4375 * 0.5625 / EXAMPLES));
    klimb_dataset_free(&set);
}
END_TEST

static int row_is_lit(const real *x, int r) {
    return x[4 * r] > 0 && x[4 * r + 1] > 0 && x[4 * r + 2] > 0 && x[4 * r + 3] > 0;
}

static int column_is_lit(const real *x, int c) {
    return x[c] > 0 && x[4 + c] > 0 && x[8 + c] > 0 && x[12 + c] > 0;
}

/* Only whole bars: a pixel is lit exactly if its whole row or its whole column is. Both kinds occur
 * in the sample. */
START_TEST(dataset_load_bars_draws_whole_bars) {
    struct data_config config = bars();
    config.scale = 0.5;
    struct dataset set = load(&config);
    int rows = 0, columns = 0;
    for (int i = 0; i < 500; i++) {
        const real *x = set.train + 16 * i;
        for (int p = 0; p < 16; p++) {
            int row = row_is_lit(x, p / 4), column = column_is_lit(x, p % 4);
            ck_assert_near(x[p], row || column ? 0.5 : 0, 0);
            rows += row && !column;
            columns += column && !row;
        }
    }
    ck_assert_int_gt(rows, 0);
    ck_assert_int_gt(columns, 0);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_bars_of_extreme_probability_is_uniform) {
    struct data_config config = bars();
    config.bar_probability = _i;
    struct dataset set = load(&config);
    double lowest, highest;
    klimb_dataset_range(&set, &lowest, &highest);
    ck_assert_near(lowest, _i, 0);
    ck_assert_near(highest, _i, 0);
    klimb_dataset_free(&set);
}
END_TEST

static const struct {
    struct data_config config;
    const char *words;
} refused[] = {
    {{.source = DATA_GAUSSIAN, .examples = 1},
     "data.eigenvalues has 0 elements; must have 1 to 1024"},
    {{.source = DATA_GAUSSIAN, .examples = 1, .eigenvalue_count = DATA_EIGENVALUES_MAX + 1},
     "data.eigenvalues has 1025 elements"},
    {{.source = DATA_GAUSSIAN, .examples = 1, .eigenvalue_count = 1, .eigenvalues = {-1}},
     "element 1 of data.eigenvalues is -1; must be a number from 0 to 1e+30"},
    {{.source = DATA_GAUSSIAN, .examples = 1, .eigenvalue_count = 1, .eigenvalues = {(double)NAN}},
     "element 1 of data.eigenvalues is nan"},
    {{.source = DATA_GAUSSIAN, .eigenvalue_count = 1},
     "data.examples is 0; must be an integer from 1 to 2147483647"},
    {{.source = DATA_GAUSSIAN, .examples = -1, .eigenvalue_count = 1}, "data.examples is -1"},
    {{.source = DATA_GAUSSIAN, .examples = 1L << 40, .eigenvalue_count = 1}, "is 1099511627776"},
    {{.source = DATA_GAUSSIAN, .examples = 1L << 30, .eigenvalue_count = 4}, "too many"},
    {{.source = DATA_GAUSSIAN,
      .covariance = COVARIANCE_EXACT,
      .examples = 2,
      .eigenvalue_count = 2},
     "data.examples is 2; with data.covariance exact it must be above the number of "
     "data.eigenvalues, which is 2"},
    {{.source = DATA_GAUSSIAN,
      .covariance = COVARIANCE_EXACT,
      .examples = 9,
      .eigenvalue_count = 2,
      .test_fraction = 0.5},
     "data.test_fraction is 0.5; with data.covariance exact it must be 0"},
    {{.source = DATA_MIXTURE, .examples = 1, .components = 1}, "data.dimensions is 0"},
    {{.source = DATA_MIXTURE, .examples = 1, .dimensions = 1}, "data.components is 0"},
    {{.source = DATA_MIXTURE, .examples = 1, .dimensions = 1, .components = 1, .separation = -1},
     "data.separation is -1"},
    {{.source = DATA_MIXTURE,
      .examples = 1,
      .dimensions = 1,
      .components = 1,
      .spread = (double)NAN},
     "data.spread is nan"},
    {{.source = DATA_MIXTURE, .dimensions = 1, .components = 1}, "data.examples is 0"},
    {{.source = DATA_MIXTURE, .examples = 1, .dimensions = 1 << 15, .components = 33},
     "data.components is 33; with 32768 data.dimensions it must be at most 32"},
    {{.source = DATA_BARS, .examples = 1}, "data.side is 0"},
    {{.source = DATA_BARS, .examples = 1, .side = 2000}, "data.side is 2000"},
    {{.source = DATA_BARS, .examples = 1, .side = 2, .bar_probability = 1.5},
     "data.bar_probability is 1.5"},
    {{.source = DATA_BARS, .side = 2}, "data.examples is 0"},
};

START_TEST(dataset_load_synthetic_setting_out_of_range_is_refused) {
    assert_load_fails(&refused[_i].config, STATUS_INVALID, refused[_i].words);
}
END_TEST

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static Suite *dataset_synthetic_suite(void) {
    Suite *suite = suite_create("dataset_synthetic");
    TCase *tcase = tcase_create("synthetic");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, dataset_load_gaussian_has_the_given_covariance);
    tcase_add_test(tcase, dataset_load_gaussian_is_the_addressed_normal_times_deviation);
    tcase_add_loop_test(tcase, dataset_load_exact_covariance_is_that_of_the_sample, 0, 3);
    tcase_add_test(tcase, dataset_load_exact_covariance_has_the_same_bits_at_every_level);
    tcase_add_loop_test(tcase, dataset_load_synthetic_smaller_set_is_a_prefix, 0, 3);
    tcase_add_test(tcase, dataset_load_mixture_components_are_equally_likely);
    tcase_add_test(tcase, dataset_load_mixture_without_spread_is_its_corners);
    tcase_add_test(tcase, dataset_load_mixture_spreads_around_its_corners);
    tcase_add_test(tcase, dataset_load_bars_lights_the_expected_share);
    tcase_add_test(tcase, dataset_load_bars_draws_whole_bars);
    tcase_add_loop_test(tcase, dataset_load_bars_of_extreme_probability_is_uniform, 0, 2);
    tcase_add_loop_test(tcase, dataset_load_synthetic_setting_out_of_range_is_refused, 0,
                        LENGTH(refused));
    return suite;
}

TEST_MAIN(dataset_synthetic_suite)
