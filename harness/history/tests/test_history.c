#include "history/history.h"

#include <sys/wait.h>
#include <unistd.h>

#include "history/history_line.h"
#include "tests/check_near.h"
#include "tests/fixtures/history_entries.h"

static char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];

static void set_up(void) {
    struct error error = {0};
    temp_folder_make(folder);
    ck_assert_int_eq(file_join(path, folder, "build/history.jsonl", &error), STATUS_OK);
}

static void tear_down(void) {
    temp_folder_remove(folder);
}

static void append(long number) {
    struct error error = {0};
    struct history_entry entry = entry_of(number, 0.5);
    ck_assert_msg(history_append(path, &entry, &error) == STATUS_OK, "%s", error.message);
    history_entry_free(&entry);
}

static struct history read_all(long most) {
    struct error error = {0};
    struct history history;
    ck_assert_msg(history_read(&history, path, most, &error) == STATUS_OK, "%s", error.message);
    return history;
}

static char *bytes_of(size_t *size) {
    struct error error = {0};
    char *bytes;
    ck_assert_int_eq(file_read(&bytes, size, path, 1 << 20, &error), STATUS_OK);
    return bytes;
}

static void write_bytes(const char *bytes, size_t size) {
    struct error error = {0};
    ck_assert_msg(file_write(path, bytes, size, &error) == STATUS_OK, "%s", error.message);
}

/* ---- whole lines ------------------------------------------------------------------------------- */

START_TEST(history_read_of_what_was_appended_gives_it_back) {
    append(1);
    append(2);
    struct history history = read_all(0);
    ck_assert_int_eq(history.count, 2);
    ck_assert_int_eq(history.fault_count, 0);
    const struct history_entry *entry = &history.entries[1];
    const struct history_scenario *scenario = history_find(entry, "a/b");
    ck_assert_int_eq(entry->line, 2);
    ck_assert_str_eq(entry->time, "2026-01-02T03:04:05Z");
    ck_assert_int_eq(entry->commit[39], '2');
    ck_assert_int_eq(entry->jobs, 2);
    ck_assert_str_eq(entry->machine.libc, "glibc 2.36");
    ck_assert_ptr_nonnull(scenario);
    ck_assert_int_eq(scenario->verdict, VERDICT_PASS);
    ck_assert(scenario->user == 0.5 && scenario->wall == 1);
    ck_assert(scenario->last[HISTORY_recon] == 20.5 && scenario->last[HISTORY_active_units] == 8);
    ck_assert_str_eq(scenario->curves, "aaaaaaaaaaaaaaaa");
    ck_assert_ptr_null(history_find(entry, "a"));
    history_free(&history);
}
END_TEST

START_TEST(history_read_of_the_last_leaves_out_those_before) {
    for (long i = 1; i <= 5; i++)
        append(i);
    struct history history = read_all(2);
    ck_assert_int_eq(history.count, 2);
    ck_assert_int_eq(history.entries[0].line, 4);
    ck_assert_int_eq(history.entries[1].commit[39], '5');
    history_free(&history);
}
END_TEST

START_TEST(history_line_keeps_what_is_not_a_number) {
    struct error error = {0};
    struct text line = {0};
    struct history_entry entry = entry_of(1, 0.1), back;
    entry.scenarios[0].last[HISTORY_kl] = (double)NAN;
    entry.scenarios[0].user = (double)NAN;
    ck_assert_int_eq(history_line_format(&line, &entry, &error), STATUS_OK);
    ck_assert_int_eq(history_line_parse(&back, "h", 1, line.bytes, line.length, &error), STATUS_OK);
    ck_assert(isnan(back.scenarios[0].last[HISTORY_kl]) && isnan(back.scenarios[0].user));
    ck_assert(back.scenarios[0].wall == 0.2);
    history_entry_free(&entry);
    history_entry_free(&back);
    text_free(&line);
}
END_TEST

/* ---- lines that are not ------------------------------------------------------------------------ */

START_TEST(history_read_names_and_skips_a_torn_last_line) {
    size_t size;
    append(1);
    append(2);
    char *bytes = bytes_of(&size);
    write_bytes(bytes, size - 20);
    struct history history = read_all(0);
    ck_assert_int_eq(history.count, 1);
    ck_assert_int_eq(history.fault_count, 1);
    ck_assert_ptr_nonnull(
        strstr(history.faults.bytes, "history.jsonl:2: the last line has no end"));
    history_free(&history);
    append(3); /* goes after it, on a line of its own */
    history = read_all(0);
    ck_assert_int_eq(history.count, 2);
    ck_assert_int_eq(history.entries[1].line, 3);
    ck_assert_ptr_nonnull(strstr(history.faults.bytes, "history.jsonl:2: this is not JSON"));
    history_free(&history);
    free(bytes);
}
END_TEST

START_TEST(history_read_takes_lines_that_end_with_cr) {
    size_t size;
    append(1);
    char *bytes = bytes_of(&size);
    bytes[size - 1] = '\r';
    bytes[size] = '\n'; /* in place of the NUL */
    write_bytes(bytes, size + 1);
    append(2);
    struct history history = read_all(0);
    ck_assert_int_eq(history.count, 2);
    ck_assert_int_eq(history.fault_count, 0);
    history_free(&history);
    free(bytes);
}
END_TEST

