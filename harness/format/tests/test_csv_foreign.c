/* Tables of other programs: the same numbers in other spellings, and what is still refused. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/csv.h"
#include "record/record.h"
#include "tests/check_near.h"

static struct error error;

static enum status parse(struct record *record, const char *text) {
    /* In memory of just this size, so that a sanitizer sees a read beyond its end. */
    size_t size = strlen(text);
    char *exact = malloc(size + (size == 0));
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, text, size);
    enum status status = record_parse_foreign(record, "log.csv", exact, size, &error);
    free(exact);
    return status;
}

static struct record parsed(const char *text) {
    struct record record;
    ck_assert_msg(parse(&record, text) == STATUS_OK, "%s: %s", text, error.message);
    return record;
}

/* ---- spellings ------------------------------------------------------------------------------- */

static const struct {
    const char *cell;
    float value;
} cells[] = {
    {"+3", 3},
    {".5", 0.5F},
    {"-.5", -0.5F},
    {"5.", 5},
    {"5.e1", 50},
    {"\"2.5\"", 2.5F},
    {"1e-3", 1e-3F},
    {"nan", NAN},
    {"-nan", NAN},
    {"NaN", NAN},
    {"+NAN", NAN},
    {"nan(0x7ff8)", NAN},
    {"-nan(ind)", NAN},
    {"-1.#IND", NAN},
    {"1.#QNAN0", NAN},
    {"inf", INFINITY},
    {"+Inf", INFINITY},
    {"INF", INFINITY},
    {"Infinity", INFINITY},
    {"-Infinity", -INFINITY},
    {"\"-inf\"", -INFINITY},
    {"1.#INF", INFINITY},
    {"-1.#INF00", -INFINITY},
};

START_TEST(foreign_number_is_read_in_each_spelling) {
    char text[80];
    snprintf(text, sizeof text, "step,kl,recon\n0,%s,1\n", cells[_i].cell);
    struct record record = parsed(text);
    float value = record_value(&record, 0, OBSERVABLE_kl), wanted = cells[_i].value;
    ck_assert_msg(isnan(wanted) ? isnan(value) : value == wanted, "%s is %g", cells[_i].cell,
                  (double)value);
    ck_assert(!record_is_missing(&record, 0, OBSERVABLE_kl));
    record_free(&record);
    snprintf(text, sizeof text, "step,kl\n0,%s", cells[_i].cell); /* the last cell of the text */
    record = parsed(text);
    value = record_value(&record, 0, OBSERVABLE_kl);
    ck_assert(isnan(wanted) ? isnan(value) : value == wanted);
    record_free(&record);
}
END_TEST

/* The same record in many dresses. */
static const char *const dresses[] = {
    "step,recon,kl\n0,44.1,0.02\n100,41.2,0.44\n",
    "\xef\xbb\xbfstep,recon,kl\n0,44.1,0.02\n100,41.2,0.44\n",
    "step,recon,kl\r\n0,44.1,0.02\r\n100,41.2,0.44\r\n",
    "\xef\xbb\xbfstep,recon,kl\r\n0,44.1,0.02\r\n100,41.2,0.44",
    "step,recon,kl\n0,44.1,0.02\n100,41.2,0.44",
    "\"step\",\"recon\",\"kl\"\n\"0\",44.1,0.02\n\"100\",\"41.2\",\"0.44\"\n",
    "step,recon,kl\n0.0,44.1,0.02\n1e2,41.2,+.44\n",
    "step,recon,kl\n+0,44.1,0.02\n100.0,41.2,0.44\n",
    "step,mi,recon,kl\n0,,44.1,0.02\n100,,41.2,0.44\n", /* a column without any value */
};

START_TEST(foreign_table_is_read_in_each_dress) {
    struct record record = parsed(dresses[_i]);
    struct text text = {0};
    record_format(&text, &record);
    ck_assert_str_eq(text.bytes, dresses[0]);
    text_free(&text);
    record_free(&record);
}
END_TEST

