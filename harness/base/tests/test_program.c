#include "base/program.h"

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/check_near.h"

/* A shell that runs `commands` in the given folder. Returns an errno. */
static int start_shell(struct program *program, const char *folder, const char *commands,
                       int is_printed) {
    const char *const arguments[] = {"sh", "-c", commands, NULL};
    sigset_t mask;
    ck_assert_int_eq(sigprocmask(SIG_BLOCK, NULL, &mask), 0);
    return program_start(program, folder, arguments, is_printed, &mask);
}

static void wait_for_end(struct program *program) {
    static const struct timespec moment = {.tv_nsec = 2000000};
    while (!program_has_ended(program))
        nanosleep(&moment, NULL);
}

static void assert_holds(int file, const char *text) {
    char found[256] = "";
    ck_assert_int_ge(pread(file, found, sizeof found - 1, 0), 0);
    ck_assert_str_eq(found, text);
}

START_TEST(program_start_finds_folder_outputs_and_nothing_to_read) {
    struct program program;
    ck_assert_int_eq(program_open(&program, 1), 0);
    ck_assert_int_eq(start_shell(&program, "/", "pwd; cat; echo no >&2", 1), 0);
    wait_for_end(&program);
    ck_assert_int_eq(program.is_content, 1);
    assert_holds(program.files[0], "/\n");
    assert_holds(program.said, "no\n");
    program_close(&program);
}
END_TEST

START_TEST(program_start_several_files_keep_their_numbers) {
    struct program program;
    char commands[128];
    ck_assert_int_eq(program_open(&program, 3), 0);
    snprintf(commands, sizeof commands, "echo a >/dev/fd/%d; echo c >/dev/fd/%d", program.files[0],
             program.files[2]);
    ck_assert_int_eq(start_shell(&program, ".", commands, 0), 0);
    wait_for_end(&program);
    ck_assert_int_eq(program.is_content, 1);
    assert_holds(program.files[0], "a\n");
    assert_holds(program.files[1], "");
    assert_holds(program.files[2], "c\n");
    program_close(&program);
}
END_TEST

START_TEST(program_start_what_cannot_be_started_gives_the_reason) {
    struct program program;
    const char *const arguments[] = {_i == 0 ? "no-such-program" : "true", NULL};
    sigset_t mask;
    sigemptyset(&mask);
    ck_assert_int_eq(program_open(&program, 1), 0);
    ck_assert_int_eq(
        program_start(&program, _i == 0 ? "." : "/no/such/folder", arguments, 1, &mask), ENOENT);
    program_close(&program);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
}
END_TEST

START_TEST(program_has_ended_failure_and_signal_are_no_content) {
    struct program program;
    ck_assert_int_eq(program_open(&program, 1), 0);
    ck_assert_int_eq(start_shell(&program, ".", _i == 0 ? "exit 3" : "kill -9 $$", 1), 0);
    wait_for_end(&program);
    ck_assert_int_eq(program.is_content, 0);
    program_close(&program);
}
END_TEST

/* Cut off at the limit of a file's size, what it made must not look whole. */
START_TEST(program_start_too_large_a_file_ends_the_child) {
    struct program program;
    struct rlimit limit = {.rlim_cur = 4096, .rlim_max = 4096};
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(program_open(&program, 1), 0);
    ck_assert_int_eq(
        start_shell(&program, ".", "for i in $(seq 2000); do echo 12345; done; exit 0", 1), 0);
    wait_for_end(&program);
    ck_assert_int_eq(program.is_content, 0);
    program_close(&program);
}
END_TEST

START_TEST(program_close_ends_the_child) {
    struct program program;
    ck_assert_int_eq(program_open(&program, 1), 0);
    ck_assert_int_eq(start_shell(&program, ".", "exec sleep 600", 1), 0);
    ck_assert_int_eq(program_has_ended(&program), 0);
    pid_t id = program.id;
    program_close(&program);
    ck_assert_int_eq(kill(id, 0), -1);
    ck_assert_int_eq(errno, ESRCH);
}
END_TEST

/* A parent that is killed takes its child along: it held the pipe open. */
START_TEST(program_start_dies_with_its_parent) {
    int held[2];
    char byte;
    ck_assert_int_eq(pipe(held), 0);
    pid_t parent = fork();
    if (parent == 0) {
        struct program program;
        if (program_open(&program, 1) != 0 || start_shell(&program, ".", "exec sleep 600", 1) != 0)
            _exit(1);
        ck_assert_int_eq(write(held[1], "", 1), 1);
        for (;;)
            pause();
    }
    close(held[1]);
    ck_assert_int_eq(read(held[0], &byte, 1), 1);
    ck_assert_int_eq(kill(parent, SIGKILL), 0);
    ck_assert_int_eq(waitpid(parent, NULL, 0), parent);
    ck_assert_int_eq(read(held[0], &byte, 1), 0); /* or the test's time runs out */
    close(held[0]);
}
END_TEST

START_TEST(program_open_without_files_left_leaves_none_open) {
    struct program program;
    long before = program_files_free();
    struct rlimit limit = {.rlim_cur = 12, .rlim_max = 12};
    ck_assert_int_gt(before, 12);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    before = program_files_free();
    ck_assert_int_lt(before, 12);
    ck_assert_int_eq(program_open(&program, PROGRAM_FILES_MAX), EMFILE);
    ck_assert_int_eq(program_files_free(), before);
    ck_assert_int_eq(program_open(&program, before - 1), 0);
    ck_assert_int_eq(program_files_free(), 0);
    program_close(&program);
    ck_assert_int_eq(program_files_free(), before);
}
END_TEST

static Suite *program_suite(void) {
    Suite *suite = suite_create("program");
    TCase *tests = tcase_create("program");
    tcase_add_test(tests, program_start_finds_folder_outputs_and_nothing_to_read);
    tcase_add_test(tests, program_start_several_files_keep_their_numbers);
    tcase_add_loop_test(tests, program_start_what_cannot_be_started_gives_the_reason, 0, 2);
    tcase_add_loop_test(tests, program_has_ended_failure_and_signal_are_no_content, 0, 2);
    tcase_add_test(tests, program_start_too_large_a_file_ends_the_child);
    tcase_add_test(tests, program_close_ends_the_child);
    tcase_add_test(tests, program_start_dies_with_its_parent);
    tcase_add_test(tests, program_open_without_files_left_leaves_none_open);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(program_suite)
