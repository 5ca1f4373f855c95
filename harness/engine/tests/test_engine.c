#include "engine/engine.h"

#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/tests/engine_stubs.h"
#include "record/record.h"
#include "run/runner.h"
#include "tests/fixtures/run_fixture.h"

enum { JOBS = 5 };

static const enum engine_kind others[] = {ENGINE_PARALLEL, ENGINE_SLURM, ENGINE_HQ};

/* ---- the stage ------------------------------------------------------------------------------- */

static struct stage stage;
static struct job jobs[JOBS];
static struct engine_options options;
static struct runner_options running = {.workers = 2, .quiet = 1};
static struct error error;
static char path[FILE_PATH_MAX], out[FILE_PATH_MAX], kept[FILE_PATH_MAX], program[FILE_PATH_MAX];

static const char *in(const char *name) {
    ck_assert_int_eq(file_join(path, stage.folder, name, &error), STATUS_OK);
    return path;
}

/* Jobs with a folder below `folder`. */
static void make_jobs(const char *folder) {
    for (long i = 0; i < JOBS; i++) {
        jobs[i] = (struct job){.scenario = &stage.scenario, .seed = i};
        ck_assert_int_eq(runner_job_folder(jobs[i].folder, &jobs[i], folder, &error), STATUS_OK);
    }
}

static void set_up(void) {
    begin(&stage, as_it_is);
    engine_stubs_install(stage.folder);
    snprintf(out, sizeof out, "%s", in("out"));
    snprintf(kept, sizeof kept, "%s", in("kept"));
    snprintf(program, sizeof program, "%s", in("bin/klimb"));
    make_jobs(in("bin/made"));
    ck_assert_int_eq(runner_run(jobs, JOBS, &running, &error), STATUS_OK);
    options = (struct engine_options){
        .experiments = stage.folder, .out = out, .kept = kept, .program = program, .grace = 0.1};
    make_jobs(in("elsewhere"));
    for (long i = 0; i < JOBS; i++)
        ck_assert_int_eq(runner_job_folder(jobs[i].place, &jobs[i], in("placed"), &error),
                         STATUS_OK);
}

static void tear_down(void) {
    end(&stage);
}

static enum status run(enum engine_kind kind) {
    options.kind = kind;
    return engine_run_jobs(jobs, JOBS, &options, &running, &error);
}

static void check_done(const struct job *job) {
    struct record record;
    ck_assert_msg(job->done, "seed %ld: %s", job->seed, job->error.message);
    ck_assert(job->seconds > 0);
    ck_assert_int_eq(record_read(&record, job->folder, &error), STATUS_OK);
    ck_assert_int_eq(record.seed, job->seed);
    record_free(&record);
    ck_assert_int_eq(record_read(&record, job->place, &error), STATUS_OK);
    ck_assert_int_eq(record.seed, job->seed);
    record_free(&record);
}

/* ---- what comes out -------------------------------------------------------------------------- */

START_TEST(engine_run_jobs_local_is_the_runner) {
    ck_assert_int_eq(run(ENGINE_LOCAL), STATUS_OK);
    for (long i = 0; i < JOBS; i++)
        check_done(&jobs[i]);
}
END_TEST

START_TEST(engine_run_jobs_each_engine_does_every_job_once) {
    ck_assert_msg(run(others[_i]) == STATUS_OK, "%s", error.message);
    for (long i = 0; i < JOBS; i++)
        check_done(&jobs[i]);
    ck_assert_int_eq(lines_of(in("bin/calls")), JOBS);
}
END_TEST

START_TEST(engine_run_jobs_missing_does_what_is_not_there) {
    options.is_missing = 1;
    struct job first = jobs[0];
    first.place[0] = '\0';
    memcpy(first.folder, jobs[0].place, sizeof first.folder);
    ck_assert_int_eq(runner_run(&first, 1, &running, &error), STATUS_OK);
    ck_assert_int_eq(run(others[_i]), STATUS_OK);
    ck_assert(jobs[0].done);
    ck_assert_str_eq(jobs[0].folder, jobs[0].place);
    for (long i = 1; i < JOBS; i++)
        check_done(&jobs[i]);
    ck_assert_int_eq(lines_of(in("bin/calls")), JOBS - 1);
}
END_TEST