/* ---- refusals -------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    long line, column;
    const char *message, *hint;
} refusals[] = {
    {"", 0, 0, "empty", ""},
    {"\xef\xbb\xbf", 0, 0, "empty", ""},
    {"step,kl", 1, 0, "no row below it", ""},
    {"step,kl\n0,NA\n", 2, 3, "\"NA\": must be a number like -1.5e-3, nan, inf or -inf, or nothing",
     "leave the cell empty where there is no value"},
    {"step,kl\n0,1.5x\n", 2, 3, "\"1.5x\"", ""},
    {"step,kl\n0,.\n", 2, 3, "\".\"", ""},
    {"step,kl\n0,+-3\n", 2, 3, "\"+-3\"", ""},
    {"step,kl\n0,nano\n", 2, 3, "\"nano\"", ""},
    {"step,kl\n0,inf0\n", 2, 3, "\"inf0\"", ""},
    {"step,kl\n0,nan(1\n", 2, 3, "\"nan(1\"", ""},
    {"step,kl\n0,1e999\n", 2, 3, "beyond binary32", ""},
    {"step,kl\n0,0x1p3\n", 2, 3, "must be a number", ""},
    {"step,kl\n0,\"1\n", 2, 3, "must be a number", "a quote is not closed"},
    {"step,kl\n0,\"1\"\"\"\n", 2, 3, "must be a number", ""},
    {"step,kl\n0,\"3,2\"\n", 2, 4, "\"3,2\": must be a number", ""},
    {"step,kl\n1.5,1\n", 2, 1, "\"1.5\": must be a whole number from 0", ""},
    {"step,kl\n-1.0,1\n", 2, 1, "must be a whole number from 0", ""},
    {"step,kl\n1e15,1\n", 2, 1, "at most 15 digits", ""},
    {"step,kl\nnan,1\n", 2, 1, "must be a whole number from 0", ""},
    {"step,kl\n,1\n", 2, 1, "column step is \"\"", ""},
    {"step,recon,kl\n0,1,2\n10,3\n20,4,5\n", 3, 0, "2 cells, the header has 3",
     "the cell is empty, its comma is not left out"},
    {"step,recon,kl\n0,1,2\n10,3", 3, 0, "2 cells, the header has 3",
     "the last line, and it does not end with a newline"},
    {"step;kl\n0;1\n", 1, 1, "unknown column \"step;kl\"", "not by semicolons"},
    {"sep=;\nstep;kl\n0;1\n", 1, 1, "unknown column \"sep=;\"", "not by semicolons"},
    {"epoch,kl\n0,1\n", 1, 1, "unknown column \"epoch\"", "must be one of step, beta"},
    {"epoch,kl,lr-Adam,recon,step,val_kl\n0,1,2,3,4,5\n", 1, 1,
     "unknown columns \"epoch\", \"lr-Adam\", \"val_kl\"", "must be one of step, beta"},
    {"step,\"kl\n0,1\n", 1, 6, "unknown column \"\"kl\"", "a quote is not closed"},
};

START_TEST(foreign_faulty_text_is_refused_at_its_place) {
    struct record record;
    error = (struct error){0};
    ck_assert_msg(parse(&record, refusals[_i].text) == STATUS_FORMAT, "accepted: %s",
                  refusals[_i].text);
    ck_assert_msg(error.line == refusals[_i].line && error.column == refusals[_i].column,
                  "%ld:%ld: %s", error.line, error.column, error.message);
    ck_assert_msg(strstr(error.message, refusals[_i].message) != NULL, "%s", error.message);
    ck_assert_msg(strstr(error.hint, refusals[_i].hint) != NULL, "%s: %s", error.message,
                  error.hint);
    ck_assert_ptr_null(record.value);
    ck_assert_ptr_null(record.missing);
}
END_TEST

/* However many there are, the message says how many more. */
START_TEST(foreign_unknown_columns_are_all_counted) {
    struct text text = {0};
    struct record record;
    for (int i = 0; i < 60; i++)
        text_add(&text, "validation_of_loss_%d,", i);
    text_add(&text, "step\n1\n");
    ck_assert_int_eq(parse(&record, text.bytes), STATUS_FORMAT);
    const char *others = strstr(error.message, " and ");
    ck_assert_ptr_nonnull(others);
    long shown = 0;
    for (const char *at = error.message; (at = strstr(at, "validation_")) != NULL; at++)
        shown++;
    ck_assert_int_eq(strtol(others + 5, NULL, 10), 60 - shown);
    ck_assert_int_gt(shown, 5);
    text_free(&text);
}
END_TEST

