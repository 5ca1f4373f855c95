#include "run/runner.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/manifest.h"
#include "run/train.h"
#include "run/worker.h"
#include "tests/fixtures/run_fixture.h"

/* So wide that products are shared among threads. */
static const char *const wide[] = {"model.hidden=[400,400]", "train.batch=96", NULL};
static const char *const endless[] = {"train.steps=2000000000", NULL};

/* A job of the stage's scenario whose record goes to <folder>/<out>. */
static struct job make_job(const struct stage *stage, long seed, const char *out) {
    struct job job = {.scenario = &stage->scenario, .seed = seed};
    struct error error = {0};
    char path[FILE_PATH_MAX];
    ck_assert_int_eq(file_join(path, stage->folder, out, &error), STATUS_OK);
    ck_assert_int_eq(runner_job_folder(job.folder, &job, path, &error), STATUS_OK);
    return job;
}

static enum status run(struct job *jobs, long count, int workers, struct error *error) {
    struct runner_options options = {.workers = workers, .quiet = 1};
    return runner_run(jobs, count, &options, error);
}

static int has_file(const struct job *job, const char *name) {
    char path[FILE_PATH_MAX];
    struct error error = {0};
    ck_assert_int_eq(file_join(path, job->folder, name, &error), STATUS_OK);
    return temp_folder_has(path);
}

/* ---- folders ------------------------------------------------------------------------------- */

START_TEST(runner_job_folder_is_out_name_backend_seed) {
    struct scenario scenario = {.name = "weak-prior/tiny-beta"};
    struct job job = {.scenario = &scenario, .seed = 7, .backend = BACKEND_OPENBLAS};
    struct error error = {0};
    ck_assert_int_eq(runner_job_folder(job.folder, &job, "build/runs", &error), STATUS_OK);
    ck_assert_str_eq(job.folder, "build/runs/weak-prior/tiny-beta/openblas/seed-0007");
    job.seed = 12345;
    ck_assert_int_eq(runner_job_folder(job.folder, &job, "", &error), STATUS_OK);
    ck_assert_str_eq(job.folder, "weak-prior/tiny-beta/openblas/seed-12345");
}
END_TEST

START_TEST(runner_job_folder_too_long_is_refused) {
    struct scenario scenario = {.name = "a"};
    struct job job = {.scenario = &scenario};
    struct error error = {0};
    char out[600] = "";
    memset(out, 'x', sizeof out - 1);
    ck_assert_int_eq(runner_job_folder(job.folder, &job, out, &error), STATUS_INVALID);
}
END_TEST

/* ---- many runs ----------------------------------------------------------------------------- */

static void read_digest(char digest[65], const struct job *job) {
    struct record record;
    struct error error = {0};
    ck_assert_msg(job->done, "%s", job->error.message);
    ck_assert_msg(record_read(&record, job->folder, &error) == STATUS_OK, "%s", error.message);
    ck_assert_str_eq(record.name, job->scenario->name);
    ck_assert_int_eq(record.seed, job->seed);
    record_digest(digest, &record);
    record_free(&record);
}

START_TEST(runner_run_number_of_workers_changes_no_bit) {
    enum { SEEDS = 3 };
    struct stage stage;
    struct job one[SEEDS], two[SEEDS];
    struct error error = {0};
    char digests[2][65], first[65];
    begin(&stage, as_it_is);
    for (long seed = 0; seed < SEEDS; seed++) {
        one[seed] = make_job(&stage, seed, "one");
        two[seed] = make_job(&stage, seed, "two");
    }
    ck_assert_int_eq(run(one, SEEDS, 1, &error), STATUS_OK);
    ck_assert_int_eq(run(two, SEEDS, 2, &error), STATUS_OK);
    read_digest(first, &one[0]);
    for (long seed = 0; seed < SEEDS; seed++) {
        read_digest(digests[0], &one[seed]);
        read_digest(digests[1], &two[seed]);
        ck_assert_str_eq(digests[0], digests[1]);
        ck_assert_msg(seed == 0 || strcmp(digests[0], first) != 0, "seeds do not differ");
        ck_assert(one[seed].seconds > 0);
    }
    end(&stage);
}
END_TEST

