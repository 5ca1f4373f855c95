/* CSV: every spelling that is read, and the places and words of the errors. */
#include "tests/check_near.h"
#include "tests/data_folder.h"

static struct data_config config_of(const char *text) {
    struct data_config config = {.source = DATA_CSV};
    data_folder_write(config.path, "data.csv", text, strlen(text));
    return config;
}

/* All of these spell the same two examples (1, -0.5) and (2e3, 0.25), exact in binary. */
static const char *const spellings[] = {
    "1,-0.5\n2e3,0.25\n",     "1,-0.5\n2e3,0.25",        "1,-0.5\r\n2e3,0.25\r\n",
    "1,-0.5\r\n2e3,0.25",     "1,-0.5\n2e3,0.25\n\n",    "1,-0.5\r\n2e3,0.25\r\n\r\n",
    "1,-.5\n2000.,25e-2\n",   " 1 ,\t-0.5 \n2E+3, 0.25", "+1.0,-5e-1\n+2000,00.25\n",
    "1,-0.5\n2e3,0.25\n\n\n",
};

START_TEST(dataset_load_csv_accepts_every_spelling) {
    struct data_config config = config_of(spellings[_i]);
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 2);
    ck_assert_int_eq(set.dimensions, 2);
    ck_assert_int_eq(set.image_height, 0);
    ck_assert_near(set.train[0], 1, 0);
    ck_assert_near(set.train[1], -0.5, 0);
    ck_assert_near(set.train[2], 2000, 0);
    ck_assert_near(set.train[3], 0.25, 0);
    ck_assert_int_eq(set.train_label[1], -1);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_csv_label_column_is_no_value) {
    struct data_config config = config_of("0.5,1,7\n0.25,2,0\n");
    config.label_columns = 1;
    struct dataset set = load(&config);
    ck_assert_int_eq(set.dimensions, 2);
    ck_assert_near(set.train[2], 0.25, 0);
    ck_assert_int_eq(set.train_label[0], 7);
    ck_assert_int_eq(set.train_label[1], 0);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_csv_scale_leaves_labels_alone) {
    struct data_config config = config_of("3,7\n5,8\n");
    config.label_columns = 1;
    config.scale = 0.125;
    struct dataset set = load(&config);
    ck_assert_near(set.train[0], 0.375, 0);
    ck_assert_near(set.train[1], 0.625, 0);
    ck_assert_int_eq(set.train_label[1], 8);
    klimb_dataset_free(&set);
}
END_TEST

/* Text after the limit is not read. */
START_TEST(dataset_load_csv_limit_reads_no_further) {
    struct data_config config = config_of("1,2\n3,4\nrubbish\n");
    config.limit = 2;
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 2);
    ck_assert_near(set.train[3], 4, 0);
    klimb_dataset_free(&set);
    config.limit = 3;
    assert_load_fails(&config, STATUS_FORMAT, "the line has 1 cells, but the first line has 2");
}
END_TEST

START_TEST(dataset_load_csv_limit_above_the_lines_takes_all) {
    struct data_config config = config_of("1,2\n3,4\n");
    config.limit = 100;
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 2);
    klimb_dataset_free(&set);
}
END_TEST

/* 2 MB, more than one piece of reading; example i is (i, -i). */
START_TEST(dataset_load_csv_large_gzip_file_arrives_whole) {
    enum { LINES = 120000, LINE_BYTES = 32 };
    char *text = malloc((size_t)LINES * LINE_BYTES), *at = text;
    ck_assert_ptr_nonnull(text);
    for (int i = 0; i < LINES; i++)
        at += sprintf(at, "%d.000,-%d\n", i, i);
    struct data_config config = {.source = DATA_CSV};
    data_folder_write_gzip(config.path, "data.csv.gz", text, (unsigned)(at - text));
    free(text);
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, LINES);
    for (int i = 0; i < LINES; i++)
        ck_assert_msg((double)set.train[2 * i] == i && (double)set.train[2 * i + 1] == -i,
                      "line %d is %g, %g", i + 1, (double)set.train[2 * i],
                      (double)set.train[2 * i + 1]);
    klimb_dataset_free(&set);
}
END_TEST

