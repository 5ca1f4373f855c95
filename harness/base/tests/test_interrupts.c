#include "base/clock.h"
#include "base/interrupts.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/check_near.h"

START_TEST(interrupts_take_gives_one_that_came_once) {
    struct interrupts interrupts;
    interrupts_hold(&interrupts);
    ck_assert_int_eq(interrupts_take(&interrupts), 0);
    raise(_i == 0 ? SIGINT : SIGTERM);
    ck_assert_int_eq(interrupts_take(&interrupts), _i == 0 ? SIGINT : SIGTERM);
    ck_assert_int_eq(interrupts_take(&interrupts), 0);
    ck_assert_int_eq(interrupts.taken, _i == 0 ? SIGINT : SIGTERM);
    interrupts_release(&interrupts);
}
END_TEST

/* Ctrl-C pressed again and again: this process lives to tell about the first. */
START_TEST(interrupts_release_drops_those_behind_one_that_was_taken) {
    struct interrupts interrupts;
    interrupts_hold(&interrupts);
    raise(SIGINT);
    ck_assert_int_eq(interrupts_take(&interrupts), SIGINT);
    raise(SIGINT);
    raise(SIGTERM);
    interrupts_release(&interrupts);
    sigset_t pending;
    ck_assert_int_eq(sigpending(&pending), 0);
    ck_assert(!sigismember(&pending, SIGINT) && !sigismember(&pending, SIGTERM));
}
END_TEST

START_TEST(interrupts_release_lets_one_strike_that_nobody_took) {
    struct interrupts interrupts;
    interrupts_hold(&interrupts);
    raise(SIGTERM);
    interrupts_release(&interrupts);
}
END_TEST

START_TEST(interrupts_hold_leaves_ignored_what_is_ignored) {
    struct interrupts interrupts;
    signal(SIGINT, SIG_IGN);
    interrupts_hold(&interrupts);
    raise(SIGINT);
    ck_assert_int_eq(interrupts_take(&interrupts), 0);
    interrupts_release(&interrupts);
}
END_TEST

START_TEST(interrupts_wait_returns_when_a_child_ends) {
    struct interrupts interrupts;
    interrupts_hold(&interrupts);
    double began = clock_now();
    pid_t id = fork();
    if (id == 0)
        _exit(0);
    ck_assert_int_eq(interrupts_wait(&interrupts, 20000), 0);
    ck_assert_double_lt(clock_now() - began, 10);
    ck_assert_int_eq(waitpid(id, NULL, 0), id);
    interrupts_release(&interrupts);
}
END_TEST

static pid_t start_child(int is_deaf) {
    int ready[2];
    char byte = 0;
    ck_assert_int_eq(pipe(ready), 0);
    pid_t id = fork();
    if (id == 0) {
        signal(SIGTERM, is_deaf ? SIG_IGN : SIG_DFL);
        byte = (char)write(ready[1], "", 1);
        for (;;)
            pause();
    }
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return id;
}

/* One that ends, one that does not hear, one that is stopped: all are gone, in a second and a bit. */
START_TEST(child_end_ends_children_that_do_not_hear) {
    pid_t ids[] = {start_child(0), start_child(1), start_child(0)};
    ck_assert_int_eq(kill(ids[2], SIGSTOP), 0);
    double began = clock_now(), deadline = process_deadline();
    for (int i = 0; i < 3; i++)
        kill(ids[i], SIGTERM);
    process_end(ids[0], deadline);
    ck_assert_double_lt(clock_now() - began, 0.9);
    process_end(ids[1], deadline);
    process_end(ids[2], deadline);
    ck_assert_double_ge(clock_now() - began, 0.9);
    ck_assert_double_lt(clock_now() - began, 2);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}
END_TEST

static Suite *interrupts_suite(void) {
    Suite *suite = suite_create("interrupts");
    TCase *tests = tcase_create("interrupts");
    tcase_add_loop_test(tests, interrupts_take_gives_one_that_came_once, 0, 2);
    tcase_add_test(tests, interrupts_release_drops_those_behind_one_that_was_taken);
    tcase_add_test_raise_signal(tests, interrupts_release_lets_one_strike_that_nobody_took,
                                SIGTERM);
    tcase_add_test(tests, interrupts_hold_leaves_ignored_what_is_ignored);
    tcase_add_test(tests, interrupts_wait_returns_when_a_child_ends);
    tcase_add_test(tests, child_end_ends_children_that_do_not_hear);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(interrupts_suite)
