#include "gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file.h"

extern char **environ;

enum {
    WORKERS_MAX = 64,   /* more processes than this at once draw no faster */
    SAID_MAX = 1 << 12, /* bytes of complaint that are looked at: the last ones */
    FIXED_ARGUMENTS = 4 /* program -d -c script */
};

/* One gnuplot at work. What it writes goes to files in memory, which unlike pipes hold any amount
 * until someone comes to read. */
struct process {
    pid_t id;
    int figure, said; /* its standard output and standard error */
    const struct gnuplot_figure *wanted;
};

/* ---- starting -------------------------------------------------------------------------------- */

static void close_files(const struct process *process) {
    if (process->figure >= 0)
        close(process->figure);
    if (process->said >= 0)
        close(process->said);
}

/* Start a program with nothing to read, in the given folder. Returns an errno. */
static int spawn(struct process *process, const char *folder, const char *const *arguments) {
    posix_spawn_file_actions_t actions;
    int reason = posix_spawn_file_actions_init(&actions);
    if (reason != 0)
        return reason;
    reason = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (reason == 0)
        reason = posix_spawn_file_actions_adddup2(&actions, process->figure, STDOUT_FILENO);
    if (reason == 0)
        reason = posix_spawn_file_actions_adddup2(&actions, process->said, STDERR_FILENO);
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
    process->figure = memfd_create("figure", MFD_CLOEXEC);
    process->said = memfd_create("said", MFD_CLOEXEC);
    int reason = process->figure < 0 || process->said < 0
                     ? errno
                     : spawn(process, gnuplot->folder, arguments);
    if (reason == 0)
        return STATUS_OK;
    close_files(process);
    error_set(error, STATUS_UNSUPPORTED, "%s draws the figures and cannot be started: %s",
              gnuplot->program, strerror(reason));
    return error_hint(error, "`make setup` installs what is missing");
}

static enum status start_figure(struct process *process, const struct gnuplot *gnuplot,
                                const struct gnuplot_figure *figure, struct error *error) {
    const char *arguments[FIXED_ARGUMENTS + GNUPLOT_ARGUMENTS_MAX + 1] = {gnuplot->program, "-d",
                                                                          "-c", figure->script};
    memcpy(arguments + FIXED_ARGUMENTS, figure->arguments, sizeof figure->arguments);
    process->wanted = figure;
    return start(process, gnuplot, arguments, error);
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

static enum status keep_figure(const struct process *process, const char *folder,
                               struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, folder, process->wanted->path, error);
    struct stat about;
    if (status != STATUS_OK)
        return status;
    if (fstat(process->figure, &about) != 0 || about.st_size == 0)
        return error_set(error, STATUS_FAILED, "gnuplot drew nothing for %s",
                         process->wanted->path);
    size_t size = (size_t)about.st_size;
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, process->figure, 0);
    if (bytes == MAP_FAILED)
        return error_set(error, STATUS_MEMORY, "no memory for %s", process->wanted->path);
    status = file_write(path, bytes, size, error);
    munmap(bytes, size);
    return status;
}

/* Wait for a figure; a failure counts only when `status` knows of none yet. */
static enum status finish_figure(const struct process *process, const struct gnuplot *gnuplot,
                                 enum status status, struct error *error) {
    int is_content = wait_for(process);
    if (status == STATUS_OK)
        status = is_content ? keep_figure(process, gnuplot->folder, error)
                            : complain(process, error);
    close_files(process);
    return status;
}

/* ---- all of them ----------------------------------------------------------------------------- */

enum status gnuplot_check(const struct gnuplot *gnuplot, struct error *error) {
    const char *const arguments[] = {gnuplot->program, "--version", NULL};
    struct process process;
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
    long started = 0, finished = 0;
    enum status status = STATUS_OK;
    while (finished < started || (status == STATUS_OK && started < count)) {
        int has_room = started - finished < workers;
        if (status == STATUS_OK && started < count && has_room) {
            status = start_figure(&ring[started % workers], gnuplot, &figures[started], error);
            started += status == STATUS_OK;
            continue;
        }
        status = finish_figure(&ring[finished % workers], gnuplot, status, error);
        finished++;
        if (status == STATUS_OK && gnuplot->tick != NULL)
            gnuplot->tick(gnuplot->context, finished, count);
    }
    return status;
}
