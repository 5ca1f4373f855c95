#include "base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child_exec.h"

static void close_files(const struct program *program) {
    for (long i = 0; i < program->file_count; i++)
        if (program->files[i] >= 0)
            close(program->files[i]);
    if (program->said >= 0)
        close(program->said);
}

/* Opens a file without a name. Linux has them in memory from 3.17 on; before, it is in a temporary folder. */
static int open_nameless(const char *label) {
    char path[] = P_tmpdir "/klimb-XXXXXX";
    int file = memfd_create(label, MFD_CLOEXEC);
    if (file >= 0 || errno != ENOSYS)
        return file;
    file = mkostemp(path, O_CLOEXEC);
    if (file >= 0)
        unlink(path);
    return file;
}

int program_open(struct program *program, long file_count) {
    *program = (struct program){.file_count = file_count};
    int reason = 0;
    for (long i = 0; i < file_count; i++) {
        program->files[i] = open_nameless("made");
        reason = program->files[i] < 0 ? errno : reason;
    }
    program->said = open_nameless("said");
    reason = program->said < 0 ? errno : reason;
    if (reason != 0)
        close_files(program);
    return reason;
}

/* ---- in the child -------------------------------------------------------------------------- */

/* Where the program finds its files. Returns whether all are in place. */
static int place_files(const struct program *program, int is_printed) {
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 && (errno == EACCES || errno == ENOENT))
        errno = EIO; /* of execvp these would be about the program */
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(program->said, STDERR_FILENO) < 0)
        return 0;
    if (is_printed)
        return dup2(program->files[0], STDOUT_FILENO) >= 0;
    for (long i = 0; i < program->file_count; i++)
        if (fcntl(program->files[i], F_SETFD, 0) != 0)
            return 0;
    return 1;
}

/* A figure that is cut off at the limit of a file's size must not look finished, so that signal ends
 * the program. */
static void prepare_signals(const sigset_t *mask) {
    signal(SIGXFSZ, SIG_DFL);
    sigprocmask(SIG_SETMASK, mask, NULL);
}

/* Becomes the program. On failure writes errno to `trouble`. */
static _Noreturn void become(const struct program *program, const char *folder,
                             const char *const *arguments, int is_printed, const sigset_t *mask,
                             int trouble) {
    prepare_signals(mask);
    child_exec(arguments, place_files(program, is_printed) && chdir(folder) == 0, trouble);
}

/* ---- in the parent ------------------------------------------------------------------------- */

int program_start(struct program *program, const char *folder, const char *const *arguments,
                  int is_printed, const sigset_t *mask) {
    int trouble[2];
    pid_t parent = getpid();
    if (pipe2(trouble, O_CLOEXEC) != 0)
        return errno;
    program->id = fork();
    if (program->id == 0) {
        /* The parent may have gone before it was asked for. */
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
            _exit(126);
        become(program, folder, arguments, is_printed, mask, trouble[1]);
    }
    int reason = program->id < 0 ? errno : 0;
    program->id = program->id < 0 ? 0 : program->id;
    close(trouble[1]);
    if (reason == 0)
        reason = child_exec_trouble(trouble[0]);
    close(trouble[0]);
    return reason;
}

int program_has_ended(struct program *program) {
    int how = 0;
    if (program->id == 0)
        return 1;
    pid_t ended = waitpid(program->id, &how, WNOHANG);
    if (ended == 0 || (ended < 0 && errno == EINTR))
        return 0;
    program->is_content = ended > 0 && WIFEXITED(how) && WEXITSTATUS(how) == 0;
    program->id = 0;
    return 1;
}

void program_close(struct program *program) {
    if (program->id > 0) {
        kill(program->id, SIGKILL);
        while (waitpid(program->id, NULL, 0) < 0 && errno == EINTR)
            continue;
        program->id = 0;
    }
    close_files(program);
}

long program_files_free(void) {
    enum { ENOUGH = 1024 }; /* more is never needed */
    struct rlimit limit;
    long count = 0;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return ENOUGH;
    for (int file = 0; (rlim_t)file < limit.rlim_cur && file < ENOUGH; file++)
        count += fcntl(file, F_GETFD) < 0;
    return count;
}
