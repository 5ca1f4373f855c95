#include "gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file.h"

extern char **environ;

enum {
    WORKERS_MAX = 24,    /* more processes than this at once draw no faster */
    BATCH_MAX = 16,      /* figures of a process */
    FIRST_FILE = 500,    /* where its files begin: above all that so many processes can have open */
    SAID_MAX = 1 << 12,  /* bytes of complaint that are looked at: the last ones */
    FIXED_ARGUMENTS = 4, /* program -d -c script */
    LIST_ENTRY_MAX = 64  /* bytes of a figure in the list of a batch */
};

/* One gnuplot at work. What it writes goes to files in memory, which unlike pipes hold any amount
 * until someone comes to read. */
struct process {
    pid_t id;
    int figure[BATCH_MAX];               /* [count] what it draws; alone: its standard output */
    int said;                            /* its standard error */
    const struct gnuplot_figure *wanted; /* [count] */
    long count;
    int is_batch;
};

/* ---- starting -------------------------------------------------------------------------------- */

static void close_files(const struct process *process) {
    for (long i = 0; i < process->count; i++)
        if (process->figure[i] >= 0)
            close(process->figure[i]);
    if (process->said >= 0)
        close(process->said);
}

/* Returns an errno. */
static int open_files(struct process *process) {
    int is_open = 1;
    for (long i = 0; i < process->count; i++) {
        process->figure[i] = memfd_create("figure", MFD_CLOEXEC);
        is_open = is_open && process->figure[i] >= 0;
    }
    process->said = memfd_create("said", MFD_CLOEXEC);
    return is_open && process->said >= 0 ? 0 : errno;
}

/* Where the child finds its files. Returns an errno. */
static int place_files(posix_spawn_file_actions_t *actions, const struct process *process) {
    int reason = posix_spawn_file_actions_adddup2(actions, process->said, STDERR_FILENO);
    if (!process->is_batch)
        return reason != 0
                   ? reason
                   : posix_spawn_file_actions_adddup2(actions, process->figure[0], STDOUT_FILENO);
    for (int i = 0; reason == 0 && i < process->count; i++)
        reason = posix_spawn_file_actions_adddup2(actions, process->figure[i], FIRST_FILE + i);
    return reason;
}

/* Start a program with nothing to read, in the given folder. Returns an errno. */
static int spawn(struct process *process, const char *folder, const char *const *arguments) {
    posix_spawn_file_actions_t actions;
    int reason = posix_spawn_file_actions_init(&actions);
    if (reason != 0)
        return reason;
    reason = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (reason == 0)
        reason = place_files(&actions, process);
    if (reason == 0)
        reason = posix_spawn_file_actions_addchdir_np(&actions, folder);
    /* posix_spawnp leaves its arguments alone; its type is older than const. */
    char *const *writable = (char *const *)(uintptr_t)arguments;
    if (reason == 0)
        reason = posix_spawnp(&process->id, arguments[0], &actions, NULL, writable, environ);
    posix_spawn_file_actions_destroy(&actions);
    return reason;
}

static enum status start(struct process *process, const struct gnuplot *gnuplot,
                         const char *const *arguments, struct error *error) {
    int reason = open_files(process);
    if (reason == 0)
        reason = spawn(process, gnuplot->folder, arguments);
    if (reason == 0)
        return STATUS_OK;
    close_files(process);
    error_set(error, STATUS_UNSUPPORTED, "%s draws the figures and cannot be started: %s",
              gnuplot->program, strerror(reason));
    return error_hint(error, "`make setup` installs what is missing");
}

static enum status start_alone(struct process *process, const struct gnuplot *gnuplot,
                               const struct gnuplot_figure *figure, struct error *error) {
    const char *arguments[FIXED_ARGUMENTS + GNUPLOT_ARGUMENTS_MAX + 1] = {gnuplot->program, "-d",
                                                                          "-c", figure->script};
    memcpy(arguments + FIXED_ARGUMENTS, figure->arguments, sizeof figure->arguments);
    *process = (struct process){.wanted = figure, .count = 1};
    return start(process, gnuplot, arguments, error);
}

/* The name of a script behind its folder. */
static const char *leaf_of(const char *script) {
    const char *slash = strrchr(script, '/');
    return slash != NULL ? slash + 1 : script;
}

static enum status start_batch(struct process *process, const struct gnuplot *gnuplot,
                               const struct gnuplot_figure *figures, long count,
                               struct error *error) {
    char folder[PATH_MAX], list[BATCH_MAX * LIST_ENTRY_MAX] = "";
    const char *script = figures[0].script, *medium = figures[0].arguments[2];
    snprintf(folder, sizeof folder, "%.*s", (int)(leaf_of(script) - script), script);
    for (int i = 0; i < count; i++) {
        const char *argument = figures[i].arguments[1];
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s %s %d ", leaf_of(figures[i].script),
                 argument != NULL && argument[0] != '\0' ? argument : "-", FIRST_FILE + i);
    }
    const char *const arguments[] = {gnuplot->program,
                                     "-d",
                                     "-c",
                                     gnuplot->several,
                                     folder,
                                     list,
                                     figures[0].arguments[0],
                                     medium != NULL ? medium : "",
                                     NULL};
    *process = (struct process){.wanted = figures, .count = count, .is_batch = 1};
    return start(process, gnuplot, arguments, error);
}

/* How many of the first figures one process can draw. */
static long batch_of(const struct gnuplot *gnuplot, const struct gnuplot_figure *figures,
                     long count) {
    long batch = 1;
    if (gnuplot->several == NULL)
        return 1;
    while (batch < count && batch < BATCH_MAX &&
           strcmp(figures[batch].arguments[0], figures[0].arguments[0]) == 0)
        batch++;
    return batch;
}

