/* .npy files: their bytes, and that they are read back, by core too. */
#include "format/npy.h"

#include "data/dataset.h"
#include "tests/check_near.h"
#include "tests/fixtures/npy_reader.h"
#include "tests/fixtures/temp_folder.h"

static char folder[FILE_PATH_MAX];

static void set_up(void) {
    temp_folder_make(folder);
}

static void tear_down(void) {
    temp_folder_remove(folder);
}

/* Write the array as folder/name.npy and free it. */
static void save(struct npy *npy, const char *name) {
    struct error error = {0};
    char path[FILE_PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%.58s.npy", folder, name);
    ck_assert_msg(npy_write(npy, path, &error) == STATUS_OK, "%s", error.message);
    npy_free(npy);
}

static void allocate(struct npy *npy) {
    struct error error = {0};
    ck_assert_msg(npy_allocate(npy, &error) == STATUS_OK, "%s", error.message);
}

/* 1.5 is 3fc00000 in binary32, -2 is c000000000000000 in binary64 and fffffffffffffffe as an integer;
 * the lowest byte comes first. */
START_TEST(npy_write_of_numbers_has_the_bytes_of_the_format) {
    static const unsigned char one_and_a_half[] = {0, 0, 0xc0, 0x3f};
    static const unsigned char minus_two[] = {0, 0, 0, 0, 0, 0, 0, 0xc0};
    static const unsigned char minus_two_whole[] = {0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    struct npy floats = {.type = NPY_FLOAT32, .axes = 1, .shape = {1}};
    struct npy longs = {.type = NPY_INT64, .axes = 1, .shape = {1}};
    struct npy doubles = {.type = NPY_FLOAT64, .axes = 1, .shape = {1}};
    allocate(&floats);
    allocate(&doubles);
    allocate(&longs);
    npy_add_longs(&longs, &(long){-2}, 1);
    npy_add_floats(&floats, &(float){1.5F}, 1);
    npy_add_doubles(&doubles, &(double){-2}, 1);
    ck_assert_uint_eq(floats.size % 64, 4);
    ck_assert(memcmp(floats.bytes, "\x93NUMPY\x01\x00", 8) == 0);
    ck_assert(strstr((char *)floats.bytes + 10, "'shape': (1,), }") != NULL);
    ck_assert(memcmp(floats.bytes + floats.size - 4, one_and_a_half, 4) == 0);
    ck_assert(memcmp(doubles.bytes + doubles.size - 8, minus_two, 8) == 0);
    ck_assert(memcmp(longs.bytes + longs.size - 8, minus_two_whole, 8) == 0);
    npy_free(&longs);
    npy_free(&floats);
    npy_free(&doubles);
}
END_TEST

START_TEST(npy_write_of_every_type_and_shape_is_read_back) {
    static const char *const descr[NPY_TYPES] = {"<f4", "<f8", "<i8"};
    static const double values[6] = {0.1, -2.385, 1e-30, 3e15, -0.0, 7};
    struct npy npy = {.type = (enum npy_type)(_i % NPY_TYPES), .axes = 1 + _i / NPY_TYPES};
    long shapes[NPY_SHAPE_MAX][NPY_SHAPE_MAX] = {{6}, {2, 3}, {1, 3, 2}};
    memcpy(npy.shape, shapes[npy.axes - 1], sizeof npy.shape);
    allocate(&npy);
    for (long i = 0; i < 6; i++)
        if (npy.type == NPY_FLOAT32)
            npy_add_floats(&npy, &(float){(float)values[i]}, 1);
        else if (npy.type == NPY_INT64)
            npy_add_longs(&npy, &(long){(long)values[i]}, 1);
        else
            npy_add_doubles(&npy, values + i, 1);
    ck_assert_near(npy_file_size(&npy), (double)npy.size, 0);
    save(&npy, "array");
    struct npy_read read = npy_reader_open(folder, "array");
    ck_assert_str_eq(read.descr, descr[npy.type]);
    ck_assert_int_eq(read.axes, npy.axes);
    ck_assert_int_eq(memcmp(read.shape, npy.shape, sizeof read.shape), 0);
    for (long i = 0; i < 6; i++) {
        const double as_type[NPY_TYPES] = {(double)(float)values[i], values[i],
                                           (double)(long)values[i]};
        ck_assert_near(read.values[i], as_type[npy.type], 0);
    }
    npy_reader_close(&read);
}
END_TEST

/* The reader of data sets is another reading of the same documentation. */
START_TEST(npy_write_is_read_by_dataset_load) {
    static const float values[] = {0.25F, -1, 3, 0.1F, 2, 8};
    struct npy npy = {.type = NPY_FLOAT32, .axes = 2, .shape = {3, 2}};
    struct data_config config = {.source = DATA_NPY};
    struct dataset data;
    struct error error = {0};
    allocate(&npy);
    npy_add_floats(&npy, values, 6);
    save(&npy, "data");
    snprintf(config.path, sizeof config.path, "%.400s/data.npy", folder);
    ck_assert_msg(klimb_dataset_load(&data, &config, klimb_vecmath_select(NULL), &error) ==
                      STATUS_OK,
                  "%s", error.message);
    ck_assert_int_eq(data.train_count, 3);
    ck_assert_int_eq(data.dimensions, 2);
    for (long i = 0; i < 6; i++)
        ck_assert_near(data.train[i], values[i], 0);
    klimb_dataset_free(&data);
}
END_TEST

START_TEST(npy_allocate_of_more_than_there_is_is_refused) {
    struct npy npy = {.type = NPY_FLOAT64, .axes = 3, .shape = {1L << 31, 1L << 31, 1L << 31}};
    struct error error = {0};
    ck_assert_int_eq(npy_allocate(&npy, &error), STATUS_MEMORY);
    ck_assert_ptr_null(npy.bytes);
    npy_free(&npy);
}
END_TEST

START_TEST(npy_write_to_where_no_file_can_be_is_refused) {
    struct npy npy = {.type = NPY_FLOAT64, .axes = 1, .shape = {1}};
    struct error error = {0};
    allocate(&npy);
    npy_add_doubles(&npy, &(double){1}, 1);
    ck_assert_int_eq(npy_write(&npy, folder, &error), STATUS_IO);
    npy_free(&npy);
}
END_TEST

static Suite *npy_suite(void) {
    Suite *suite = suite_create("npy");
    TCase *tcase = tcase_create("npy");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, npy_write_of_numbers_has_the_bytes_of_the_format);
    tcase_add_loop_test(tcase, npy_write_of_every_type_and_shape_is_read_back, 0,
                        NPY_TYPES * NPY_SHAPE_MAX);
    tcase_add_test(tcase, npy_write_is_read_by_dataset_load);
    tcase_add_test(tcase, npy_allocate_of_more_than_there_is_is_refused);
    tcase_add_test(tcase, npy_write_to_where_no_file_can_be_is_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}

TEST_MAIN(npy_suite)
