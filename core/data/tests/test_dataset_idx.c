/* IDX: images and labels, plain and compressed, and the errors of damaged files. */
#include "tests/check_near.h"
#include "tests/data_folder.h"

/* Two images of 2 x 3 pixels: the bytes 0, 51, 102, 153, 204, 255 and backwards, which at the scale
 * 1/255 are 0, 0.2, 0.4, 0.6, 0.8, 1. */
#define IMAGES_MAGIC  0, 0, 8, 3
#define IMAGES_SIZES  0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3
#define IMAGES_PIXELS 0, 51, 102, 153, 204, 255, 255, 204, 153, 102, 51, 0
static const unsigned char images[] = {IMAGES_MAGIC, IMAGES_SIZES, IMAGES_PIXELS};
static const unsigned char labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 7, 200};

static struct data_config config_of(const void *bytes, size_t size) {
    struct data_config config = {.source = DATA_IDX};
    data_folder_write(config.path, "images", bytes, size);
    return config;
}

static void assert_is_images(const struct dataset *set) {
    ck_assert_int_eq(set->train_count, 2);
    ck_assert_int_eq(set->dimensions, 6);
    ck_assert_int_eq(set->image_height, 2);
    ck_assert_int_eq(set->image_width, 3);
    for (int j = 0; j < 6; j++) {
        ck_assert_near(set->train[j], 0.2 * j, REAL_EPSILON);
        ck_assert_near(set->train[6 + j], 0.2 * (5 - j), REAL_EPSILON);
    }
}

START_TEST(dataset_load_idx_plain_gives_scaled_images) {
    struct data_config config = config_of(images, sizeof images);
    struct dataset set = load(&config);
    assert_is_images(&set);
    ck_assert_int_eq(set.train_label[0], -1);
    ck_assert_int_eq(set.train_label[1], -1);
    ck_assert_ptr_null(set.test);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_idx_gzip_gives_scaled_images) {
    struct data_config config = {.source = DATA_IDX};
    data_folder_write_gzip(config.path, "images.gz", images, sizeof images);
    struct dataset set = load(&config);
    assert_is_images(&set);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_idx_scale_multiplies_bytes) {
    struct data_config config = config_of(images, sizeof images);
    config.scale = 0.5;
    struct dataset set = load(&config);
    ck_assert_near(set.train[1], 25.5, 0);
    ck_assert_near(set.train[5], 127.5, 0);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_idx_with_labels_reads_them) {
    struct data_config config = config_of(images, sizeof images);
    data_folder_write(config.label_path, "labels", labels, sizeof labels);
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_label[0], 7);
    ck_assert_int_eq(set.train_label[1], 200);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_idx_limit_reads_no_further) {
    struct data_config config = config_of(images, sizeof images - 6); /* example 2 is missing */
    config.limit = 1;
    data_folder_write(config.label_path, "labels", labels, sizeof labels - 1);
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 1);
    ck_assert_near(set.train[5], 1, 0);
    ck_assert_int_eq(set.train_label[0], 7);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_idx_two_axes_are_no_images) {
    static const unsigned char vectors[] = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255};
    struct data_config config = config_of(vectors, sizeof vectors);
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 2);
    ck_assert_int_eq(set.dimensions, 3);
    ck_assert_int_eq(set.image_height, 0);
    ck_assert_int_eq(set.image_width, 0);
    ck_assert_near(set.train[5], 1, 0);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_idx_test_path_is_the_test_set) {
    struct data_config config = config_of(images, sizeof images);
    config.test_fraction = 0.5; /* has no effect with a test_path */
    data_folder_write(config.test_path, "test", images, sizeof images);
    data_folder_write(config.label_path, "labels", labels, sizeof labels);
    struct dataset set = load(&config);
    assert_is_images(&set);
    ck_assert_int_eq(set.test_count, 2);
    ck_assert_mem_eq(set.test, set.train, 12 * sizeof *set.test);
    ck_assert_int_eq(set.test_label[1], -1);
    klimb_dataset_free(&set);
}
END_TEST

/* The same number of pixels, but in rows of another length. */
START_TEST(dataset_load_idx_test_path_of_another_shape_is_refused) {
    static const unsigned char turned[] = {IMAGES_MAGIC, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2,
                                           IMAGES_PIXELS};
    struct data_config config = config_of(images, sizeof images);
    data_folder_write(config.test_path, "test", turned, sizeof turned);
    struct error error = assert_load_fails(&config, STATUS_FORMAT, "image 3 x 2");
    ck_assert_str_eq(error.file, config.test_path);
}
END_TEST

