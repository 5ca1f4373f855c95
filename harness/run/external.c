#include "run/external.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process_group.h"
#include "log/log.h"
#include "run/external_record.h"
#include "run/manifest.h"
#include "scenario/scenario_external.h"
#include "scenario/substitute.h"

/* One run in progress. */
struct run {
    const struct job *job;
    const struct backend *backend;
    char folder[FILE_PATH_MAX]; /* of the scenario's file */
    char dir[FILE_PATH_MAX];    /* the run's, absolute */
    char output[FILE_PATH_MAX], complaints[FILE_PATH_MAX];
    struct words command; /* with every name in braces replaced */
    struct group_end end;
    struct text notes; /* how the log was read, a line each */
};

/* ---- the command --------------------------------------------------------------------------------- */

static enum status add_word(struct run *run, const char *word, struct error *error) {
    const struct substitution values = {.scenario = run->job->scenario,
                                        .seed = run->job->seed,
                                        .dir = run->dir,
                                        .experiment = run->folder};
    struct text text = {0};
    enum status status = substitute(&text, word, &values, NULL, error);
    if (status == STATUS_OK && !words_add(&run->command, text.bytes, text.length))
        status = klimb_error_set(error, STATUS_INVALID,
                                 "the command has more than %d bytes once it is filled in",
                                 WORDS_BYTES - 1);
    text_free(&text);
    return status;
}

/* Folders, files and the command of a run. */
static enum status prepare(struct run *run, struct error *error) {
    const struct words *command = &run->job->scenario->external.command;
    enum status status = scenario_external_folder(run->folder, run->job->scenario, error);
    if (status == STATUS_OK)
        status = file_make_folders(run->job->folder, error);
    char *dir = status == STATUS_OK ? realpath(run->job->folder, NULL) : NULL;
    if (status == STATUS_OK && dir == NULL)
        status = file_error(error, "find", run->job->folder);
    if (status == STATUS_OK)
        status = file_join(run->dir, "", dir, error);
    free(dir);
    if (status == STATUS_OK)
        status = file_join(run->output, run->dir, "stdout.txt", error);
    if (status == STATUS_OK)
        status = file_join(run->complaints, run->dir, "stderr.txt", error);
    for (const char *word = words_first(command); status == STATUS_OK && word != NULL;
         word = words_next(command, word))
        status = add_word(run, word, error);
    return status;
}

/* Sets KLIMB to this program, for trainers that ask klimb for data. Without /proc it is unchanged. */
static void name_klimb(void) {
    char path[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length > 0) {
        path[length] = '\0';
        (void)setenv("KLIMB", path, 1);
    }
}

/* From here on process_group_run takes the signals, and results are written to the end, as in worker.c. On Ctrl-C this
 * process gets two signals, from the terminal and from its parent. */
static void hold_signals(void) {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL);
}

static enum status start(struct run *run, struct error *error) {
    const char **arguments = calloc((size_t)run->command.count + 1, sizeof *arguments);
    if (arguments == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a command");
    long count = 0;
    for (const char *word = words_first(&run->command); word != NULL;
         word = words_next(&run->command, word))
        arguments[count++] = word;
    const struct group_program program = {.arguments = arguments,
                                          .folder = run->folder,
                                          .output = run->output,
                                          .complaints = run->complaints,
                                          .seconds = run->job->scenario->external.timeout};
    name_klimb();
    hold_signals();
    process_group_run(&run->end, &program);
    free(arguments);
    return STATUS_OK;
}

/* ---- how it ended -------------------------------------------------------------------------------- */

/* How much of stderr.txt is quoted, and how much is read for that. */
enum { QUOTED_LINES = 3, QUOTED_BYTES = 240, TAIL_BYTES = 4096 };

/* The end of a file. Returns its length. */
static size_t read_tail(char tail[TAIL_BYTES + 1], const char *path) {
    FILE *file = fopen(path, "r");
    size_t length = 0;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        long size = ftell(file);
        if (size >= 0 && fseek(file, size > TAIL_BYTES ? size - TAIL_BYTES : 0, SEEK_SET) == 0)
            length = fread(tail, 1, TAIL_BYTES, file);
    }
    if (file != NULL)
        fclose(file);
    tail[length] = '\0';
    return length;
}

/* The last lines of stderr.txt on one line; "" if it is empty. */
static void quote_complaints(struct text *quote, const struct run *run) {
    char tail[TAIL_BYTES + 1];
    size_t end = read_tail(tail, run->complaints);
    while (end > 0 && strchr(" \t\r\n", tail[end - 1]) != NULL)
        end--;
    tail[end] = '\0';
    size_t begin = end;
    for (int lines = 0; begin > 0 && end - begin < QUOTED_BYTES; begin--)
        if (tail[begin - 1] == '\n' && ++lines == QUOTED_LINES)
            break;
    for (size_t i = begin; i < end; i++)
        if (tail[i] == '\n')
            text_add(quote, " | ");
        else
            text_add_bytes(quote, &tail[i], 1);
}

static void say_end(struct text *text, const struct run *run) {
    const struct group_end *end = &run->end;
    const char *name = words_first(&run->command);
    if (end->how == GROUP_NOT_STARTED && end->number == ENOENT)
        text_add(text, "%s is not installed, or not in $PATH", name);
    else if (end->how == GROUP_NOT_STARTED)
        text_add(text, "%s cannot be started: %s", name, strerror(end->number));
    else if (end->how == GROUP_EXITED)
        text_add(text, "%s ended with exit code %d after %.1f s", name, end->number, end->seconds);
    else if (end->how == GROUP_KILLED)
        text_add(text, "%s was ended by signal %d (%s) after %.1f s", name, end->number,
                 strsignal(end->number), end->seconds);
    else if (end->how == GROUP_TIMED_OUT)
        text_add(text,
                 "%s took longer than trainer.timeout, %g s, and was ended with all processes that "
                 "it had started",
                 name, run->job->scenario->external.timeout);
    else
        text_add(text, "%s was stopped with klimb by signal %d", name, end->number);
}

