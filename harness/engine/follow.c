#include "engine/follow.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "engine/tasks.h"
#include "run/made_run.h"
#include "run/runner.h"

/* A look at all records takes at most a twentieth of the time. */
enum { WAIT_LEAST = 100, WAIT_MOST = 5000, WAIT_FACTOR = 20 };

/* A network file system may show a file some seconds after another machine has written it. */
static const double usual_grace = 5;

static double grace(const struct engine_options *options) {
    int is_here = options->kind == ENGINE_PARALLEL && options->hosts == NULL;
    return is_here ? 0 : options->grace > 0 ? options->grace : usual_grace;
}

/* ---- records --------------------------------------------------------------------------------- */

static int has_manifest(const char *folder) {
    char path[FILE_PATH_MAX];
    return file_join(path, folder, "manifest.json", NULL) == STATUS_OK && access(path, F_OK) == 0;
}

/* Take the record of a job if it is there. */
static void look_at(struct engine_work *work, long index) {
    struct job *job = &work->jobs[index];
    struct record record = {0};
    struct error reason = {0};
    char folder[JOB_FOLDER_MAX];
    if (job->done || job->error.status != STATUS_OK ||
        runner_job_folder(folder, job, work->options->out, &reason) != STATUS_OK ||
        !has_manifest(folder) || made_run_find(job, folder, &record, &reason) != STATUS_OK)
        return;
    runner_settle(job);
    work->spent += job->seconds;
    progress_end(&work->progress, index, job->done ? &record.outcome : NULL);
    record_free(&record);
}

/* For the estimate of the time left: so many runs at once have made what is done. */
static void count_workers(struct engine_work *work) {
    double workers = work->spent / (clock_now() - work->begun) + 0.5;
    work->progress.workers = workers >= 1 ? (int)workers : 1;
}

/* Returns how many are still to come. */
static long look_at_all(struct engine_work *work) {
    long open = 0, shown = -1;
    for (long i = 0; i < work->lines; i++) {
        long index = work->line[i];
        look_at(work, index);
        if (work->jobs[index].done || work->jobs[index].error.status != STATUS_OK)
            continue;
        open++;
        shown = shown < 0 ? index : shown;
    }
    count_workers(work);
    if (shown >= 0) /* for a terminal: one of those that are under way */
        progress_step(&work->progress, shown, 0, 0);
    return open;
}

/* ---- runs that left none --------------------------------------------------------------------- */

/* Where the last message begins that klimb printed: above it stands whose it is. */
static const char *last_message(const char *said) {
    static const char mark[] = "klimb: ";
    const char *found = said;
    for (const char *at = said; (at = strstr(at, mark)) != NULL; at += sizeof mark - 1)
        if (at == said || at[-1] == '\n')
            found = at + sizeof mark - 1;
    return found;
}

/* "how: the last message; its hint", on one line. */
static void set_said(struct error *error, const char *how, const struct text *said) {
    struct text line = {0};
    const char *from = last_message(text_string(said));
    text_add(&line, "%s", how);
    for (const char *join = ": "; *from != '\0'; join = "; ") {
        from += strspn(from, " \n");
        size_t length = strcspn(from, "\n");
        if (length > 0)
            text_add(&line, "%s%.*s", join, (int)length, from);
        from += length;
    }
    klimb_error_set(error, STATUS_FAILED, "%.400s", text_string(&line));
    text_free(&line);
}

static void break_job(struct engine_work *work, long index, const char *how,
                      const struct text *said) {
    struct job *job = &work->jobs[index];
    struct error ignored = {0};
    set_said(&job->error, how, said);
    if (runner_job_folder(job->folder, job, work->options->out, &ignored) == STATUS_OK)
        runner_settle(job);
    klimb_error_hint(&job->error, "its list and logs are in %.200s", work->folder);
    progress_end(&work->progress, index, NULL);
}

/* What broke has said so; it would break again. */
static void take_broken(struct engine_work *work) {
    for (long line = 1; line <= work->lines; line++) {
        struct text said = {0};
        long index = work->line[line - 1];
        if (!work->jobs[index].done && work->jobs[index].error.status == STATUS_OK &&
            tasks_said(&said, work, line, 0))
            break_job(work, index, "the run broke", &said);
        text_free(&said);
    }
}

void follow_give_up(struct engine_work *work) {
    for (long line = 1; line <= work->lines; line++) {
        struct text said = {0};
        long index = work->line[line - 1];
        if (work->jobs[index].done || work->jobs[index].error.status != STATUS_OK)
            continue;
        tasks_said(&said, work, line, 1);
        break_job(work, index, "the run was lost again and again", &said);
        text_free(&said);
    }
}

/* ---- until it is over ------------------------------------------------------------------------ */

static long wait_for(double seconds) {
    double milliseconds = 1000 * WAIT_FACTOR * seconds;
    return milliseconds < WAIT_LEAST  ? WAIT_LEAST
           : milliseconds > WAIT_MOST ? WAIT_MOST
                                      : (long)milliseconds;
}

/* Runs that wait would be another klimb's. */
static enum status check_program(struct engine_work *work, const struct engine_functions *engine,
                                 struct error *error) {
    enum status status = which_check(&work->which, error);
    if (status != STATUS_OK)
        engine->cancel(work);
    return status;
}

static enum status interrupted(struct engine_work *work, const struct engine_functions *engine,
                               int number, struct error *error) {
    engine->cancel(work);
    long open = look_at_all(work);
    klimb_error_set(error, STATUS_FAILED, "stopped by signal %d (%s): %ld of %ld runs are finished",
                    number, strsignal(number), work->count - open, work->count);
    klimb_error_hint(error, "finished records are kept");
    return STATUS_FAILED;
}

enum status follow_tasks(struct engine_work *work, const struct engine_functions *engine,
                         struct error *error) {
    double over = 0; /* clock_now() when the engine had ended */
    for (;;) {
        int was_over = over > 0; /* asked before the look: what ended since is seen */
        double began = clock_now();
        long open = look_at_all(work);
        double now = clock_now();
        if (open > 0 && was_over)
            take_broken(work);
        if (open == 0 && (was_over || !work->has_program))
            return STATUS_OK;
        enum status status = open > 0 ? check_program(work, engine, error) : STATUS_OK;
        if (status != STATUS_OK || (was_over && now - over > grace(work->options)))
            return status;
        int number = interrupts_wait(&work->interrupts, wait_for(now - began));
        if (number != 0)
            return interrupted(work, engine, number, error);
        if (!was_over && engine->is_over(work))
            over = clock_now();
    }
}
