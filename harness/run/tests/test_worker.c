#include "run/worker.h"

#include <string.h>
#include <unistd.h>

#include "tests/check_near.h"

/* A worker whose child is this test's own: it says `bytes` of a message and ends with `code`. */
static struct worker start_child(const struct worker_message *message, size_t bytes, int code) {
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    struct worker worker = {.pipe = ends[0], .process = fork()};
    ck_assert_int_ge(worker.process, 0);
    if (worker.process == 0)
        _exit(write(ends[1], message, bytes) == (ssize_t)bytes ? code : 99);
    close(ends[1]);
    return worker;
}

START_TEST(worker_collect_child_without_a_word_is_told_by_its_code) {
    struct worker worker = start_child(NULL, 0, 3);
    struct job job = {.seed = 1};
    ck_assert_int_eq(worker_receive(&worker), WORKER_GONE);
    worker_collect(&worker, &job);
    ck_assert_int_eq(job.done, 0);
    ck_assert_int_eq(job.error.status, STATUS_FAILED);
    ck_assert_str_eq(job.error.message, "the run ended by itself with code 3");
    ck_assert_int_eq(worker.pipe, -1);
}
END_TEST

START_TEST(worker_collect_half_a_message_is_none) {
    struct worker_message message = {.news = WORKER_DONE};
    struct worker worker = start_child(&message, sizeof message / 2, 0);
    struct job job = {.seed = 1};
    ck_assert_int_eq(worker_receive(&worker), WORKER_NOTHING);
    ck_assert_int_eq(worker_receive(&worker), WORKER_GONE);
    worker_collect(&worker, &job);
    ck_assert_int_eq(job.done, 0);
    ck_assert_int_eq(job.error.status, STATUS_FAILED);
}
END_TEST

START_TEST(worker_collect_done_message_is_the_result) {
    struct worker_message message = {
        .news = WORKER_DONE, .seconds = 0.25, .outcome = {.step = 20, .dimension = -1}};
    struct worker worker = start_child(&message, sizeof message, 0);
    struct job job = {.seed = 1};
    ck_assert_int_eq(worker_receive(&worker), WORKER_DONE);
    ck_assert_int_eq(worker_receive(&worker), WORKER_GONE);
    worker_collect(&worker, &job);
    ck_assert_int_eq(job.done, 1);
    ck_assert_near(job.seconds, 0.25, 0);
    ck_assert_int_eq(worker.message.outcome.step, 20);
}
END_TEST

START_TEST(worker_receive_split_message_is_put_together) {
    struct worker_message sent = {.news = WORKER_STEP, .step = 7, .seconds = 1.5};
    const char *bytes = (const char *)&sent;
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    struct worker worker = {.pipe = ends[0]};
    ck_assert_int_eq(write(ends[1], bytes, 5), 5);
    ck_assert_int_eq(worker_receive(&worker), WORKER_NOTHING);
    ck_assert_int_eq(write(ends[1], bytes + 5, sizeof sent - 5), sizeof sent - 5);
    ck_assert_int_eq(worker_receive(&worker), WORKER_STEP);
    ck_assert_int_eq(worker.message.step, 7);
    ck_assert_int_eq(write(ends[1], bytes, sizeof sent), sizeof sent);
    ck_assert_int_eq(worker_receive(&worker), WORKER_STEP);
    close(ends[1]);
    ck_assert_int_eq(worker_receive(&worker), WORKER_GONE);
    close(ends[0]);
}
END_TEST

static Suite *worker_suite(void) {
    Suite *suite = suite_create("worker");
    TCase *tests = tcase_create("worker");
    tcase_add_test(tests, worker_collect_child_without_a_word_is_told_by_its_code);
    tcase_add_test(tests, worker_collect_half_a_message_is_none);
    tcase_add_test(tests, worker_collect_done_message_is_the_result);
    tcase_add_test(tests, worker_receive_split_message_is_put_together);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(worker_suite)
