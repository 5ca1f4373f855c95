#include "base/process_group.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static char folder[FILE_PATH_MAX], output[FILE_PATH_MAX], complaints[FILE_PATH_MAX];

static void set_up(void) {
    temp_folder_make(folder);
    ck_assert_int_eq(file_join(output, folder, "out", NULL), STATUS_OK);
    ck_assert_int_eq(file_join(complaints, folder, "err", NULL), STATUS_OK);
}

static void tear_down(void) {
    temp_folder_remove(folder);
}

static struct group_end run(const char *commands, double seconds) {
    const char *const arguments[] = {"sh", "-c", commands, NULL};
    const struct group_program program = {arguments, folder, output, complaints, seconds};
    struct group_end end;
    process_group_run(&end, &program);
    return end;
}

static void assert_holds(const char *path, const char *text) {
    char *bytes;
    size_t size;
    ck_assert_int_eq(file_read(&bytes, &size, path, 4096, NULL), STATUS_OK);
    ck_assert_str_eq(bytes, text);
    free(bytes);
}

/* The numbers of processes that a program has written to a file of the folder, one a line. */
static long read_processes(long process[8]) {
    char path[FILE_PATH_MAX];
    long count = 0;
    ck_assert_int_eq(file_join(path, folder, "list", NULL), STATUS_OK);
    FILE *file = fopen(path, "r");
    while (file != NULL && count < 8 && fscanf(file, "%ld", &process[count]) == 1)
        count++;
    if (file != NULL)
        fclose(file);
    return count;
}

static void assert_none_is_left(long wanted) {
    long process[8], count = read_processes(process);
    ck_assert_int_eq(count, wanted);
    for (long i = 0; i < count; i++)
        ck_assert_msg(kill((pid_t)process[i], 0) != 0 && errno == ESRCH, "%ld is left", process[i]);
}

START_TEST(run_program_finds_folder_files_and_nothing_to_read) {
    struct group_end end = run("cat; ls; echo err >&2", 20);
    ck_assert_int_eq(end.how, GROUP_EXITED);
    ck_assert_int_eq(end.number, 0);
    ck_assert_double_ge(end.seconds, 0);
    assert_holds(output, "err\nout\n"); /* the names of the two files */
    assert_holds(complaints, "err\n");
}
END_TEST

START_TEST(run_says_how_it_ended) {
    struct group_end end = run("exit 3", 20);
    ck_assert_int_eq(end.how, GROUP_EXITED);
    ck_assert_int_eq(end.number, 3);
    end = run("kill -SEGV $$", 20);
    ck_assert_int_eq(end.how, GROUP_KILLED);
    ck_assert_int_eq(end.number, SIGSEGV);
}
END_TEST

START_TEST(run_what_cannot_be_started_says_why) {
    const char *const arguments[] = {"no-such-program", NULL};
    struct group_program program = {arguments, folder, output, complaints, 20};
    struct group_end end;
    process_group_run(&end, &program);
    ck_assert_int_eq(end.how, GROUP_NOT_STARTED);
    ck_assert_int_eq(end.number, ENOENT);
    program.folder = "/no/such/folder";
    process_group_run(&end, &program);
    ck_assert_int_eq(end.how, GROUP_NOT_STARTED);
    ck_assert_int_eq(end.number, ENOENT); /* and not what came of closing files */
    program.folder = folder;
    program.output = "/no/such/file";
    process_group_run(&end, &program);
    ck_assert_int_eq(end.how, GROUP_NOT_STARTED);
    ck_assert_int_eq(end.number, ENOENT);
}
END_TEST

/* The child has a group of its own, which the terminal does not interrupt, and none of this process's files. The
 * fifth word of /proc/N/stat is the group; `ps` is not on every system. */
