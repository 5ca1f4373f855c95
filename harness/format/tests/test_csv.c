#include "format/csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/check_near.h"

static const char *const names[] = {"step", "recon", "kl", NULL};

/* Read all of a text: the first cell of each line as a count, the others as floats. */
static enum status read_all(struct csv *csv, const char *text, size_t size, struct error *error) {
    enum status status = csv_open(csv, "log.csv", text, size, names, error);
    for (long row = 0; status == STATUS_OK && row < csv->rows; row++) {
        long count;
        float value;
        status = csv_next(csv, error);
        if (status == STATUS_OK)
            status = csv_as_count(&count, csv, 0, error);
        for (long place = 1; status == STATUS_OK && place < csv->columns; place++)
            status = csv_as_float(&value, csv, place, error);
    }
    return status;
}

/* A text, and where and how it has to be refused. */
struct refusal {
    const char *text;
    long line, column;
    const char *message, *hint; /* parts of them */
};

static void check_refusal(const struct refusal *refusal) {
    struct csv csv;
    struct error error = {0};
    ck_assert_msg(read_all(&csv, refusal->text, strlen(refusal->text), &error) == STATUS_FORMAT,
                  "accepted: %s", refusal->text);
    ck_assert_str_eq(error.file, "log.csv");
    ck_assert_msg(error.line == refusal->line && error.column == refusal->column,
                  "%ld:%ld for %ld:%ld: %s", error.line, error.column, refusal->line,
                  refusal->column, error.message);
    ck_assert_msg(strstr(error.message, refusal->message) != NULL, "%s: wanted %s", error.message,
                  refusal->message);
    ck_assert_msg(strstr(error.hint, refusal->hint) != NULL, "%s: hint \"%s\", wanted \"%s\"",
                  error.message, error.hint, refusal->hint);
}

/* Lines and columns are counted from 1, by hand, in the texts themselves. */
static const struct refusal refusals[] = {
    {"", 0, 0, "empty", ""},
    {"step,kl\n", 1, 0, "no row", ""},
    {"step,kl\n0,1\n10,2.5", 3, 0, "does not end with a newline", "run it again"},
    {"step,kl", 1, 0, "does not end with a newline", ""},
    {"step,reccon\n0,1\n", 1, 6, "unknown column \"reccon\"", "did you mean \"recon\"?"},
    {"step,temperature\n0,1\n", 1, 6, "\"temperature\"", "must be one of step, recon, kl"},
    {"step;recon\n0;1\n", 1, 1, "unknown column", "not by semicolons"},
    {"step\trecon\n0\t1\n", 1, 1, "unknown column \"step?recon\"", "not by tabs"},
    {"step,kl,\n0,1,\n", 1, 9, "unknown column \"\"", ""},
    {"0,1\n1,2\n", 1, 1, "unknown columns \"0\", \"1\"", "the first line names the columns"},
    {"step,kl,kl\n0,1,1\n", 1, 9, "column kl appears twice", ""},
    {"step,kl\n0,1\n\n2,1\n", 3, 0, "an empty line", ""},
    {"step,kl\n0,3,25\n", 2, 0, "3 cells, the header has 2", "write 3.2, not 3,2"},
    {"step,recon,kl\n0,3\n", 2, 0, "2 cells, the header has 3", "nan"},
    {"step,kl\n0,\n", 2, 3, "column kl is \"\": an empty cell", "written nan"},
    {"step,kl\n0,1.5x\n", 2, 3, "column kl is \"1.5x\"", ""},
    {"step,kl\n10,abc\n", 2, 4, "must be a number like -1.5e-3, nan, inf or -inf", ""},
    {"step,kl\n0, 1\n", 2, 3, "column kl is \" 1\"", ""},
    {"step,kl\n0,1 \n", 2, 3, "column kl is \"1 \"", ""},
    {"step,kl\n0,+1\n", 2, 3, "column kl", ""},
    {"step,kl\n0,0x1p3\n", 2, 3, "column kl", ""},
    {"step,kl\n0,infinity\n", 2, 3, "column kl", ""},
    {"step,kl\n0,nan(1)\n", 2, 3, "column kl", ""},
    {"step,kl\n0,1e\n", 2, 3, "column kl", ""},
    {"step,kl\n0,1e+\n", 2, 3, "column kl", ""},
    {"step,kl\n0,.5\n", 2, 3, "column kl", ""},
    {"step,kl\n0,5.\n", 2, 3, "column kl", ""},
    {"step,kl\n0,-\n", 2, 3, "column kl", ""},
    {"step,kl\n0,\"1\"\n", 2, 3, "column kl", ""},
    {"step,kl\n0,1\r0\n", 2, 3, "column kl is \"1?0\"", ""},
    /* Half an ulp above the largest binary32, 2^128 - 2^103, rounds to infinity. */
    {"step,kl\n0,3.4028236e38\n", 2, 3, "beyond binary32", ""},
    {"step,kl\n0,-1e999\n", 2, 3, "beyond binary32", ""},
    {"step,kl\n-1,1\n", 2, 1, "column step is \"-1\": must be a whole number from 0", ""},
    {"step,kl\n1.0,1\n", 2, 1, "column step", ""},
    {"step,kl\n,1\n", 2, 1, "column step is \"\"", ""},
    {"step,kl\n1000000000000000,1\n", 2, 1, "at most 15 digits", ""},
};

