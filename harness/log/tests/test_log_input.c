/* A log a window at a time, and one that grows. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log/log_make.h"
#include "log/log_table.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static struct error error;
static const struct log_options plain;

static void put_file(char path[FILE_PATH_MAX], const char *folder, const char *text) {
    snprintf(path, FILE_PATH_MAX, "%.900s/log.csv", folder);
    temp_folder_write(folder, "log.csv", text);
}

/* ---- lines ----------------------------------------------------------------------------------- */

START_TEST(log_input_line_takes_lines_of_both_ends) {
    static const char *const lines[] = {"a", "", "b\rc", "", "x"};
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct log_input input;
    struct log_cell line;
    int has_line;
    temp_folder_make(folder);
    put_file(path, folder, "a\n\r\nb\rc\r\n\nx");
    for (size_t block = 1; block < 20; block++) {
        ck_assert_int_eq(log_input_open(&input, path, &plain, &error), STATUS_OK);
        input.block = block;
        for (long i = 0; i < 5; i++) {
            ck_assert_int_eq(log_input_line(&input, &line, &has_line, &error), STATUS_OK);
            ck_assert(has_line && input.line == i + 1);
            ck_assert_int_eq(line.length, (long)strlen(lines[i]));
            ck_assert(memcmp(line.text, lines[i], (size_t)line.length) == 0);
            ck_assert_int_eq(input.is_cut_off, i == 4);
        }
        ck_assert_int_eq(log_input_line(&input, &line, &has_line, &error), STATUS_OK);
        ck_assert(!has_line && input.line == 5);
        ck_assert_near(input.offset, 11, 0);
        log_input_close(&input);
    }
    temp_folder_remove(folder);
}
END_TEST

START_TEST(log_input_refuses_what_has_no_end) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct log_input input;
    struct log_cell line;
    int has_line;
    temp_folder_make(folder);
    put_file(path, folder, "a\n0123456789012345678901234567890123456789");
    ck_assert_int_eq(log_input_open(&input, path, &plain, &error), STATUS_OK);
    input.block = 4;
    input.limit = 16;
    ck_assert_int_eq(log_input_line(&input, &line, &has_line, &error), STATUS_OK);
    ck_assert_int_eq(log_input_line(&input, &line, &has_line, &error), STATUS_FORMAT);
    ck_assert_str_eq(error.file, path);
    ck_assert_int_eq(error.line, 1);
    ck_assert_ptr_nonnull(strstr(error.message, "a line or an element with more than"));
    log_input_close(&input);
    temp_folder_remove(folder);
    ck_assert_int_eq(log_input_open(&input, path, &plain, &error), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(error.message, "cannot read"));
}
END_TEST

/* ---- tables ---------------------------------------------------------------------------------- */

static const char *const tables[] = {
    "step,recon,kl\n0,44.1,0.02\n100,41.2,0.44\n",
    "\xef\xbb\xbfstep,recon,kl\r\n0,44.1,0.02\r\n100,41.2,0.44",
    "step,recon,kl\r0,44.1,0.02\r100,41.2,0.44\r",
    "\n# c\r\nstep,a,recon,kl\r\n0,\"a\"\"b\r\nc\",44.1,0.02\r\n\r\n100,,41.2,0.44\r\n",
    "# step recon kl\n0 44.1 0.02\n100 41.2 0.44\n",
    "step,\"a\nb\nc, d\",recon,kl\n0,,44.1,0.02\n100,,41.2,0.44\n",
    "sep=;\r\nstep;recon;kl\r\n0;44,1;0,02\r\n100;41,2;0,44\r\n",
    "step,recon,kl\n0,44.1,0.02\nstep,recon,kl\n100,41.2,0.44\n# end",
    "step,recon,kl\n0,44.1,0.02\n100,41.2,0.44\n150,4",
};

static void read_in_blocks(struct text *found, const char *path, size_t block) {
    struct log_input input;
    struct log_frame frame;
    struct log log;
    ck_assert_int_eq(log_input_open(&input, path, &plain, &error), STATUS_OK);
    input.block = block;
    ck_assert_int_eq(log_frame_begin(&frame, path, &plain, &error), STATUS_OK);
    ck_assert_msg(log_table_read(&frame, &input, &error) == STATUS_OK, "%s:%ld: %s", error.file,
                  error.line, error.message);
    ck_assert_int_eq(log_make_one(&log, &frame, &error), STATUS_OK);
    record_format(found, &log.record);
    text_add(found, "lines %ld to %ld\n", log.first_line, log.last_line);
    log_free(&log);
    log_frame_free(&frame);
    log_input_close(&input);
}

