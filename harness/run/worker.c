#include "run/worker.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupts.h"
#include "run/external.h"
#include "run/manifest.h"
#include "run/progress.h"
#include "run/run_folder.h"
#include "run/train.h"

_Static_assert(sizeof(struct worker_message) <= PIPE_BUF, "a message would not arrive whole");

/* Half the parent's seconds_between_drawings, so that its numbers are fresh. */
static const double seconds_between_messages = 0.05;

/* ---- in the child -------------------------------------------------------------------------- */

/* Where a child reports to. */
struct reporter {
    int pipe;
    double began, sent; /* clock_now() */
};

/* If the parent is gone, SIGPIPE ends this process: see prepare_signals. */
static void send_message(struct reporter *reporter, struct worker_message *message) {
    double now = clock_now();
    message->seconds = now - reporter->began;
    reporter->sent = now;
    while (write(reporter->pipe, message, sizeof *message) < 0 && errno == EINTR)
        continue;
}

static void tick(void *context, long step, long steps) {
    struct reporter *reporter = context;
    if (clock_now() - reporter->sent < seconds_between_messages && step < steps)
        return;
    struct worker_message message = {.news = WORKER_STEP, .step = step};
    send_message(reporter, &message);
}

/* Lets SIGPIPE (a broken pipe) and SIGTERM (workers_kill) end a child, even if the parent ignores them. */
static void prepare_signals(const sigset_t *mask) {
    sigset_t blocked = *mask;
    sigdelset(&blocked, SIGPIPE);
    sigdelset(&blocked, SIGTERM);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
}

/* Blocks signals while results are written: an interrupted write would leave a temporary file. */
static void hold_signals(void) {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL); /* the other threads take none, see threads.h */
}

/* A read-only tree is fine if records go elsewhere: the hint says so. */
static enum status hint_elsewhere(enum status status, struct error *error) {
    if (status == STATUS_IO)
        klimb_error_hint(error, "--out DIR writes the records elsewhere");
    return status;
}

/* The manifest is written last: if it is there, the record is whole. */
static enum status write_results(const struct record *record, const struct artefacts *artefacts,
                                 const struct job *job, const struct backend *backend,
                                 double seconds, struct error *error) {
    struct rusage usage = {0};
    getrusage(RUSAGE_SELF, &usage); /* ru_maxrss is in KiB */
    hold_signals();
    enum status status = record_write(record, job->folder, error);
    if (status == STATUS_OK)
        status = artefacts_write(artefacts, job->folder, error);
    if (status != STATUS_OK)
        return status;
    return manifest_write(job->folder, record, job->scenario, backend, seconds, usage.ru_maxrss,
                          error);
}

/* Runs a user's trainer. If the parent dies, PR_SET_PDEATHSIG signals this process, because it writes nothing to the
 * pipe until the trainer ends. */
static enum status do_external(struct outcome *outcome, const struct job *job,
                               const struct runner_options *options, struct error *error) {
    struct backend backend = {0};
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    enum status status = klimb_backend_select(&backend, BACKEND_EXACT, options->simd, error);
    return status == STATUS_OK ? hint_elsewhere(external_run(outcome, job, &backend, error), error)
                               : status;
}

static enum status do_job(struct outcome *outcome, const struct job *job,
                          const struct runner_options *options, struct reporter *reporter,
                          struct error *error) {
    struct backend backend = {0};
    int threads = options->threads > 0 ? options->threads : 1;
    struct record record = {0};
    struct artefacts artefacts = {0};
    enum status status = hint_elsewhere(run_folder_remove(job->folder, error), error);
    if (status == STATUS_OK)
        status = klimb_backend_select(&backend, job->backend, options->simd, error);
    if (status == STATUS_OK)
        status = klimb_threads_start(&backend.threads, threads, error);
    if (status == STATUS_OK)
        status = train_run_artefacts(&record, job->wants_artefacts ? &artefacts : NULL,
                                     job->scenario, job->seed, &backend, tick, reporter, error);
    if (status == STATUS_OK)
        status = hint_elsewhere(
            write_results(&record, &artefacts, job, &backend, clock_now() - reporter->began, error),
            error);
    *outcome = record.outcome;
    klimb_threads_stop(backend.threads);
    record_free(&record);
    artefacts_free(&artefacts);
    return status;
}

