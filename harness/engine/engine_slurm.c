/* Job arrays of Slurm: sbatch, squeue, scancel and scontrol, with options that are in their manuals of Slurm 22.05 and later. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "engine/engine_command.h"
#include "engine/work.h"

/* Asking more often would load the controller. */
static const double seconds_between_questions = 2;

enum {
    ARRAY_MOST = 1001,       /* default of MaxArraySize, see `man slurm.conf` */
    ARRAY_LARGEST = 4000001, /* the largest that Slurm takes, see there */
};

static void add_option(struct text *text, const char *name, const char *value) {
    if (value == NULL)
        return;
    text_add(text, "#SBATCH --%s=", name);
    text_add_escaped(text, value, TEXT_SHELL);
    text_add(text, "\n");
}

/* The number of an array's first task, less 1, is the script's argument: a long array is submitted in parts. An array's task
 * that lost its node is queued again by Slurm itself (--requeue) and finds what is done. */
static enum status add_script(struct text *text, const struct engine_work *work,
                              struct error *error) {
    const struct engine_options *options = work->options;
    (void)error;
    engine_add_head(text, work);
    text_add(text,
             "# sbatch --array=1-%ld --chdir=FOLDER submit.sh, with the folder of this file\n"
             "#SBATCH --job-name=klimb\n#SBATCH --ntasks=1\n#SBATCH --cpus-per-task=%d\n"
             "#SBATCH --requeue\n#SBATCH --open-mode=append\n#SBATCH --output=slurm-%%A_%%a.log\n"
             "#SBATCH --time=%.0f\n",
             work->task_count, work->runner->threads > 1 ? work->runner->threads : 1,
             engine_time_limit(work) / 60 + 0.5);
    add_option(text, "partition", options->partition);
    add_option(text, "account", options->account);
    if (options->passed_count > 0) {
        text_add(text, "#SBATCH");
        engine_add_passed(text, options);
        text_add(text, "\n");
    }
    text_add(text, "exec sh task.sh $((SLURM_ARRAY_TASK_ID + ${1:-0}))\n");
    return STATUS_OK;
}

/* How many tasks an array may have: indices go up to MaxArraySize - 1. */
static long array_most(const struct engine_work *work) {
    static const char *const arguments[] = {"scontrol", "show", "config", NULL};
    struct command_answer answer;
    long most = ARRAY_MOST;
    command_ask(&answer, work->folder, arguments, &work->interrupts.before);
    const char *line = strstr(text_string(&answer.printed), "MaxArraySize");
    const char *equals = line != NULL ? strchr(line, '=') : NULL;
    if (equals != NULL)
        most = strtol(equals + 1, NULL, 10);
    command_free(&answer);
    if (most > ARRAY_LARGEST)
        most = ARRAY_MOST;
    return most > 1 ? most - 1 : 1;
}

/* Take "123", or "123;cluster" where another cluster may have taken it (sbatch(1), --parsable). Without a number nobody could
 * ask for the array: the site may have put a program of its own before sbatch. */
static enum status take_answer(struct engine_work *work, const char *printed, struct error *error) {
    static const char name_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789-_.";
    size_t digits = strspn(printed, "0123456789"), line = strcspn(printed, "\n");
    int has_cluster = printed[digits] == ';';
    const char *cluster = printed + digits + has_cluster;
    size_t letters = has_cluster ? strspn(cluster, name_letters) : 0;
    if (digits == 0 || digits >= ENGINE_NUMBER_MAX || letters >= ENGINE_NUMBER_MAX ||
        digits + (size_t)has_cluster + letters != line)
        return klimb_error_set(error, STATUS_FAILED,
                               "sbatch printed \"%.*s\", not the number of a job", (int)line,
                               printed);
    snprintf(work->submission[work->submissions], ENGINE_NUMBER_MAX, "%.*s", (int)digits, printed);
    snprintf(work->cluster[work->submissions], ENGINE_NUMBER_MAX, "%.*s", (int)letters, cluster);
    work->submissions++;
    return STATUS_OK;
}