START_TEST(csv_faulty_text_is_refused_at_its_place) {
    check_refusal(&refusals[_i]);
}
END_TEST

START_TEST(csv_open_nul_byte_is_refused_with_its_line) {
    static const char text[] = "step,kl\n0,1\n1,\0\n";
    struct csv csv;
    struct error error = {0};
    ck_assert_int_eq(csv_open(&csv, "log.csv", text, sizeof text - 1, names, &error),
                     STATUS_FORMAT);
    ck_assert_int_eq(error.line, 3);
    ck_assert_ptr_nonnull(strstr(error.message, "NUL"));
}
END_TEST

/* "step\n" and n times "0\n". */
static enum status open_rows(struct csv *csv, long rows, struct error *error) {
    size_t size = 5 + 2 * (size_t)rows;
    char *text = malloc(size + 1);
    ck_assert_ptr_nonnull(text);
    char *at = stpcpy(text, "step\n");
    for (long row = 0; row < rows; row++)
        at = stpcpy(at, "0\n");
    enum status status = csv_open(csv, "log.csv", text, size, names, error);
    free(text);
    return status;
}

START_TEST(csv_open_more_rows_than_the_limit_is_refused) {
    struct csv csv;
    struct error error = {0};
    ck_assert_int_eq(open_rows(&csv, CSV_ROWS_MAX, &error), STATUS_OK);
    ck_assert_int_eq(csv.rows, CSV_ROWS_MAX);
    ck_assert_int_eq(open_rows(&csv, CSV_ROWS_MAX + 1, &error), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.message, "1000001 rows"));
}
END_TEST

START_TEST(csv_open_more_columns_than_the_limit_is_refused) {
    char text[2 * CSV_COLUMNS_MAX + 8];
    char *at = text;
    for (long i = 0; i < CSV_COLUMNS_MAX; i++)
        at = stpcpy(at, ",");
    stpcpy(at, "\n0\n");
    struct csv csv;
    struct error error = {0};
    ck_assert_int_eq(csv_open(&csv, "log.csv", text, strlen(text), names, &error), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.message, "65 columns"));
}
END_TEST

START_TEST(csv_open_columns_in_any_order_are_found) {
    static const char text[] = "kl,step\r\n2.5,7\r\n";
    struct csv csv;
    struct error error = {0};
    float value;
    long count;
    ck_assert_int_eq(csv_open(&csv, "log.csv", text, sizeof text - 1, names, &error), STATUS_OK);
    ck_assert_int_eq(csv.rows, 1);
    ck_assert_int_eq(csv_place(&csv, 0), 1);  /* step */
    ck_assert_int_eq(csv_place(&csv, 1), -1); /* recon is missing */
    ck_assert_int_eq(csv_place(&csv, 2), 0);  /* kl */
    ck_assert_int_eq(csv_next(&csv, &error), STATUS_OK);
    ck_assert_int_eq(csv_as_float(&value, &csv, 0, &error), STATUS_OK);
    ck_assert_int_eq(csv_as_count(&count, &csv, 1, &error), STATUS_OK);
    ck_assert(value == 2.5f);
    ck_assert_int_eq(count, 7);
}
END_TEST

