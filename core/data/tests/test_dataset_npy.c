/* NPY: each type and version that is read, and the errors of unusable headers. */
#include "tests/check_near.h"
#include "tests/data_folder.h"

#include <stdint.h>

/* Writes an .npy file of version 1, as numpy.lib.format describes it: magic, version, length of the
 * header, header, data. */
static struct data_config config_of(const char *header, const void *data, size_t size) {
    unsigned char bytes[1024] = "\x93NUMPY\x01";
    size_t length = strlen(header);
    ck_assert_uint_le(10 + length + size, sizeof bytes);
    bytes[8] = (unsigned char)(length & 0xff);
    bytes[9] = (unsigned char)(length >> 8);
    memcpy(bytes + 10, header, length);
    memcpy(bytes + 10 + length, data, size);
    struct data_config config = {.source = DATA_NPY};
    data_folder_write(config.path, "data.npy", bytes, 10 + length + size);
    return config;
}

#define HEADER(descr, order, shape)                                                                \
    "{'descr': '" descr "', 'fortran_order': " order ", 'shape': " shape ", }\n"

/* IEEE-754 by hand: 1.5 = 1.1b * 2^0: exponent 127 = 0x7f, fraction 0x400000 -> 3fc00000;
 * -0.25 = -1.0b * 2^-2: exponent 125 -> be800000; 3 = 1.1b * 2^1 -> 40400000; 0. */
static const unsigned char floats[] = {0, 0, 0xc0, 0x3f, 0, 0, 0x80, 0xbe,
                                       0, 0, 0x40, 0x40, 0, 0, 0,    0};
/* In double: 1.5 -> 3ff8..., -0.25 -> bfd0... */
static const unsigned char doubles[] = {0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0xd0, 0xbf};

START_TEST(dataset_load_npy_float32_matrix) {
    struct data_config config = config_of(HEADER("<f4", "False", "(2, 2)"), floats, sizeof floats);
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 2);
    ck_assert_int_eq(set.dimensions, 2);
    ck_assert_int_eq(set.image_height, 0);
    ck_assert_near(set.train[0], 1.5, 0);
    ck_assert_near(set.train[1], -0.25, 0);
    ck_assert_near(set.train[2], 3, 0);
    ck_assert_near(set.train[3], 0, 0);
    ck_assert_int_eq(set.train_label[1], -1);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_npy_float64_is_scaled_before_rounding) {
    struct data_config config = config_of(HEADER("<f8", "False", "(2, 1)"), doubles,
                                          sizeof doubles);
    config.scale = 2;
    struct dataset set = load(&config);
    ck_assert_int_eq(set.dimensions, 1);
    ck_assert_near(set.train[0], 3, 0);
    ck_assert_near(set.train[1], -0.5, 0);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_npy_uint8_images_default_to_unit_range) {
    static const unsigned char pixels[] = {0, 51, 102, 153, 204, 255};
    struct data_config config = config_of(HEADER("|u1", "False", "(1, 2, 3)"), pixels,
                                          sizeof pixels);
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 1);
    ck_assert_int_eq(set.image_height, 2);
    ck_assert_int_eq(set.image_width, 3);
    for (int j = 0; j < 6; j++)
        ck_assert_near(set.train[j], 0.2 * j, REAL_EPSILON);
    klimb_dataset_free(&set);
}
END_TEST

/* Keys in any order and spacing, and no comma after the last entry. */
START_TEST(dataset_load_npy_header_in_other_order_is_read) {
    struct data_config config = config_of("{'shape':(2,2),'fortran_order' :False, 'descr':  '<f4'}",
                                          floats, sizeof floats);
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 2);
    ck_assert_near(set.train[2], 3, 0);
    klimb_dataset_free(&set);
}
END_TEST

