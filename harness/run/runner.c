#include "run/runner.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/folder.h"
#include "base/interrupts.h"
#include "base/program.h"
#include "run/progress.h"
#include "run/worker.h"
#include "scenario/scenario.h"

enum {
    POLL_MILLISECONDS = 100, /* how long an interrupt may go unnoticed */
    FILES_KEPT = 6 /* for files that a run opens; each child needs one here, for its pipe */
};

enum status runner_job_folder(char folder[JOB_FOLDER_MAX], const struct job *job, const char *out,
                              struct error *error) {
    const struct scenario *scenario = job->scenario;
    struct job_name name = {.scenario = scenario->name,
                            .overrides = scenario->is_overridden ? scenario->digest : NULL,
                            .backend = scenario_backend_name(scenario, job->backend),
                            .seed = job->seed};
    return job_folder(folder, &name, out, error);
}

/* Puts links to a whole record into its place. The record itself stays for this process, because another process may
 * replace the one in its place. */
static enum status put_in_place(const struct job *job, struct error *error) {
    char links[sizeof job->folder + sizeof ".links"];
    snprintf(links, sizeof links, "%s.links", job->folder);
    enum status status = folder_link(job->folder, links, NULL, NULL, error);
    return status == STATUS_OK ? folder_put(links, job->place, error) : status;
}