START_TEST(engine_run_jobs_lost_run_is_sent_again) {
    temp_folder_write(stage.folder, "bin/lost-3", "once\ntwice\n");
    ck_assert_int_eq(run(others[_i]), STATUS_OK);
    for (long i = 0; i < JOBS; i++)
        check_done(&jobs[i]);
    ck_assert_int_eq(lines_of(in("bin/calls")), JOBS + 2);
}
END_TEST

START_TEST(engine_run_jobs_run_that_is_always_lost_says_so) {
    temp_folder_write(stage.folder, "bin/lost-3", "1\n2\n3\n4\n5\n");
    ck_assert_int_eq(run(ENGINE_PARALLEL), STATUS_OK);
    ck_assert(!jobs[3].done);
    ck_assert_ptr_nonnull(
        strstr(jobs[3].error.message, "the run was lost again and again: half a"));
    ck_assert_ptr_nonnull(strstr(jobs[3].error.hint, "/kept/.engine/parallel-"));
    check_done(&jobs[4]);
    ck_assert_int_eq(lines_of(in("bin/calls")), JOBS - 1 + ENGINE_ATTEMPTS);
}
END_TEST

START_TEST(engine_run_jobs_broken_run_says_why_and_is_not_sent_again) {
    temp_folder_write(stage.folder, "bin/broken-1",
                      "klimb: a seed 1 broke:\nklimb: no disk\n  buy one\n");
    ck_assert_int_eq(run(others[_i]), STATUS_OK);
    ck_assert(!jobs[1].done);
    ck_assert_int_eq(jobs[1].error.status, STATUS_FAILED);
    ck_assert_str_eq(jobs[1].error.message, "the run broke: no disk; buy one");
    check_done(&jobs[0]);
    check_done(&jobs[2]);
    ck_assert_int_eq(lines_of(in("bin/calls")), JOBS);
}
END_TEST

/* A run that klimb itself was told to end has said so, and ended with the code of one that broke. */
START_TEST(engine_run_jobs_run_that_was_stopped_is_lost) {
    temp_folder_write(stage.folder, "bin/broken-1", "klimb: stopped by signal 15 (Terminated)\n");
    ck_assert_int_eq(run(ENGINE_PARALLEL), STATUS_OK);
    ck_assert_ptr_nonnull(strstr(jobs[1].error.message, "was lost again and again: stopped by"));
    ck_assert_int_eq(lines_of(in("bin/calls")), JOBS - 1 + ENGINE_ATTEMPTS);
}
END_TEST

/* ---- what engines are given ------------------------------------------------------------------ */

START_TEST(engine_slurm_long_array_is_split) {
    options.chunk = 1;
    options.slots = 7;
    ck_assert_int_eq(run(ENGINE_SLURM), STATUS_OK);
    for (long i = 0; i < JOBS; i++)
        check_done(&jobs[i]);
    ck_assert_int_eq(lines_of(in("bin/sbatch.said")), 3);
    ck_assert(file_says(in("bin/sbatch.said"), " --array=1-2%7 submit.sh 0\n"));
    ck_assert(file_says(in("bin/sbatch.said"), " --array=1-2%7 submit.sh 2\n"));
    ck_assert(file_says(in("bin/sbatch.said"), " --array=1-1%7 submit.sh 4\n"));
    ck_assert_int_eq(lines_of(in("bin/calls")), JOBS);
}
END_TEST

