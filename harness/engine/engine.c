#include "engine/engine.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "engine/engine_command.h"
#include "engine/expect.h"
#include "engine/follow.h"
#include "engine/line.h"
#include "engine/tasks.h"
#include "engine/work.h"
#include "run/made_run.h"
#include "run/runner.h"

#define ENGINE_NAME(NAME, name, program, word, source, seconds, text) name,
const char *const engine_names[] = {ENGINE_TABLE(ENGINE_NAME) NULL};
#undef ENGINE_NAME

static const struct {
    const char *program, *word, *source;
} programs[] = {
#define ENGINE_PROGRAM(NAME, name, program, word, source, seconds, text) {program, word, source},
    ENGINE_TABLE(ENGINE_PROGRAM)
#undef ENGINE_PROGRAM
};

static const struct engine_functions *const engines[] = {
    [ENGINE_PARALLEL] = &engine_parallel, [ENGINE_SLURM] = &engine_slurm, [ENGINE_HQ] = &engine_hq};

/* ---- options --------------------------------------------------------------------------------- */

/* Refuse an option that only one engine has. */
static enum status check_alone(const char *option, const char *value, enum engine_kind owner,
                               const struct engine_options *options, struct error *error) {
    if (value == NULL || options->kind == owner)
        return STATUS_OK;
    return klimb_error_set(error, STATUS_INVALID, "--%s needs --engine %s, not %s", option,
                           engine_names[owner], engine_names[options->kind]);
}

static enum status check_remote(const struct engine_options *options, struct error *error) {
    const char *option = options->chunk > 0          ? "chunk"
                         : options->passed_count > 0 ? "engine-option"
                                                     : NULL;
    if (option == NULL || options->kind != ENGINE_LOCAL)
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID, "--%s needs another engine than local", option);
    klimb_error_hint(error, "say --engine parallel, slurm or hq as well");
    return STATUS_INVALID;
}

/* Ask the engine's program for its version: another program may have its name. */
static enum status check_program(enum engine_kind kind, struct error *error) {
    const char *const arguments[] = {programs[kind].program, "--version", NULL};
    struct command_answer answer;
    sigset_t none;
    sigemptyset(&none);
    command_ask(&answer, ".", arguments, &none);
    int is_it = answer.reason == 0 &&
                (programs[kind].word == NULL ||
                 strstr(text_string(&answer.printed), programs[kind].word) != NULL);
    if (answer.reason != 0)
        klimb_error_set(error, STATUS_FAILED, "--engine %s needs the program %s: %s",
                        engine_names[kind], programs[kind].program, strerror(answer.reason));
    else if (!is_it)
        klimb_error_set(error, STATUS_FAILED,
                        "--engine %s needs %s, but the program %s is another one here",
                        engine_names[kind], programs[kind].word, programs[kind].program);
    if (!is_it)
        klimb_error_hint(error, "%s", programs[kind].source);
    command_free(&answer);
    return is_it ? STATUS_OK : STATUS_FAILED;
}

static enum status check_options(const struct engine_options *options, struct error *error) {
    enum status status = check_remote(options, error);
    if (status == STATUS_OK)
        status = check_alone("partition", options->partition, ENGINE_SLURM, options, error);
    if (status == STATUS_OK)
        status = check_alone("account", options->account, ENGINE_SLURM, options, error);
    return status == STATUS_OK
               ? check_alone("hosts", options->hosts, ENGINE_PARALLEL, options, error)
               : status;
}

/* ---- attempts -------------------------------------------------------------------------------- */

static enum status name_root(struct engine_work *work, struct error *error) {
    char below[128], when[32];
    time_t now = time(NULL);
    struct tm parts;
    strftime(when, sizeof when, "%Y%m%dT%H%M%S", gmtime_r(&now, &parts));
    snprintf(below, sizeof below, ".engine/%s-%s-%ld", engine_names[work->options->kind], when,
             (long)getpid());
    enum status status = file_absolute(work->root, work->options->kept, error);
    return status == STATUS_OK ? file_join(work->root, work->root, below, error) : status;
}

