#include "trial.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tree.h"

static void fail(const char *what) {
    fprintf(stderr, "torture: %s: %s\n", what, strerror(errno));
    exit(2);
}

/* ---- in the child ---------------------------------------------------------------------------- */

static void open_as(const char *path, int flags, int wanted) {
    int file = open(path, flags, 0600);
    if (file < 0 || dup2(file, wanted) < 0)
        _exit(126);
    if (file != wanted)
        close(file);
}

void trial_unset_environment(void) {
    static const char *const names[] = {"CI", "KLIMB_EXPERIMENTS", "KLIMB_EXPECTED", "KLIMB_SIMD"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unsetenv(names[i]);
}

static void set_environment(const struct trial_setup *setup, const char *folder, const char *plan) {
    char temporary[512];
    snprintf(temporary, sizeof temporary, "%s/tmp", folder);
    setenv("KLIMB_REPORTS", setup->reports, 1);
    setenv("TMPDIR", temporary, 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    setenv("LC_ALL", "C", 1);
    if (plan != NULL)
        setenv("TORTURE_PLAN", plan, 1);
    setenv("TORTURE_BOARD", setup->board, 1);
    setenv("LD_PRELOAD", setup->shim, 1);
}

static void live(const struct trial_setup *setup, const struct project_command *command,
                 const char *folder, const char *plan, const char *out, const char *err) {
    const char *words[PROJECT_WORDS_MAX + 2] = {setup->klimb};
    static const int usual[] = {SIGINT, SIGTERM, SIGPIPE};
    sigset_t none;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        signal(usual[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
    open_as("/dev/null", O_RDONLY, 0);
    open_as(out, O_WRONLY | O_CREAT | O_TRUNC, 1);
    open_as(err, O_WRONLY | O_CREAT | O_TRUNC, 2);
    if (chdir(folder) != 0)
        _exit(126);
    set_environment(setup, folder, plan);
    for (int i = 0; command->words[i] != NULL; i++)
        words[i + 1] = command->words[i];
    execv(setup->klimb, (char *const *)(uintptr_t)words); /* leaves them alone; its type is older */
    _exit(126);
}

/* ---- in the parent --------------------------------------------------------------------------- */

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void nap(double seconds) {
    nanosleep(&(struct timespec){.tv_nsec = (long)(1e9 * seconds)}, NULL);
}

/* Short naps first: most trials end within some milliseconds. */
static double longer(double pause) {
    return pause < 0.004 ? 1.5 * pause : pause;
}

/* Wait for the process, killing its group when patience ends. Returns its wait status. */
static int wait_for(struct trial *trial, pid_t process, double patience) {
    double began = seconds_now(), pause = 0.0005;
    int how = 0;
    while (waitpid(process, &how, WNOHANG) == 0) {
        if (seconds_now() - began > patience && !trial->is_hung) {
            trial->is_hung = 1;
            kill(-process, SIGKILL);
        }
        nap(pause);
        pause = longer(pause);
    }
    return how;
}

/* Its children may outlive it for a moment. They are ours then, see trial_run. */
static void wait_for_group(struct trial *trial, pid_t group) {
    double began = seconds_now(), pause = 0.0005;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        continue;
    while (kill(-group, 0) == 0) {
        if (seconds_now() - began > 2) {
            trial->has_orphans = 1;
            kill(-group, SIGKILL);
        }
        nap(pause);
        pause = longer(pause);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            continue;
    }
}

static void clear_board(const char *path) {
    static const struct torture_board empty;
    FILE *file = fopen(path, "w");
    if (file == NULL || fwrite(&empty, sizeof empty, 1, file) != 1 || fclose(file) != 0)
        fail("cannot write the board");
}

static void read_board(struct torture_board *board, const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL || fread(board, sizeof *board, 1, file) != 1)
        fail("cannot read the board");
    fclose(file);
}

void trial_run(struct trial *trial, const struct trial_setup *setup,
               const struct project_command *command, const char *folder, const char *plan) {
    char out[512], err[512];
    *trial = (struct trial){.code = -1};
    snprintf(out, sizeof out, "%s.out", setup->board);
    snprintf(err, sizeof err, "%s.err", setup->board);
    clear_board(setup->board);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t process = fork();
    if (process < 0)
        fail("no process for a trial");
    if (process == 0)
        live(setup, command, folder, plan, out, err);
    setpgid(process, process);
    int how = wait_for(trial, process, setup->patience);
    wait_for_group(trial, process);
    trial->code = WIFEXITED(how) ? WEXITSTATUS(how) : -1;
    trial->signal = WIFSIGNALED(how) ? WTERMSIG(how) : 0;
    trial->said = file_bytes(out, NULL);
    trial->complaint = file_bytes(err, NULL);
    if (trial->code == 126 || trial->said == NULL || trial->complaint == NULL)
        fail("a trial could not be started");
    read_board(&trial->board, setup->board);
}

void trial_free(struct trial *trial) {
    free(trial->said);
    free(trial->complaint);
    trial->said = trial->complaint = NULL;
}

void trial_print_command(const struct trial_setup *setup, const struct project_command *command,
                         const char *plan) {
    printf("head -c 8192 /dev/zero >board; KLIMB_REPORTS=%s TMPDIR=$PWD/tmp "
           "GIT_CEILING_DIRECTORIES=${PWD%%/*} OPENBLAS_NUM_THREADS=1 TORTURE_BOARD=$PWD/board "
           "TORTURE_PLAN='%s' LD_PRELOAD=%s %s",
           setup->reports, plan, setup->shim, setup->klimb);
    for (int i = 0; command->words[i] != NULL; i++)
        printf(" %s", command->words[i]);
    printf("\n");
}
