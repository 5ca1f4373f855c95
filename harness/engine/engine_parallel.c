/* GNU parallel, on this machine or on those of --hosts, by ssh. Its options are those of its manual (version 20221122). */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine_command.h"
#include "engine/line.h"
#include "engine/work.h"

enum { JOBLOG_LIMIT = 1 << 26, RETRIES = 3 };

/* `tasks` has the number of a task in its first column. With --resume-failed the script may be started again: it does what
 * its joblog does not have, or has as failed. */
static enum status add_script(struct text *text, const struct engine_work *work,
                              struct error *error) {
    const struct engine_options *options = work->options;
    char hosts[FILE_PATH_MAX];
    engine_add_head(text, work);
    text_add(text, "cd ");
    text_add_escaped(text, work->folder, TEXT_SHELL);
    text_add(text, " || exit\nexec parallel --will-cite --joblog joblog --resume-failed");
    if (options->slots > 0)
        text_add(text, " --jobs %d", options->slots);
    else if (options->hosts == NULL)
        text_add(text, " --jobs %ld", engine_slots(work));
    if (options->hosts != NULL) {
        enum status status = file_absolute(hosts, options->hosts, error);
        if (status != STATUS_OK)
            return status;
        /* A machine that does not answer gets no task; a task that fails on one is sent to another. */
        text_add(text, " --filter-hosts --retries %d --sshloginfile ", RETRIES);
        text_add_escaped(text, hosts, TEXT_SHELL);
        text_add(text, " --workdir ");
        text_add_escaped(text, work->folder, TEXT_SHELL);
    }
    engine_add_passed(text, options);
    text_add(text, " --arg-file tasks --colsep ' ' sh task.sh '{1}'\n");
    return STATUS_OK;
}

static enum status start(struct engine_work *work, struct error *error) {
    static const char *const arguments[] = {"sh", "submit.sh", NULL};
    return engine_start_program(work, work->folder, arguments, "parallel", error);
}

static int is_over(struct engine_work *work) {
    return program_has_ended(&work->program);
}

/* Its first SIGTERM ends parallel and the tasks that it has started. */
static void cancel(struct engine_work *work) {
    if (work->program.id > 0) {
        kill(work->program.id, SIGTERM);
        process_end(work->program.id, process_deadline());
        work->program.id = 0;
    }
}

/* Its joblog has a line of headings and one a task that ended. */
static int has_done_any(const struct engine_work *work) {
    char path[FILE_PATH_MAX], *log;
    size_t size;
    struct error ignored = {0};
    if (file_join(path, work->folder, "joblog", &ignored) != STATUS_OK ||
        file_read(&log, &size, path, JOBLOG_LIMIT, &ignored) != STATUS_OK)
        return 0;
    const char *heading = strchr(log, '\n');
    int has_task = heading != NULL && heading[1] != '\0';
    free(log);
    return has_task;
}

static enum status end(struct engine_work *work, struct error *error) {
    if (work->program.is_content || has_done_any(work))
        return STATUS_OK;
    struct command_answer answer = {0};
    command_read(&answer.said, work->program.said);
    enum status status = command_refused(&answer, "parallel", error);
    command_free(&answer);
    return status;
}

const struct engine_functions engine_parallel = {add_script, start, is_over, cancel, end};
