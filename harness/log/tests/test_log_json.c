/* Logs in JSON: lines, arrays, and objects that are a log by themselves. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "log/log_json.h"
#include "log/log_make.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static struct error error;

/* In memory of just this size, so that a sanitizer sees a read beyond its end. */
static enum status parse(struct log *log, const char *text) {
    size_t size = strlen(text);
    char *exact = malloc(size + (size == 0));
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, text, size);
    error = (struct error){0};
    enum status status = log_parse(log, "log.json", exact, size, NULL, &error);
    free(exact);
    return status;
}

static const struct {
    const char *text, *record, *format, *note;
} readings[] = {
    {"{\"step\": 0, \"recon\": 9, \"kl\": 1}\n{\"step\": 5, \"recon\": 8.5, \"kl\": 2e0}\n",
     "step,recon,kl\n0,9,1\n5,8.5,2\n", "JSON lines", ""},
    {"\xef\xbb\xbf {\"step\":0,\"kl\":1}\r\n\r\n{\"step\":5,\"kl\":2}", "step,kl\n0,1\n5,2\n",
     "JSON lines", ""},
    {"{\"step\":0,\"kl\":1}{\"step\":5,\n\"kl\":2}", "step,kl\n0,1\n5,2\n", "JSON lines", ""},
    {"[{\"step\":0,\"kl\":1},\n {\"step\":5,\"kl\":2}]\n", "step,kl\n0,1\n5,2\n", "JSON array", ""},
    {"[\n{\"step\":0,\"kl\":1},\n{\"step\":5,\"kl\":2},\n", "step,kl\n0,1\n5,2\n", "JSON array",
     "the array has no end: what follows line 4 was left out\n"},
    {"[{\"step\":0,\"kl\":1},\n{\"step\":5,\"kl\"", "step,kl\n0,1\n", "JSON array",
     "the array has no end: what follows line 2 was left out\n"},
    /* Names, within objects as well; a key may come later. */
    {"{\"step\":0,\"train\":{\"kl\":1,\"lr\":7}}\n{\"step\":0,\"val\":{\"kl\":2}}\n",
     "step,kl,batch_kl\n0,2,1\n", "JSON lines", "left out: \"train/lr\"\n"},
    {"{\"step\":0,\"kl\":1}\n{\"kl\":3,\"step\":1,\"recon\":2}\n", "step,recon,kl\n0,,1\n1,2,3\n",
     "JSON lines", ""},
    {"{\"step\":0,\"kl\":1,\"kl\":2}\n", "step,kl\n0,2\n", "JSON lines", ""},
    {"{\"a\\\"b{\":\"}]\",\"step\":0,\"kl\":1}\n", "step,kl\n0,1\n", "JSON lines", ""},
    {"{\"config\":{\"model\":\"vae\"}}\n{\"step\":0,\"kl\":1}\n", "step,kl\n0,1\n", "JSON lines",
     "left out: \"config/model\"\n"},
    /* What is not finite, missing, or a string. */
    {"{\"step\":0,\"recon\":NaN,\"kl\":-Infinity}\n{\"step\":1,\"recon\":nan,\"kl\":Infinity}\n",
     "step,recon,kl\n0,nan,-inf\n1,nan,inf\n", "JSON lines", ""},
    {"{\"step\":0,\"recon\":\"nan\",\"kl\":\"-inf\",\"beta\":\"2.5\"}\n",
     "step,beta,recon,kl\n0,2.5,nan,-inf\n", "JSON lines", ""},
    {"{\"step\":0,\"recon\":null,\"kl\":1,\"mi\":true}\n{\"step\":1,\"recon\":2,\"kl\":\"\"}",
     "step,recon,kl\n0,,1\n1,2,\n", "JSON lines", ""},
    {"{\"step\":0,\"kl\":[1]}\n{\"step\":1,\"kl\":-.5}\n{\"step\":2,\"kl\":1E-3}\n",
     "step,kl\n0,1\n1,-0.5\n2,0.001\n", "JSON lines", ""},
    {"{\"step\":0,\"NaN\":\"NaN, -Infinity\",\"kl\":NaN}\n{\"step\":1,\"kl\":1}",
     "step,kl\n0,nan\n1,1\n", "JSON lines", "left out: \"NaN\"\n"},
    {"{\"step\":0,\"loss\":\"bce\",\"beta\":4}\n{\"step\":1,\"kl\":1}\n",
     "step,beta,kl\n0,4,\n1,,1\n", "JSON lines",
     "1 value is not a number and was left out: \"loss\" is \"bce\" (line 1)\n"},
    /* Numbers that JSON does not have, but tables do; numbers that cJSON would cut. */
    {"{\"step\":00,\"kl\":01.5,\"beta\":+1,\"recon\":1.}\n"
     "{\"step\":1,\"kl\":.5,\"beta\":-02,\"recon\":-0}\n",
     "step,beta,recon,kl\n0,1,1,1.5\n1,-2,-0,0.5\n", "JSON lines", ""},
    {"{\"step\":0,\"kl\":1e,\"beta\":4}\n{\"step\":1,\"kl\":--1}\n{\"step\":2,\"kl\":2}\n",
     "step,beta,kl\n0,4,\n2,,2\n", "JSON lines",
     "2 values are not a number and were left out: \"kl\" is \"1e\" (line 1)\n"},
    {"{\"step\":0,\"kl\":1e999,\"recon\":-1e999,\"beta\":1e-999}\n",
     "step,beta,recon,kl\n0,0,-3.4028235e+38,3.4028235e+38\n", "JSON lines", ""},
    {"{\"step\":0,\"kl\":12."
     "50000000000000000000000000000000000000000000000000000000000000000000000000}\n",
     "step,kl\n0,12.5\n", "JSON lines", ""},
    {"{\"step\":0,\"id\":00f,\"kl\":1}\n", "step,kl\n0,1\n", "JSON lines", "left out: \"id\""},
    /* Strings: bytes that are not UTF-8, a NUL. */
    {"{\"step\":0,\"note\\n\xff\":\"\xe9\",\"kl\":1}\n", "step,kl\n0,1\n", "JSON lines",
     "left out: \"note??\""},
    {"{\"step\":0,\"kl\":1}\n{\"step\":1,\"kl\\u0000\":2}\n{\"step\":2,\"kl\":3,\"a\":"
     "\"\\\\u0000\"}\n",
     "step,kl\n0,1\n2,3\n", "JSON lines", "1 damaged line was left out, line 2 the first\n"},
    {"{\"step\":0,\"kl\":1,\"picture\":{\"_type\":\"image\",\"recon\":3},\"_type\":\"row\"}\n",
     "step,kl\n0,1\n", "JSON lines", ""},
    /* Damage after the first. */
    {"{\"step\":0,\"kl\":1}\n{\"step\":1,\"k", "step,kl\n0,1\n", "JSON lines",
     "line 2 is cut off and was left out\n"},
    {"{\"step\":0,\"kl\":1}\n{\"step\":1,\"k\n{\"step\":2,\"kl\":3}\n", "step,kl\n0,1\n2,3\n",
     "JSON lines", "1 damaged line was left out, line 2 the first\n"},
    {"{\"step\":0,\"kl\":1}\n{\"step\":1,}\nWarning: x\n{\"step\":3,\"kl\":4}\n",
     "step,kl\n0,1\n3,4\n", "JSON lines", "2 damaged lines were left out, line 2 the first\n"},
    /* Objects that are a log. */
    {"{\"epoch\": 2.0, \"log_history\": [{\"epoch\": 1.0, \"step\": 5, \"loss\": 4, \"kl\": 1},\n"
     "{\"epoch\": 1.0, \"step\": 5, \"eval_loss\": 3},{\"epoch\":2.0,\"step\":9,\"loss\":NaN}]}",
     "step,kl,loss\n5,1,4\n9,,nan\n", "JSON", ""},
    {"{\"loss\": [5, 4, 3], \"kl_loss\": [1, NaN, null], \"val_loss\": [6, 5, 4], \"lr\": [1]}\n",
     "step,kl,loss\n0,1,5\n1,,4\n2,,3\n", "JSON", "rows are numbered from 0\n"},
    {"{\"params\": {\"epochs\": 2}, \"history\": {\"loss\": [5, 4], \"kl\": [1, 2]}}",
     "step,kl,loss\n0,1,5\n1,2,4\n", "JSON", ""},
    {"{\"name\": \"x\", \"metrics\": [{\"step\": 0, \"kl\": 1}, {\"step\": 1, \"kl\": 2}]}",
     "step,kl\n0,1\n1,2\n", "JSON", ""},
    {"{\"kl\": 1, \"recon\": 3}\n", "step,recon,kl\n0,3,1\n", "JSON lines", ""},
};