START_TEST(table_is_the_same_wherever_the_window_ends) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    temp_folder_make(folder);
    put_file(path, folder, tables[_i]);
    struct text whole = {0};
    read_in_blocks(&whole, path, 1000);
    ck_assert_ptr_nonnull(strstr(whole.bytes, "step,recon,kl\n0,44.1,0.02\n100,41.2,0.44\nlines "));
    for (size_t block = 1; block < 60; block++) {
        struct text found = {0};
        read_in_blocks(&found, path, block);
        ck_assert_msg(strcmp(found.bytes, whole.bytes) == 0, "%s in blocks of %zu became\n%s",
                      tables[_i], block, found.bytes);
        text_free(&found);
    }
    text_free(&whole);
    temp_folder_remove(folder);
}
END_TEST

/* Faults far after the first window: what stands there, which may hold a NUL, and a piece of the error. */
#define FAULT(text, message)                                                                       \
    { text, sizeof text - 1, message }
static const struct {
    const char *text;
    size_t size;
    const char *message;
} faults[] = {
    FAULT("1,2,3\n60001,1\n", "3 cells, the header has 2"),
    FAULT("<<<<<<< ours\n60001,1\n", "merge conflict"),
    FAULT("1,\"2\n60001,1\n", "a quote that is not closed"),
    FAULT("1,x\n60001,1\n", "column \"kl\" is \"x\""),
    FAULT("\0\0\0", "a NUL byte"),
};

START_TEST(fault_far_behind_is_found_with_its_line) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct text text = {0};
    struct log log;
    temp_folder_make(folder);
    text_add(&text, "step,kl\n");
    for (long i = 0; i < 60000; i++)
        text_add(&text, "%ld,0.25\n", i);
    text_add_bytes(&text, faults[_i].text, faults[_i].size);
    snprintf(path, sizeof path, "%.900s/log.csv", folder);
    ck_assert_int_eq(file_write(path, text.bytes, text.length, &error), STATUS_OK);
    ck_assert_int_eq(log_read(&log, path, &plain, &error), STATUS_FORMAT);
    ck_assert_int_eq(error.line, 60002);
    ck_assert_msg(strstr(error.message, faults[_i].message) != NULL, "%s", error.message);
    text_free(&text);
    temp_folder_remove(folder);
}
END_TEST

/* ---- a log that grows ------------------------------------------------------------------------ */

/* What is done to a log while it is followed, a piece each time that it has nothing new. */
struct growth {
    char path[FILE_PATH_MAX];
    const char *const *
        piece; /* the last is NULL; "=" begins one that the file is rewritten with, "<" one that it is cut off
                                 and filled again with */
    long rows[8]; /* seen before each piece */
    long seen;
};

static void append(const char *path, const char *piece) {
    if (*piece == '=') {
        ck_assert_int_eq(file_write(path, piece + 1, strlen(piece + 1), &error), STATUS_OK);
        return;
    }
    FILE *file = fopen(path, *piece == '<' ? "w" : "a");
    ck_assert_ptr_nonnull(file);
    fputs(*piece == '<' ? piece + 1 : piece, file);
    fclose(file);
}

static int grow(void *context, struct log_reading *reading) {
    struct growth *growth = context;
    struct log_runs runs;
    ck_assert_msg(log_reading_runs(reading, &runs, &error) == STATUS_OK, "%s", error.message);
    long last = runs.count - 1;
    growth->rows[growth->seen++] = runs.count == 0 ? 0 : runs.log[last].record.rows + 100 * last;
    log_runs_free(&runs);
    if (*growth->piece == NULL)
        return 1;
    append(growth->path, *growth->piece++);
    return 0;
}