START_TEST(history_read_names_and_skips_an_edited_line) {
    size_t size;
    append(1);
    append(2);
    char *bytes = bytes_of(&size);
    char *place = strstr(bytes, "\"PASS\"");
    ck_assert_ptr_nonnull(place);
    memcpy(place, "\"FAIL\"", 6);
    write_bytes(bytes, size);
    struct history history = read_all(0);
    ck_assert_int_eq(history.count, 1);
    ck_assert_int_eq(history.entries[0].line, 2);
    ck_assert_ptr_nonnull(
        strstr(history.faults.bytes, "history.jsonl:1: the line does not match its seal"));
    history_free(&history);
    free(bytes);
}
END_TEST

/* Lines with a seal of their own, so that what they say is read. */
static const struct {
    const char *from, *to, *said;
} forged[] = {
    {"\"format\":1", "\"format\":2", "a line of format 2; this klimb reads 1"},
    {"\"format\":1", "\"form\":1", "it lacks a number \"format\""},
    {"\"verdict\":\"PASS\"", "\"verdict\":\"FINE\"", "\"verdict\" must be one that"},
    {"\"user\":0.5", "\"user\":-1", "\"user\" must be seconds from 0 to 1e9, or null"},
    {"\"user\":0.5", "\"user\":\"x\"", "\"user\" must be a number or null"},
    {"\"runs\":3", "\"runs\":2.5", "\"runs\" must be an integer from 0 to"},
    {"\"jobs\":2", "\"jobs\":0", "\"jobs\" must be an integer from 1 to"},
    {"\"curves\":\"aaaa", "\"curves\":\"zzzz", "\"curves\" must be hexadecimal digits"},
    {"\"commit\":\"0", "\"commit\":\"-", "\"commit\" must be hexadecimal digits"},
    {"\"dirty\":false", "\"dirty\":0", "\"dirty\" must be true or false"},
    {"\"final\":{", "\"last\":{", "\"final\" must be an object"},
    {"\"scenarios\":[", "\"scenes\":[", "\"scenarios\" must be an array"},
    {"\"libc\":", "\"lib\":", "\"libc\" must be a string of at most 63 bytes of UTF-8"},
    {"\"libc\":\"", "\"libc\":\"\xe2", "\"libc\" must be a string of at most 63 bytes of UTF-8"},
};

START_TEST(history_line_of_another_form_is_refused_by_name) {
    struct error error = {0};
    struct text line = {0}, changed = {0};
    char seal[65];
    struct history_entry entry = entry_of(1, 0.5), back;
    ck_assert_int_eq(history_line_format(&line, &entry, &error), STATUS_OK);
    const char *place = strstr(line.bytes, forged[_i].from);
    const char *end = strstr(line.bytes, ",\"seal\"");
    ck_assert_ptr_nonnull(place);
    text_add_bytes(&changed, line.bytes, (size_t)(place - line.bytes));
    text_add(&changed, "%s", forged[_i].to);
    place += strlen(forged[_i].from);
    text_add_bytes(&changed, place, (size_t)(end - place));
    history_line_seal(seal, changed.bytes, changed.length);
    text_add(&changed, ",\"seal\":\"%s\"}", seal);
    ck_assert_int_eq(history_line_parse(&back, "h", 7, changed.bytes, changed.length, &error),
                     STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, forged[_i].said) != NULL, "%s", error.message);
    ck_assert_int_eq(error.line, 7);
    ck_assert_ptr_null(back.scenarios);
    history_entry_free(&entry);
    text_free(&line);
    text_free(&changed);
}
END_TEST

START_TEST(history_line_without_a_seal_is_refused) {
    struct error error = {0};
    struct history_entry back;
    const char *line = "{\"format\":1}";
    ck_assert_int_eq(history_line_parse(&back, "h", 1, line, strlen(line), &error), STATUS_FORMAT);
    ck_assert_str_eq(error.message, "the line does not end with its seal");
}
END_TEST

/* ---- several at once --------------------------------------------------------------------------- */

START_TEST(history_append_by_many_at_once_loses_no_line) {
    enum { PROCESSES = 6, LINES = 20 };
    for (int i = 0; i < PROCESSES; i++) {
        pid_t child = fork();
        ck_assert_int_ge(child, 0);
        if (child == 0) {
            for (int line = 0; line < LINES; line++)
                append(line);
            _exit(0);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int how = -1;
        ck_assert_int_gt(waitpid(-1, &how, 0), 0);
        ck_assert_int_eq(how, 0);
    }
    struct history history = read_all(0);
    ck_assert_int_eq(history.count, PROCESSES * LINES);
    ck_assert_int_eq(history.fault_count, 0);
    history_free(&history);
}
END_TEST

START_TEST(history_append_to_a_folder_is_refused) {
    struct error error = {0};
    struct history_entry entry = entry_of(1, 0.5);
    ck_assert_int_eq(history_append(folder, &entry, &error), STATUS_IO);
    history_entry_free(&entry);
}
END_TEST

static Suite *history_suite(void) {
    Suite *suite = suite_create("history");
    TCase *tests = tcase_create("history");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, history_read_of_what_was_appended_gives_it_back);
    tcase_add_test(tests, history_read_of_the_last_leaves_out_those_before);
    tcase_add_test(tests, history_line_keeps_what_is_not_a_number);
    tcase_add_test(tests, history_read_names_and_skips_a_torn_last_line);
    tcase_add_test(tests, history_read_takes_lines_that_end_with_cr);
    tcase_add_test(tests, history_read_names_and_skips_an_edited_line);
    tcase_add_loop_test(tests, history_line_of_another_form_is_refused_by_name, 0,
                        sizeof forged / sizeof *forged);
    tcase_add_test(tests, history_line_without_a_seal_is_refused);
    tcase_add_test(tests, history_append_by_many_at_once_loses_no_line);
    tcase_add_test(tests, history_append_to_a_folder_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(history_suite)