static long threads_of_manifest(const struct job *job) {
    struct error error = {0};
    struct yaml yaml;
    char path[FILE_PATH_MAX];
    long threads = 0;
    ck_assert_int_eq(file_join(path, job->folder, "manifest.json", &error), STATUS_OK);
    ck_assert_int_eq(yaml_read(&yaml, path, &error), STATUS_OK);
    ck_assert_int_eq(yaml_as_long(&threads, &yaml, yaml_get(yaml.root, "threads"), &error),
                     STATUS_OK);
    yaml_tree_free(&yaml);
    return threads;
}

START_TEST(runner_run_number_of_threads_changes_no_bit_and_is_told) {
    static const int counts[] = {1, 2, 3, 7};
    struct stage stage;
    struct error error = {0};
    char first[65] = "", digest[65] = "";
    begin(&stage, wide);
    for (int i = 0; i < 4; i++) {
        struct runner_options options = {.workers = 1, .threads = counts[i], .quiet = 1};
        struct job job = make_job(&stage, 0, "out");
        ck_assert_int_eq(runner_run(&job, 1, &options, &error), STATUS_OK);
        ck_assert_msg(job.done, "%s", job.error.message);
        read_digest(i == 0 ? first : digest, &job);
        ck_assert(i == 0 || strcmp(first, digest) == 0);
        ck_assert_int_eq(threads_of_manifest(&job), counts[i]);
    }
    end(&stage);
}
END_TEST

START_TEST(runner_run_refused_threads_are_an_error_of_the_run) {
    struct stage stage;
    struct error error = {0};
    begin(&stage, as_it_is);
    struct job job = make_job(&stage, 0, "out");
    struct runner_options options = {.workers = 1, .threads = THREADS_MAX + 1, .quiet = 1};
    ck_assert_int_eq(runner_run(&job, 1, &options, &error), STATUS_OK);
    ck_assert_int_eq(job.done, 0);
    ck_assert_str_eq(job.error.message,
                     "the number of threads is 65; must be an integer from 1 to 64");
    ck_assert(!has_file(&job, "record.csv"));
    end(&stage);
}
END_TEST

START_TEST(runner_run_record_is_that_of_train_run) {
    struct stage stage;
    struct record record;
    struct error error = {0};
    struct backend backend = select_exact();
    char digests[2][65];
    begin(&stage, as_it_is);
    struct job job = make_job(&stage, 5, "out");
    ck_assert_int_eq(run(&job, 1, 4, &error), STATUS_OK);
    read_digest(digests[0], &job);
    ck_assert_int_eq(train_run(&record, &stage.scenario, 5, &backend, NULL, NULL, &error),
                     STATUS_OK);
    record_digest(digests[1], &record);
    ck_assert_str_eq(digests[0], digests[1]);
    record_free(&record);
    end(&stage);
}
END_TEST

START_TEST(runner_run_no_jobs_is_fine) {
    struct error error = {0};
    ck_assert_int_eq(run(NULL, 0, 2, &error), STATUS_OK);
}
END_TEST

START_TEST(runner_run_broken_job_has_an_error_and_the_others_go_on) {
    struct stage good, bad;
    struct error error = {0};
    begin(&good, as_it_is);
    begin(&bad, without_data);
    struct job jobs[] = {make_job(&bad, 0, "out"), make_job(&good, 0, "out")};
    ck_assert_int_eq(run(jobs, 2, 1, &error), STATUS_OK);
    ck_assert_int_eq(jobs[0].done, 0);
    ck_assert_int_eq(jobs[0].error.status, STATUS_IO);
    ck_assert_ptr_nonnull(strstr(jobs[0].error.file, "nowhere.idx"));
    ck_assert_str_ne(jobs[0].error.hint, "");
    ck_assert(!has_file(&jobs[0], "record.csv"));
    ck_assert_int_eq(jobs[1].done, 1);
    ck_assert_int_eq(jobs[1].error.status, STATUS_OK);
    end(&good);
    end(&bad);
}
END_TEST