/* All lines are complete; only the checksum after them is cut off. */
START_TEST(dataset_load_csv_gzip_without_its_end_is_refused) {
    char text[] = "1,2,3\n4,5,6\n", bytes[128];
    struct data_config config = {.source = DATA_CSV};
    data_folder_write_gzip(config.path, "whole.csv.gz", text, sizeof text - 1);
    FILE *file = fopen(config.path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    ck_assert_int_eq(fclose(file), 0);
    data_folder_write(config.path, "cut.csv.gz", bytes, size - 4);
    assert_load_fails(&config, STATUS_FORMAT, "cut off");
}
END_TEST

START_TEST(dataset_load_csv_test_path_brings_its_labels) {
    struct data_config config = config_of("1,2,3\n");
    data_folder_write(config.test_path, "test.csv", "4,5,6\n7,8,9\n", 12);
    config.label_columns = 1;
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 1);
    ck_assert_int_eq(set.test_count, 2);
    ck_assert_near(set.test[3], 8, 0);
    ck_assert_int_eq(set.test_label[1], 9);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_csv_test_path_of_other_width_is_refused) {
    struct data_config config = config_of("1,2\n");
    data_folder_write(config.test_path, "test.csv", "4,5,6\n", 6);
    assert_load_fails(&config, STATUS_FORMAT, "test examples have 3 values");
}
END_TEST

/* Refused cells: their place, and words of message and hint. The column is that of the cell's first byte.
 */
static const struct {
    const char *text;
    long line, column;
    const char *words, *hint;
} refused[] = {
    {"1,2\n3,abc\n", 2, 3, "cell 2 is 'abc'; must be a finite decimal number", "missing values"},
    {"x,y\n1,2\n", 1, 1, "cell 1 is 'x'", "names of columns"},
    {"1,2\n3,\n", 2, 3, "cell 2 is ''", "missing values"},
    {"1,2\n,3\n", 2, 1, "cell 1 is ''", "missing values"},
    {"1,2\n3, \n", 2, 3, "cell 2 is ' '", "missing values"},
    {"1,2\nnan,4\n", 2, 1, "cell 1 is 'nan'", "missing values"},
    {"1,2\n3,-inf\n", 2, 3, "cell 2 is '-inf'", ""},
    {"1,2\n3,INFINITY\n", 2, 3, "cell 2 is 'INFINITY'", ""},
    {"1,2\n3,0x10\n", 2, 3, "cell 2 is '0x10'", ""},
    {"1,2\n3,4e\n", 2, 3, "cell 2 is '4e'", ""},
    {"1,2\n3,1 2\n", 2, 3, "cell 2 is '1 2'", ""},
    {"1,2\n3,1.2.3\n", 2, 3, "cell 2 is '1.2.3'", ""},
    {"1,2\n3,1e999\n", 2, 3, "cell 2 is '1e999'; must be a number whose scaled value", ""},
    {"0,5;1,5\n0,5;2,5\n", 1, 3, "cell 2 is '5;1'", "decimal point"},
    {"1,2\n3,\"4\"\n", 2, 3, "cell 2 is '\"4\"'", "without quotes"},
    {"1,2\n3,\x01\xff\n", 2, 3, "cell 2 is '?\?'", ""},
    {"1,2\r3,4\r", 1, 3, "cell 2 is '2?3'", ""},
    {"1,2\n3,abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH\n", 2, 3,
     "cell 2 is 'abcdefghijklmnopqrstuvwxyz0123456789ABCD'", ""},
};

START_TEST(dataset_load_csv_cell_without_number_is_refused_at_its_place) {
    struct data_config config = config_of(refused[_i].text);
    struct error error = assert_load_fails(&config, STATUS_FORMAT, refused[_i].words);
    ck_assert_str_eq(error.file, config.path);
    ck_assert_int_eq(error.line, refused[_i].line);
    ck_assert_int_eq(error.column, refused[_i].column);
    ck_assert_msg(strstr(error.hint, refused[_i].hint) != NULL, "hint: %s", error.hint);
}
END_TEST

/* Text that is not a table. */
static const struct {
    const char *text;
    long line;
    const char *words;
} ragged[] = {
    {"", 0, "the file is empty"},
    {"\n\r\n", 0, "the file is empty"},
    {"1,2\n3\n", 2, "the line has 1 cells, but the first line has 2"},
    {"1,2\n3,4,5\n", 2, "the line has 3 cells, but the first line has 2"},
    {"1,2\n\n3,4\n", 2, "the line has 0 cells, but the first line has 2"},
    {"\n1,2\n", 1, "the first line has 0 cells"},
};

