/* Digits, settings, the split, and Fashion-MNIST. Formats: test_dataset_<format>.c. */
#include <stdint.h>

#include "tests/check_near.h"
#include "tests/data_folder.h"

static struct data_config digits(void) {
    return (struct data_config){.source = DATA_DIGITS};
}

/* The counts of the digits 0..9 are those of Alpaydin & Kaynak's test part, as listed in the data
 * set's description (optdigits.names) and repeated by scikit-learn's load_digits. */
START_TEST(dataset_load_digits_holds_the_known_classes) {
    static const long wanted[10] = {178, 182, 177, 183, 181, 182, 181, 179, 174, 180};
    struct data_config config = digits();
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 1797);
    ck_assert_int_eq(set.test_count, 0);
    ck_assert_ptr_null(set.test);
    ck_assert_int_eq(set.dimensions, 64);
    ck_assert_int_eq(set.image_height, 8);
    ck_assert_int_eq(set.image_width, 8);
    long counts[10] = {0};
    for (long i = 0; i < set.train_count; i++)
        counts[set.train_label[i]]++;
    for (int digit = 0; digit < 10; digit++)
        ck_assert_int_eq(counts[digit], wanted[digit]);
    klimb_dataset_free(&set);
}
END_TEST

/* The first example of scikit-learn's documentation of load_digits: a zero, whose first two rows of
 * pixels are 0 0 5 13 9 1 0 0 and 0 0 13 15 10 15 5 0. */
START_TEST(dataset_load_digits_first_example_is_the_documented_zero) {
    static const int pixels[16] = {0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0};
    struct data_config config = digits();
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_label[0], 0);
    for (int j = 0; j < 16; j++)
        ck_assert_near(set.train[j], pixels[j] / 16.0, 0);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_range_of_digits_is_the_unit_interval) {
    struct data_config config = digits();
    struct dataset set = load(&config);
    double lowest, highest;
    klimb_dataset_range(&set, &lowest, &highest);
    ck_assert_near(lowest, 0, 0);
    ck_assert_near(highest, 1, 0);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_range_looks_at_the_test_set_too) {
    real train[] = {REAL(0.5), REAL(0.25)}, test[] = {REAL(-3.0), REAL(7.0)};
    struct dataset set = {
        .train = train, .test = test, .train_count = 2, .test_count = 2, .dimensions = 1};
    double lowest, highest;
    klimb_dataset_range(&set, &lowest, &highest);
    ck_assert_near(lowest, -3, 0);
    ck_assert_near(highest, 7, 0);
}
END_TEST

START_TEST(dataset_load_digits_limit_and_scale_apply) {
    struct data_config config = digits();
    config.limit = 3;
    config.scale = 1;
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 3);
    ck_assert_near(set.train[3], 13, 0);
    ck_assert_int_eq(set.train_label[2], 2);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_free_can_be_repeated) {
    struct data_config config = digits();
    struct dataset set = load(&config);
    klimb_dataset_free(&set);
    ck_assert_ptr_null(set.train);
    ck_assert_int_eq(set.train_count, 0);
    klimb_dataset_free(&set);
}
END_TEST

/* Example i of this set is the number i with the label i. */
static struct data_config numbered(int count) {
    struct data_config config = {.source = DATA_CSV, .label_columns = 1};
    char text[4096] = "", *at = text;
    for (int i = 0; i < count; i++)
        at += sprintf(at, "%d,%d\n", i, i);
    data_folder_write(config.path, "numbered.csv", text, (size_t)(at - text));
    return config;
}

/* round(0.25 * 30 = 7.5) = 8: halves go up. */
START_TEST(dataset_load_split_parts_are_disjoint_and_complete) {
    struct data_config config = numbered(30);
    config.test_fraction = 0.25;
    struct dataset set = load(&config);
    ck_assert_int_eq(set.test_count, 8);
    ck_assert_int_eq(set.train_count, 22);
    unsigned seen = 0;
    for (long i = 0; i < 8; i++) {
        ck_assert_near(set.test[i], set.test_label[i], 0);
        seen |= 1u << set.test_label[i];
    }
    for (long i = 0; i < 22; i++) {
        ck_assert_near(set.train[i], set.train_label[i], 0);
        ck_assert(i == 0 || set.train_label[i - 1] < set.train_label[i]);
        seen |= 1u << set.train_label[i];
    }
    ck_assert_uint_eq(seen, (1u << 30) - 1);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_split_is_the_head_of_the_split_permutation) {
    uint32_t order[30];
    uint64_t scratch[60];
    struct data_config config = numbered(30);
    config.test_fraction = 0.5;
    config.seed = 12;
    struct dataset set = load(&config);
    klimb_rng_permutation(order, scratch, (struct rng_place){12, RNG_SPLIT, 0, 0}, 30);
    for (long i = 0; i < 15; i++)
        ck_assert_int_eq(set.test_label[i], (int)order[i]);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_split_depends_on_the_data_seed_alone) {
    struct data_config config = digits();
    config.test_fraction = 0.2;
    config.seed = 1;
    struct dataset one = load(&config), same = load(&config);
    config.seed = 2;
    struct dataset other = load(&config);
    ck_assert_int_eq(one.test_count, 359); /* 0.2 * 1797 = 359.4 */
    ck_assert_int_eq(one.train_count, 1438);
    size_t bytes = 359 * 64 * sizeof *one.test;
    ck_assert_mem_eq(one.test, same.test, bytes);
    ck_assert_mem_ne(one.test, other.test, bytes);
    klimb_dataset_free(&one);
    klimb_dataset_free(&same);
    klimb_dataset_free(&other);
}
END_TEST

