#include "base/process_group.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/child_exec.h"
#include "base/clock.h"

/* Grace between SIGTERM and SIGKILL [s]. After a time-out a trainer may save what it has. After Ctrl-C the user waits,
 * and workers_kill gives its workers a second. */
static const double grace_of_time_out = 5, grace_of_stop = 0.5;

/* How long SIGKILL may take to be obeyed, by a process that waits for a disk. */
static const double seconds_to_die = 2;

/* ---- in the child -------------------------------------------------------------------------------- */

enum { FILES_MAX = 1024 };

/* Descriptors that the program must not inherit, above all the pipe that shows its end. */
static void close_at_exec(void) {
    for (int file = STDERR_FILENO + 1; file < FILES_MAX; file++)
        fcntl(file, F_SETFD, FD_CLOEXEC);
}

static int place_files(const struct group_program *program) {
    const int flags = O_WRONLY | O_CREAT | O_TRUNC;
    int nothing = open("/dev/null", O_RDONLY);
    int output = open(program->output, flags, 0666);
    int complaints = open(program->complaints, flags, 0666);
    return nothing >= 0 && output >= 0 && complaints >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
           dup2(output, STDOUT_FILENO) >= 0 && dup2(complaints, STDERR_FILENO) >= 0;
}

static void prepare_signals(void) {
    static const int signals[] = {SIGINT, SIGTERM, SIGPIPE, SIGCHLD, SIGHUP, SIGQUIT, SIGXFSZ};
    sigset_t none;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Becomes the program. On failure writes errno to `trouble`. */
static _Noreturn void become(const struct group_program *program, pid_t parent, int trouble) {
    setpgid(0, 0);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(126);
    const int is_placed = place_files(program) && chdir(program->folder) == 0, reason = errno;
    close_at_exec();
    prepare_signals();
    errno = reason;
    child_exec(program->arguments, is_placed, trouble);
}

/* ---- in the parent ------------------------------------------------------------------------------- */

/* Start the program. Returns its id, which is that of its group; 0 with *reason, an errno. */
static pid_t start(const struct group_program *program, int *reason) {
    int trouble[2];
    pid_t parent = getpid();
    if (pipe2(trouble, O_CLOEXEC) != 0) {
        *reason = errno;
        return 0;
    }
    pid_t child = fork();
    if (child == 0)
        become(program, parent, trouble[1]);
    *reason = child < 0 ? errno : 0;
    close(trouble[1]);
    if (child > 0) {
        setpgid(child, child); /* parent or child comes first; the other fails */
        *reason = child_exec_trouble(trouble[0]);
    }
    close(trouble[0]);
    if (child > 0 && *reason != 0)
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            continue;
    return *reason == 0 ? child : 0;
}

/* Wait for those that have ended, orphans of the group among them. Returns whether the leader is one, and its status.
 */
static int reap(pid_t group, int *status) {
    int seen = 0, how;
    for (pid_t ended; (ended = waitpid(-group, &how, WNOHANG)) > 0;)
        if (ended == group) {
            seen = 1;
            *status = how;
        }
    return seen;
}

/* Whether a process is left in the group after some seconds. */
static int is_left(pid_t group, double seconds) {
    static const struct timespec moment = {.tv_nsec = 5000000};
    int ignored;
    for (double deadline = clock_now() + seconds;;) {
        reap(group, &ignored);
        if (kill(-group, 0) != 0 && errno == ESRCH)
            return 0;
        if (clock_now() >= deadline)
            return 1;
        nanosleep(&moment, NULL);
    }
}

/* End what is left of the group. A stopped process takes SIGTERM only once it goes on. */
static void end_group(pid_t group, double grace) {
    if (!is_left(group, 0))
        return;
    kill(-group, SIGTERM);
    kill(-group, SIGCONT);
    if (!is_left(group, grace))
        return;
    kill(-group, SIGKILL);
    (void)is_left(group, seconds_to_die);
}

static void note_status(struct group_end *end, int status) {
    end->how = WIFEXITED(status) ? GROUP_EXITED : GROUP_KILLED;
    end->number = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
}

/* Wait for the leader, the deadline, or a signal.
 *   wanted  those that are blocked: SIGCHLD, SIGINT, SIGTERM */
static void wait_for_end(struct group_end *end, pid_t group, double deadline,
                         const sigset_t *wanted) {
    static const struct timespec turn = {.tv_nsec = 100000000};
    for (int status;;) {
        if (reap(group, &status)) {
            note_status(end, status);
            return;
        }
        if (clock_now() >= deadline) {
            end->how = GROUP_TIMED_OUT;
            return;
        }
        int number = sigtimedwait(wanted, NULL, &turn);
        if (number == SIGINT || number == SIGTERM) {
            end->how = GROUP_STOPPED;
            end->number = number;
            return;
        }
    }
}

void process_group_run(struct group_end *end, const struct group_program *program) {
    sigset_t wanted, before;
    double began = clock_now();
    *end = (struct group_end){.how = GROUP_NOT_STARTED};
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGCHLD);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGTERM);
    sigprocmask(SIG_BLOCK, &wanted, &before);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t group = start(program, &end->number);
    if (group > 0) {
        wait_for_end(end, group, began + program->seconds, &wanted);
        end_group(group, end->how == GROUP_TIMED_OUT ? grace_of_time_out : grace_of_stop);
    }
    end->seconds = clock_now() - began;
    sigprocmask(SIG_SETMASK, &before, NULL);
}