START_TEST(dataset_load_csv_ragged_text_is_refused) {
    struct data_config config = config_of(ragged[_i].text);
    struct error error = assert_load_fails(&config, STATUS_FORMAT, ragged[_i].words);
    ck_assert_int_eq(error.line, ragged[_i].line);
}
END_TEST

static const char *const bad_labels[] = {"1,x\n", "1,1.5\n", "1,-1\n", "1,2147483648\n", "1,\n"};

START_TEST(dataset_load_csv_label_that_is_no_whole_number_is_refused) {
    struct data_config config = config_of(bad_labels[_i]);
    config.label_columns = 1;
    struct error error = assert_load_fails(&config, STATUS_FORMAT,
                                           "must be a label, which is an integer from 0");
    ck_assert_int_eq(error.line, 1);
    ck_assert_int_eq(error.column, 3);
}
END_TEST

START_TEST(dataset_load_csv_nothing_but_labels_is_refused) {
    struct data_config config = config_of("1\n2\n");
    config.label_columns = 1;
    assert_load_fails(&config, STATUS_FORMAT, "has 1 cells; must have at least 2");
}
END_TEST

START_TEST(dataset_load_csv_two_label_columns_are_refused) {
    struct data_config config = config_of("1,2,3\n");
    config.label_columns = 2;
    assert_load_fails(&config, STATUS_INVALID, "data.label_columns is 2");
}
END_TEST

START_TEST(dataset_load_csv_value_beyond_real_after_scaling_is_refused) {
    struct data_config config = config_of("1e305\n");
    config.scale = 1e5;
    assert_load_fails(&config, STATUS_FORMAT, "in range");
}
END_TEST

START_TEST(dataset_load_csv_binary_file_is_refused) {
    struct data_config config = {.source = DATA_CSV};
    data_folder_write(config.path, "data.csv", "1,2\n\0\0\0", 7);
    assert_load_fails(&config, STATUS_FORMAT, "the byte at 4 is 0");
}
END_TEST

START_TEST(dataset_load_csv_missing_file_is_an_io_error) {
    struct data_config config = {.source = DATA_CSV, .path = "/nonexistent/data.csv"};
    struct error error = assert_load_fails(&config, STATUS_IO, "No such file");
    ck_assert_str_eq(error.hint, "check data.path");
}
END_TEST

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static Suite *dataset_csv_suite(void) {
    Suite *suite = suite_create("dataset_csv");
    TCase *tcase = tcase_create("csv");
    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(tcase, data_folder_make, data_folder_remove);
    tcase_add_loop_test(tcase, dataset_load_csv_accepts_every_spelling, 0, LENGTH(spellings));
    tcase_add_test(tcase, dataset_load_csv_label_column_is_no_value);
    tcase_add_test(tcase, dataset_load_csv_scale_leaves_labels_alone);
    tcase_add_test(tcase, dataset_load_csv_limit_reads_no_further);
    tcase_add_test(tcase, dataset_load_csv_limit_above_the_lines_takes_all);
    tcase_add_test(tcase, dataset_load_csv_large_gzip_file_arrives_whole);
    tcase_add_test(tcase, dataset_load_csv_gzip_without_its_end_is_refused);
    tcase_add_test(tcase, dataset_load_csv_test_path_brings_its_labels);
    tcase_add_test(tcase, dataset_load_csv_test_path_of_other_width_is_refused);
    tcase_add_loop_test(tcase, dataset_load_csv_cell_without_number_is_refused_at_its_place, 0,
                        LENGTH(refused));
    tcase_add_loop_test(tcase, dataset_load_csv_ragged_text_is_refused, 0, LENGTH(ragged));
    tcase_add_loop_test(tcase, dataset_load_csv_label_that_is_no_whole_number_is_refused, 0,
                        LENGTH(bad_labels));
    tcase_add_test(tcase, dataset_load_csv_nothing_but_labels_is_refused);
    tcase_add_test(tcase, dataset_load_csv_two_label_columns_are_refused);
    tcase_add_test(tcase, dataset_load_csv_value_beyond_real_after_scaling_is_refused);
    tcase_add_test(tcase, dataset_load_csv_binary_file_is_refused);
    tcase_add_test(tcase, dataset_load_csv_missing_file_is_an_io_error);
    return suite;
}

TEST_MAIN(dataset_csv_suite)
