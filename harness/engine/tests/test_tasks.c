#include "engine/tasks.h"

#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

enum { JOBS = 7 };

static struct job jobs[JOBS];
static double seconds[JOBS];
static struct engine_options options;
static const struct runner_options one = {.workers = 1};
static struct engine_work work;
static struct error error;

static void set_up(void) {
    options = (struct engine_options){.kind = ENGINE_SLURM, .slots = 1};
    work = (struct engine_work){
        .jobs = jobs, .count = JOBS, .options = &options, .runner = &one, .seconds = seconds};
    for (long i = 0; i < JOBS; i++) {
        jobs[i] = (struct job){.seed = i};
        seconds[i] = 1;
    }
}

static void tear_down(void) {
    free(work.line);
    free(work.tasks);
}

/* Plan, and look whether tasks have these numbers of lines, which follow one another. */
static void check_tasks(long count, const long *lengths) {
    long first = 1;
    ck_assert_int_eq(tasks_plan(&work, &error), STATUS_OK);
    ck_assert_int_eq(work.task_count, count);
    for (long i = 0; i < count; i++) {
        ck_assert_int_eq(work.tasks[i].first, first);
        ck_assert_int_eq(work.tasks[i].last, first + lengths[i] - 1);
        first += lengths[i];
    }
    ck_assert_int_eq(first, work.lines + 1);
}

START_TEST(tasks_plan_chunk_is_the_runs_of_a_task) {
    options.chunk = 3;
    check_tasks(3, (const long[]){3, 3, 1});
    ck_assert_double_eq(work.tasks[0].seconds, 3);
    ck_assert_double_eq(work.tasks[2].seconds, 1);
}
END_TEST

/* 60 s of runs are a task of Slurm: runs of 25 s go by threes, one of 100 s stands alone. */
START_TEST(tasks_plan_task_has_a_minute_of_runs) {
    for (long i = 0; i < JOBS; i++)
        seconds[i] = i == 3 ? 100 : 25;
    check_tasks(3, (const long[]){3, 1, 3});
}
END_TEST

/* Seven short runs are no reason to leave six of seven slots idle. */
START_TEST(tasks_plan_every_slot_has_a_task) {
    options.slots = JOBS;
    check_tasks(JOBS, (const long[]){1, 1, 1, 1, 1, 1, 1});
    options.slots = 1;
    check_tasks(1, (const long[]){7});
}
END_TEST

/* Where nobody knows how many slots there are, tasks are shorter than a minute, but a task of less than ten seconds would not be
 * worth its start. */
START_TEST(tasks_plan_unknown_slots_are_thought_to_be_many) {
    options.slots = 0;
    for (long i = 0; i < JOBS; i++)
        seconds[i] = 11;
    check_tasks(JOBS, (const long[]){1, 1, 1, 1, 1, 1, 1});
    for (long i = 0; i < JOBS; i++)
        seconds[i] = 4;
    check_tasks(3, (const long[]){3, 3, 1});
}
END_TEST

START_TEST(tasks_plan_what_is_done_or_broke_is_left_out) {
    jobs[2].done = 1;
    jobs[5].error.status = STATUS_FAILED;
    options.chunk = 2;
    check_tasks(3, (const long[]){2, 2, 1});
    static const long index[] = {0, 1, 3, 4, 6};
    for (long i = 0; i < work.lines; i++)
        ck_assert_int_eq(work.line[i], index[i]);
    for (long i = 0; i < JOBS; i++)
        jobs[i].done = 1;
    ck_assert_int_eq(tasks_plan(&work, &error), STATUS_OK);
    ck_assert_int_eq(work.lines, 0);
    ck_assert_int_eq(work.task_count, 0);
}
END_TEST

/* The slowest task, four times as slow, with two minutes to spare; twice as much in the next attempt. */
START_TEST(engine_time_limit_has_room_for_a_slow_machine) {
    options.chunk = 3;
    seconds[6] = 30;
    ck_assert_int_eq(tasks_plan(&work, &error), STATUS_OK);
    work.attempt = 1;
    ck_assert_double_eq(engine_time_limit(&work), 4 * 30 + 120);
    work.attempt = 2;
    ck_assert_double_eq(engine_time_limit(&work), 2 * (4 * 30 + 120));
}
END_TEST

static Suite *tasks_suite(void) {
    Suite *suite = suite_create("tasks");
    TCase *tests = tcase_create("tasks");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, tasks_plan_chunk_is_the_runs_of_a_task);
    tcase_add_test(tests, tasks_plan_task_has_a_minute_of_runs);
    tcase_add_test(tests, tasks_plan_every_slot_has_a_task);
    tcase_add_test(tests, tasks_plan_unknown_slots_are_thought_to_be_many);
    tcase_add_test(tests, tasks_plan_what_is_done_or_broke_is_left_out);
    tcase_add_test(tests, engine_time_limit_has_room_for_a_slow_machine);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(tasks_suite)
