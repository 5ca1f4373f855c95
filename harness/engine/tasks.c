#include "engine/tasks.h"

#include <stdlib.h>
#include <string.h>

#include "engine/line.h"

enum { SAID_LIMIT = 1 << 20 };

static const double seconds_of_task[] = {
#define ENGINE_SECONDS(NAME, name, program, word, source, seconds, text) seconds,
    ENGINE_TABLE(ENGINE_SECONDS)
#undef ENGINE_SECONDS
};

/* In POSIX sh. A machine that fails leaves said/N.part. klimb says "by signal" of a run or a process that was killed. */
static const char task_script[] =
    "#!/bin/sh\n"
    "# sh task.sh N: do the runs of task N (of the file tasks), one after another.\n"
    "set -u\n"
    "cd \"$(dirname \"$0\")\" || exit 125\n"
    "task=${1:-${HQ_TASK_ID:-0}}\n"
    "set -- $(sed -n \"${task}{p;q;}\" tasks)\n"
    "[ \"$#\" -eq 4 ] || { echo \"there is no task $task\" >&2; exit 125; }\n"
    "number=$2 last=$3 lost=0\n"
    "while [ \"$number\" -le \"$last\" ]; do\n"
    "    said=said/$number\n"
    "    sh -c \"$(sed -n \"${number}{p;q;}\" lines)\" </dev/null >/dev/null 2>\"$said.part\"\n"
    "    code=$?\n"
    "    if [ \"$code\" -eq 0 ]; then\n"
    "        rm -f \"$said.part\" \"$said\"\n"
    "    elif [ \"$code\" -ge 126 ] || grep -q 'by signal' \"$said.part\"; then\n"
    "        lost=$code\n"
    "    else\n"
    "        mv -f \"$said.part\" \"$said\"\n"
    "    fi\n"
    "    number=$((number + 1))\n"
    "done\n"
    "exit \"$lost\"\n";

/* ---- the plan -------------------------------------------------------------------------------- */

static int is_open(const struct job *job) {
    return !job->done && job->error.status == STATUS_OK;
}

/* The seconds of a task: fewer than the engine's if slots would stay empty; but at least a sixth if the number of slots
 * is unknown. */
static double task_length(const struct engine_work *work) {
    double all = 0, most = seconds_of_task[work->options->kind];
    double least = engine_knows_slots(work) ? 0 : most / 6;
    for (long i = 0; i < work->lines; i++)
        all += work->seconds[work->line[i]];
    double share = all / (double)engine_slots(work);
    return share < least ? least : share < most ? share : most;
}

static int is_full(const struct engine_task *task, long chunk, double length) {
    return chunk > 0 ? task->last - task->first + 1 >= chunk : task->seconds >= length;
}

static void cut_tasks(struct engine_work *work) {
    double length = task_length(work);
    work->task_count = 0;
    for (long i = 1; i <= work->lines; i++) {
        struct engine_task *task = &work->tasks[work->task_count];
        if (i == 1 || is_full(task - 1, work->options->chunk, length)) {
            *task = (struct engine_task){.first = i};
            work->task_count++;
        } else
            task--;
        task->last = i;
        task->seconds += work->seconds[work->line[i - 1]];
    }
}

enum status tasks_plan(struct engine_work *work, struct error *error) {
    free(work->line);
    free(work->tasks);
    work->line = calloc((size_t)work->count + 1, sizeof *work->line);
    work->tasks = calloc((size_t)work->count + 1, sizeof *work->tasks);
    if (work->line == NULL || work->tasks == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld runs", work->count);
    work->lines = 0;
    for (long i = 0; i < work->count; i++)
        if (is_open(&work->jobs[i]))
            work->line[work->lines++] = i;
    cut_tasks(work);
    return STATUS_OK;
}

/* ---- the files ------------------------------------------------------------------------------- */

static enum status write_text(const struct engine_work *work, const char *name, struct text *text,
                              enum status status, struct error *error) {
    char path[FILE_PATH_MAX];
    if (status == STATUS_OK)
        status = file_join(path, work->folder, name, error);
    if (status == STATUS_OK)
        status = text->failed ? klimb_error_set(error, STATUS_MEMORY, "no memory for %s", path)
                              : file_write(path, text_string(text), text->length, error);
    text_free(text);
    return status;
}

static enum status write_lines(const struct engine_work *work, struct error *error) {
    struct text text = {0};
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < work->lines; i++) {
        status = engine_line_add(&text, &work->jobs[work->line[i]], work->options, work->runner,
                                 error);
        text_add(&text, " # %.3g s\n", work->seconds[work->line[i]]);
    }
    return write_text(work, "lines", &text, status, error);
}

static enum status write_tasks(const struct engine_work *work, struct error *error) {
    struct text text = {0};
    for (long i = 0; i < work->task_count; i++)
        text_add(&text, "%ld %ld %ld %.3g\n", i + 1, work->tasks[i].first, work->tasks[i].last,
                 work->tasks[i].seconds);
    return write_text(work, "tasks", &text, STATUS_OK, error);
}

static enum status write_scripts(const struct engine_work *work,
                                 const struct engine_functions *engine, struct error *error) {
    struct text text = {0};
    text_add(&text, "%s", task_script);
    enum status status = write_text(work, "task.sh", &text, STATUS_OK, error);
    struct text script = {0};
    if (status == STATUS_OK)
        status = engine->add_script(&script, work, error);
    return write_text(work, "submit.sh", &script, status, error);
}

enum status tasks_write(const struct engine_work *work, const struct engine_functions *engine,
                        struct error *error) {
    char said[FILE_PATH_MAX];
    enum status status = file_join(said, work->folder, "said", error);
    if (status == STATUS_OK)
        status = file_make_folders(said, error);
    if (status == STATUS_OK)
        status = write_lines(work, error);
    if (status == STATUS_OK)
        status = write_tasks(work, error);
    return status == STATUS_OK ? write_scripts(work, engine, error) : status;
}

int tasks_said(struct text *text, const struct engine_work *work, long line, int is_lost) {
    char name[64], path[FILE_PATH_MAX], *bytes;
    size_t size;
    struct error ignored = {0};
    snprintf(name, sizeof name, "said/%ld%s", line, is_lost ? ".part" : "");
    if (file_join(path, work->folder, name, &ignored) != STATUS_OK ||
        file_read(&bytes, &size, path, SAID_LIMIT, &ignored) != STATUS_OK)
        return 0;
    text_add_bytes(text, bytes, strnlen(bytes, size));
    free(bytes);
    return 1;
}
