/* Data files that have no end, or that would fill memory. */
#include <sys/resource.h>
#include <sys/stat.h>

/* Small bounds of text. dataset_csv.c is compiled into this test with them. */
#define CSV_BYTES_MAX  ((size_t)3 << 20)
#define CSV_VALUES_MAX ((size_t)1000)
#define CSV_LINE_MAX   ((size_t)5000)
#include "data/dataset_csv.c"

#include "tests/check_near.h"
#include "tests/data_folder.h"

static const enum data_source file_sources[] = {DATA_IDX, DATA_NPY, DATA_CSV};
enum { FILE_SOURCES = 3 };

/* If a load waited, the test's time would run out. */
START_TEST(dataset_load_pipe_or_device_is_refused_at_once) {
    static const struct {
        const char *path, *words;
    } endless[] = {{"", "it is a pipe, not a file"},
                   {"/dev/zero", "it is a device, not a file"},
                   {"/dev/null", "it is a device, not a file"}};
    struct data_config config = {.source = file_sources[_i % FILE_SOURCES]};
    int which = _i / FILE_SOURCES;
    snprintf(config.path, sizeof config.path, "%s", endless[which].path);
    if (which == 0) {
        snprintf(config.path, sizeof config.path, "%s/pipe", data_folder);
        ck_assert_int_eq(mkfifo(config.path, 0600), 0);
    }
    struct error error = assert_load_fails(&config, STATUS_IO, endless[which].words);
    ck_assert_str_eq(error.hint, "data are read from regular files: copy them into one");
}
END_TEST

/* Returns the previous limit. AddressSanitizer maps far more for itself. */
static rlim_t limit_memory(rlim_t bytes) {
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_AS, &limit), 0);
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = bytes;
#ifdef __SANITIZE_ADDRESS__
    limit.rlim_cur = before;
#endif
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
    return before;
}

/* 16 bytes that promise 0.5 GB, which is several GB of values, plain and as gzip. No memory is reserved. */
START_TEST(dataset_load_header_that_promises_more_than_the_file_is_refused) {
    static const unsigned char header[16] = {0, 0, 8, 3, 0, 0, 0x70, 0, 0, 0, 1, 0, 0, 0, 0, 0x40};
    static const char npy[] = "\x93NUMPY\x01\x00\x46\x00{'descr': '|u1', 'fortran_order': False, "
                              "'shape': (500000, 1000)}         \n";
    struct data_config config = {.source = _i < 2 ? DATA_IDX : DATA_NPY};
    const void *bytes = _i < 2 ? (const void *)header : npy;
    size_t size = _i < 2 ? sizeof header : sizeof npy - 1;
    const rlim_t before = limit_memory((rlim_t)700 << 20);
    if (_i % 2 == 0)
        data_folder_write(config.path, "file", bytes, size);
    else
        data_folder_write_gzip(config.path, "file.gz", bytes, (unsigned)size);
    assert_load_fails(&config, STATUS_FORMAT,
                      _i % 2 == 0 ? "the file ends at byte " : "but no gzip file of ");
    limit_memory(before);
}
END_TEST

/* Writes `header` and `count` copies of some bytes as gzip, in pieces, because the whole may not fit in memory. */
static void write_bomb(char *path, const void *header, unsigned header_size, const char *bytes,
                       long count) {
    enum { BLOCK = 1 << 20 };
    static char block[BLOCK];
    size_t size = strlen(bytes), filled = BLOCK / size * size;
    snprintf(path, DATA_PATH_MAX, "%s/bomb.gz", data_folder);
    gzFile file = gzopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    if (header_size > 0)
        ck_assert_int_eq(gzwrite(file, header, header_size), (int)header_size);
    for (size_t i = 0; i < filled; i++)
        block[i] = bytes[i % size];
    for (size_t left = (size_t)count * size; left > 0;) {
        size_t part = left < filled ? left : filled;
        ck_assert_int_eq(gzwrite(file, block, (unsigned)part), (int)part);
        left -= part;
    }
    ck_assert_int_eq(gzclose(file), Z_OK);
}