START_TEST(runner_run_broken_job_leaves_no_earlier_record) {
    struct stage stage;
    struct error error = {0};
    begin(&stage, as_it_is);
    struct job job = make_job(&stage, 0, "out");
    ck_assert_int_eq(run(&job, 1, 1, &error), STATUS_OK);
    ck_assert(has_file(&job, "manifest.json") && has_file(&job, "record.csv"));
    struct runner_options options = {.workers = 1, .quiet = 1, .simd = "steam"};
    ck_assert_int_eq(runner_run(&job, 1, &options, &error), STATUS_OK);
    ck_assert_int_eq(job.done, 0);
    ck_assert_int_eq(job.error.status, STATUS_INVALID);
    ck_assert(!has_file(&job, "manifest.json") && !has_file(&job, "record.csv"));
    ck_assert_int_eq(run(&job, 1, 1, &error), STATUS_OK); /* an old error is forgotten */
    ck_assert_int_eq(job.done, 1);
    ck_assert_int_eq(job.error.status, STATUS_OK);
    end(&stage);
}
END_TEST

START_TEST(runner_run_divergence_is_an_outcome) {
    struct stage stage;
    struct record record;
    struct error error = {0};
    begin(&stage, diverging);
    struct job job = make_job(&stage, 0, "out");
    ck_assert_int_eq(run(&job, 1, 1, &error), STATUS_OK);
    ck_assert_msg(job.done, "%s", job.error.message);
    ck_assert_int_eq(record_read(&record, job.folder, &error), STATUS_OK);
    ck_assert_int_eq(record.outcome.diverged, 1);
    ck_assert_int_eq(record.outcome.step, record.step[record.rows - 1]);
    record_free(&record);
    end(&stage);
}
END_TEST

START_TEST(runner_run_openblas_has_one_thread_in_each_process) {
    struct stage stage;
    struct error error = {0};
    struct yaml yaml;
    const char *openblas;
    char path[FILE_PATH_MAX];
    unsetenv("OPENBLAS_NUM_THREADS");
    begin(&stage, as_it_is);
    struct job job = make_job(&stage, 0, "out");
    job.backend = BACKEND_OPENBLAS;
    ck_assert_int_eq(run(&job, 1, 1, &error), STATUS_OK);
    ck_assert_msg(job.done, "%s", job.error.message);
    ck_assert_int_eq(file_join(path, job.folder, "manifest.json", &error), STATUS_OK);
    ck_assert_int_eq(yaml_read(&yaml, path, &error), STATUS_OK);
    const struct yaml_node *node = yaml_get(yaml_get(yaml.root, "versions"), "openblas");
    ck_assert_int_eq(yaml_as_string(&openblas, &yaml, node, &error), STATUS_OK);
    ck_assert_msg(strstr(openblas, "1 thread") != NULL, "%s", openblas);
    yaml_tree_free(&yaml);
    end(&stage);
}
END_TEST

/* A limit on the size of files ends a child by SIGXFSZ as it writes its record, of about 4 KB. It
 * leaves room for what Check notes down in the parent. */
START_TEST(runner_run_killed_child_is_told_by_its_signal) {
    struct stage stage;
    struct error error = {0};
    struct rlimit before, tight;
    begin(&stage, as_it_is);
    struct job job = make_job(&stage, 0, "out");
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    tight = (struct rlimit){.rlim_cur = 2000, .rlim_max = before.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &tight), 0);
    enum status status = run(&job, 1, 1, &error);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    ck_assert_int_eq(status, STATUS_OK);
    ck_assert_int_eq(job.done, 0);
    ck_assert_int_eq(job.error.status, STATUS_FAILED);
    ck_assert_str_eq(job.error.message,
                     "the run was ended by signal 25 (File size limit exceeded)");
    ck_assert(!has_file(&job, "manifest.json"));
    end(&stage);
}
END_TEST

/* Without a descriptor to spare there is no pipe. */
START_TEST(runner_run_no_pipe_is_a_failure) {
    struct stage stage;
    struct error error = {0};
    struct rlimit before, tight;
    begin(&stage, as_it_is);
    struct job job = make_job(&stage, 0, "out");
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    tight = (struct rlimit){.rlim_cur = 3, .rlim_max = before.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &tight), 0);
    enum status status = run(&job, 1, 1, &error);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
    ck_assert_int_eq(status, STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "no pipe"));
    end(&stage);
}
END_TEST