/* Submit the tasks from `first` on, `count` of them, as one array. */
static enum status submit(struct engine_work *work, long first, long count, struct error *error) {
    char array[96], offset[32];
    long slots = work->options->slots;
    int length = snprintf(array, sizeof array, "--array=1-%ld", count);
    if (slots > 0)
        snprintf(array + length, sizeof array - (size_t)length, "%%%ld", slots);
    snprintf(offset, sizeof offset, "%ld", first - 1);
    char chdir[FILE_PATH_MAX + 16];
    snprintf(chdir, sizeof chdir, "--chdir=%s", work->folder);
    const char *const arguments[] = {"sbatch",    "--parsable", chdir, array,
                                     "submit.sh", offset,       NULL};
    struct command_answer answer;
    command_ask(&answer, work->folder, arguments, &work->interrupts.before);
    enum status status = answer.is_content ? STATUS_OK : command_refused(&answer, "sbatch", error);
    if (status == STATUS_OK)
        status = take_answer(work, text_string(&answer.printed), error);
    command_free(&answer);
    return status;
}

enum { CLUSTER_OPTION_MAX = ENGINE_NUMBER_MAX + 16 };

/* The option by which squeue and scancel ask the cluster that has the array; NULL where it is this one. */
static const char *cluster_option(char option[CLUSTER_OPTION_MAX], const struct engine_work *work,
                                  long i) {
    snprintf(option, CLUSTER_OPTION_MAX, "--clusters=%s", work->cluster[i]);
    return work->cluster[i][0] != '\0' ? option : NULL;
}

static void cancel(struct engine_work *work) {
    for (long i = 0; i < work->submissions; i++) {
        char option[CLUSTER_OPTION_MAX];
        const char *const arguments[] = {"scancel", work->submission[i],
                                         cluster_option(option, work, i), NULL};
        struct command_answer answer;
        command_ask(&answer, ".", arguments, &work->interrupts.before);
        command_free(&answer);
    }
}

static enum status start(struct engine_work *work, struct error *error) {
    long most = array_most(work);
    if (work->task_count > most * ENGINE_SUBMISSIONS_MAX)
        return klimb_error_set(error, STATUS_INVALID,
                               "%ld tasks are more than %d arrays of %ld; --chunk N puts more runs "
                               "into a task",
                               work->task_count, ENGINE_SUBMISSIONS_MAX, most);
    enum status status = STATUS_OK;
    for (long first = 1; status == STATUS_OK && first <= work->task_count; first += most) {
        long left = work->task_count - first + 1;
        status = submit(work, first, left < most ? left : most, error);
    }
    if (status != STATUS_OK)
        cancel(work); /* those of the parts that were taken */
    return status;
}

/* Slurm holds a task for ever that its node could not start. */
static int is_held(const char *line, size_t length) {
    static const char held[] = "launch failed requeued held";
    return memmem(line, length, held, sizeof held - 1) != NULL;
}

/* Whether a line begins with a state as Slurm writes them, RUNNING or COMPLETING. */
static int is_state(const char *line, size_t length) {
    size_t word = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
    return word > 1 && (word == length || line[word] == ' ');
}

/* Whether squeue lists a task that waits or runs. Of another cluster it prints the name first, also without headings. */
static int has_open_task(const char *listed) {
    for (size_t length; *listed != '\0'; listed += length + (listed[length] == '\n')) {
        length = strcspn(listed, "\n");
        if (is_state(listed, length) && !is_held(listed, length))
            return 1;
    }
    return 0;
}

/* Whether an array has tasks that wait or run. One that Slurm has forgotten has none; a controller that does not answer says
 * nothing. In a federation another cluster may run a task of this one (squeue(1), --federation). */
static int is_open(const struct engine_work *work, long i) {
    char option[CLUSTER_OPTION_MAX];
    const char *cluster = cluster_option(option, work, i);
    const char *const arguments[] = {"squeue",
                                     "-h",
                                     "-o",
                                     "%T %r",
                                     "-j",
                                     work->submission[i],
                                     cluster != NULL ? cluster : "--federation",
                                     NULL};
    struct command_answer answer;
    command_ask(&answer, ".", arguments, &work->interrupts.before);
    int is_forgotten = strstr(text_string(&answer.said), "Invalid job id") != NULL;
    int has_open = answer.is_content ? has_open_task(text_string(&answer.printed)) : !is_forgotten;
    command_free(&answer);
    return has_open;
}

static int is_over(struct engine_work *work) {
    if (clock_now() - work->asked < seconds_between_questions)
        return 0;
    work->asked = clock_now();
    for (long i = 0; i < work->submissions; i++)
        if (is_open(work, i))
            return 0;
    return 1;
}

/* Tasks that are held must not run beside those of the next attempt. */
static enum status end(struct engine_work *work, struct error *error) {
    (void)error;
    cancel(work);
    return STATUS_OK;
}

const struct engine_functions engine_slurm = {add_script, start, is_over, cancel, end};