/* klimb ignores a size that Slurm does not take: the number of tasks would overflow. */
START_TEST(engine_slurm_impossible_array_size_is_the_usual_one) {
    temp_folder_write(stage.folder, "bin/scontrol",
                      "#!/bin/sh\necho 'MaxArraySize = 9223372036854775807'\n");
    ck_assert_int_eq(chmod(in("bin/scontrol"), 0755), 0);
    options.chunk = 1;
    ck_assert_int_eq(run(ENGINE_SLURM), STATUS_OK);
    ck_assert_int_eq(lines_of(in("bin/sbatch.said")), 1);
    ck_assert(file_says(in("bin/sbatch.said"), " --array=1-5 submit.sh 0\n"));
}
END_TEST

/* A task that its node could not start waits for a person; the run goes to another array. */
START_TEST(engine_slurm_task_that_is_held_is_cancelled_and_sent_again) {
    temp_folder_write(stage.folder, "bin/held", "");
    temp_folder_write(stage.folder, "bin/lost-3", "once\n");
    ck_assert_int_eq(run(ENGINE_SLURM), STATUS_OK);
    for (long i = 0; i < JOBS; i++)
        check_done(&jobs[i]);
    ck_assert_int_ge(lines_of(in("bin/scancel.said")), 1);
}
END_TEST

START_TEST(engine_slurm_answer_without_a_number_is_an_error) {
    static const char *const answers[] = {"Welcome", "12;dusk dawn", "12;\xc3\xa9", "12 job"};
    char wanted[128];
    temp_folder_write(stage.folder, "bin/banner", answers[_i]);
    ck_assert_int_eq(run(ENGINE_SLURM), STATUS_FAILED);
    snprintf(wanted, sizeof wanted, "sbatch printed \"%s\", not the number of a job", answers[_i]);
    ck_assert_str_eq(error.message, wanted);
    ck_assert_int_eq(lines_of(in("bin/sbatch.said")), 1);
}
END_TEST

/* sbatch --clusters says which one has taken the array. */
START_TEST(engine_slurm_array_of_another_cluster_is_asked_for_there) {
    temp_folder_write(stage.folder, "bin/cluster", ";dusk-2\n");
    temp_folder_write(stage.folder, "bin/lost-3", "once\n");
    ck_assert_msg(run(ENGINE_SLURM) == STATUS_OK, "%s", error.message);
    for (long i = 0; i < JOBS; i++)
        check_done(&jobs[i]);
    ck_assert(file_says(in("bin/squeue.said"), " --clusters=dusk-2\n"));
    ck_assert(file_says(in("bin/scancel.said"), " --clusters=dusk-2\n"));
    ck_assert(!file_says(in("bin/squeue.said"), "--federation"));
}
END_TEST

static void show(char *text, size_t size, enum engine_kind kind) {
    FILE *file = fmemopen(text, size, "w");
    ck_assert_ptr_nonnull(file);
    options.kind = kind;
    ck_assert_msg(engine_show_jobs(file, jobs, JOBS, &options, &running, &error) == STATUS_OK, "%s",
                  error.message);
    fclose(file);
    ck_assert_int_eq(lines_of(in("bin/calls")), 0);
    ck_assert(!file_is_folder(kept));
}

START_TEST(engine_show_jobs_slurm_has_all_that_was_asked) {
    static const char *const passed[] = {"--mem=2G", "--comment=a b"};
    static const char *const wanted[] = {"#!/bin/sh\n# klimb: 5 runs in 3 tasks; ",
                                         "#SBATCH --cpus-per-task=3\n",
                                         "#SBATCH --requeue\n",
                                         "#SBATCH --open-mode=append\n",
                                         "#SBATCH --partition=long\n",
                                         "#SBATCH --account='it'\\''s'\n",
                                         "#SBATCH --mem=2G '--comment=a b'\n",
                                         "#SBATCH --time=3\n",
                                         "exec sh task.sh $((SLURM_ARRAY_TASK_ID + ${1:-0}))\n"};
    char text[8192] = "";
    options.partition = "long";
    options.account = "it's";
    options.chunk = 2;
    options.passed = passed;
    options.passed_count = 2;
    running.threads = 3;
    show(text, sizeof text, ENGINE_SLURM);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        ck_assert_msg(strstr(text, wanted[i]) != NULL, "no %s in %s", wanted[i], text);
}
END_TEST

