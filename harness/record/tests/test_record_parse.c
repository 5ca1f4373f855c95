/* Reading records: anyone's record.csv, dims.csv, and tables of several seeds. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/record.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static void assert_text(const struct record *record, const char *wanted) {
    struct text text = {0};
    record_format(&text, record);
    ck_assert_str_eq(text.bytes, wanted);
    text_free(&text);
}

static enum status parse(struct record *record, const char *text, struct error *error) {
    return record_parse(record, "log.csv", text, strlen(text), error);
}

START_TEST(record_parse_missing_columns_are_nan_and_not_present) {
    struct record record;
    struct error error = {0};
    ck_assert_int_eq(parse(&record, "kl,step,recon\r\n0.5,0,45\r\n3,100,21.5\r\n", &error),
                     STATUS_OK);
    ck_assert_int_eq(record.rows, 2);
    ck_assert_int_eq(record.step[1], 100);
    ck_assert(record_value(&record, 1, OBSERVABLE_recon) == 21.5f);
    ck_assert(record_value(&record, 0, OBSERVABLE_kl) == 0.5f);
    ck_assert_int_eq(record.present[OBSERVABLE_kl], 1);
    ck_assert_int_eq(record.present[OBSERVABLE_mi], 0);
    ck_assert(isnan(record_value(&record, 1, OBSERVABLE_mi)));
    assert_text(&record, "step,recon,kl\n0,45,0.5\n100,21.5,3\n");
    record_free(&record);
}
END_TEST

/* What is measured once stands in the last row; any other column has to have a value. */
START_TEST(record_parse_column_of_the_end_may_be_empty) {
    static const char text[] = "step,kl,mmd2,nll_iw\n0,1,,\n5,2,0.5,\n";
    struct record record;
    struct error error = {0};
    ck_assert_int_eq(record_parse(&record, "r.csv", text, sizeof text - 1, &error), STATUS_OK);
    ck_assert(record.present[OBSERVABLE_mmd2] && record.present[OBSERVABLE_nll_iw]);
    ck_assert(!record.present[OBSERVABLE_nn_accuracy]);
    ck_assert(record_is_missing(&record, 0, OBSERVABLE_mmd2));
    ck_assert(!record_is_missing(&record, 1, OBSERVABLE_mmd2));
    ck_assert(record_is_missing(&record, 1, OBSERVABLE_nll_iw));
    ck_assert_near(record_final(&record, OBSERVABLE_mmd2), 0.5, 0);
    struct text again = {0};
    record_format(&again, &record);
    ck_assert_str_eq(again.bytes, text);
    text_free(&again);
    record_free(&record);
    static const char empty_kl[] = "step,kl,mmd2\n0,,1\n";
    ck_assert_int_eq(record_parse(&record, "r.csv", empty_kl, sizeof empty_kl - 1, &error),
                     STATUS_FORMAT);
}
END_TEST

START_TEST(record_parse_without_manifest_run_is_completed_at_the_last_row) {
    struct record record;
    struct error error = {0};
    ck_assert_int_eq(parse(&record, "step,kl\n0,1\n70,2\n", &error), STATUS_OK);
    ck_assert_int_eq(record.seed, -1);
    ck_assert_str_eq(record.name, "log.csv");
    ck_assert_int_eq(record.outcome.diverged, 0);
    ck_assert_int_eq(record.outcome.step, 70);
    ck_assert_int_eq(record.outcome.dimension, -1);
    record_free(&record);
}
END_TEST

/* What csv.h refuses is tested there; here, what makes a table no record. */
static const struct {
    const char *text;
    long line, column;
    const char *message;
} refusals[] = {
    {"kl,recon\n1,2\n", 1, 0, "no column step"},
    {"step,kl\n0,1\n10,1\n10,2\n", 4, 1, "column step is \"10\": the same step"},
    {"step,kl\n0,1\n10,1\n5,2\n", 4, 1, "steps must ascend, but the line before has 10"},
    {"kl,step\n1,3\n1,2\n", 3, 3, "steps must ascend"},
    {"step,kl\n0,1\n1.5,1\n", 3, 1, "column step is \"1.5\": must be a whole number"},
    {"step,kl\n0,1\n1,x\n", 3, 3, "column kl is \"x\""},
    {"step,kll\n0,1\n", 1, 6, "unknown column \"kll\""},
    {"", 0, 0, "empty"},
};