START_TEST(json_becomes_this_record) {
    struct log log;
    struct text found = {0};
    ck_assert_msg(parse(&log, readings[_i].text) == STATUS_OK, "%s\n%ld: %s", readings[_i].text,
                  error.line, error.message);
    record_format(&found, &log.record);
    ck_assert_msg(strcmp(found.bytes, readings[_i].record) == 0, "%s\nbecame\n%s",
                  readings[_i].text, found.bytes);
    ck_assert_str_eq(log.format, readings[_i].format);
    ck_assert_msg(strstr(text_string(&log.notes), readings[_i].note) != NULL, "%s\nsaid %s",
                  readings[_i].text, text_string(&log.notes));
    text_free(&found);
    log_free(&log);
}
END_TEST

static const struct {
    const char *text;
    long line;
    const char *message;
} refusals[] = {
    {"{\"step\":0,\"kl\":1\n", 1, "an object that is not closed"},
    {"{\"step\":0\n,\"kl\":1,}\n", 2, "this is not JSON, near \""},
    {"{\"step\":0,\"k\nl\":1}\n", 1, "this is not JSON, near \""},
    {"{\"step\":0,\"lr\":1}\n", 0, "no column that klimb knows: \"step\", \"lr\""},
    {"{}\n", 0, "no values"},
    {"{\"step\":0,\"kl\":1,\"KL\":2}\n", 0, "column \"KL\" appears twice"},
    {"{\"step\":0.5,\"kl\":1}\n", 1, "\"step\" is 0.5: must be a whole number"},
    {"[{\"step\":0,\"kl\":1},\n7]", 2, "\"7]\" where an object must begin"},
    {"[{\"step\":0,\"kl\":1}\n{\"step\":1,\"kl\":1}]", 2, "where a comma or the end of the array"},
    {"[{\"step\":0,\"kl\":1},\n{\"step\":1,\"kl\":}]", 2, "this is not JSON, near \""},
    {"[{\"step\":0,\"kl\":1},\n{\"step\":1,\"k\nl\":1}]", 2, "this is not JSON, near \""},
    {"[{\"step\":0,\"kl\":1}]\n\nx", 3, "\"x\" after the end of the array"},
    {"{\"loss\":[1,2],\"kl\":[1,2,3]}", 1,
     "\"loss\" has 2 values and \"kl\" has 3; must be as many"},
    {"{\"log_history\":[7]}", 1, "row 1 of the log is not an object"},
    {"{\"log_history\":[]}", 0, "no values"},
    {"{\"loss\":[1,2]}\n5", 2, "\"5\" where an object must begin"},
    {"{\"step\":5,\"kl\":1}\n{\"step\":4,\"kl\":1}\n", 2, "step falls from 5 to 4"},
    /* cJSON would end a string at a NUL. */
    {"{\"step\":0,\n\"kl\\u0000x\":1}\n", 2, "this is not JSON, near \"\\u0000x"},
    {"{\"step\":0,\"kl\":\"\\ud800\"}\n", 1, "this is not JSON, near \""},
};

