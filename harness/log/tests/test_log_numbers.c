/* Numbers, separators and headers as programs write them, and what is refused. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/log.h"
#include "log/log_table.h"
#include "tests/check_near.h"

static struct error error;

static enum status parse(struct log *log, const char *text) {
    /* In memory of just this size, so that a sanitizer sees a read beyond its end. */
    const struct log_options options = {0};
    size_t size = strlen(text);
    char *exact = malloc(size + (size == 0));
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, text, size);
    error = (struct error){0};
    enum status status = log_parse(log, "log.csv", exact, size, &options, &error);
    free(exact);
    return status;
}

static struct log parsed(const char *text) {
    struct log log;
    ck_assert_msg(parse(&log, text) == STATUS_OK, "%s: %s", text, error.message);
    return log;
}

static void assert_record(const char *text, const char *wanted) {
    struct log log = parsed(text);
    struct text found = {0};
    record_format(&found, &log.record);
    ck_assert_msg(strcmp(found.bytes, wanted) == 0, "%s became\n%s", text, found.bytes);
    text_free(&found);
    log_free(&log);
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
    {" 2.5 ", 2.5F},
    {"1e-3", 1e-3F},
    {"1e39", 3.4028234663852886e38F},
    {"-1e999", -3.4028234663852886e38F},
    {"\"tensor(2.5, device='cuda:0')\"", 2.5F},
    {"tensor(nan)", NAN},
    {"np.float32(2.5)", 2.5F},
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

START_TEST(number_is_read_in_each_spelling) {
    static const char *const forms[] = {"step,kl,recon\n0,%s,1\n", "step,kl\n0,%s"};
    for (int form = 0; form < 2; form++) {
        char text[80];
        snprintf(text, sizeof text, form == 0 ? "step,kl,recon\n0,%s,1\n" : "step,kl\n0,%s",
                 cells[_i].cell);
        struct log log = parsed(text);
        float value = record_value(&log.record, 0, OBSERVABLE_kl), wanted = cells[_i].value;
        ck_assert_msg(isnan(wanted) ? isnan(value) : value == wanted, "%s in %s is %g",
                      cells[_i].cell, forms[form], (double)value);
        ck_assert(!record_is_missing(&log.record, 0, OBSERVABLE_kl));
        log_free(&log);
    }
}
END_TEST

/* Numbers of few digits are read in a way of their own, to the same bits. */
START_TEST(short_number_is_what_strtod_finds) {
    unsigned long long state = 88172645463325252ULL;
    for (long i = 0; i < 100000; i++) {
        char digits[24], text[48];
        double value;
        int is_missing;
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        int count = 1 + (int)(state % 17), before = (int)(state / 17 % 18) % (count + 1);
        snprintf(digits, sizeof digits, "%020llu", state / 4);
        int length = snprintf(text, sizeof text, "%s%.*s.%.*s", state % 3 == 0 ? "-" : "", before,
                              digits + 2, count - before, digits + 2 + before);
        ck_assert(log_number_read(&value, &is_missing, (struct log_cell){text, length}));
        double wanted = strtod(text, NULL);
        ck_assert_msg(memcmp(&value, &wanted, sizeof value) == 0, "%s is %.17g", text, value);
    }
}
END_TEST

START_TEST(missing_value_is_read_in_each_spelling) {
    static const char *const words[] = {"",  "NA", "N/A", "None", "null", "NULL", "nil", "<NA>",
                                        "-", "--", "?",   "\"\"", "n.a.", " ",    "none"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char text[80];
        snprintf(text, sizeof text, "step,kl,recon\n0,%s,1\n1,2,3\n", words[i]);
        assert_record(text, "step,recon,kl\n0,1,\n1,3,2\n");
    }
}
END_TEST

/* ---- dresses --------------------------------------------------------------------------------- */

/* The same record in many dresses. */
static const char *const dresses[] = {
    "step,recon,kl\n0,44.1,0.02\n100,41.2,0.44\n",
    "\xef\xbb\xbfstep,recon,kl\n0,44.1,0.02\n100,41.2,0.44\n",
    "step,recon,kl\r\n0,44.1,0.02\r\n100,41.2,0.44\r\n",
    "step,recon,kl\r0,44.1,0.02\r100,41.2,0.44\r",
    "\xef\xbb\xbfstep,recon,kl\r\n0,44.1,0.02\r\n100,41.2,0.44",
    "step,recon,kl\n0,44.1,0.02\n100,41.2,0.44",
    "step,recon,kl,\n0,44.1,0.02,\n100,41.2,0.44,\n",
    "\n\nstep,recon,kl\n\n0,44.1,0.02\n\n100,41.2,0.44\n\n",
    "# seed 3\nstep,recon,kl\n0,44.1,0.02\n# half-way\n100,41.2,0.44\n",
    "# seed 3\n# step recon kl\n0 44.1 0.02\n100 41.2 0.44\n", /* numpy.savetxt */
    "step,recon,kl\n0,44.1,0.02\nstep,recon,kl\n100,41.2,0.44\n",
    "\"step\",\"recon\",\"kl\"\n\"0\",44.1,0.02\n\"100\",\"41.2\",\"0.44\"\n",
    "step, \"recon\" ,kl\n0, \"44.1\" ,0.02\n100,41.2 , 0.44\n",
    "step,note,recon,kl\n0,\"a, \"\"b\"\"\nc\",44.1,0.02\n100,,41.2,0.44\n",
    "step,recon,kl\n0.0,44.1,0.02\n1e2,41.2,+.44\n",
    "step,recon,kl\n+0,44.1,0.02\n100.0,41.2,0.44\n",
    "step,mi,recon,kl\n0,,44.1,0.02\n100,,41.2,0.44\n", /* a column without any value */
    "step\trecon\tkl\n0\t44.1\t0.02\n100\t41.2\t0.44\n",
    "step\trecon\tkl\n0\t44,1\t0,02\n100\t41,2\t0,44\n",
    "step;recon;kl\n0;44.1;0.02\n100;41.2;0.44\n",
    "step;recon;kl\n0;44,1;0,02\n100;41,2;0,44\n",
    "sep=;\r\nstep;recon;kl\r\n0;44,1;0,02\r\n100;41,2;0,44\r\n",
    "sep=,\nstep,recon,kl\n0,44.1,0.02\n100,41.2,0.44\n",
    "step|recon|kl\n0|44.1|0.02\n100|41.2|0.44\n",
    "  step   recon  kl\n     0    44.1  0.02\n   100    41.2  0.44\n",
    "Step,RECON,Kl\n0,44.1,0.02\n100,41.2,0.44\n",
    ",recon,kl\n0,44.1,0.02\n100,41.2,0.44\n", /* the index of a data frame */
    "Unnamed: 0,recon,kl\n0,44.1,0.02\n100,41.2,0.44\n",
    "step,recon,kl\n0,44.1,0.02\n50,,\n100,41.2,0.44\n",
    "step,recon,kl\n0,44.1,0.02\n100,41.2,0.44\n150,4", /* a program was stopped */
};

START_TEST(table_is_read_in_each_dress) {
    assert_record(dresses[_i], "step,recon,kl\n0,44.1,0.02\n100,41.2,0.44\n");
}
END_TEST

/* ---- what is refused ------------------------------------------------------------------------- */

static const struct {
    const char *text;
    long line, column;
    const char *message, *hint;
} refusals[] = {
    {"", 0, 0, "empty", ""},
    {"\xef\xbb\xbf", 0, 0, "empty", ""},
    {"# only a comment\n", 0, 0, "empty", ""},
    {"step,kl", 1, 0, "no row below it", ""},
    {"step,kl\n0,\n1,NA\n", 1, 0, "no row below it with a value", ""},
    {"step,kl\n0,1.5x\n", 2, 2, "column \"kl\" is \"1.5x\": must be a number like", "--columns"},
    {"step,kl\n0,.\n", 2, 2, "\".\"", ""},
    {"step,kl\n0,+-3\n", 2, 2, "\"+-3\"", ""},
    {"step,kl\n0,nano\n", 2, 2, "\"nano\"", ""},
    {"step,kl\n0,inf0\n", 2, 2, "\"inf0\"", ""},
    {"step,kl\n0,nan(1\n", 2, 2, "\"nan(1\"", ""},
    {"step,kl\n0,tensor()\n", 2, 2, "must be a number", ""},
    {"step,kl\n0,0x1p3\n", 2, 2, "must be a number", ""},
    {"step,kl\n0,\"3,2\"\n", 2, 2, "\"3,2\": must be a number", "of a fraction or of thousands"},
    {"step;kl\n0;1.234,5\n", 2, 2, "must be a number", ""},
    {"step;recon;kl\n0;44,1;3\n1;44.1;3\n", 3, 2,
     "a decimal point, where line 2 has a decimal comma", ""},
    {"step;recon;kl\n0;44.1;3\n1;44,1;3\n", 3, 2,
     "a decimal comma, where line 2 has a decimal point", ""},
    {"step,kl\n0,\"1\n", 2, 2, "a quote that is not closed", ""},
    {"step,kl\n1.5,1\n", 2, 1, "\"1.5\": must be a whole number from 0", ""},
    {"step,kl\n-1.0,1\n", 2, 1, "must be a whole number from 0", ""},
    {"step,kl\n1e15,1\n", 2, 1, "from 0 to 10^15", ""},
    {"step,kl\nnan,1\n", 2, 1, "must be a whole number from 0", ""},
    {"step,kl\n,1\n5,1\n", 2, 0, "the first row with a value has no step", ""},
    {"epoch,kl\n-1,1\n", 2, 1, "must be a number from 0", ""},
    {"step,recon,kl\n0,1,2\n10,3\n20,4,5\n", 3, 0, "2 cells, the header has 3",
     "its separator is not left out"},
    {"step,recon,kl\n0,1,2,3\n", 2, 0, "4 cells, the header has 3", "must be quoted"},
    {"foo,bar\n0,1\n", 1, 0, "no column that klimb knows: \"foo\", \"bar\"",
     "--columns recon=NAME"},
    {"step,epoch\n0,1\n", 1, 0, "no column that klimb knows: \"step\", \"epoch\"", ""},
    {"step,kl,KL\n0,1,1\n", 1, 3, "column \"KL\" appears twice", ""},
    {"0,44.1,0.02\n1,44.1,0.02\n", 1, 1, "\"0\" is a number; the first line must name", ""},
    {"\xff\xfes", 1, 0, "UTF-16", "UTF-8"},
    {"step,kl\n0,1\n<<<<<<< ours\n", 3, 1, "merge conflict", ""},
    {"Wall time,Step,Value\n1,2,3\n", 1, 3, "the name of the file must say of what",
     "--columns kl=Value"},
};

START_TEST(faulty_text_is_refused_at_its_place) {
    struct log log;
    ck_assert_msg(parse(&log, refusals[_i].text) == STATUS_FORMAT, "accepted: %s",
                  refusals[_i].text);
    ck_assert_msg(error.line == refusals[_i].line && error.column == refusals[_i].column,
                  "%s: %ld:%ld: %s", refusals[_i].text, error.line, error.column, error.message);
    ck_assert_msg(strstr(error.message, refusals[_i].message) != NULL, "%s", error.message);
    ck_assert_msg(strstr(error.hint, refusals[_i].hint) != NULL, "%s: %s", error.message,
                  error.hint);
    ck_assert_str_eq(error.file, "log.csv");
    ck_assert_ptr_null(log.record.value);
    ck_assert_ptr_null(log.notes.bytes);
}
END_TEST

START_TEST(nul_byte_is_refused_with_its_line) {
    const struct log_options options = {0};
    struct log log;
    ck_assert_int_eq(log_parse(&log, "log.csv", "step,kl\n0,1\n\0", 13, &options, &error),
                     STATUS_FORMAT);
    ck_assert_int_eq(error.line, 3);
}
END_TEST

/* What a column of no interest holds is not a fault. */
START_TEST(unknown_column_may_hold_anything) {
    assert_record("step,kl,time,note\n0,1,12:03:04,ok\n1,2,,\"x;y\"\n", "step,kl\n0,1\n1,2\n");
}
END_TEST

/* ---- what is missing ------------------------------------------------------------------------- */

START_TEST(missing_value_is_no_nan_and_written_as_an_empty_cell) {
    struct log log = parsed("step,recon,kl\n49,41.9,\n99,7,nan\n149,31.2,2.13\n199,,3\n");
    ck_assert(record_is_missing(&log.record, 0, OBSERVABLE_kl));
    ck_assert(isnan(record_value(&log.record, 0, OBSERVABLE_kl)));
    ck_assert(!record_is_missing(&log.record, 1, OBSERVABLE_kl));
    ck_assert(record_is_missing(&log.record, 3, OBSERVABLE_recon));
    log_free(&log);
    assert_record("step,recon,kl\n49,41.9,\n99,7,nan\n149,31.2,2.13\n199,,3\n",
                  "step,recon,kl\n49,41.9,\n99,7,nan\n149,31.2,2.13\n199,,3\n");
}
END_TEST

START_TEST(mean_is_of_the_values_there_are) {
    struct log log = parsed("step,recon,kl,mi\n0,9,8,7\n10,5,,\n95,,3,\n98,4,,\n");
    ck_assert_near(record_final(&log.record, OBSERVABLE_recon), 4, 0); /* of steps 89 to 98 */
    ck_assert_near(record_final(&log.record, OBSERVABLE_kl), 3, 0);
    ck_assert_near(record_final(&log.record, OBSERVABLE_mi), 7, 0); /* the last there is */
    ck_assert_near(record_window_mean(&log.record, OBSERVABLE_recon, -1, 98), 6, 0);
    log_free(&log);
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
    Suite *suite = suite_create("log_numbers");
    TCase *tests = tcase_create("log_numbers");
    tcase_add_loop_test(tests, number_is_read_in_each_spelling, 0, sizeof cells / sizeof *cells);
    tcase_add_test(tests, short_number_is_what_strtod_finds);
    tcase_add_test(tests, missing_value_is_read_in_each_spelling);
    tcase_add_loop_test(tests, table_is_read_in_each_dress, 0, sizeof dresses / sizeof *dresses);
    tcase_add_loop_test(tests, faulty_text_is_refused_at_its_place, 0,
                        sizeof refusals / sizeof *refusals);
    tcase_add_test(tests, nul_byte_is_refused_with_its_line);
    tcase_add_test(tests, unknown_column_may_hold_anything);
    tcase_add_test(tests, missing_value_is_no_nan_and_written_as_an_empty_cell);
    tcase_add_test(tests, mean_is_of_the_values_there_are);
    tcase_add_test(tests, strict_parsing_takes_none_of_it);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
