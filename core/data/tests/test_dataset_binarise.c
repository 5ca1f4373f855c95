/* Static binarisation: the values that become 1, the same in every run; and the refusals. */
#include <string.h>

#include "data/dataset_internal.h"
#include "tests/check_near.h"
#include "tests/data_folder.h"

enum { N = 300, HELD_OUT = 40, D = 7, SEED = 5 };

struct sets {
    struct dataset data;
    real train[N * D], test[HELD_OUT * D];
};

static void fill(struct sets *sets) {
    for (long p = 0; p < N * D; p++)
        sets->train[p] = REAL(0.25);
    for (long p = 0; p < HELD_OUT * D; p++)
        sets->test[p] = (real)(p % 2);
    sets->train[0] = 0;
    sets->train[1] = 1;
    sets->data = (struct dataset){.train = sets->train,
                                  .test = sets->test,
                                  .train_count = N,
                                  .test_count = HELD_OUT,
                                  .dimensions = D};
}

static const struct data_config statically = {.binarise = BINARISE_STATIC, .seed = SEED};

START_TEST(dataset_binarise_every_value_is_the_addressed_draw) {
    static struct sets sets;
    real uniform[D];
    fill(&sets);
    ck_assert_int_eq(klimb_dataset_binarise(&sets.data, &statically, NULL), STATUS_OK);
    long ones = 0;
    for (long i = 0; i < N; i++) {
        struct rng_place place = {SEED, RNG_BINARISE, 0, (uint32_t)i};
        klimb_rng_uniform(uniform, place, D);
        for (long j = i == 0 ? 2 : 0; j < D; j++) {
            ck_assert_near(sets.train[i * D + j], uniform[j] < REAL(0.25) ? 1 : 0, 0);
            ones += sets.train[i * D + j] > 0;
        }
    }
    ck_assert_near(sets.train[0], 0, 0);
    ck_assert_near(sets.train[1], 1, 0);
    ck_assert_near((double)ones / (N * D), 0.25, 5 * sqrt(0.25 * 0.75 / (N * D)));
}
END_TEST

START_TEST(dataset_binarise_of_black_and_white_changes_nothing) {
    static struct sets sets, before;
    fill(&sets);
    fill(&before);
    ck_assert_int_eq(klimb_dataset_binarise(&sets.data, &statically, NULL), STATUS_OK);
    ck_assert_mem_eq(sets.test, before.test, sizeof sets.test);
}
END_TEST

/* The test set is the same as with static; the training set stays grey. */
START_TEST(dataset_binarise_redrawn_is_of_the_test_set_alone) {
    const struct data_config config = {.binarise = BINARISE_REDRAWN, .seed = SEED};
    static struct sets sets, before, whole;
    struct sets *const all[] = {&sets, &before, &whole};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        fill(all[i]);
        for (long p = 0; p < HELD_OUT * D; p++)
            all[i]->test[p] = REAL(0.25);
    }
    ck_assert_int_eq(klimb_dataset_binarise(&sets.data, &config, NULL), STATUS_OK);
    ck_assert_int_eq(klimb_dataset_binarise(&whole.data, &statically, NULL), STATUS_OK);
    ck_assert_mem_eq(sets.train, before.train, sizeof sets.train);
    ck_assert_mem_eq(sets.test, whole.test, sizeof sets.test);
    ck_assert_mem_ne(sets.test, before.test, sizeof sets.test);
}
END_TEST

START_TEST(dataset_binarise_redrawn_without_test_set_is_refused) {
    const struct data_config config = {.binarise = BINARISE_REDRAWN, .seed = SEED};
    static struct sets sets;
    struct error error = {0};
    fill(&sets);
    sets.data.test_count = 0;
    ck_assert_int_eq(klimb_dataset_binarise(&sets.data, &config, &error), STATUS_INVALID);
    ck_assert_str_eq(error.key, "data.binarise");
    ck_assert_str_eq(error.message, "data.binarise is redrawn, which needs held-out examples");
}
END_TEST

START_TEST(data_is_redrawn_of_two_kinds) {
    for (int kind = 0; kind < (int)BINARISES; kind++) {
        struct data_config config = {.binarise = (enum binarise)kind};
        ck_assert_int_eq(klimb_data_is_redrawn(&config),
                         kind == BINARISE_DYNAMIC || kind == BINARISE_REDRAWN);
    }
}
END_TEST

START_TEST(dataset_binarise_that_is_not_static_draws_nothing) {
    static struct sets sets, before;
    fill(&before);
    for (int kind = 0; kind < (int)BINARISES; kind++) {
        struct data_config config = {.binarise = (enum binarise)kind, .seed = SEED};
        fill(&sets);
        ck_assert_int_eq(klimb_dataset_binarise(&sets.data, &config, NULL), STATUS_OK);
        int is_same = memcmp(sets.train, before.train, sizeof sets.train) == 0;
        ck_assert_int_eq(is_same, kind != BINARISE_STATIC);
    }
}
END_TEST

START_TEST(dataset_binarise_of_values_outside_unit_interval_is_refused) {
    static struct sets sets;
    struct error error = {0};
    fill(&sets);
    sets.train[9] = REAL(1.5);
    ck_assert_int_eq(klimb_dataset_binarise(&sets.data, &statically, &error), STATUS_INVALID);
    ck_assert_str_eq(error.key, "data.binarise");
    ck_assert_str_eq(error.message,
                     "the data reach from 0 to 1.5; data.binarise static needs values in [0, 1]");
    ck_assert_near(sets.train[2], 0.25, 0);
}
END_TEST

START_TEST(dataset_load_of_digits_is_binary_and_the_same_again) {
    const struct data_config config = {
        .source = DATA_DIGITS, .test_fraction = 0.2, .binarise = BINARISE_STATIC, .seed = SEED};
    struct dataset first = load(&config), second = load(&config);
    for (long i = 0; i < first.train_count * first.dimensions; i++)
        ck_assert(first.train[i] <= 0 || first.train[i] >= 1);
    size_t size = (size_t)(first.test_count * first.dimensions) * sizeof(real);
    ck_assert_mem_eq(first.test, second.test, size);
    klimb_dataset_free(&first);
    klimb_dataset_free(&second);
}
END_TEST

static Suite *dataset_binarise_suite(void) {
    Suite *suite = suite_create("dataset_binarise");
    TCase *tcase = tcase_create("binarise");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, dataset_binarise_every_value_is_the_addressed_draw);
    tcase_add_test(tcase, dataset_binarise_redrawn_is_of_the_test_set_alone);
    tcase_add_test(tcase, dataset_binarise_redrawn_without_test_set_is_refused);
    tcase_add_test(tcase, data_is_redrawn_of_two_kinds);
    tcase_add_test(tcase, dataset_binarise_of_black_and_white_changes_nothing);
    tcase_add_test(tcase, dataset_binarise_that_is_not_static_draws_nothing);
    tcase_add_test(tcase, dataset_binarise_of_values_outside_unit_interval_is_refused);
    tcase_add_test(tcase, dataset_load_of_digits_is_binary_and_the_same_again);
    return suite;
}

TEST_MAIN(dataset_binarise_suite)