START_TEST(json_is_refused_at_its_line) {
    struct log log;
    ck_assert_msg(parse(&log, refusals[_i].text) == STATUS_FORMAT, "accepted: %s",
                  refusals[_i].text);
    ck_assert_msg(strstr(error.message, refusals[_i].message) != NULL, "%s", error.message);
    ck_assert_msg(error.line == refusals[_i].line, "%s: line %ld: %s", refusals[_i].text,
                  error.line, error.message);
    ck_assert_str_eq(error.file, "log.json");
    ck_assert_ptr_null(log.record.value);
}
END_TEST

static const struct {
    const char *text;
    int is_json;
} beginnings[] = {
    {"{\"a\"", 1}, {"{}", 1},   {" [ { \"a\"", 1}, {"\xef\xbb\xbf{\"", 1},
    {"", 0},       {"{", 0},    {"[1]", 0},        {"[  10] kl 1", 0},
    {"{a}", 0},    {"x{\"", 0}, {"[", 0},          {"[[{", 0},
};

START_TEST(json_is_known_by_its_beginning) {
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        const char *text = beginnings[i].text;
        ck_assert_msg(log_json_is(text, text + strlen(text)) == beginnings[i].is_json, "%s", text);
    }
}
END_TEST

/* An object is the same wherever the window ends. */
START_TEST(json_is_the_same_in_blocks) {
    static const char *const texts[] = {
        "{\"step\": 0, \"kl\": NaN, \"a\": \"}\\\"\"}\n{\"step\": 5,\n\"kl\": 2}\n",
        "[{\"step\": 0, \"kl\": NaN, \"a\": \"}\\\"\"},\n{\"step\": 5, \"kl\": 2} ]\n",
        "{\"step\": 0, \"kl\": NaN}\n{\"step\": 5, \"kl\": 2}\nx {\"step\": 7, \"kl\": 2}\n",
    };
    static const struct log_options options;
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    temp_folder_make(folder);
    snprintf(path, sizeof path, "%.900s/log.json", folder);
    temp_folder_write(folder, "log.json", texts[_i]);
    for (size_t block = 1; block < 60; block++) {
        struct log_input input;
        struct log_frame frame;
        struct log log;
        struct text found = {0};
        ck_assert_int_eq(log_input_open(&input, path, &options, &error), STATUS_OK);
        input.block = block;
        ck_assert_int_eq(log_frame_begin(&frame, path, &options, &error), STATUS_OK);
        ck_assert_msg(log_json_read(&frame, &input, &error) == STATUS_OK, "%s", error.message);
        ck_assert_int_eq(log_make_one(&log, &frame, &error), STATUS_OK);
        record_format(&found, &log.record);
        ck_assert_str_eq(found.bytes, "step,kl\n0,nan\n5,2\n");
        ck_assert(log.first_line == 1 && log.last_line == 2);
        text_free(&found);
        log_free(&log);
        log_frame_free(&frame);
        log_input_close(&input);
    }
    temp_folder_remove(folder);
}
END_TEST