START_TEST(run_program_has_a_group_and_no_other_files) {
    int file = open("/dev/null", O_RDONLY);
    struct group_end end = run(
        "cut -d' ' -f5 /proc/$$/stat; echo $$; ls /proc/$$/fd | tr '\\n' ' '", 20);
    char *bytes, first[32], second[32];
    size_t size;
    close(file);
    ck_assert_int_eq(end.how, GROUP_EXITED);
    ck_assert_int_eq(file_read(&bytes, &size, output, 4096, NULL), STATUS_OK);
    ck_assert_int_eq(sscanf(bytes, "%31s %31s", first, second), 2);
    ck_assert_str_eq(first, second);
    ck_assert_ptr_nonnull(strstr(bytes, "0 1 2"));
    char wanted[16];
    snprintf(wanted, sizeof wanted, " %d ", file);
    ck_assert_ptr_null(strstr(strstr(bytes, "0 1 2"), wanted));
    free(bytes);
}
END_TEST

/* A child that has a child of its own, and both write down who they are. */
static const char family[] =
    "echo $$ >>list; sh -c 'echo $$ >>list; sleep 100; :' & sh -c 'echo $$ >>list; "
    "sleep 100; :'; wait";

START_TEST(run_time_out_leaves_nobody) {
    struct group_end end = run(family, 0.5);
    ck_assert_int_eq(end.how, GROUP_TIMED_OUT);
    ck_assert_double_ge(end.seconds, 0.5);
    ck_assert_double_le(end.seconds, 4); /* nobody used the time of grace */
    assert_none_is_left(3);
}
END_TEST

/* Who does not listen to SIGTERM is killed once its grace is over. */
START_TEST(run_time_out_ends_who_does_not_listen) {
    struct group_end end = run("trap '' TERM; echo $$ >>list; sleep 100; sleep 100; sleep 100",
                               0.3);
    ck_assert_int_eq(end.how, GROUP_TIMED_OUT);
    ck_assert_double_ge(end.seconds, 4);
    assert_none_is_left(1);
}
END_TEST

/* A crash or an end that leaves children behind. */
START_TEST(run_end_of_the_leader_ends_the_others) {
    struct group_end end = run(
        "sh -c 'echo $$ >>list; sleep 100; :' & while ! test -s list; do :; done; exit 5", 20);
    ck_assert_int_eq(end.how, GROUP_EXITED);
    ck_assert_int_eq(end.number, 5);
    assert_none_is_left(1);
}
END_TEST

/* A process that runs a program and gets a signal: it ends the group and says that it was stopped. */
START_TEST(run_signal_ends_the_group) {
    static const struct timespec moment = {.tv_nsec = 10000000};
    static const int signals[] = {SIGINT, SIGTERM};
    long process[8];
    int how;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct group_end end = run(family, 60);
        _exit(end.how == GROUP_STOPPED && end.number == signals[_i] ? 0 : 1);
    }
    while (read_processes(process) < 3)
        nanosleep(&moment, NULL);
    ck_assert_int_eq(kill(child, signals[_i]), 0);
    ck_assert_int_eq(waitpid(child, &how, 0), child);
    ck_assert(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    assert_none_is_left(3);
}
END_TEST

/* What is blocked before is blocked afterwards, and nothing else. */
START_TEST(run_leaves_the_mask_of_signals_alone) {
    sigset_t before, after;
    sigprocmask(SIG_SETMASK, NULL, &before);
    run("exit 0", 20);
    sigprocmask(SIG_SETMASK, NULL, &after);
    for (int number = 1; number < 32; number++)
        ck_assert_int_eq(sigismember(&before, number), sigismember(&after, number));
}
END_TEST

static Suite *process_group_suite(void) {
    Suite *suite = suite_create("process_group");
    TCase *tests = tcase_create("process_group");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, run_program_finds_folder_files_and_nothing_to_read);
    tcase_add_test(tests, run_says_how_it_ended);
    tcase_add_test(tests, run_what_cannot_be_started_says_why);
    tcase_add_test(tests, run_program_has_a_group_and_no_other_files);
    tcase_add_test(tests, run_time_out_leaves_nobody);
    tcase_add_test(tests, run_time_out_ends_who_does_not_listen);
    tcase_add_test(tests, run_end_of_the_leader_ends_the_others);
    tcase_add_loop_test(tests, run_signal_ends_the_group, 0, 2);
    tcase_add_test(tests, run_leaves_the_mask_of_signals_alone);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(process_group_suite)
