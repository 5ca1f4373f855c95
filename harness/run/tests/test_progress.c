#include "run/progress.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"
#include "tests/check_near.h"

/* Two scenarios of 100 and 200 steps; two runs of the first, one of the second. */
static const struct scenario fast = {.name = "learning/fast", .config = {.steps = 100}};
static const struct scenario slow = {.name = "weak-\xCE\xB2/slow", .config = {.steps = 200}};
enum { JOBS = 3 };

/* Everything that a progress prints goes to `bytes`. */
struct stage {
    struct job jobs[JOBS];
    struct progress progress;
    FILE *out;
    char *bytes;
    size_t size;
};

static void begin(struct stage *stage, int width, int quiet) {
    struct error error = {0};
    *stage = (struct stage){.jobs = {{.scenario = &fast, .seed = 0},
                                     {.scenario = &fast, .seed = 1},
                                     {.scenario = &slow, .seed = 0}}};
    stage->out = open_memstream(&stage->bytes, &stage->size);
    ck_assert_ptr_nonnull(stage->out);
    ck_assert_int_eq(
        progress_begin(&stage->progress, stage->out, stage->jobs, JOBS, 1, quiet, &error),
        STATUS_OK);
    ck_assert_int_eq(stage->progress.width, 0); /* a file is not a terminal */
    stage->progress.width = width;
}

static void assert_printed(struct stage *stage, const char *wanted) {
    fflush(stage->out);
    ck_assert_str_eq(stage->bytes, wanted);
}

static void end(struct stage *stage) {
    progress_finish(&stage->progress);
    fclose(stage->out);
    free(stage->bytes);
}

/* Run 0 has ended after 2 s, run 1 has made half of its steps in 1 s. */
static void advance(struct stage *stage) {
    progress_step(&stage->progress, 0, 0, 0);
    stage->jobs[0].seconds = 2;
    progress_end(&stage->progress, 0, &(struct outcome){.step = 100});
    progress_step(&stage->progress, 1, 50, 1);
}

START_TEST(progress_remaining_known_paces_give_the_sum) {
    struct stage stage;
    begin(&stage, 0, 1);
    ck_assert(progress_remaining(&stage.progress) < 0);
    advance(&stage);
    /* The fast one: 3 s for 150 steps, 0.02 s each, and 50 to go: 1 s. The slow one is unknown and
     * counts as all others: 200 steps of 0.02 s, 4 s. */
    ck_assert_near(progress_remaining(&stage.progress), 5, 1e-12);
    stage.progress.workers = 2;
    ck_assert_near(progress_remaining(&stage.progress), 2.5, 1e-12);
    /* The slow one turns out to take 0.1 s a step: 190 * 0.1 + 1 = 20 s for two workers. */
    progress_step(&stage.progress, 2, 10, 1);
    ck_assert_near(progress_remaining(&stage.progress), 10, 1e-12);
    /* One run left cannot be shared. */
    progress_end(&stage.progress, 1, NULL);
    ck_assert_near(progress_remaining(&stage.progress), 19, 1e-12);
    progress_end(&stage.progress, 2, NULL);
    ck_assert_near(progress_remaining(&stage.progress), 0, 0);
    end(&stage);
}
END_TEST

/* A trainer of the user tells no steps: runs cost what those took that have ended. */
START_TEST(progress_remaining_of_external_runs_counts_runs) {
    static const struct scenario own = {.name = "own/curve", .external.command = {.count = 1}};
    struct stage stage;
    char line[PROGRESS_LINE_MAX];
    begin(&stage, 80, 1);
    for (long i = 0; i < JOBS; i++)
        stage.jobs[i].scenario = &own;
    progress_step(&stage.progress, 0, 0, 0);
    ck_assert(progress_remaining(&stage.progress) < 0);
    stage.jobs[0].seconds = 3;
    progress_end(&stage.progress, 0, &(struct outcome){.step = 100000});
    progress_step(&stage.progress, 1, 0, 0);
    ck_assert_near(progress_remaining(&stage.progress), 6, 1e-12);
    progress_line(line, &stage.progress);
    ck_assert_str_eq(line, "[1/3] own/curve seed 1  ETA 0:06");
    end(&stage);
}
END_TEST

START_TEST(progress_line_shows_the_first_running_job) {
    struct stage stage;
    char line[PROGRESS_LINE_MAX];
    begin(&stage, 80, 1);
    progress_line(line, &stage.progress);
    ck_assert_str_eq(line, ""); /* none is running */
    progress_step(&stage.progress, 0, 0, 0);
    progress_line(line, &stage.progress);
    ck_assert_str_eq(line, "[0/3] learning/fast seed 0  step 0/100");
    advance(&stage);
    progress_line(line, &stage.progress);
    ck_assert_str_eq(line, "[1/3] learning/fast seed 1  step 50/100  ETA 0:05");
    progress_step(&stage.progress, 2, 100, 4000); /* 100 steps to go at 40 s each, and 1 s */
    progress_line(line, &stage.progress);
    ck_assert_str_eq(line, "[1/3] learning/fast seed 1  step 50/100  ETA 1:06:41");
    end(&stage);
}
END_TEST