/* User-mode CPU seconds of this process and of ended programs that it started. */
static double user_seconds(void) {
    struct rusage own = {0}, programs = {0};
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &programs);
    return (double)own.ru_utime.tv_sec + (double)programs.ru_utime.tv_sec +
           1e-6 * (double)(own.ru_utime.tv_usec + programs.ru_utime.tv_usec);
}

/* The whole life of a child. _exit leaves the parent's stdio buffers alone. */
static _Noreturn void live(const struct job *job, const struct runner_options *options, int pipe) {
    struct reporter reporter = {.pipe = pipe, .began = clock_now()};
    struct worker_message message = {0};
    enum status status = scenario_is_external(job->scenario)
                             ? do_external(&message.outcome, job, options, &message.error)
                             : do_job(&message.outcome, job, options, &reporter, &message.error);
    message.news = status == STATUS_OK ? WORKER_DONE : WORKER_BROKE;
    message.step = message.outcome.step;
    message.user = user_seconds();
    send_message(&reporter, &message);
    _exit(status == STATUS_OK ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* ---- in the parent ------------------------------------------------------------------------- */

enum status worker_start(struct worker *worker, const struct job *job,
                         const struct runner_options *options, const sigset_t *mask,
                         const struct worker *others, long other_count, struct error *error) {
    *worker = (struct worker){.pipe = -1, .index = worker->index};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) /* a user's trainer must not inherit it */
        return klimb_error_set(error, STATUS_FAILED, "no pipe to a run: %s", strerror(errno));
    fflush(NULL); /* or the child would inherit unwritten output */
    worker->process = fork();
    if (worker->process < 0) {
        int reason = errno;
        close(ends[0]);
        close(ends[1]);
        klimb_error_set(error, STATUS_FAILED, "no process for a run: %s", strerror(reason));
        klimb_error_hint(error, "fewer processes (-j 1) need less");
        return STATUS_FAILED;
    }
    if (worker->process == 0) {
        prepare_signals(mask);
        close(ends[0]);
        for (long i = 0; i < other_count; i++) {
            if (others[i].pipe >= 0)
                close(others[i].pipe);
        }
        live(job, options, ends[1]);
    }
    close(ends[1]);
    worker->pipe = ends[0];
    return STATUS_OK;
}

enum worker_news worker_receive(struct worker *worker) {
    ssize_t got = read(worker->pipe, (char *)&worker->arriving + worker->arrived,
                       sizeof worker->arriving - worker->arrived);
    if (got < 0)
        return errno == EINTR ? WORKER_NOTHING : WORKER_GONE;
    if (got == 0)
        return WORKER_GONE;
    worker->arrived += (size_t)got;
    if (worker->arrived < sizeof worker->arriving)
        return WORKER_NOTHING;
    worker->message = worker->arriving;
    worker->arrived = 0;
    return worker->message.news;
}

/* Waits for the child and closes the pipe. Returns its wait status. */
static int reap(struct worker *worker) {
    int how = 0;
    while (waitpid(worker->process, &how, 0) < 0 && errno == EINTR)
        continue;
    close(worker->pipe);
    worker->pipe = -1;
    return how;
}

void worker_collect(struct worker *worker, struct job *job) {
    int how = reap(worker);
    job->seconds = worker->message.seconds;
    job->user = worker->message.user;
    if (worker->message.news == WORKER_DONE)
        job->done = 1;
    else if (worker->message.news == WORKER_BROKE)
        job->error = worker->message.error;
    else if (WIFSIGNALED(how))
        klimb_error_set(&job->error, STATUS_FAILED, "the run was ended by signal %d (%s)",
                        WTERMSIG(how), strsignal(WTERMSIG(how)));
    else
        klimb_error_set(&job->error, STATUS_FAILED, "the run ended by itself with code %d",
                        WEXITSTATUS(how));
}

void workers_kill(struct worker *workers, long count) {
    for (long i = 0; i < count; i++)
        if (workers[i].pipe >= 0)
            kill(workers[i].process, SIGTERM);
    double deadline = process_deadline();
    for (long i = 0; i < count; i++) {
        if (workers[i].pipe < 0)
            continue;
        process_end(workers[i].process, deadline);
        close(workers[i].pipe);
        workers[i].pipe = -1;
    }
}