START_TEST(record_parse_faulty_text_is_refused_at_its_place) {
    struct record record;
    struct error error = {0};
    ck_assert_int_eq(parse(&record, refusals[_i].text, &error), STATUS_FORMAT);
    ck_assert_str_eq(error.file, "log.csv");
    ck_assert_msg(strstr(error.message, refusals[_i].message) != NULL, "%s", error.message);
    ck_assert_msg(error.line == refusals[_i].line && error.column == refusals[_i].column,
                  "%ld:%ld: %s", error.line, error.column, error.message);
    ck_assert_ptr_null(record.value); /* nothing is left to free */
}
END_TEST

#define DIMS_HEADER "step,dimension,kl,mu_mean,mu_variance,logvar_mean,logvar_min,logvar_max\n"

/* dims.csv beside a record with the steps 0 and 10. */
static const struct {
    const char *text;
    long line;
    const char *message;
} dims_refusals[] = {
    {"step,dimension,kl\n0,0,1\n10,0,1\n", 1, "no column mu_mean"},
    {DIMS_HEADER "0,0,1,1,1,1,1,1\n0,1,1,1,1,1,1,1\n10,0,1,1,1,1,1,1\n", 0,
     "3 rows; must be a multiple of the 2 rows"},
    {DIMS_HEADER "0,0,1,1,1,1,1,1\n5,0,1,1,1,1,1,1\n", 3, "column step is \"5\": must be 10"},
    {DIMS_HEADER "0,0,1,1,1,1,1,1\n10,1,1,1,1,1,1,1\n", 3, "column dimension is \"1\": must be 0"},
    {DIMS_HEADER "0,0,1,1,1,1,1,1\n10,0,1,1,1,1,1,-\n", 3, "column logvar_max is \"-\""},
    {DIMS_HEADER "0,0,1,1,1,1,1,1\n10,0,1,1,1,1,1\n", 3, "7 cells, the header has 8"},
    {DIMS_HEADER "0,0,1,1,1,1,1,1\n10,0,1,1,1,1,1,1", 3, "cut off"},
    {"step,dimension,beta\n", 1, "no row"},
};

START_TEST(record_read_faulty_dims_csv_is_refused_at_its_place) {
    struct record record;
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    temp_folder_write(folder, "record.csv", "step,kl\n0,1\n10,2\n");
    temp_folder_write(folder, "dims.csv", dims_refusals[_i].text);
    ck_assert_int_eq(record_read(&record, folder, &error), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, dims_refusals[_i].message) != NULL, "%s", error.message);
    ck_assert_int_eq(error.line, dims_refusals[_i].line);
    ck_assert_ptr_nonnull(strstr(error.file, "dims.csv"));
    ck_assert_ptr_null(record.value);
    temp_folder_remove(folder);
}
END_TEST

START_TEST(record_read_missing_record_is_an_io_error_with_its_path) {
    struct record record;
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    ck_assert_int_eq(record_read(&record, folder, &error), STATUS_IO);
    ck_assert_msg(strstr(error.file, "record.csv") != NULL ||
                      strstr(error.message, "record.csv") != NULL,
                  "%s", error.message);
    temp_folder_remove(folder);
}
END_TEST

START_TEST(record_read_damaged_manifest_is_an_error) {
    struct record record;
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    temp_folder_write(folder, "record.csv", "step,kl\n0,1\n");
    temp_folder_write(folder, "manifest.json", "{\"scenario\": {");
    ck_assert_int_eq(record_read(&record, folder, &error), STATUS_FORMAT);
    ck_assert_ptr_null(record.value);
    temp_folder_remove(folder);
}
END_TEST

/* ---- several records in one table ---------------------------------------------------------- */

static enum status parse_seeds(struct record **records, long *count, const char *text,
                               struct error *error) {
    return record_parse_seeds(records, count, 3, "bits.csv", text, strlen(text), error);
}