/* Hints at the folder to look into: the place that outlives this process. */
static void hint_place(struct error *error, const struct run *run) {
    if (run->end.how == GROUP_NOT_STARTED && run->end.number == ENOENT)
        klimb_error_hint(error,
                         "with trainer.install: COMMAND, the verdict is SKIP while it is missing");
    else if (run->job->place[0] != '\0')
        klimb_error_hint(error, "stderr.txt and stdout.txt: %s", run->job->place);
}

/* Writes a manifest that says how the run ended, and sets the error. */
static enum status fail(const struct run *run, enum status status, const char *message,
                        struct error *error) {
    struct text quote = {0};
    struct error reason = {0};
    const struct manifest_trainer trainer = {&run->command, &run->end, text_string(&run->notes)};
    quote_complaints(&quote, run);
    if (run->end.how == GROUP_NOT_STARTED)
        klimb_error_set(error, status, "%s", message);
    else if (quote.length > 0)
        klimb_error_set(error, status, "%s; stderr ends: %s", message, quote.bytes);
    else
        klimb_error_set(error, status, "%s; it wrote nothing to stderr", message);
    text_free(&quote);
    hint_place(error, run);
    if (manifest_write_failed(run->dir, run->job->scenario, run->job->seed, run->backend, &trainer,
                              message, &reason) != STATUS_OK)
        klimb_error_hint(error, "its manifest cannot be written: %.200s", reason.message);
    return status;
}

static enum status check_end(const struct run *run, struct error *error) {
    struct text text = {0};
    if (run->end.how == GROUP_EXITED && run->end.number == 0)
        return STATUS_OK;
    say_end(&text, run);
    enum status status = fail(run, STATUS_FAILED, text_string(&text), error);
    text_free(&text);
    return status;
}

/* ---- the log ------------------------------------------------------------------------------------- */

/* "kl=my_kl,recon=my_recon", as log_read takes it. */
static void format_columns(struct text *text, const struct words *columns) {
    for (const char *name = words_first(columns); name != NULL;) {
        const char *value = words_next(columns, name);
        text_add(text, "%s%s=%s", text->length > 0 ? "," : "", name, value);
        name = words_next(columns, value);
    }
}

static enum status read_log(struct record *record, struct run *run, const char *path,
                            struct error *error) {
    struct log log;
    struct text columns = {0};
    format_columns(&columns, &run->job->scenario->external.columns);
    const struct log_options options = {.columns = columns.length > 0 ? columns.bytes : NULL,
                                        .named = "trainer.columns"};
    enum status status = columns.failed
                             ? klimb_error_set(error, STATUS_MEMORY, "no memory to read a log")
                             : log_read(&log, path, &options, error);
    text_free(&columns);
    if (status != STATUS_OK)
        return status;
    text_add(&run->notes, "%s", text_string(&log.notes));
    *record = log.record;
    text_free(&log.notes);
    status = external_record_fill(record, &run->notes, error);
    if (status != STATUS_OK)
        record_free(record);
    return status;
}

/* The record of a run that ended well. */
static enum status take_log(struct record *record, struct run *run, struct error *error) {
    const struct external *external = &run->job->scenario->external;
    char path[FILE_PATH_MAX];
    struct error reason = {0};
    struct text text = {0};
    enum file_kind kind = FILE_NONE;
    enum status status = file_join(path, run->dir, external->log, error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    if (status != STATUS_OK)
        return status;
    if (kind == FILE_NONE)
        text_add(&text, "%s wrote no %s, which trainer.log names", words_first(&run->command),
                 external->log);
    else if (read_log(record, run, path, &reason) != STATUS_OK) {
        /* The temporary folder would mean nothing to the user. */
        snprintf(reason.file, sizeof reason.file, "%s", external->log);
        text_add_errors(&text, &reason);
    }
    if (text.length > 0)
        status = fail(run, STATUS_FORMAT, text_string(&text), error);
    text_free(&text);
    return status;
}

static enum status write_all(const struct record *record, struct run *run, struct error *error) {
    struct rusage usage = {0};
    const struct manifest_trainer trainer = {&run->command, &run->end, text_string(&run->notes)};
    getrusage(RUSAGE_CHILDREN, &usage); /* ru_maxrss is in KiB, that of the largest child */
    enum status status = record_write(record, run->dir, error);
    if (status == STATUS_OK)
        status = manifest_write_external(run->dir, record, run->job->scenario, run->backend,
                                         &trainer, usage.ru_maxrss, error);
    return status;
}

enum status external_run(struct outcome *outcome, const struct job *job,
                         const struct backend *backend, struct error *error) {
    struct run run = {.job = job, .backend = backend};
    struct record record = {.seed = -1};
    enum status status = prepare(&run, error);
    if (status == STATUS_OK)
        status = start(&run, error);
    if (status == STATUS_OK)
        status = check_end(&run, error);
    if (status == STATUS_OK)
        status = take_log(&record, &run, error);
    if (status == STATUS_OK) {
        snprintf(record.name, sizeof record.name, "%s", job->scenario->name);
        record.seed = job->seed;
        *outcome = record.outcome;
        status = write_all(&record, &run, error);
    }
    record_free(&record);
    text_free(&run.notes);
    return status;
}
