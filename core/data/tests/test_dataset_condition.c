/* Gaussian data whose last columns are a condition, correlated with the others. */
#include <math.h>
#include <string.h>

#include "data/dataset.h"
#include "numerics/backend.h"
#include "tests/check_near.h"

enum { D = 5, MODELLED = 3 };

static const double eigenvalues[D] = {6, 3, 0.9, 1, 2};
static const double correlation[] = {0.6, -0.5};

static struct data_config correlated(enum covariance covariance, long examples) {
    struct data_config config = {.source = DATA_GAUSSIAN,
                                 .covariance = covariance,
                                 .examples = examples,
                                 .eigenvalue_count = D,
                                 .condition = D - MODELLED,
                                 .correlation_count = 2};
    memcpy(config.eigenvalues, eigenvalues, sizeof eigenvalues);
    memcpy(config.correlation, correlation, sizeof correlation);
    return config;
}

static struct dataset load(const struct data_config *config) {
    struct dataset set;
    struct error error = {0};
    struct backend backend;
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    ck_assert_msg(klimb_dataset_load(&set, config, backend.vm, &error) == STATUS_OK, "%s",
                  error.message);
    return set;
}

static double product(const struct dataset *set, long a, long b) {
    double sum = 0;
    for (long i = 0; i < set->train_count; i++)
        sum += (double)set->train[i * D + a] * (double)set->train[i * D + b];
    return sum / (double)set->train_count;
}

static double wanted(long a, long b) {
    if (a == b)
        return eigenvalues[a];
    if (a < 0 || b != a + MODELLED)
        return 0;
    return correlation[a] * sqrt(eigenvalues[a] * eigenvalues[b]);
}

static void assert_covariance(const struct dataset *set, double tolerance) {
    for (long a = 0; a < D; a++)
        for (long b = a; b < D; b++)
            ck_assert_near(product(set, a, b), wanted(a, b), tolerance);
}

START_TEST(dataset_load_with_correlations_keeps_the_variances) {
    struct data_config config = correlated(COVARIANCE_EXACT, 100);
    struct dataset set = load(&config);
    assert_covariance(&set, 1e-5);
    klimb_dataset_free(&set);
}
END_TEST

/* 8 standard errors of the largest variance, 6 sqrt(2/20000). */
START_TEST(dataset_load_of_a_drawn_sample_has_them_up_to_chance) {
    struct data_config config = correlated(COVARIANCE_DRAWN, 20000);
    struct dataset set = load(&config);
    assert_covariance(&set, 0.48);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_without_correlations_has_the_bits_of_plain_data) {
    struct data_config config = correlated(COVARIANCE_DRAWN, 50), plain = config;
    config.correlation_count = 0;
    plain.correlation_count = plain.condition = 0;
    struct dataset a = load(&config), b = load(&plain);
    ck_assert_mem_eq(a.train, b.train, sizeof(real) * 50 * D);
    klimb_dataset_free(&a);
    klimb_dataset_free(&b);
}
END_TEST

START_TEST(dataset_load_with_a_condition_that_does_not_vary_changes_nothing) {
    struct data_config config = correlated(COVARIANCE_DRAWN, 50), plain = config;
    config.eigenvalues[MODELLED] = plain.eigenvalues[MODELLED] = 0;
    config.correlation_count = 1;
    plain.correlation_count = 0;
    struct dataset a = load(&config), b = load(&plain);
    ck_assert_mem_eq(a.train, b.train, sizeof(real) * 50 * D);
    klimb_dataset_free(&a);
    klimb_dataset_free(&b);
}
END_TEST

struct refusal {
    long condition, correlations;
    double correlation;
    enum binarise binarise;
    const char *key, *message;
};

static const struct refusal refusals[] = {
    {5, 0, 0, BINARISE_NONE, "data.condition",
     "data.condition is 5; must be below the number of data.eigenvalues, which is 5"},
    {-1, 0, 0, BINARISE_NONE, "data.condition", "must be an integer from 0 to 65535"},
    {2, 0, 0, BINARISE_DYNAMIC, "data.condition", "with data.binarise dynamic it must be 0"},
    {1, 2, 0.5, BINARISE_NONE, "data.correlation",
     "data.correlation has 2 elements; with 1 condition columns of 5 it must have at most 1"},
    {3, 3, 0.5, BINARISE_NONE, "data.correlation",
     "data.correlation has 3 elements; with 3 condition columns of 5 it must have at most 2"},
    {2, 1, 1.5, BINARISE_NONE, "data.correlation",
     "element 1 of data.correlation is 1.5; must be a number from -1 to 1"},
    {2, 1, (double)NAN, BINARISE_NONE, "data.correlation", "element 1 of data.correlation is nan"},
};

START_TEST(data_check_of_a_condition_that_does_not_fit_is_refused) {
    const struct refusal *refusal = &refusals[_i];
    struct data_config config = correlated(COVARIANCE_DRAWN, 50);
    struct error error = {0};
    config.condition = refusal->condition;
    config.correlation_count = refusal->correlations;
    config.correlation[0] = refusal->correlation;
    config.binarise = refusal->binarise;
    ck_assert_int_eq(klimb_data_check(&config, &error), STATUS_INVALID);
    ck_assert_str_eq(error.key, refusal->key);
    ck_assert_msg(strstr(error.message, refusal->message) != NULL, "%s", error.message);
}
END_TEST

static Suite *dataset_condition_suite(void) {
    Suite *suite = suite_create("dataset_condition");
    TCase *tests = tcase_create("condition");
    tcase_add_test(tests, dataset_load_with_correlations_keeps_the_variances);
    tcase_add_test(tests, dataset_load_of_a_drawn_sample_has_them_up_to_chance);
    tcase_add_test(tests, dataset_load_without_correlations_has_the_bits_of_plain_data);
    tcase_add_test(tests, dataset_load_with_a_condition_that_does_not_vary_changes_nothing);
    tcase_add_loop_test(tests, data_check_of_a_condition_that_does_not_fit_is_refused, 0,
                        sizeof refusals / sizeof *refusals);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(dataset_condition_suite)