/* ---- missing values -------------------------------------------------------------------------- */

START_TEST(foreign_empty_cell_is_missing_and_not_a_nan) {
    struct record record = parsed("step,recon,kl\n49,41.9,\n99,,nan\n149,31.2,2.13\n199,,\n");
    ck_assert(!record_is_missing(&record, 0, OBSERVABLE_recon));
    ck_assert(record_is_missing(&record, 1, OBSERVABLE_recon));
    ck_assert(isnan(record_value(&record, 1, OBSERVABLE_recon)));
    ck_assert(!record_is_missing(&record, 1, OBSERVABLE_kl));
    ck_assert(!record_is_missing(&record, 1, OBSERVABLE_mi)); /* a column it lacks is not present */
    ck_assert(record_is_missing(&record, 3, OBSERVABLE_kl));
    struct text text = {0};
    record_format(&text, &record);
    ck_assert_str_eq(text.bytes, "step,recon,kl\n49,41.9,\n99,,nan\n149,31.2,2.13\n199,,\n");
    text_free(&text);
    record_free(&record);
}
END_TEST

START_TEST(foreign_mean_is_of_the_values_there_are) {
    struct record record = parsed("step,recon,kl,mi\n0,9,8,7\n10,5,,\n95,,3,\n98,4,,\n100,,,\n");
    ck_assert_near(record_final(&record, OBSERVABLE_recon), 4, 0); /* of steps 91 to 100 */
    ck_assert_near(record_final(&record, OBSERVABLE_kl), 3, 0);
    ck_assert_near(record_final(&record, OBSERVABLE_mi), 7, 0); /* the last there is */
    ck_assert_near(record_window_mean(&record, OBSERVABLE_recon, -1, 100), 6, 0);
    record_free(&record);
    record = parsed("step,kl\n0,1\n99,nan\n100,\n");
    ck_assert(isnan(record_final(&record, OBSERVABLE_kl)));
    record_free(&record);
}
END_TEST

/* What klimb writes has one spelling, and an empty cell in a golden is damage. */
START_TEST(strict_parsing_takes_none_of_it) {
    for (size_t i = 1; i < sizeof dresses / sizeof *dresses; i++) {
        struct record record;
        enum status status = record_parse(&record, "bits.csv", dresses[i], strlen(dresses[i]),
                                          &error);
        int is_crlf_alone = i == 2;
        ck_assert_msg(status == (is_crlf_alone ? STATUS_OK : STATUS_FORMAT), "%s", dresses[i]);
        record_free(&record);
    }
    struct record record;
    const char *bom = dresses[1], *quoted = "step,kl\n0,\"1\"\n";
    ck_assert_int_eq(record_parse(&record, "x.csv", bom, strlen(bom), &error), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.message, "begins with a byte order mark"));
    ck_assert_int_eq(record_parse(&record, "x.csv", quoted, strlen(quoted), &error), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.hint, "cells may not be quoted"));
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("csv_foreign");
    TCase *tests = tcase_create("csv_foreign");
    tcase_add_loop_test(tests, foreign_number_is_read_in_each_spelling, 0,
                        sizeof cells / sizeof *cells);
    tcase_add_loop_test(tests, foreign_table_is_read_in_each_dress, 0,
                        sizeof dresses / sizeof *dresses);
    tcase_add_loop_test(tests, foreign_faulty_text_is_refused_at_its_place, 0,
                        sizeof refusals / sizeof *refusals);
    tcase_add_test(tests, foreign_unknown_columns_are_all_counted);
    tcase_add_test(tests, foreign_empty_cell_is_missing_and_not_a_nan);
    tcase_add_test(tests, foreign_mean_is_of_the_values_there_are);
    tcase_add_test(tests, strict_parsing_takes_none_of_it);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
