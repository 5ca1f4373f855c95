/* Task arrays of HyperQueue, by the commands of its documentation (docs/jobs/jobs.md, docs/jobs/arrays.md,
 * docs/cli/output-mode.md): a task finds its number in HQ_TASK_ID, and in the mode `quiet` submit prints the number of the job alone. */
#include <signal.h>
#include <string.h>

#include "engine/engine_command.h"
#include "engine/work.h"

/* The path of the program must be absolute. HyperQueue restarts a task whose worker was lost. */
static enum status add_script(struct text *text, const struct engine_work *work,
                              struct error *error) {
    (void)error;
    engine_add_head(text, work);
    text_add(text, "cd ");
    text_add_escaped(text, work->folder, TEXT_SHELL);
    text_add(text,
             " || exit\nexec hq --output-mode=quiet submit --name=klimb --array=1-%ld --cpus=%d "
             "--time-limit=%.0fs --stdout=none --stderr=none",
             work->task_count, work->runner->threads > 1 ? work->runner->threads : 1,
             engine_time_limit(work));
    engine_add_passed(text, work->options);
    text_add(text, " -- /bin/sh ");
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, work->folder, "task.sh", error);
    text_add_escaped(text, path, TEXT_SHELL);
    text_add(text, "\n");
    return status;
}

static enum status submit(struct engine_work *work, struct error *error) {
    static const char *const arguments[] = {"sh", "submit.sh", NULL};
    struct command_answer answer;
    command_ask(&answer, work->folder, arguments, &work->interrupts.before);
    const char *number = text_string(&answer.printed);
    size_t digits = strspn(number, "0123456789");
    int is_taken = answer.is_content && digits > 0 && digits < ENGINE_NUMBER_MAX;
    if (is_taken)
        snprintf(work->submission[work->submissions++], ENGINE_NUMBER_MAX, "%.*s", (int)digits,
                 number);
    enum status status = is_taken ? STATUS_OK : command_refused(&answer, "hq", error);
    command_free(&answer);
    return status;
}

static void cancel(struct engine_work *work) {
    const char *const arguments[] = {"hq", "job", "cancel", work->submission[0], NULL};
    struct command_answer answer;
    command_ask(&answer, ".", arguments, &work->interrupts.before);
    command_free(&answer);
}

static enum status start(struct engine_work *work, struct error *error) {
    enum status status = submit(work, error);
    if (status != STATUS_OK)
        return status;
    const char *const arguments[] = {"hq", "job", "wait", work->submission[0], NULL};
    status = engine_start_program(work, ".", arguments, "hq job wait", error);
    if (status != STATUS_OK)
        cancel(work); /* it would run without anything waiting for it */
    return status;
}

static int is_over(struct engine_work *work) {
    return program_has_ended(&work->program);
}

/* `hq job wait` also ends when it loses the server: what is left must not run beside the next attempt. */
static enum status end(struct engine_work *work, struct error *error) {
    (void)error;
    cancel(work);
    return STATUS_OK;
}

const struct engine_functions engine_hq = {add_script, start, is_over, cancel, end};