static const struct {
    const char *text;
    const char *piece[4];
    long rows[5]; /* 100 for each run before the last, and rows of the last */
} growths[] = {
    {"", {"step,kl\n0,1\n", "1,2\n2,", "3\n"}, {0, 1, 2, 3}},
    {"step,kl\n0,1\n", {"1,2\n"}, {1, 2}},
    {"step,kl\n", {"0", ",1\n", "1,2\n"}, {0, 0, 1, 2}},
    {"step kl\n", {"0", " 1\n", "1 2\n"}, {0, 0, 1, 2}},
    {"ste", {"p,kl", "\n0,1", "\n1,2\n"}, {0, 0, 0, 2}},
    {"{", {"\"step\": 0, \"kl\": 1", "}\n{\"step\": 1", ", \"kl\": 2}\n"}, {0, 0, 1, 2}},
    {"step,kl\n0,1\n1,2\n2", {"=step,kl\n0,1\n1,2\n2,3\n"}, {2, 103}},
    {"step,kl\n0,1\n1,2\n2,3\n3", {"<step,kl\n0,4\n"}, {3, 101}},
};

START_TEST(followed_log_is_read_as_it_grows) {
    char folder[FILE_PATH_MAX];
    struct growth growth = {.piece = growths[_i].piece};
    const struct log_options options = {.follow = 1, .idle = grow, .context = &growth};
    struct log_runs runs;
    temp_folder_make(folder);
    put_file(growth.path, folder, growths[_i].text);
    ck_assert_msg(log_read_runs(&runs, growth.path, &options, &error) == STATUS_OK, "%s",
                  error.message);
    for (long i = 0; i < growth.seen; i++)
        ck_assert_msg(growth.rows[i] == growths[_i].rows[i], "%ld rows before piece %ld, not %ld",
                      growth.rows[i], i, growths[_i].rows[i]);
    ck_assert_int_eq(runs.log[runs.count - 1].record.rows + 100 * (runs.count - 1),
                     growth.rows[growth.seen - 1]);
    log_runs_free(&runs);
    temp_folder_remove(folder);
}
END_TEST

/* ---- standard input, and how far it is ------------------------------------------------------- */

struct progress {
    long calls;
    double done, total;
};

static void note_progress(void *context, double done, double total) {
    struct progress *progress = context;
    ck_assert(done >= progress->done);
    *progress = (struct progress){progress->calls + 1, done, total};
}

START_TEST(progress_goes_to_the_end) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct progress progress = {0};
    const struct log_options options = {.progress = note_progress, .context = &progress};
    struct log_runs runs;
    temp_folder_make(folder);
    put_file(path, folder, "step,kl\n0,1\n");
    ck_assert_int_eq(log_read_runs(&runs, path, &options, &error), STATUS_OK);
    ck_assert(progress.calls > 0);
    ck_assert_near(progress.done, 12, 0);
    ck_assert_near(progress.total, 12, 0);
    log_runs_free(&runs);
    temp_folder_remove(folder);
}
END_TEST

START_TEST(standard_input_is_a_log) {
    int ends[2];
    struct log_runs runs;
    const struct log_options options = {.follow = _i};
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "step,kl\n0,1\n5,x\n", 12 + 4 * !_i), 12 + 4 * !_i);
    close(ends[1]);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    enum status status = log_read_runs(&runs, "-", &options, &error);
    ck_assert_int_eq(status, _i ? STATUS_OK : STATUS_FORMAT);
    if (_i)
        ck_assert_str_eq(runs.log[0].record.name, "standard input");
    else
        ck_assert_str_eq(error.file, "standard input");
    log_runs_free(&runs);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("log_input");
    TCase *tests = tcase_create("log_input");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, log_input_line_takes_lines_of_both_ends);
    tcase_add_test(tests, log_input_refuses_what_has_no_end);
    tcase_add_loop_test(tests, table_is_the_same_wherever_the_window_ends, 0,
                        sizeof tables / sizeof *tables);
    tcase_add_loop_test(tests, fault_far_behind_is_found_with_its_line, 0,
                        sizeof faults / sizeof *faults);
    tcase_add_loop_test(tests, followed_log_is_read_as_it_grows, 0,
                        sizeof growths / sizeof *growths);
    tcase_add_test(tests, progress_goes_to_the_end);
    tcase_add_loop_test(tests, standard_input_is_a_log, 0, 2);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