/* The first column is the seed, the others come in any order. Seeds may have different steps. */
START_TEST(record_parse_seeds_is_a_record_for_each) {
    static const char text[] = "seed,kl,step\n0,0.5,0\n0,1.5,10\n1,2.5,0\n2,3.5,0\n2,nan,7\n";
    static const long rows[] = {2, 1, 2};
    struct record *records;
    struct error error = {0};
    long count;
    ck_assert_msg(parse_seeds(&records, &count, text, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(count, 3);
    for (long i = 0; i < count; i++) {
        ck_assert_int_eq(records[i].seed, i);
        ck_assert_int_eq(records[i].rows, rows[i]);
        ck_assert_near(record_value(&records[i], 0, OBSERVABLE_kl), i == 0 ? 0.5 : 1.5 + (double)i,
                       0);
        ck_assert_int_eq(records[i].present[OBSERVABLE_mi], 0);
    }
    ck_assert_int_eq(records[2].step[1], 7);
    ck_assert_int_eq(records[2].outcome.step, 7);
    struct text again = {0};
    record_format_seeds(&again, records, count);
    ck_assert_str_eq(again.bytes, "seed,step,kl\n0,0,0.5\n0,10,1.5\n1,0,2.5\n2,0,3.5\n2,7,nan\n");
    text_free(&again);
    for (long i = 0; i < count; i++)
        record_free(&records[i]);
    free(records);
}
END_TEST

/* Lines and columns are those of the table. */
static const struct {
    const char *text;
    long line, column;
    const char *message;
} seeds_refusals[] = {
    {"step,kl\n0,1\n", 1, 1, "the first column must be seed"},
    {"step,seed\n0,1\n", 1, 1, "the first column must be seed"},
    {"seed,kl\n0,1\n", 1, 0, "no column step"},
    {"seed,step\n", 1, 0, "no row below it"},
    {"seed,step\n1,0\n", 2, 1, "seed is 1; the next one here must be 0"},
    {"seed,step\n0,0\n2,0\n", 3, 1, "seed is 2; the next one here must be 1"},
    {"seed,step\n0,0\n1,0\n0,1\n", 4, 1, "seed is 0; the next one here must be 2"},
    {"seed,step\n0,0\n1,0\n2,0\n3,0\n", 5, 1, "of at most 3"},
    {"seed,step\n0,0\n-1,0\n", 3, 1, "column seed is \"-1\": must be a whole number"},
    {"seed,step\n0,0\n,1\n", 3, 1, "column seed is \"\""},
    {"seed,step\n0,0\n0,0\n", 3, 3, "the same step as in the line before"},
    {"seed,step,kl\n0,0,1\n0,1,x\n", 3, 5, "column kl is \"x\""},
    {"seed,step\n0,0\n\n1,0\n", 3, 0, "an empty line"},
    {"seed,step\n0,0\n1,0", 3, 0, "does not end with a newline"},
};

START_TEST(record_parse_seeds_faulty_text_is_refused_at_its_place) {
    struct record *records;
    struct error error = {0};
    long count;
    ck_assert_int_eq(parse_seeds(&records, &count, seeds_refusals[_i].text, &error), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, seeds_refusals[_i].message) != NULL, "%s", error.message);
    ck_assert_msg(error.line == seeds_refusals[_i].line &&
                      error.column == seeds_refusals[_i].column,
                  "%ld:%ld: %s", error.line, error.column, error.message);
    ck_assert_ptr_null(records);
    ck_assert_int_eq(count, 0);
}
END_TEST

static Suite *record_parse_suite(void) {
    Suite *suite = suite_create("record_parse");
    TCase *tests = tcase_create("record_parse");
    tcase_add_test(tests, record_parse_missing_columns_are_nan_and_not_present);
    tcase_add_test(tests, record_parse_column_of_the_end_may_be_empty);
    tcase_add_test(tests, record_parse_without_manifest_run_is_completed_at_the_last_row);
    tcase_add_loop_test(tests, record_parse_faulty_text_is_refused_at_its_place, 0,
                        sizeof refusals / sizeof *refusals);
    tcase_add_loop_test(tests, record_read_faulty_dims_csv_is_refused_at_its_place, 0,
                        sizeof dims_refusals / sizeof *dims_refusals);
    tcase_add_test(tests, record_read_missing_record_is_an_io_error_with_its_path);
    tcase_add_test(tests, record_read_damaged_manifest_is_an_error);
    tcase_add_test(tests, record_parse_seeds_is_a_record_for_each);
    tcase_add_loop_test(tests, record_parse_seeds_faulty_text_is_refused_at_its_place, 0,
                        sizeof seeds_refusals / sizeof *seeds_refusals);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(record_parse_suite)