static enum status start_figures(struct process *process, const struct gnuplot *gnuplot,
                                 const struct gnuplot_figure *figures, long count,
                                 struct error *error) {
    long batch = batch_of(gnuplot, figures, count);
    return batch > 1 ? start_batch(process, gnuplot, figures, batch, error)
                     : start_alone(process, gnuplot, figures, error);
}

/* ---- finishing ------------------------------------------------------------------------------- */

/* Wait for a process. Returns whether it ended by itself and was content. */
static int wait_for(const struct process *process) {
    int how = 0;
    while (waitpid(process->id, &how, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

/* The last line of what gnuplot said that is not blank: the complaint that ended it. */
static void read_complaint(char line[SAID_MAX + 1], int said) {
    struct stat about = {0};
    (void)fstat(said, &about);
    off_t from = about.st_size > SAID_MAX ? about.st_size - SAID_MAX : 0;
    ssize_t got = pread(said, line, SAID_MAX, from);
    size_t end = got > 0 ? (size_t)got : 0;
    while (end > 0 && strchr(" \t\r\n", line[end - 1]) != NULL)
        end--;
    line[end] = '\0';
    const char *last = memrchr(line, '\n', end);
    if (last != NULL)
        memmove(line, last + 1, strlen(last));
}

static enum status complain(const struct process *process, struct error *error) {
    char line[SAID_MAX + 1];
    read_complaint(line, process->said);
    const char *script = strrchr(process->wanted->script, '/');
    return error_set(error, STATUS_FAILED, "gnuplot could not draw %s by %s: %s",
                     process->wanted->path, script != NULL ? script + 1 : process->wanted->script,
                     line[0] != '\0' ? line : "it said nothing");
}

static enum status keep_figure(const struct process *process, long which,
                               const struct gnuplot *gnuplot, struct error *error) {
    char path[FILE_PATH_MAX];
    const char *name = process->wanted[which].path;
    int file = process->figure[which];
    enum status status = file_join(path, gnuplot->folder, name, error);
    struct stat about;
    if (status != STATUS_OK)
        return status;
    if (fstat(file, &about) != 0 || about.st_size == 0)
        return error_set(error, STATUS_FAILED, "gnuplot drew nothing for %s", name);
    size_t size = (size_t)about.st_size;
    void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED)
        return error_set(error, STATUS_MEMORY, "no memory for %s", name);
    size_t left = gnuplot->shrink != NULL ? gnuplot->shrink(bytes, size) : size;
    status = file_write(path, bytes, left, error);
    munmap(bytes, size);
    return status;
}

static enum status keep_figures(const struct process *process, const struct gnuplot *gnuplot,
                                struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < process->count; i++)
        status = keep_figure(process, i, gnuplot, error);
    return status;
}

/* Which of a batch cannot be drawn, they tell one by one: those before it are kept. */
static enum status draw_one_by_one(const struct gnuplot *gnuplot,
                                   const struct gnuplot_figure *figures, long count,
                                   struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < count; i++) {
        struct process process;
        status = start_alone(&process, gnuplot, &figures[i], error);
        if (status != STATUS_OK)
            return status;
        status = wait_for(&process) ? keep_figures(&process, gnuplot, error)
                                    : complain(&process, error);
        close_files(&process);
    }
    return status;
}

/* Wait for figures; a failure counts only when `status` knows of none yet. */
static enum status finish_figures(const struct process *process, const struct gnuplot *gnuplot,
                                  enum status status, struct error *error) {
    int is_content = wait_for(process);
    if (status == STATUS_OK && is_content)
        status = keep_figures(process, gnuplot, error);
    else if (status == STATUS_OK && process->is_batch)
        status = draw_one_by_one(gnuplot, process->wanted, process->count, error);
    else if (status == STATUS_OK)
        status = complain(process, error);
    close_files(process);
    return status;
}

/* ---- all of them ----------------------------------------------------------------------------- */

enum status gnuplot_check(const struct gnuplot *gnuplot, struct error *error) {
    const char *const arguments[] = {gnuplot->program, "--version", NULL};
    struct process process = {.count = 1};
    const struct gnuplot here = {.program = gnuplot->program, .folder = "."};
    enum status status = start(&process, &here, arguments, error);
    if (status != STATUS_OK)
        return status;
    int is_content = wait_for(&process);
    close_files(&process);
    if (is_content)
        return STATUS_OK;
    error_set(error, STATUS_UNSUPPORTED, "%s draws the figures and does not work here",
              gnuplot->program);
    return error_hint(error, "`%s --version` should print a version", gnuplot->program);
}

/* Processes are started in order and waited for in order, in a ring of as many as may run: a slow
 * figure holds up the next ones a little, and no child of someone else's is ever waited for. */
enum status gnuplot_draw(const struct gnuplot *gnuplot, const struct gnuplot_figure *figures,
                         long count, struct error *error) {
    struct process ring[WORKERS_MAX];
    long workers = gnuplot->workers < WORKERS_MAX ? gnuplot->workers : WORKERS_MAX;
    long started = 0, finished = 0, begun = 0, done = 0; /* processes, figures */
    enum status status = STATUS_OK;
    while (finished < started || (status == STATUS_OK && begun < count)) {
        int has_room = started - finished < workers;
        if (status == STATUS_OK && begun < count && has_room) {
            struct process *process = &ring[started % workers];
            status = start_figures(process, gnuplot, figures + begun, count - begun, error);
            started += status == STATUS_OK;
            begun += process->count;
            continue;
        }
        const struct process *process = &ring[finished % workers];
        status = finish_figures(process, gnuplot, status, error);
        finished++;
        done += process->count;
        if (status == STATUS_OK && gnuplot->tick != NULL)
            gnuplot->tick(gnuplot->context, done, count);
    }
    return status;
}