/* Decimals and the binary32 nearest to them, written as C's hexadecimal constants. */
static const struct {
    const char *cell;
    float value;
} decimals[] = {
    {"0", 0.0f},
    {"-0", -0.0f},
    {"007", 7.0f},
    {"2.385", 0x1.3147aep+1f}, /* 2.385 * 2^22 = 10003415.04, rounded */
    {"1e-45", 0x1p-149f},      /* the smallest subnormal, 1.4e-45 */
    {"1E+2", 100.0f},
    {"3.4028235e38", 0x1.fffffep+127f},
    {"16777217", 16777216.0f}, /* 2^24 + 1: a tie, to even */
    {"inf", INFINITY},
    {"-inf", -INFINITY},
};

START_TEST(csv_as_float_decimal_is_nearest_binary32) {
    char text[64];
    snprintf(text, sizeof text, "kl\n%s\n", decimals[_i].cell);
    struct csv csv;
    struct error error = {0};
    float value;
    ck_assert_int_eq(csv_open(&csv, "log.csv", text, strlen(text), names, &error), STATUS_OK);
    ck_assert_int_eq(csv_next(&csv, &error), STATUS_OK);
    ck_assert_int_eq(csv_as_float(&value, &csv, 0, &error), STATUS_OK);
    ck_assert_msg(memcmp(&value, &decimals[_i].value, sizeof value) == 0, "%s is %a, wanted %a",
                  decimals[_i].cell, (double)value, (double)decimals[_i].value);
}
END_TEST

/* Blocks of 2, 1 and 3 lines. To look ahead does not read on. */
START_TEST(csv_next_block_finds_key_and_length_of_each) {
    static const char text[] = "step,kl\n0,1\n0,2\n1,3\n0,4\n0,5\n0,6\n";
    static const long keys[] = {0, 1, 0}, lengths[] = {2, 1, 3};
    struct csv csv;
    struct error error = {0};
    long key, rows, read = 0;
    ck_assert_int_eq(csv_open(&csv, "log.csv", text, sizeof text - 1, names, &error), STATUS_OK);
    for (int block = 0; block < 3; block++) {
        ck_assert_int_eq(csv_next_block(&key, &rows, &csv, &error), STATUS_OK);
        ck_assert_int_eq(key, keys[block]);
        ck_assert_int_eq(rows, lengths[block]);
        for (long row = 0; row < rows; row++) {
            float value;
            ck_assert_int_eq(csv_next(&csv, &error), STATUS_OK);
            ck_assert_int_eq(csv_as_float(&value, &csv, 1, &error), STATUS_OK);
            ck_assert_near(value, (double)++read, 0);
        }
    }
    ck_assert_ptr_eq(csv.next, csv.end);
}
END_TEST

START_TEST(csv_next_block_key_that_is_not_a_count_is_refused_at_its_line) {
    static const char text[] = "step,kl\n0,1\n0,2\nx,3\n";
    struct csv csv;
    struct error error = {0};
    long key, rows;
    ck_assert_int_eq(csv_open(&csv, "log.csv", text, sizeof text - 1, names, &error), STATUS_OK);
    ck_assert_int_eq(csv_next_block(&key, &rows, &csv, &error), STATUS_FORMAT);
    ck_assert_int_eq(error.line, 4);
    ck_assert_int_eq(error.column, 1);
}
END_TEST

static Suite *csv_suite(void) {
    Suite *suite = suite_create("csv");
    TCase *tests = tcase_create("csv");
    tcase_add_loop_test(tests, csv_faulty_text_is_refused_at_its_place, 0,
                        sizeof refusals / sizeof *refusals);
    tcase_add_test(tests, csv_open_nul_byte_is_refused_with_its_line);
    tcase_add_test(tests, csv_open_more_rows_than_the_limit_is_refused);
    tcase_add_test(tests, csv_open_more_columns_than_the_limit_is_refused);
    tcase_add_test(tests, csv_next_block_finds_key_and_length_of_each);
    tcase_add_test(tests, csv_next_block_key_that_is_not_a_count_is_refused_at_its_line);
    tcase_add_test(tests, csv_open_columns_in_any_order_are_found);
    tcase_add_loop_test(tests, csv_as_float_decimal_is_nearest_binary32, 0,
                        sizeof decimals / sizeof *decimals);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(csv_suite)