START_TEST(dataset_load_idx_missing_file_hints_at_its_setting) {
    struct data_config config = {.source = DATA_IDX, .path = "/nonexistent/images"};
    struct error error = assert_load_fails(&config, STATUS_IO, "cannot open /nonexistent/images");
    ck_assert_str_eq(error.file, "/nonexistent/images");
    ck_assert_str_eq(error.hint, "check data.path");
    config = config_of(images, sizeof images);
    strcpy(config.test_path, "/nonexistent/test");
    error = assert_load_fails(&config, STATUS_IO, "/nonexistent/test");
    ck_assert_str_eq(error.hint, "check data.test_path");
    config.test_path[0] = '\0';
    strcpy(config.label_path, "/nonexistent/labels");
    error = assert_load_fails(&config, STATUS_IO, "/nonexistent/labels");
    ck_assert_str_eq(error.hint, "check data.label_path");
}
END_TEST

START_TEST(dataset_load_idx_empty_path_is_refused) {
    struct data_config config = {.source = DATA_IDX};
    struct error error = assert_load_fails(&config, STATUS_INVALID, "data.path is empty");
    ck_assert_str_eq(error.key, "data.path");
}
END_TEST

START_TEST(dataset_load_idx_folder_is_refused) {
    struct data_config config = {.source = DATA_IDX};
    snprintf(config.path, sizeof config.path, "%s", data_folder);
    assert_load_fails(&config, STATUS_IO, "it is a folder, not a file");
}
END_TEST

/* Damaged image files. */
#define BYTES(...)                                                                                 \
    (const unsigned char[]){__VA_ARGS__}, sizeof(const unsigned char[]) {                          \
        __VA_ARGS__                                                                                \
    }
static const struct {
    const unsigned char *bytes;
    size_t size;
    const char *words;
} damaged[] = {
    {images, 0, "the file is empty"},
    {images, 3, "ends at byte 3, but 4 bytes are due from byte 0"},
    {images, 10, "ends at byte 10, but 4 bytes are due from byte 8"},
    {images, sizeof images - 1, "ends at byte 27, but 12 bytes are due from byte 16"},
    {BYTES(IMAGES_MAGIC, IMAGES_SIZES, IMAGES_PIXELS, 0), "goes on at byte 28"},
    {BYTES(0, 0, 8, 1, IMAGES_SIZES, IMAGES_PIXELS), "is 0x00000801"},
    {BYTES(0, 0, 8, 4, IMAGES_SIZES, IMAGES_PIXELS), "is 0x00000804"},
    {BYTES(0, 0, 13, 3, IMAGES_SIZES, IMAGES_PIXELS), "is 0x00000d03"}, /* of float */
    {BYTES(3, 8, 0, 0, 2, 0, 0, 0), "is 0x03080000"},                   /* little-endian */
    {BYTES(IMAGES_MAGIC, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3), "axis 2 at byte 8 is 0"},
    {BYTES(IMAGES_MAGIC, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3), "axis 1 at byte 4 is 0"},
    /* 2^31 images of 2^15 x 2^15 pixels: 2^61 values, whose bytes still fit 64 bits. */
    {BYTES(IMAGES_MAGIC, 128, 0, 0, 0, 0, 0, 128, 0, 0, 0, 128, 0), "too many"},
    /* 2^2 images of 2^31 x 2^31 pixels: 2^64 values, which is 0 in 64 bits. */
    {BYTES(IMAGES_MAGIC, 0, 0, 0, 4, 128, 0, 0, 0, 128, 0, 0, 0), "too many"},
    /* (2^32 - 1)^2 pixels exceed a signed 64-bit integer, (2^32 - 1)^3 values any. */
    {BYTES(IMAGES_MAGIC, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255), "too many"},
};

START_TEST(dataset_load_idx_damaged_file_is_refused) {
    struct data_config config = config_of(damaged[_i].bytes, damaged[_i].size);
    struct error error = assert_load_fails(&config, STATUS_FORMAT, damaged[_i].words);
    ck_assert_str_eq(error.file, config.path);
}
END_TEST