START_TEST(engine_show_jobs_parallel_and_hq_quote_words) {
    static const char *const passed[] = {"--tag=a b"};
    char text[8192] = "";
    options.passed = passed;
    options.passed_count = 1;
    options.hosts = "my hosts";
    options.slots = 3;
    show(text, sizeof text, ENGINE_PARALLEL);
    ck_assert_ptr_nonnull(strstr(
        text,
        " --joblog joblog --resume-failed --jobs 3 --filter-hosts --retries 3 --sshloginfile '/"));
    ck_assert_ptr_nonnull(strstr(text, "/my hosts' --workdir "));
    ck_assert_ptr_nonnull(strstr(text, " '--tag=a b' --arg-file tasks --colsep ' ' sh task.sh "));
    options.hosts = NULL;
    show(text, sizeof text, ENGINE_HQ);
    ck_assert_ptr_nonnull(
        strstr(text, "exec hq --output-mode=quiet submit --name=klimb --array=1-"));
    ck_assert_ptr_nonnull(strstr(text, " '--tag=a b' -- /bin/sh "));
}
END_TEST

/* ---- what goes wrong ------------------------------------------------------------------------- */

START_TEST(engine_run_jobs_without_its_program_says_where_it_comes_from) {
    static const char *const sources[] = {"the package parallel", "the package slurm-client",
                                          "https://github.com/It4innovations/hyperqueue/releases"};
    setenv("PATH", "/nowhere", 1);
    ck_assert_int_eq(run(others[_i]), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, " needs the program "));
    ck_assert_ptr_nonnull(strstr(error.message, ": No such file or directory"));
    ck_assert_ptr_nonnull(strstr(error.hint, sources[_i]));
}
END_TEST

/* moreutils has a program of this name as well. */
START_TEST(engine_run_jobs_other_program_called_parallel_is_refused) {
    temp_folder_write(stage.folder, "bin/parallel", "#!/bin/sh\necho parallel\n");
    ck_assert_int_eq(chmod(in("bin/parallel"), 0755), 0);
    ck_assert_int_eq(run(ENGINE_PARALLEL), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "but the program parallel is another one here"));
}
END_TEST

START_TEST(engine_run_jobs_engine_that_refuses_is_quoted) {
    temp_folder_write(stage.folder, "bin/refuse", "");
    ck_assert_int_eq(run(ENGINE_PARALLEL), STATUS_FAILED);
    ck_assert_str_eq(error.message, "parallel: no such option");
}
END_TEST

/* Its runs would be those of another klimb. */
START_TEST(engine_run_jobs_with_klimb_replaced_meanwhile_is_refused) {
    static const char *const how[] = {"rm", "echo '# more' >>", "touch -d yesterday"};
    char script[2 * FILE_PATH_MAX];
    snprintf(script, sizeof script, "%s '%s'\n", how[_i], program);
    temp_folder_write(stage.folder, "bin/replace", script);
    time_t began = time(NULL);
    ck_assert_int_eq(run(ENGINE_PARALLEL), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "/bin/klimb has been replaced or removed since"));
    ck_assert_int_le(time(NULL) - began, 10);
}
END_TEST

START_TEST(engine_run_jobs_interrupted_ends_the_engine) {
    temp_folder_write(stage.folder, "bin/interrupt", "");
    time_t began = time(NULL);
    ck_assert_int_eq(run(ENGINE_PARALLEL), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "stopped by signal 15 (Terminated): 0 of 5 runs"));
    ck_assert_int_le(time(NULL) - began, 10);
}
END_TEST

START_TEST(engine_slurm_interrupted_does_not_wait_for_an_answer) {
    temp_folder_write(stage.folder, "bin/interrupt", "");
    time_t began = time(NULL);
    ck_assert_int_eq(run(ENGINE_SLURM), STATUS_FAILED);
    ck_assert_str_eq(error.message,
                     "stopped by signal 15 (Terminated) while slurm was asked to start");
    ck_assert_int_le(time(NULL) - began, 20);
}
END_TEST

