#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void close_files(const struct child *child) {
    for (long i = 0; i < child->file_count; i++)
        if (child->files[i] >= 0)
            close(child->files[i]);
    if (child->said >= 0)
        close(child->said);
}

int child_open(struct child *child, long file_count) {
    *child = (struct child){.file_count = file_count};
    int reason = 0;
    for (long i = 0; i < file_count; i++) {
        child->files[i] = memfd_create("made", MFD_CLOEXEC);
        reason = child->files[i] < 0 ? errno : reason;
    }
    child->said = memfd_create("said", MFD_CLOEXEC);
    reason = child->said < 0 ? errno : reason;
    if (reason != 0)
        close_files(child);
    return reason;
}

/* ---- in the child -------------------------------------------------------------------------- */

/* Where the program finds its files. Returns whether all are in place. */
static int place_files(const struct child *child, int is_printed) {
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(child->said, STDERR_FILENO) < 0)
        return 0;
    if (is_printed)
        return dup2(child->files[0], STDOUT_FILENO) >= 0;
    for (long i = 0; i < child->file_count; i++)
        if (fcntl(child->files[i], F_SETFD, 0) != 0)
            return 0;
    return 1;
}

/* A figure that is cut off at the limit of a file's size must not look finished, so that signal ends
 * the program. */
static void prepare_signals(const sigset_t *mask) {
    signal(SIGXFSZ, SIG_DFL);
    sigprocmask(SIG_SETMASK, mask, NULL);
}

/* Become the program. What is in the way is written to `trouble`, an errno. */
static _Noreturn void become(const struct child *child, const char *folder,
                             const char *const *arguments, int is_printed, const sigset_t *mask,
                             int trouble) {
    /* execvp leaves its arguments alone; its type is older than const. */
    char *const *writable = (char *const *)(uintptr_t)arguments;
    prepare_signals(mask);
    if (place_files(child, is_printed) && chdir(folder) == 0)
        execvp(arguments[0], writable);
    int reason = errno;
    _exit(write(trouble, &reason, sizeof reason) == sizeof reason ? 127 : 126);
}

/* ---- in the parent ------------------------------------------------------------------------- */

/* The errno that the child wrote, 0 when it has become the program and so closed its end. */
static int read_trouble(int trouble) {
    int reason = 0;
    ssize_t got;
    do {
        got = read(trouble, &reason, sizeof reason);
    } while (got < 0 && errno == EINTR);
    return got == sizeof reason ? reason : 0;
}

int child_start(struct child *child, const char *folder, const char *const *arguments,
                int is_printed, const sigset_t *mask) {
    int trouble[2];
    pid_t parent = getpid();
    if (pipe2(trouble, O_CLOEXEC) != 0)
        return errno;
    child->id = fork();
    if (child->id == 0) {
        /* The parent may have gone before it was asked for. */
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
            _exit(126);
        become(child, folder, arguments, is_printed, mask, trouble[1]);
    }
    int reason = child->id < 0 ? errno : 0;
    child->id = child->id < 0 ? 0 : child->id;
    close(trouble[1]);
    if (reason == 0)
        reason = read_trouble(trouble[0]);
    close(trouble[0]);
    return reason;
}

int child_has_ended(struct child *child) {
    int how = 0;
    if (child->id == 0)
        return 1;
    pid_t ended = waitpid(child->id, &how, WNOHANG);
    if (ended == 0 || (ended < 0 && errno == EINTR))
        return 0;
    child->is_content = ended > 0 && WIFEXITED(how) && WEXITSTATUS(how) == 0;
    child->id = 0;
    return 1;
}

void child_close(struct child *child) {
    if (child->id > 0) {
        kill(child->id, SIGKILL);
        while (waitpid(child->id, NULL, 0) < 0 && errno == EINTR)
            continue;
        child->id = 0;
    }
    close_files(child);
}

long child_files_free(void) {
    enum { ENOUGH = 1024 }; /* nobody asks for more */
    struct rlimit limit;
    long count = 0;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return ENOUGH;
    for (int file = 0; (rlim_t)file < limit.rlim_cur && file < ENOUGH; file++)
        count += fcntl(file, F_GETFD) < 0;
    return count;
}