/* Versions 2 and 3 have four bytes for the length of the header. */
START_TEST(dataset_load_npy_later_version_is_read) {
    static const char header[] = HEADER("<f4", "False", "(1, 4)");
    unsigned char bytes[256] = "\x93NUMPY\x02";
    bytes[6] = (unsigned char)_i;
    bytes[8] = sizeof header - 1;
    memcpy(bytes + 12, header, sizeof header - 1);
    memcpy(bytes + 12 + sizeof header - 1, floats, sizeof floats);
    struct data_config config = {.source = DATA_NPY};
    data_folder_write(config.path, "data.npy", bytes, 12 + sizeof header - 1 + sizeof floats);
    struct dataset set = load(&config);
    ck_assert_int_eq(set.dimensions, 4);
    ck_assert_near(set.train[2], 3, 0);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_npy_limit_reads_no_further) {
    struct data_config config = config_of(HEADER("<f4", "False", "(1000, 2)"), floats, 8);
    config.limit = 1;
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 1);
    ck_assert_near(set.train[1], -0.25, 0);
    klimb_dataset_free(&set);
}
END_TEST

/* Headers that cannot be used. Byte 10 is the header's first; "{'descr': " is 10 bytes long. */
static const struct {
    const char *header;
    const char *words, *hint;
} refused[] = {
    {HEADER(">f4", "False", "(2, 2)"), "at byte 20 must be '<f4', '<f8' or '|u1'; found '>f4'",
     "astype"},
    {HEADER("<i8", "False", "(2, 2)"), "at byte 20 must be '<f4', '<f8' or '|u1'; found '<i8'",
     "astype"},
    {HEADER("<f4x", "False", "(2, 2)"), "at byte 20 must be '<f4', '<f8' or '|u1'; found '<f4x'",
     "astype"},
    {HEADER("|O", "False", "(2, 2)"), "found '|O'", "astype"},
    {HEADER("\x1b[2J\x93", "False", "(2, 2)"), "found '?[2J?', 'fortran_order'", "astype"},
    {"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 2)}", "found [('a'", "astype"},
    {HEADER("<f4", "True", "(2, 2)"), "found True", "ascontiguousarray"},
    {HEADER("<f4", "False", "(4,)"), "found (4,)", "reshape"},
    {HEADER("<f4", "False", "()"), "found ()", "reshape"},
    {HEADER("<f4", "False", "(1, 1, 2, 2)"), "found (1, 1, 2, 2)", "reshape"},
    {HEADER("<f4", "False", "(0, 2)"), "found (0, 2)", "reshape"},
    {HEADER("<f4", "False", "(-2, 2)"), "found (-2, 2)", "reshape"},
    {HEADER("<f4", "False", "(2, 2"), "found (2, 2", "reshape"},
    {HEADER("<f4", "False", "(99999999999999999999, 2)"), "found (9999", "reshape"},
    {HEADER("<f4", "False", "(1073741824, 1073741824)"), "too many", ""},
    {HEADER("<f4", "False", "(1073741824, 1073741824, 1073741824)"), "too many", ""},
    {"{'fortran_order': False, 'shape': (2, 2)}", "the key 'descr' is missing", ""},
    {"{'descr': '<f4', 'shape': (2, 2)}", "the key 'fortran_order' is missing", ""},
    {"{'descr': '<f4', 'fortran_order': False}", "the key 'shape' is missing", ""},
    {"{'descr' '<f4', 'fortran_order': False}", "the key 'descr' is missing", ""},
    {"", "the key 'descr' is missing", ""},
};

START_TEST(dataset_load_npy_unusable_header_is_refused) {
    struct data_config config = config_of(refused[_i].header, floats, sizeof floats);
    struct error error = assert_load_fails(&config, STATUS_FORMAT, refused[_i].words);
    ck_assert_str_eq(error.file, config.path);
    ck_assert_msg(strstr(error.hint, refused[_i].hint) != NULL, "hint: %s", error.hint);
}
END_TEST

