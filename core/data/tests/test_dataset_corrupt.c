/* Corrupted data: the number, places and new values of the replaced ones; all others stay. */
#include <string.h>

#include "data/dataset_internal.h"
#include "tests/check_near.h"
#include "tests/data_folder.h"

enum { N = 200, HELD_OUT = 50, D = 9, SEED = 11 };

/* Two sets of constant values, with one 5 and one -3 as the ends of the range. */
struct sets {
    struct dataset data;
    real train[N * D], test[HELD_OUT * D];
};

static void fill(struct sets *sets) {
    for (long p = 0; p < N * D; p++)
        sets->train[p] = 1;
    for (long p = 0; p < HELD_OUT * D; p++)
        sets->test[p] = 1;
    sets->train[7] = 5;
    sets->test[3] = -3;
    sets->data = (struct dataset){.train = sets->train,
                                  .test = sets->test,
                                  .train_count = N,
                                  .test_count = HELD_OUT,
                                  .dimensions = D};
}

static void corrupt(struct sets *sets, double noise) {
    struct data_config config = {.noise = noise, .seed = SEED};
    struct error error = {0};
    fill(sets);
    ck_assert_msg(klimb_dataset_corrupt(&sets->data, &config, &error) == STATUS_OK, "%s",
                  error.message);
}

/* The value that the contract demands, from draws of this test; `step` is 0 for training, 2 for test. */
static real wanted(real before, double noise, uint32_t step, long example, long dimension) {
    real chance[D], value[D];
    struct rng_place place = {SEED, RNG_CORRUPTION, step, (uint32_t)example};
    klimb_rng_uniform(chance, place, D);
    place.step = step + 1;
    klimb_rng_uniform(value, place, D);
    double v = (double)value[dimension];
    return (double)chance[dimension] < noise ? (real)((1 - v) * -3 + v * 5) : before;
}

START_TEST(dataset_corrupt_every_value_is_the_addressed_draw_or_itself) {
    static const double shares[] = {0, 1e-9, 0.3, 1};
    static struct sets before, after;
    fill(&before);
    corrupt(&after, shares[_i]);
    for (long i = 0; i < N; i++)
        for (long j = 0; j < D; j++)
            ck_assert(after.train[i * D + j] ==
                      wanted(before.train[i * D + j], shares[_i], 0, i, j));
    for (long i = 0; i < HELD_OUT; i++)
        for (long j = 0; j < D; j++)
            ck_assert(after.test[i * D + j] == wanted(before.test[i * D + j], shares[_i], 2, i, j));
}
END_TEST

/* 2,250 values: the standard error of a share of 0.3 is 0.0097, and five are allowed. */
START_TEST(dataset_corrupt_replaces_the_share_and_less_replaces_a_part_of_it) {
    static struct sets before, some, few;
    long replaced = 0;
    fill(&before);
    corrupt(&some, 0.3);
    corrupt(&few, 0.1);
    for (long p = 0; p < N * D; p++) {
        replaced += some.train[p] != before.train[p];
        ck_assert(few.train[p] == before.train[p] || few.train[p] == some.train[p]);
    }
    for (long p = 0; p < HELD_OUT * D; p++)
        replaced += some.test[p] != before.test[p];
    ck_assert_near((double)replaced / ((N + HELD_OUT) * D), 0.3, 5 * 0.0097);
}
END_TEST

static struct data_config digits(double noise, uint64_t seed) {
    return (struct data_config){
        .source = DATA_DIGITS, .test_fraction = 0.2, .noise = noise, .seed = seed};
}

/* Both sets are the same in each load. Grey values stay between 0 and 1, and almost no new value is a
 * multiple of 1/16. */
START_TEST(dataset_load_with_noise_is_the_same_again_and_in_range) {
    struct data_config config = digits(0.25, 3), clean_config = digits(0, 3);
    struct dataset set = load(&config), again = load(&config), clean = load(&clean_config);
    size_t train = (size_t)(set.train_count * set.dimensions);
    size_t test = (size_t)(set.test_count * set.dimensions);
    double lowest, highest;
    ck_assert_mem_eq(set.train, again.train, train * sizeof *set.train);
    ck_assert_mem_eq(set.test, again.test, test * sizeof *set.test);
    klimb_dataset_range(&set, &lowest, &highest);
    ck_assert(lowest >= 0 && highest <= 1);
    long changed[2] = {0};
    for (size_t p = 0; p < train; p++)
        changed[0] += set.train[p] != clean.train[p];
    for (size_t p = 0; p < test; p++)
        changed[1] += set.test[p] != clean.test[p];
    ck_assert_near((double)changed[0] / (double)train, 0.25, 0.01);
    ck_assert_near((double)changed[1] / (double)test, 0.25, 0.02);
    klimb_dataset_free(&set);
    klimb_dataset_free(&again);
    klimb_dataset_free(&clean);
}
END_TEST

START_TEST(dataset_load_refuses_a_share_that_is_none) {
    struct data_config config = digits(1.5, 0);
    assert_load_fails(&config, STATUS_INVALID, "data.noise is 1.5; must be a number from 0 to 1");
}
END_TEST

START_TEST(dataset_load_refuses_noise_on_an_exact_covariance) {
    struct data_config config = {.source = DATA_GAUSSIAN,
                                 .examples = 9,
                                 .eigenvalues = {1},
                                 .eigenvalue_count = 1,
                                 .covariance = COVARIANCE_EXACT,
                                 .noise = 0.1};
    assert_load_fails(&config, STATUS_INVALID,
                      "data.noise is 0.1; with data.covariance exact it must be 0");
}
END_TEST

static Suite *dataset_corrupt_suite(void) {
    Suite *suite = suite_create("dataset_corrupt");
    TCase *tcase = tcase_create("corrupt");
    suite_add_tcase(suite, tcase);
    tcase_add_loop_test(tcase, dataset_corrupt_every_value_is_the_addressed_draw_or_itself, 0, 4);
    tcase_add_test(tcase, dataset_corrupt_replaces_the_share_and_less_replaces_a_part_of_it);
    tcase_add_test(tcase, dataset_load_with_noise_is_the_same_again_and_in_range);
    tcase_add_test(tcase, dataset_load_refuses_a_share_that_is_none);
    tcase_add_test(tcase, dataset_load_refuses_noise_on_an_exact_covariance);
    return suite;
}

TEST_MAIN(dataset_corrupt_suite)