START_TEST(progress_line_longer_than_the_terminal_is_cut_between_characters) {
    struct stage stage;
    char line[PROGRESS_LINE_MAX];
    begin(&stage, 13, 1);
    progress_step(&stage.progress, 2, 0, 0);
    progress_line(line, &stage.progress);
    ck_assert_str_eq(line, "[0/3] weak-\xCE\xB2"); /* 12 characters, 13 bytes */
    stage.progress.width = 12;
    progress_line(line, &stage.progress);
    ck_assert_str_eq(line, "[0/3] weak-");
    end(&stage);
}
END_TEST

START_TEST(progress_line_and_end_show_names_inert) {
    static const struct scenario hostile = {.name = "a\033[2J\n\xc2\x9b", .config = {.steps = 9}};
    struct stage stage;
    char line[PROGRESS_LINE_MAX];
    begin(&stage, 200, 1);
    stage.jobs[0].scenario = &hostile;
    progress_step(&stage.progress, 0, 3, 1);
    progress_line(line, &stage.progress);
    ck_assert_msg(strstr(line, "] a?[2J ? seed 0  step 3/9") != NULL, "%s", line);
    stage.progress.width = stage.progress.quiet = 0;
    progress_end(&stage.progress, 0, &(struct outcome){.step = 9});
    assert_printed(&stage, "[1/3] a?[2J ? seed 0 exact: 9 steps in 0.00 s\n");
    end(&stage);
}
END_TEST

START_TEST(progress_step_terminal_is_drawn_at_most_ten_times_a_second) {
    struct stage stage;
    begin(&stage, 80, 0);
    progress_step(&stage.progress, 0, 1, 0.5);
    progress_step(&stage.progress, 0, 2, 1.0); /* too soon */
    static const char first[] = "\r[0/3] learning/fast seed 0  step 1/100  ETA 3:20\033[K";
    assert_printed(&stage, first); /* 0.5 s each for 99 + 100 + 200 steps: 199.5 s */
    stage.progress.drawn -= 0.2;   /* as if 0.2 s had gone by */
    progress_step(&stage.progress, 0, 2, 1.0);
    fflush(stage.out);
    ck_assert_str_eq(stage.bytes + strlen(first),
                     "\r[0/3] learning/fast seed 0  step 2/100  ETA 3:19\033[K");
    progress_end(&stage.progress, 0, NULL); /* no line of its own on a terminal */
    size_t before = strlen(stage.bytes);
    progress_finish(&stage.progress);
    fflush(stage.out);
    ck_assert_str_eq(stage.bytes + before, "\r\033[K");
    end(&stage);
}
END_TEST

START_TEST(progress_end_without_terminal_says_how_each_run_ended) {
    struct stage stage;
    begin(&stage, 0, 0);
    advance(&stage);
    assert_printed(&stage, "[1/3] learning/fast seed 0 exact: 100 steps in 2.00 s\n");
    stage.jobs[1].seconds = 0.125;
    stage.jobs[1].backend = BACKEND_OPENBLAS;
    progress_end(&stage.progress, 1, &(struct outcome){.diverged = 1, .step = 61, .term = TERM_KL});
    snprintf(stage.jobs[2].error.message, sizeof stage.jobs[2].error.message, "no such file");
    progress_end(&stage.progress, 2, NULL);
    assert_printed(&stage,
                   "[1/3] learning/fast seed 0 exact: 100 steps in 2.00 s\n"
                   "[2/3] learning/fast seed 1 openblas: non-finite at step 61 (kl) in 0.12 s\n"
                   "[3/3] weak-\xCE\xB2/slow seed 0 exact: broke: no such file\n");
    end(&stage);
}
END_TEST

START_TEST(progress_quiet_prints_nothing) {
    struct stage stage;
    begin(&stage, _i, 1);
    advance(&stage);
    progress_finish(&stage.progress);
    assert_printed(&stage, "");
    end(&stage);
}
END_TEST

static Suite *progress_suite(void) {
    Suite *suite = suite_create("progress");
    TCase *tests = tcase_create("progress");
    tcase_add_test(tests, progress_remaining_known_paces_give_the_sum);
    tcase_add_test(tests, progress_remaining_of_external_runs_counts_runs);
    tcase_add_test(tests, progress_line_shows_the_first_running_job);
    tcase_add_test(tests, progress_line_longer_than_the_terminal_is_cut_between_characters);
    tcase_add_test(tests, progress_line_and_end_show_names_inert);
    tcase_add_test(tests, progress_step_terminal_is_drawn_at_most_ten_times_a_second);
    tcase_add_test(tests, progress_end_without_terminal_says_how_each_run_ended);
    tcase_add_loop_test(tests, progress_quiet_prints_nothing, 0, 2); /* widths 0 and 1 */
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(progress_suite)