/* Files that end too early or too late, or are not NPY. */
static const struct {
    const char *bytes;
    size_t size;
    const char *words;
} damaged[] = {
    {"", 0, "the file is empty"},
    {"\x93NUMPY", 6, "ends at byte 6, but 8 bytes are due from byte 0"},
    {"PK\x03\x04.......", 11, "is not a .npy file"}, /* an .npz archive */
    {"\x93NUMPY\x00\x00\x04\x00{  }", 14, "version at byte 6 is 0"},
    {"\x93NUMPY\x04\x00\x04\x00{  }", 14, "version at byte 6 is 4"},
    {"\x93NUMPY\x01\x00\x04", 9, "ends at byte 9, but 2 bytes are due from byte 8"},
    {"\x93NUMPY\x01\x00\x04\x00{ ", 12, "ends at byte 12, but 4 bytes are due from byte 10"},
    {"\x93NUMPY\x01\x00\x11\x27{  }", 14, "length at byte 8 is 10001"},
    {"\x93NUMPY\x02\x00\xff\xff\xff\xff{  }", 16, "length at byte 8 is 4294967295"},
};

START_TEST(dataset_load_npy_damaged_file_is_refused) {
    struct data_config config = {.source = DATA_NPY};
    data_folder_write(config.path, "data.npy", damaged[_i].bytes, damaged[_i].size);
    assert_load_fails(&config, STATUS_FORMAT, damaged[_i].words);
}
END_TEST

/* The data begin after magic, version, length (10 bytes) and this header. */
static const char four_floats[] = HEADER("<f4", "False", "(2, 2)");

START_TEST(dataset_load_npy_wrong_amount_of_data_is_refused) {
    char words[64];
    size_t end = 10 + sizeof four_floats - 1 + sizeof floats;
    struct data_config config = config_of(four_floats, floats, sizeof floats - 1);
    snprintf(words, sizeof words, "ends at byte %zu, but 16 bytes are due", end - 1);
    assert_load_fails(&config, STATUS_FORMAT, words);
    unsigned char longer[sizeof floats + 1] = {0};
    config = config_of(four_floats, longer, sizeof longer);
    snprintf(words, sizeof words, "goes on at byte %zu", end);
    assert_load_fails(&config, STATUS_FORMAT, words);
}
END_TEST

/* The third value, 8 bytes into the data: 7fc00000 is NaN, ff800000 -inf. */
static const unsigned char non_finite[][4] = {{0, 0, 0xc0, 0x7f}, {0, 0, 0x80, 0xff}};

START_TEST(dataset_load_npy_non_finite_value_is_refused_at_its_place) {
    unsigned char data[sizeof floats];
    char words[64];
    memcpy(data, floats, sizeof data);
    memcpy(data + 8, non_finite[_i], 4);
    struct data_config config = config_of(four_floats, data, sizeof data);
    snprintf(words, sizeof words, "value 3, at byte %zu, is %s", 10 + sizeof four_floats - 1 + 8,
             _i == 0 ? "nan" : "-inf");
    assert_load_fails(&config, STATUS_FORMAT, words);
}
END_TEST

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static Suite *dataset_npy_suite(void) {
    Suite *suite = suite_create("dataset_npy");
    TCase *tcase = tcase_create("npy");
    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(tcase, data_folder_make, data_folder_remove);
    tcase_add_test(tcase, dataset_load_npy_float32_matrix);
    tcase_add_test(tcase, dataset_load_npy_float64_is_scaled_before_rounding);
    tcase_add_test(tcase, dataset_load_npy_uint8_images_default_to_unit_range);
    tcase_add_test(tcase, dataset_load_npy_header_in_other_order_is_read);
    tcase_add_loop_test(tcase, dataset_load_npy_later_version_is_read, 2, 4);
    tcase_add_test(tcase, dataset_load_npy_limit_reads_no_further);
    tcase_add_loop_test(tcase, dataset_load_npy_unusable_header_is_refused, 0, LENGTH(refused));
    tcase_add_loop_test(tcase, dataset_load_npy_damaged_file_is_refused, 0, LENGTH(damaged));
    tcase_add_test(tcase, dataset_load_npy_wrong_amount_of_data_is_refused);
    tcase_add_loop_test(tcase, dataset_load_npy_non_finite_value_is_refused_at_its_place, 0,
                        LENGTH(non_finite));
    return suite;
}

TEST_MAIN(dataset_npy_suite)
