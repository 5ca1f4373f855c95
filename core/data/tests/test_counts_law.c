/* Counts against the law that they are drawn from. */
#include <stdlib.h>
#include <string.h>

#include "data/counts_law.h"
#include "tests/check_near.h"

static struct data_config example(void) {
    return (struct data_config){.source = DATA_COUNTS,
                                .examples = 4000,
                                .dimensions = 12,
                                .factors = 2,
                                .loading = 0.7,
                                .library = 60,
                                .library_spread = 0.5,
                                .dispersion = 3};
}

static void load(struct dataset *data, struct counts_law *law, const struct data_config *config) {
    struct error error;
    const struct vecmath *vm = klimb_vecmath_select(NULL);
    ck_assert_int_eq(klimb_dataset_load(data, config, vm, &error), STATUS_OK);
    ck_assert_int_eq(klimb_counts_law_make(law, config, vm, &error), STATUS_OK);
}

/* Moments of z = (x - mu)/sqrt(variance) over all counts: by the law its mean is 0, its mean square 1. */
struct standardised {
    double mean, square, zeros, expected_zeros;
    long count;
};

/* P(0) of the negative binomial or Poisson distribution. */
static double zero_of(double rate, double theta) {
    return theta > 0 ? exp(-theta * log1p(rate / theta)) : exp(-rate);
}

static struct standardised standardise(const struct data_config *config) {
    struct dataset data;
    struct counts_law law;
    load(&data, &law, config);
    struct standardised all = {0};
    double *rate = malloc((size_t)config->dimensions * sizeof *rate);
    ck_assert_ptr_nonnull(rate);
    double seen = 1 - config->dropout, over = config->dispersion > 0 ? 1 / config->dispersion : 0;
    for (long i = 0; i < data.train_count; i++) {
        klimb_counts_law_rates(rate, &law, i);
        for (long j = 0; j < config->dimensions; j++) {
            double mu = rate[j], x = (double)data.train[i * config->dimensions + j];
            double second = seen * (mu + mu * mu * (1 + over)), mean = seen * mu;
            double z = (x - mean) / sqrt(second - mean * mean);
            all.mean += z;
            all.square += z * z;
            all.zeros += x <= 0;
            all.expected_zeros += config->dropout + seen * zero_of(mu, config->dispersion);
            all.count++;
        }
    }
    all.mean /= (double)all.count;
    all.square /= (double)all.count;
    free(rate);
    klimb_counts_law_free(&law);
    klimb_dataset_free(&data);
    return all;
}

/* 48,000 counts: five standard errors are 0.023 for the mean, 0.07 for the mean square (with a kurtosis of
 * some 10), and less than 5 sqrt(48,000)/2 = 548 for the number of zeros. */
START_TEST(dataset_load_counts_have_the_moments_of_their_law) {
    static const struct {
        double dispersion, dropout, library;
    } laws[] = {{3, 0, 60}, {0, 0, 60}, {0.4, 0, 60}, {3, 0.3, 60}, {0, 0, 9000}, {1e5, 0.1, 200}};
    struct data_config config = example();
    config.dispersion = laws[_i].dispersion;
    config.dropout = laws[_i].dropout;
    config.library = laws[_i].library;
    struct standardised all = standardise(&config);
    ck_assert_near(all.mean, 0, 0.023);
    ck_assert_near(all.square, 1, 0.07);
    ck_assert_near(all.zeros, all.expected_zeros, 548);
}
END_TEST

START_TEST(dataset_load_counts_are_whole_numbers_and_the_same_however_many) {
    struct data_config config = example(), fewer = config;
    struct dataset data, some;
    struct counts_law law;
    fewer.examples = 10;
    load(&data, &law, &config);
    klimb_counts_law_free(&law);
    load(&some, &law, &fewer);
    for (long i = 0; i < data.train_count * data.dimensions; i++)
        ck_assert(data.train[i] >= 0 && floor((double)data.train[i]) >= (double)data.train[i]);
    ck_assert_mem_eq(data.train, some.train, (size_t)(10 * data.dimensions) * sizeof(real));
    klimb_counts_law_free(&law);
    klimb_dataset_free(&data);
    klimb_dataset_free(&some);
}
END_TEST

START_TEST(counts_law_rates_sum_to_the_library) {
    struct data_config config = example();
    struct dataset data;
    struct counts_law law;
    double rate[12], sum = 0;
    load(&data, &law, &config);
    klimb_counts_law_rates(rate, &law, 7);
    for (int j = 0; j < 12; j++)
        sum += rate[j];
    ck_assert_near_relative(sum, 60 * exp(0.5 * (double)law.library[7]), 1e-12);
    klimb_counts_law_free(&law);
    klimb_dataset_free(&data);
}
END_TEST

START_TEST(dataset_load_counts_settings_out_of_range_are_named) {
    static const struct {
        const char *key;
        size_t offset;
        double value;
    } wrong[] = {{"data.library", offsetof(struct data_config, library), 0},
                 {"data.library_spread", offsetof(struct data_config, library_spread), 3},
                 {"data.dispersion", offsetof(struct data_config, dispersion), -1},
                 {"data.dropout", offsetof(struct data_config, dropout), 1},
                 {"data.loading", offsetof(struct data_config, loading), (double)NAN}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct data_config config = example();
        struct error error;
        memcpy((char *)&config + wrong[i].offset, &wrong[i].value, sizeof(double));
        ck_assert_int_eq(klimb_data_check(&config, &error), STATUS_INVALID);
        ck_assert_str_eq(error.key, wrong[i].key);
    }
}
END_TEST

static Suite *counts_suite(void) {
    Suite *suite = suite_create("dataset counts");
    TCase *all = tcase_create("counts");
    tcase_add_loop_test(all, dataset_load_counts_have_the_moments_of_their_law, 0, 6);
    tcase_add_test(all, dataset_load_counts_are_whole_numbers_and_the_same_however_many);
    tcase_add_test(all, counts_law_rates_sum_to_the_library);
    tcase_add_test(all, dataset_load_counts_settings_out_of_range_are_named);
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(counts_suite)