START_TEST(dataset_load_split_that_leaves_nothing_to_train_is_refused) {
    struct data_config config = numbered(1);
    config.test_fraction = 0.9;
    assert_load_fails(&config, STATUS_INVALID, "leaves none to train on");
}
END_TEST

static const struct {
    struct data_config config;
    const char *words;
} refused[] = {
    {{.source = DATA_SOURCES}, "data.source is 10; must be an integer from 0 to 9"},
    {{.limit = -1}, "data.limit is -1"},
    {{.scale = (double)NAN}, "data.scale is nan"},
    {{.scale = -1e7}, "data.scale is -10000000; must be a number from 0 to 1000000"},
    {{.test_fraction = -0.1}, "data.test_fraction is -0.1"},
    {{.test_fraction = 0.91}, "data.test_fraction is 0.91"},
    {{.test_fraction = (double)NAN}, "data.test_fraction is nan"},
};

START_TEST(dataset_load_setting_out_of_range_is_refused) {
    assert_load_fails(&refused[_i].config, STATUS_INVALID, refused[_i].words);
}
END_TEST

#define FASHION "/usr/share/datasets/fashion-mnist/"

/* Xiao, Rasul & Vollgraf 2017: 60,000 images of 28 x 28, 6,000 of each of 10 classes, 10,000 for
 * testing; the first image is an ankle boot (class 9). The mean pixel 0.2860 and the standard
 * deviation 0.3530 are the constants by which PyTorch users normalise it. */
START_TEST(dataset_load_fashion_mnist_has_its_published_statistics) {
    if (access(FASHION "train-images-idx3-ubyte.gz", R_OK) != 0)
        SKIP_TEST("it needs the Debian package dataset-fashion-mnist");
    struct data_config config = {.source = DATA_IDX,
                                 .path = FASHION "train-images-idx3-ubyte.gz",
                                 .label_path = FASHION "train-labels-idx1-ubyte.gz",
                                 .test_path = FASHION "t10k-images-idx3-ubyte.gz"};
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 60000);
    ck_assert_int_eq(set.test_count, 10000);
    ck_assert_int_eq(set.image_height, 28);
    ck_assert_int_eq(set.image_width, 28);
    ck_assert_int_eq(set.train_label[0], 9);
    long counts[10] = {0};
    for (long i = 0; i < set.train_count; i++)
        counts[set.train_label[i]]++;
    for (int label = 0; label < 10; label++)
        ck_assert_int_eq(counts[label], 6000);
    double sum = 0, squares = 0, values = 60000.0 * 784.0;
    for (long i = 0; i < 60000L * 784; i++) {
        double x = (double)set.train[i];
        sum += x;
        squares += x * x;
    }
    double mean = sum / values;
    ck_assert_near(mean, 0.2860, 5e-5);
    ck_assert_near(sqrt(squares / values - mean * mean), 0.3530, 5e-5);
    klimb_dataset_free(&set);
}
END_TEST

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static Suite *dataset_suite(void) {
    Suite *suite = suite_create("dataset");
    TCase *tcase = tcase_create("dataset");
    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(tcase, data_folder_make, data_folder_remove);
    tcase_add_test(tcase, dataset_load_digits_holds_the_known_classes);
    tcase_add_test(tcase, dataset_load_digits_first_example_is_the_documented_zero);
    tcase_add_test(tcase, dataset_load_digits_limit_and_scale_apply);
    tcase_add_test(tcase, dataset_range_of_digits_is_the_unit_interval);
    tcase_add_test(tcase, dataset_range_looks_at_the_test_set_too);
    tcase_add_test(tcase, dataset_free_can_be_repeated);
    tcase_add_test(tcase, dataset_load_split_parts_are_disjoint_and_complete);
    tcase_add_test(tcase, dataset_load_split_is_the_head_of_the_split_permutation);
    tcase_add_test(tcase, dataset_load_split_depends_on_the_data_seed_alone);
    tcase_add_test(tcase, dataset_load_split_that_leaves_nothing_to_train_is_refused);
    tcase_add_loop_test(tcase, dataset_load_setting_out_of_range_is_refused, 0, LENGTH(refused));
    tcase_add_test(tcase, dataset_load_fashion_mnist_has_its_published_statistics);
    return suite;
}

TEST_MAIN(dataset_suite)