/* 80,000 examples of 1,000 zero bytes: 80 MB in a file of 80 KB. */
START_TEST(dataset_load_gzip_that_grows_without_measure_is_refused) {
    static const unsigned char header[12] = {0, 0, 8, 2, 0, 1, 0x38, 0x80, 0, 0, 3, 0xe8};
    struct data_config config = {.source = DATA_IDX};
    write_bomb(config.path, header, sizeof header, "0", 80000000);
    struct error error = assert_load_fails(&config, STATUS_FORMAT,
                                           "the gzip stream grows to more than 200 times the file");
    ck_assert_str_eq(error.hint, "gunzip it first if it is the right file");
}
END_TEST

/* Only the first examples are read, so nothing grows. */
START_TEST(dataset_load_limit_reads_the_beginning_of_any_file) {
    static const unsigned char header[12] = {0, 0, 8, 2, 0, 1, 0x38, 0x80, 0, 0, 3, 0xe8};
    struct data_config config = {.source = DATA_IDX, .limit = 3};
    write_bomb(config.path, header, sizeof header, "0", 80000000);
    struct dataset data = load(&config);
    ck_assert_int_eq(data.train_count, 3);
    klimb_dataset_free(&data);
}
END_TEST

START_TEST(dataset_load_csv_line_without_end_is_refused) {
    struct data_config config = {.source = DATA_CSV};
    write_bomb(config.path, "1,2\n", 4, "1", 6000);
    assert_load_fails(&config, STATUS_FORMAT, "the line has more than 5000 bytes");
    write_bomb(config.path, "1\n", 2, "1", 4999);
    assert_load_fails(&config, STATUS_FORMAT, "in range"); /* a number of 4,999 digits */
}
END_TEST

START_TEST(dataset_load_csv_of_too_many_values_is_refused) {
    struct data_config config = {.source = DATA_CSV};
    const char *const row = _i == 0 ? "1\n" : "1,2,3,4\n";
    write_bomb(config.path, "", 0, row, _i == 0 ? 1001 : 251);
    assert_load_fails(&config, STATUS_FORMAT, "more than 1000 values");
    write_bomb(config.path, "", 0, row, _i == 0 ? 1000 : 250);
    struct dataset data = load(&config);
    ck_assert_int_eq(data.train_count, _i == 0 ? 1000 : 250);
    klimb_dataset_free(&data);
    write_bomb(config.path, "", 0, row, 100000);
    config.limit = 10;
    data = load(&config);
    ck_assert_int_eq(data.train_count, 10);
    klimb_dataset_free(&data);
}
END_TEST

/* Blanks are not values. */
START_TEST(dataset_load_csv_text_beyond_its_bound_is_refused) {
    struct data_config config = {.source = DATA_CSV};
    char row[4801] = "";
    memset(row, ' ', sizeof row - 1);
    row[0] = '1';
    row[sizeof row - 2] = '\n';
    write_bomb(config.path, "", 0, row, 1000);
    assert_load_fails(&config, STATUS_FORMAT, "more than 3145728 bytes of text");
}
END_TEST

static Suite *bounds_suite(void) {
    Suite *suite = suite_create("dataset_bounds");
    TCase *tests = tcase_create("bounds");
    tcase_add_checked_fixture(tests, data_folder_make, data_folder_remove);
    tcase_add_loop_test(tests, dataset_load_pipe_or_device_is_refused_at_once, 0, 9);
    tcase_add_loop_test(tests, dataset_load_header_that_promises_more_than_the_file_is_refused, 0,
                        4);
    tcase_add_test(tests, dataset_load_csv_line_without_end_is_refused);
    tcase_add_loop_test(tests, dataset_load_csv_of_too_many_values_is_refused, 0, 2);
    tcase_add_test(tests, dataset_load_csv_text_beyond_its_bound_is_refused);
    suite_add_tcase(suite, tests);

    TCase *slow = suite_add_long(suite);
    tcase_add_checked_fixture(slow, data_folder_make, data_folder_remove);
    tcase_add_test(slow, dataset_load_gzip_that_grows_without_measure_is_refused);
    tcase_add_test(slow, dataset_load_limit_reads_the_beginning_of_any_file);
    return suite;
}

TEST_MAIN(bounds_suite)