static void refused(const char *message) {
    ck_assert_int_eq(engine_run_jobs(jobs, JOBS, &options, &running, &error), STATUS_INVALID);
    ck_assert_msg(strstr(error.message, message) != NULL, "%s", error.message);
}

START_TEST(engine_run_jobs_too_long_a_path_is_refused) {
    memset(out, 'x', JOB_FOLDER_MAX);
    out[JOB_FOLDER_MAX] = '\0';
    ck_assert_int_eq(run(ENGINE_PARALLEL), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, "the path of a record has "));
    ck_assert_int_eq(lines_of(in("bin/calls")), 0);
}
END_TEST

START_TEST(engine_run_jobs_option_of_another_engine_is_refused) {
    options.chunk = 3;
    refused("--chunk needs another engine than local");
    options.chunk = 0;
    options.passed_count = 1;
    refused("--engine-option needs another engine than local");
    options = (struct engine_options){.kind = ENGINE_PARALLEL, .partition = "x"};
    refused("--partition needs --engine slurm, not parallel");
    options = (struct engine_options){.kind = ENGINE_HQ, .account = "x"};
    refused("--account needs --engine slurm, not hq");
    options = (struct engine_options){.kind = ENGINE_SLURM, .hosts = "x"};
    refused("--hosts needs --engine parallel, not slurm");
}
END_TEST

static Suite *engine_suite(void) {
    enum { OTHERS = sizeof others / sizeof *others };
    Suite *suite = suite_create("engine");
    TCase *tests = tcase_create("engine");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, engine_run_jobs_local_is_the_runner);
    tcase_add_loop_test(tests, engine_run_jobs_each_engine_does_every_job_once, 0, OTHERS);
    tcase_add_loop_test(tests, engine_run_jobs_missing_does_what_is_not_there, 0, OTHERS);
    tcase_add_loop_test(tests, engine_run_jobs_lost_run_is_sent_again, 0, OTHERS);
    tcase_add_test(tests, engine_run_jobs_run_that_is_always_lost_says_so);
    tcase_add_loop_test(tests, engine_run_jobs_broken_run_says_why_and_is_not_sent_again, 0,
                        OTHERS);
    tcase_add_test(tests, engine_run_jobs_run_that_was_stopped_is_lost);
    tcase_add_test(tests, engine_slurm_long_array_is_split);
    tcase_add_test(tests, engine_slurm_impossible_array_size_is_the_usual_one);
    tcase_add_test(tests, engine_slurm_task_that_is_held_is_cancelled_and_sent_again);
    tcase_add_loop_test(tests, engine_slurm_answer_without_a_number_is_an_error, 0, 4);
    tcase_add_test(tests, engine_slurm_array_of_another_cluster_is_asked_for_there);
    tcase_add_test(tests, engine_show_jobs_slurm_has_all_that_was_asked);
    tcase_add_test(tests, engine_show_jobs_parallel_and_hq_quote_words);
    tcase_add_loop_test(tests, engine_run_jobs_without_its_program_says_where_it_comes_from, 0,
                        OTHERS);
    tcase_add_test(tests, engine_run_jobs_other_program_called_parallel_is_refused);
    tcase_add_test(tests, engine_run_jobs_engine_that_refuses_is_quoted);
    tcase_add_loop_test(tests, engine_run_jobs_with_klimb_replaced_meanwhile_is_refused, 0, 3);
    tcase_add_test(tests, engine_run_jobs_interrupted_ends_the_engine);
    tcase_add_test(tests, engine_slurm_interrupted_does_not_wait_for_an_answer);
    tcase_add_test(tests, engine_run_jobs_too_long_a_path_is_refused);
    tcase_add_test(tests, engine_run_jobs_option_of_another_engine_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(engine_suite)