/* A NUL in the middle of a line is damage as well, and so are more objects in one another than cJSON takes. */
START_TEST(json_that_cjson_cannot_keep_is_damaged) {
    static const char first[] = "{\"step\":0,\"kl\":1}\n", nul[] = "{\"step\":1,\"kl\0\":2}\n";
    struct text text = {0};
    struct log log;
    text_add_bytes(&text, first, sizeof first - 1);
    text_add_bytes(&text, nul, sizeof nul - 1);
    for (int i = 0; i < 2 * CJSON_NESTING_LIMIT; i++)
        text_add(&text, i < CJSON_NESTING_LIMIT    ? "{\"a\":"
                        : i == CJSON_NESTING_LIMIT ? "1}"
                                                   : "}");
    text_add(&text, "\n{\"step\":3,\"kl\":");
    for (int i = 0; i < 2 * CJSON_NESTING_LIMIT; i++)
        text_add(&text, i < CJSON_NESTING_LIMIT ? "[" : "]");
    text_add(&text, "}\n");
    ck_assert_int_eq(log_parse(&log, "log.json", text.bytes, text.length, NULL, &error), STATUS_OK);
    ck_assert_int_eq(log.record.rows, 1);
    ck_assert_str_eq(text_string(&log.notes), "2 damaged lines were left out, line 2 the first\n");
    log_free(&log);
    text_free(&text);
}
END_TEST