/* The images are good, the labels are not. */
static const struct {
    const unsigned char *bytes;
    size_t size;
    const char *words;
} damaged_labels[] = {
    {images, sizeof images, "is 0x00000803"},
    {labels, sizeof labels - 1, "ends at byte 9, but 2 bytes are due from byte 8"},
    {BYTES(0, 0, 8, 1, 0, 0, 0, 2, 7, 8, 9), "goes on at byte 10"},
    {BYTES(0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9), "3 labels at byte 4, but there are 2 images"},
};

START_TEST(dataset_load_idx_damaged_labels_are_refused) {
    struct data_config config = config_of(images, sizeof images);
    data_folder_write(config.label_path, "labels", damaged_labels[_i].bytes,
                      damaged_labels[_i].size);
    struct error error = assert_load_fails(&config, STATUS_FORMAT, damaged_labels[_i].words);
    ck_assert_str_eq(error.file, config.label_path);
}
END_TEST

/* The bytes of a gzip file of the images, for a test to damage. */
static size_t gzip_bytes(unsigned char *bytes, size_t size) {
    char path[DATA_PATH_MAX];
    data_folder_write_gzip(path, "good.gz", images, sizeof images);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t count = fread(bytes, 1, size, file);
    fclose(file);
    return count;
}

START_TEST(dataset_load_idx_truncated_gzip_is_refused) {
    unsigned char bytes[128];
    size_t size = gzip_bytes(bytes, sizeof bytes);
    struct data_config config = config_of(bytes, size - 12); /* into the compressed data */
    struct error error = assert_load_fails(&config, STATUS_FORMAT, "cut off");
    ck_assert_str_eq(error.hint, "fetch the file again");
    config = config_of(bytes, size - 4); /* only the trailer is incomplete */
    assert_load_fails(&config, STATUS_FORMAT, "cut off");
}
END_TEST

/* A gzip file ends in the CRC-32 and the length of the data, four bytes each (RFC 1952). */
START_TEST(dataset_load_idx_gzip_with_wrong_checksum_is_refused) {
    unsigned char bytes[128];
    size_t size = gzip_bytes(bytes, sizeof bytes);
    bytes[size - 6] ^= 1;
    struct data_config config = config_of(bytes, size);
    assert_load_fails(&config, STATUS_FORMAT, "damaged");
}
END_TEST

/* The error may be NULL. */
START_TEST(dataset_load_without_error_record_still_fails) {
    struct data_config config = {.source = DATA_IDX, .path = "/nonexistent/images"};
    struct dataset set;
    ck_assert_int_eq(klimb_dataset_load(&set, &config, klimb_vecmath_select(NULL), NULL),
                     STATUS_IO);
    config = config_of(images, 0);
    ck_assert_int_eq(klimb_dataset_load(&set, &config, klimb_vecmath_select(NULL), NULL),
                     STATUS_FORMAT);
}
END_TEST

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static Suite *dataset_idx_suite(void) {
    Suite *suite = suite_create("dataset_idx");
    TCase *tcase = tcase_create("idx");
    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(tcase, data_folder_make, data_folder_remove);
    tcase_add_test(tcase, dataset_load_idx_plain_gives_scaled_images);
    tcase_add_test(tcase, dataset_load_idx_gzip_gives_scaled_images);
    tcase_add_test(tcase, dataset_load_idx_scale_multiplies_bytes);
    tcase_add_test(tcase, dataset_load_idx_with_labels_reads_them);
    tcase_add_test(tcase, dataset_load_idx_limit_reads_no_further);
    tcase_add_test(tcase, dataset_load_idx_two_axes_are_no_images);
    tcase_add_test(tcase, dataset_load_idx_test_path_is_the_test_set);
    tcase_add_test(tcase, dataset_load_idx_test_path_of_another_shape_is_refused);
    tcase_add_test(tcase, dataset_load_idx_missing_file_hints_at_its_setting);
    tcase_add_test(tcase, dataset_load_idx_empty_path_is_refused);
    tcase_add_test(tcase, dataset_load_idx_folder_is_refused);
    tcase_add_loop_test(tcase, dataset_load_idx_damaged_file_is_refused, 0, LENGTH(damaged));
    tcase_add_loop_test(tcase, dataset_load_idx_damaged_labels_are_refused, 0,
                        LENGTH(damaged_labels));
    tcase_add_test(tcase, dataset_load_idx_truncated_gzip_is_refused);
    tcase_add_test(tcase, dataset_load_idx_gzip_with_wrong_checksum_is_refused);
    tcase_add_test(tcase, dataset_load_without_error_record_still_fails);
    return suite;
}

TEST_MAIN(dataset_idx_suite)
