/* Sequences of a known law: each example follows its shift, and frequencies are those of the law. */
#include "tests/check_near.h"
#include "tests/data_folder.h"

enum { EXAMPLES = 4000, LENGTH = 12, SYMBOLS = 5, SHIFTS = 3 };

static struct data_config config_of(double follow) {
    return (struct data_config){.source = DATA_MARKOV,
                                .examples = EXAMPLES,
                                .length = LENGTH,
                                .symbols = SYMBOLS,
                                .shifts = SHIFTS,
                                .follow = follow,
                                .seed = 3};
}

/* The symbol of a position, which must have exactly one. */
static long symbol_at(const struct dataset *set, long i, long t) {
    const real *x = set->train + i * set->dimensions + t * SYMBOLS;
    long found = -1;
    for (long v = 0; v < SYMBOLS; v++) {
        ck_assert((x[v] >= 0 && x[v] <= 0) || (x[v] >= 1 && x[v] <= 1));
        if (x[v] > 0) {
            ck_assert_int_eq(found, -1);
            found = v;
        }
    }
    ck_assert_int_ge(found, 0);
    return found;
}

START_TEST(dataset_load_markov_always_follows_at_one) {
    struct data_config config = config_of(1);
    struct dataset set = load(&config);
    ck_assert_int_eq(set.dimensions, LENGTH * SYMBOLS);
    ck_assert_int_eq(set.symbols, SYMBOLS);
    for (long i = 0; i < EXAMPLES; i++)
        for (long t = 1; t < LENGTH; t++)
            ck_assert_int_eq(symbol_at(&set, i, t),
                             (symbol_at(&set, i, t - 1) + set.train_label[i]) % SYMBOLS);
    klimb_dataset_free(&set);
}
END_TEST

/* Five standard errors of a frequency of p in n draws. */
static void check_frequency(long seen, long of, double p) {
    double error = sqrt(p * (1 - p) / (double)of);
    ck_assert_near((double)seen / (double)of, p, 5 * error);
}

START_TEST(dataset_load_markov_has_the_frequencies_of_the_law) {
    struct data_config config = config_of(0.7);
    struct dataset set = load(&config);
    long first[SYMBOLS] = {0}, shift[SHIFTS] = {0}, step[SYMBOLS] = {0};
    for (long i = 0; i < EXAMPLES; i++) {
        long c = set.train_label[i];
        first[symbol_at(&set, i, 0)]++;
        shift[c]++;
        for (long t = 1; t < LENGTH; t++) /* how far from the symbol that is due */
            step[(symbol_at(&set, i, t) - symbol_at(&set, i, t - 1) - c + 2 * SYMBOLS) % SYMBOLS]++;
    }
    for (long v = 0; v < SYMBOLS; v++) {
        check_frequency(first[v], EXAMPLES, 1.0 / SYMBOLS);
        check_frequency(step[v], EXAMPLES * (LENGTH - 1), v == 0 ? 0.7 : 0.3 / (SYMBOLS - 1));
    }
    for (long c = 0; c < SHIFTS; c++)
        check_frequency(shift[c], EXAMPLES, 1.0 / SHIFTS);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_markov_example_does_not_depend_on_how_many_there_are) {
    struct data_config config = config_of(0.7);
    struct dataset all = load(&config);
    config.examples = 10;
    struct dataset few = load(&config);
    ck_assert_mem_eq(few.train, all.train, sizeof(real) * 10 * LENGTH * SYMBOLS);
    ck_assert_mem_eq(few.train_label, all.train_label, sizeof(int) * 10);
    klimb_dataset_free(&few);
    klimb_dataset_free(&all);
}
END_TEST

START_TEST(dataset_load_markov_out_of_range_is_refused) {
    struct data_config config = config_of(1.5);
    assert_load_fails(&config, STATUS_INVALID, "data.follow is 1.5");
    config = config_of(0.5);
    config.symbols = 1;
    assert_load_fails(&config, STATUS_INVALID, "data.symbols is 1");
    config = config_of(0.5);
    config.shifts = 0;
    assert_load_fails(&config, STATUS_INVALID, "data.shifts is 0");
}
END_TEST

static Suite *dataset_sequence_suite(void) {
    Suite *suite = suite_create("dataset_sequence");
    TCase *tcase = tcase_create("markov");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, dataset_load_markov_always_follows_at_one);
    tcase_add_test(tcase, dataset_load_markov_has_the_frequencies_of_the_law);
    tcase_add_test(tcase, dataset_load_markov_example_does_not_depend_on_how_many_there_are);
    tcase_add_test(tcase, dataset_load_markov_out_of_range_is_refused);
    return suite;
}

TEST_MAIN(dataset_sequence_suite)