/* cJSON's arrays are lists: a column that was counted through for each value would take minutes. */
START_TEST(json_columns_may_be_long) {
    enum { ROWS = 200000 };
    struct text text = {0};
    struct log log;
    text_add(&text, "{\"lr\": [1], \"kl\": [0");
    for (long i = 1; i < ROWS; i++)
        text_add(&text, ",%ld", i);
    text_add(&text, "]}");
    ck_assert_int_eq(log_parse(&log, "log.json", text.bytes, text.length, NULL, &error), STATUS_OK);
    ck_assert_int_eq(log.record.rows, ROWS);
    log_free(&log);
    text_free(&text);
}
END_TEST

/* Two histories are two runs. */
START_TEST(json_objects_that_are_logs_are_runs) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct log_runs runs;
    temp_folder_make(folder);
    snprintf(path, sizeof path, "%.900s/log.json", folder);
    temp_folder_write(folder, "log.json", "{\"kl\":[1,2]}\n{\"kl\":[3,4,5]}\n");
    ck_assert_int_eq(log_read_runs(&runs, path, NULL, &error), STATUS_OK);
    ck_assert_int_eq(runs.count, 2);
    ck_assert_int_eq(runs.log[1].record.rows, 3);
    ck_assert_str_eq(runs.log[1].run, "2");
    log_runs_free(&runs);
    temp_folder_remove(folder);
}
END_TEST

/* A document that is followed is read again when it has changed. */
struct rewriting {
    const char *path;
    long calls, rows[40];
};

static int rewrite(void *context, struct log_reading *reading) {
    static const char *const texts[] = {"{\"kl\":[1,2,3]}", "{\"kl\":[1,", "{\"kl\":[1,2,3,4]}"};
    struct rewriting *rewriting = context;
    struct log_runs runs;
    ck_assert_int_eq(log_reading_runs(reading, &runs, &error), STATUS_OK);
    long rows = runs.count > 0 ? runs.log[0].record.rows : 0;
    log_runs_free(&runs);
    long call = rewriting->calls++;
    rewriting->rows[call] = rows;
    if (call % 4 == 0 && call / 4 < 3)
        ck_assert_int_eq(
            file_write(rewriting->path, texts[call / 4], strlen(texts[call / 4]), &error),
            STATUS_OK);
    return rows == 4 || call == 39;
}

START_TEST(json_document_is_followed) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct rewriting rewriting = {.path = path};
    const struct log_options options = {.follow = 1, .idle = rewrite, .context = &rewriting};
    struct log_runs runs;
    temp_folder_make(folder);
    snprintf(path, sizeof path, "%.900s/log.json", folder);
    temp_folder_write(folder, "log.json", "{\"kl\":[1,2]}\n");
    ck_assert_msg(log_read_runs(&runs, path, &options, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(runs.log[0].record.rows, 4);
    ck_assert_int_eq(rewriting.rows[0], 2);
    ck_assert_int_eq(rewriting.rows[4], 3);
    ck_assert_int_eq(rewriting.rows[8], 3); /* what is being written does not count */
    log_runs_free(&runs);
    temp_folder_remove(folder);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("log_json");
    TCase *tests = tcase_create("log_json");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, json_becomes_this_record, 0, sizeof readings / sizeof *readings);
    tcase_add_loop_test(tests, json_is_refused_at_its_line, 0, sizeof refusals / sizeof *refusals);
    tcase_add_test(tests, json_is_known_by_its_beginning);
    tcase_add_loop_test(tests, json_is_the_same_in_blocks, 0, 3);
    tcase_add_test(tests, json_that_cjson_cannot_keep_is_damaged);
    tcase_add_test(tests, json_columns_may_be_long);
    tcase_add_test(tests, json_objects_that_are_logs_are_runs);
    tcase_add_test(tests, json_document_is_followed);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