static int has_file(const char *folder, const char *name) {
    char path[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    return file_join(path, folder, name, NULL) == STATUS_OK &&
           file_look(&kind, path, NULL) == STATUS_OK && kind != FILE_NONE;
}

/* Puts what a user's trainer wrote before it broke into the place of its record, where the user looks for it. */
static void keep_broken(struct job *job) {
    struct error reason = {0};
    if (scenario_is_external(job->scenario) && file_is_folder(job->folder) &&
        put_in_place(job, &reason) != STATUS_OK)
        klimb_error_hint(&job->error, "its output cannot be kept: %.200s", reason.message);
}

void runner_settle(struct job *job) {
    if (job->place[0] == '\0' || strcmp(job->place, job->folder) == 0)
        return;
    if (job->done)
        job->done = put_in_place(job, &job->error) == STATUS_OK;
    else
        keep_broken(job);
}

/* ---- the pool ------------------------------------------------------------------------------ */

struct pool {
    struct job *jobs;
    long count, begun, ended;
    struct worker *workers; /* [size] without a child: pipe -1 */
    struct pollfd *polls;   /* [size] of the worker with the same index */
    long size;
    struct progress progress;
    struct interrupts interrupts;
};

static enum status pool_new(struct pool *pool, struct job *jobs, long count,
                            const struct runner_options *options, struct error *error) {
    long size = options->workers < count ? options->workers : count;
    long room = program_files_free() - FILES_KEPT;
    size = size < room ? size : room;
    *pool = (struct pool){.jobs = jobs, .count = count, .size = size > 1 ? size : 1};
    pool->workers = calloc((size_t)pool->size, sizeof *pool->workers);
    pool->polls = calloc((size_t)pool->size, sizeof *pool->polls);
    if (pool->workers == NULL || pool->polls == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld processes", pool->size);
    for (long i = 0; i < pool->size; i++)
        pool->workers[i].pipe = -1;
    for (long i = 0; i < count; i++) {
        jobs[i].done = 0;
        jobs[i].seconds = 0;
        jobs[i].error = (struct error){0};
    }
    return progress_begin(&pool->progress, stderr, jobs, count, (int)pool->size, options->quiet,
                          error);
}

static void pool_free(struct pool *pool) {
    progress_finish(&pool->progress);
    free(pool->workers);
    free(pool->polls);
}

/* Gives each idle worker the next job, as long as there are jobs. */
static enum status start_jobs(struct pool *pool, const struct runner_options *options,
                              struct error *error) {
    for (long i = 0; i < pool->size && pool->begun < pool->count; i++) {
        struct worker *worker = &pool->workers[i];
        if (worker->pipe >= 0)
            continue;
        worker->index = pool->begun++;
        enum status status = worker_start(worker, &pool->jobs[worker->index], options,
                                          &pool->interrupts.before, pool->workers, pool->size,
                                          error);
        if (status != STATUS_OK)
            return status;
        progress_step(&pool->progress, worker->index, 0, 0);
    }
    return STATUS_OK;
}

/* Waits for a message of a worker, or for POLL_MILLISECONDS. */
static void wait_for_news(struct pool *pool) {
    for (long i = 0; i < pool->size; i++) /* poll ignores a descriptor of -1 */
        pool->polls[i] = (struct pollfd){.fd = pool->workers[i].pipe, .events = POLLIN};
    poll(pool->polls, (nfds_t)pool->size, POLL_MILLISECONDS);
}

static void end_job(struct pool *pool, struct worker *worker) {
    struct job *job = &pool->jobs[worker->index];
    worker_collect(worker, job);
    runner_settle(job);
    pool->ended++;
    progress_end(&pool->progress, worker->index, job->done ? &worker->message.outcome : NULL);
}

static void hear_workers(struct pool *pool) {
    for (long i = 0; i < pool->size; i++) {
        struct worker *worker = &pool->workers[i];
        if (worker->pipe < 0 || pool->polls[i].revents == 0)
            continue;
        enum worker_news news = worker_receive(worker);
        if (news == WORKER_STEP)
            progress_step(&pool->progress, worker->index, worker->message.step,
                          worker->message.seconds);
        else if (news == WORKER_GONE)
            end_job(pool, worker);
    }
}

/* Whether a user's trainer was stopped during a job and left what it wrote, and the job's place has no whole record,
 * which is worth more. */
static int was_stopped(const struct job *job) {
    return !job->done && job->error.status == STATUS_OK && job->place[0] != '\0' &&
           scenario_is_external(job->scenario) && has_file(job->folder, "manifest.json") &&
           !has_file(job->place, "record.csv");
}

/* Keeps what users' trainers wrote before they were stopped. Returns the number of such jobs. */
static long keep_stopped(const struct pool *pool) {
    long kept = 0;
    for (long i = 0; i < pool->begun; i++)
        kept += was_stopped(&pool->jobs[i]) && put_in_place(&pool->jobs[i], NULL) == STATUS_OK;
    return kept;
}

static void hint_stopped(long kept, int is_missing, struct error *error) {
    const char *again = is_missing ? "the same command makes the others"
                                   : "the same command makes all of them again";
    if (kept == 0)
        klimb_error_hint(error, "finished records are kept; %s", again);
    else
        klimb_error_hint(
            error, "finished records are kept, and so is the output of %ld stopped trainer%s; %s",
            kept, kept == 1 ? "" : "s", again);
}

static enum status interrupted(const struct pool *pool, int number, int is_missing,
                               struct error *error) {
    workers_kill(pool->workers, pool->size);
    klimb_error_set(error, STATUS_FAILED, "stopped by signal %d (%s): %ld of %ld runs are finished",
                    number, strsignal(number), pool->ended, pool->count);
    hint_stopped(keep_stopped(pool), is_missing, error);
    return STATUS_FAILED;
}

static enum status run_pool(struct pool *pool, const struct runner_options *options,
                            struct error *error) {
    while (pool->ended < pool->count) {
        enum status status = start_jobs(pool, options, error);
        if (status != STATUS_OK)
            return status;
        wait_for_news(pool);
        /* Before reading from the workers: the terminal interrupts them too, and that is not a failure of theirs. */
        int number = interrupts_take(&pool->interrupts);
        if (number != 0)
            return interrupted(pool, number, options->is_missing, error);
        hear_workers(pool);
    }
    return STATUS_OK;
}

enum status runner_run(struct job *jobs, long count, const struct runner_options *options,
                       struct error *error) {
    struct pool pool;
    enum status status = pool_new(&pool, jobs, count, options, error);
    if (status == STATUS_OK) {
        interrupts_hold(&pool.interrupts);
        status = run_pool(&pool, options, error);
        workers_kill(pool.workers, pool.size); /* none are left unless one could not be started */
        interrupts_release(&pool.interrupts);
    }
    pool_free(&pool);
    return status;
}