/* A record that klimb cannot name would look like a lost run. */
static enum status check_folders(const struct job *jobs, long count, const char *out,
                                 struct error *error) {
    char folder[JOB_FOLDER_MAX];
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = runner_job_folder(folder, &jobs[i], out, error);
    return status;
}

/* Every attempt calls the same program. */
static enum status name_program(struct engine_work *work, struct error *error) {
    enum status status = which_find(&work->which, work->own.program, error);
    work->own.program = work->which.path;
    return status;
}

static enum status work_new(struct engine_work *work, struct job *jobs, long count,
                            const struct engine_options *options,
                            const struct runner_options *runner, struct error *error) {
    *work = (struct engine_work){
        .jobs = jobs, .count = count, .options = &work->own, .runner = runner, .own = *options};
    work->seconds = calloc((size_t)count + 1, sizeof *work->seconds);
    if (work->seconds == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld runs", count);
    for (long i = 0; i < count; i++) {
        jobs[i].done = 0;
        jobs[i].error = (struct error){0};
    }
    enum status status = check_folders(jobs, count, options->out, error);
    if (status == STATUS_OK)
        status = name_program(work, error);
    if (status != STATUS_OK)
        return status;
    expect_seconds(work->seconds, jobs, count, options->kept);
    return name_root(work, error);
}

static void work_free(struct engine_work *work) {
    free(work->seconds);
    free(work->line);
    free(work->tasks);
}

static enum status begin_attempt(struct engine_work *work, struct error *error) {
    char number[16];
    work->attempt++;
    work->submissions = 0;
    work->has_program = 0;
    work->asked = clock_now();
    snprintf(number, sizeof number, "%d", work->attempt);
    enum status status = file_join(work->folder, work->root, number, error);
    return status == STATUS_OK ? tasks_plan(work, error) : status;
}

static void say_begin(const struct engine_work *work) {
    if (work->runner->quiet || work->lines == 0)
        return;
    text_print_line(stderr, "klimb: %s: %ld run%s in %ld task%s%s; scripts and logs: %s",
                    engine_names[work->options->kind], work->lines, work->lines == 1 ? "" : "s",
                    work->task_count, work->task_count == 1 ? "" : "s",
                    work->attempt > 1 ? " that were lost, again" : "", work->folder);
}

/* Start the engine's program. An interrupt that came while it was asked is the reason why it did not answer. */
static enum status start(struct engine_work *work, const struct engine_functions *engine,
                         struct error *error) {
    enum status status = engine->start(work, error);
    int number = status == STATUS_OK ? 0 : interrupts_take(&work->interrupts);
    if (number == 0)
        return status;
    return klimb_error_set(error, STATUS_FAILED,
                           "stopped by signal %d (%s) while %s was asked to start", number,
                           strsignal(number), engine_names[work->options->kind]);
}

static enum status attempt(struct engine_work *work, struct error *error) {
    const struct engine_functions *engine = engines[work->options->kind];
    enum status status = begin_attempt(work, error);
    if (status != STATUS_OK || work->lines == 0)
        return status;
    status = tasks_write(work, engine, error);
    if (status == STATUS_OK) {
        say_begin(work);
        status = start(work, engine, error);
    }
    if (status == STATUS_OK)
        status = follow_tasks(work, engine, error);
    if (status == STATUS_OK && engine->end != NULL)
        status = engine->end(work, error);
    if (work->has_program)
        program_close(&work->program);
    return status;
}

static enum status do_work(struct engine_work *work, struct error *error) {
    enum status status = progress_begin(&work->progress, stderr, work->jobs, work->count,
                                        (int)engine_slots(work), work->runner->quiet, error);
    work->begun = clock_now();
    interrupts_hold(&work->interrupts);
    for (int i = 0; status == STATUS_OK && i < ENGINE_ATTEMPTS; i++)
        status = attempt(work, error);
    if (status == STATUS_OK)
        follow_give_up(work);
    interrupts_release(&work->interrupts);
    progress_finish(&work->progress);
    return status;
}

static enum status run_elsewhere(struct job *jobs, long count, const struct engine_options *options,
                                 const struct runner_options *runner, struct error *error) {
    struct engine_work work = {0};
    enum status status = check_program(options->kind, error);
    if (status == STATUS_OK)
        status = work_new(&work, jobs, count, options, runner, error);
    if (status == STATUS_OK)
        status = do_work(&work, error);
    work_free(&work);
    return status;
}

/* ---- jobs that are not done ------------------------------------------------------------------ */

/* The jobs still to do, and their places in the caller's array. */
struct open_jobs {
    struct job *jobs; /* [count] */
    long *place;      /* [count] index of the caller's */
    long count;
};

static int is_made(struct job *job) {
    struct error reason = {0};
    return job->place[0] != '\0' && made_run_find(job, job->place, NULL, &reason) == STATUS_OK;
}

static enum status take_open(struct open_jobs *open, struct job *jobs, long count,
                             const struct engine_options *options, struct error *error) {
    *open = (struct open_jobs){.jobs = calloc((size_t)count + 1, sizeof *open->jobs),
                               .place = calloc((size_t)count + 1, sizeof *open->place)};
    if (open->jobs == NULL || open->place == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld runs", count);
    for (long i = 0; i < count; i++) {
        if (options->is_missing && is_made(&jobs[i]))
            continue;
        open->jobs[open->count] = jobs[i];
        open->place[open->count++] = i;
    }
    return STATUS_OK;
}

static void give_back(struct job *jobs, const struct open_jobs *open) {
    for (long i = 0; i < open->count; i++)
        jobs[open->place[i]] = open->jobs[i];
    free(open->jobs);
    free(open->place);
}

enum status engine_run_jobs(struct job *jobs, long count, const struct engine_options *options,
                            const struct runner_options *runner, struct error *error) {
    struct open_jobs open = {0};
    struct runner_options own = *runner;
    own.is_missing = options->is_missing;
    enum status status = check_options(options, error);
    if (status == STATUS_OK)
        status = take_open(&open, jobs, count, options, error);
    if (status == STATUS_OK && open.count > 0)
        status = options->kind == ENGINE_LOCAL
                     ? runner_run(open.jobs, open.count, &own, error)
                     : run_elsewhere(open.jobs, open.count, options, runner, error);
    give_back(jobs, &open);
    return status;
}

/* ---- to look at ------------------------------------------------------------------------------ */

static enum status show(FILE *out, struct engine_work *work, struct error *error) {
    struct text text = {0};
    enum status status = begin_attempt(work, error);
    if (status == STATUS_OK)
        status = engines[work->options->kind]->add_script(&text, work, error);
    text_add(&text, "# the first of its lines: ");
    if (status == STATUS_OK && work->lines > 0)
        status = engine_line_add(&text, &work->jobs[0], work->options, work->runner, error);
    if (status == STATUS_OK)
        fprintf(out, "%s\n", text_string(&text));
    text_free(&text);
    return status;
}

enum status engine_show_jobs(FILE *out, struct job *jobs, long count,
                             const struct engine_options *options,
                             const struct runner_options *runner, struct error *error) {
    struct engine_work work = {0};
    struct open_jobs open = {0};
    enum status status = check_options(options, error);
    if (status == STATUS_OK && options->kind == ENGINE_LOCAL)
        return klimb_error_set(error, STATUS_INVALID,
                               "--dry-run shows what another engine than "
                               "local would be given");
    if (status == STATUS_OK)
        status = take_open(&open, jobs, count, options, error);
    if (status == STATUS_OK)
        status = work_new(&work, open.jobs, open.count, options, runner, error);
    if (status == STATUS_OK)
        status = show(out, &work, error);
    work_free(&work);
    give_back(jobs, &open);
    return status;
}