/* A process that waits for the file and then sends its parent a signal. */
static pid_t signal_once_there_is(const char *path, int number) {
    pid_t process = fork();
    if (process != 0)
        return process;
    while (!temp_folder_has(path))
        usleep(2000);
    kill(getppid(), number);
    _exit(0);
}

/* The first job is short, the second would take days. */
START_TEST(runner_run_interrupted_keeps_what_is_finished) {
    static const int signals[] = {SIGINT, SIGTERM};
    struct stage brief, slow;
    struct error error = {0};
    sigset_t before, after;
    char path[FILE_PATH_MAX], wanted[64];
    begin(&brief, as_it_is);
    begin(&slow, endless);
    struct job jobs[] = {make_job(&brief, 0, "out"), make_job(&slow, 0, "out")};
    ck_assert_int_eq(file_join(path, jobs[0].folder, "manifest.json", &error), STATUS_OK);
    sigprocmask(SIG_BLOCK, NULL, &before);
    pid_t sender = signal_once_there_is(path, signals[_i]);
    ck_assert_int_eq(run(jobs, 2, 2, &error), STATUS_FAILED);
    ck_assert_int_eq(waitpid(sender, NULL, 0), sender);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
    sigprocmask(SIG_BLOCK, NULL, &after);
    ck_assert_int_eq(sigismember(&after, signals[_i]), sigismember(&before, signals[_i]));
    /* The sender may be faster than the first child, which then still counts as unfinished. */
    snprintf(wanted, sizeof wanted, ": %d of 2 runs are finished", jobs[0].done);
    ck_assert_msg(strstr(error.message, wanted) != NULL, "%s", error.message);
    ck_assert_int_eq(jobs[1].done, 0);
    ck_assert(has_file(&jobs[0], "record.csv") && !has_file(&jobs[1], "record.csv"));
    end(&brief);
    end(&slow);
}
END_TEST

/* The pipe's other end is closed as by a parent that has died. The command ignores SIGPIPE, and what
 * is ignored stays so in a child that does not say otherwise. */
START_TEST(worker_start_child_ends_without_its_parent) {
    struct stage slow;
    struct error error = {0};
    sigset_t mask;
    int how;
    begin(&slow, endless);
    struct job job = make_job(&slow, 0, "out");
    signal(SIGPIPE, SIG_IGN);
    sigfillset(&mask);
    struct runner_options options = {.workers = 1, .threads = _i + 1};
    struct worker worker = {.pipe = -1};
    ck_assert_int_eq(worker_start(&worker, &job, &options, &mask, &worker, 1, &error), STATUS_OK);
    close(worker.pipe);
    ck_assert_int_eq(waitpid(worker.process, &how, 0), worker.process);
    ck_assert(WIFSIGNALED(how) && WTERMSIG(how) == SIGPIPE);
    end(&slow);
}
END_TEST

static Suite *runner_suite(void) {
    Suite *suite = suite_create("runner");
    TCase *tests = tcase_create("runner");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, runner_job_folder_is_out_name_backend_seed);
    tcase_add_test(tests, runner_job_folder_too_long_is_refused);
    tcase_add_test(tests, runner_run_number_of_workers_changes_no_bit);
    tcase_add_test(tests, runner_run_number_of_threads_changes_no_bit_and_is_told);
    tcase_add_test(tests, runner_run_refused_threads_are_an_error_of_the_run);
    tcase_add_test(tests, runner_run_record_is_that_of_train_run);
    tcase_add_test(tests, runner_run_no_jobs_is_fine);
    tcase_add_test(tests, runner_run_broken_job_has_an_error_and_the_others_go_on);
    tcase_add_test(tests, runner_run_broken_job_leaves_no_earlier_record);
    tcase_add_test(tests, runner_run_divergence_is_an_outcome);
    tcase_add_test(tests, runner_run_openblas_has_one_thread_in_each_process);
    tcase_add_test(tests, runner_run_killed_child_is_told_by_its_signal);
    tcase_add_test(tests, runner_run_no_pipe_is_a_failure);
    tcase_add_loop_test(tests, runner_run_interrupted_keeps_what_is_finished, 0, 2);
    tcase_add_loop_test(tests, worker_start_child_ends_without_its_parent, 0, 2);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(runner_suite)
