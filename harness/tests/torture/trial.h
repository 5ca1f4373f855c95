/* trial.h -- runs the command once, with or without a fault, and keeps everything that can be seen from outside.
 */
#ifndef KLIMB_TORTURE_TRIAL_H
#define KLIMB_TORTURE_TRIAL_H

#include "project.h"
#include "shim.h"

/* What all trials share. */
struct trial_setup {
    const char *klimb, *shim, *reports; /* absolute paths */
    const char *ignored;                /* .gitignore of the repository, the same */
    const char *board; /* file of struct torture_board, absolute, made by the trial */
    int patience;      /* seconds until it hangs */
};

struct trial {
    int code;        /* exit code, -1 when a signal ended it */
    int signal;      /* that did */
    int is_hung;     /* it had to be killed after `patience` */
    int has_orphans; /* two seconds after its end a process of it was alive; killed since */
    char *said;      /* standard output, owned */
    char *complaint; /* standard error, owned */
    struct torture_board board;
};

/* trial_unset_environment -- forget what the caller's environment says to klimb: folders, code paths, and
 * $CI, under which `klimb review` writes nothing. Once, before the first command. */
void trial_unset_environment(void);

/* trial_run -- run a command in `folder` and wait for it and all its processes.
 *   plan  as in shim.h; NULL only counts */
void trial_run(struct trial *trial, const struct trial_setup *setup,
               const struct project_command *command, const char *folder, const char *plan);
void trial_free(struct trial *trial);

/* trial_print_command -- how a person runs the same. */
void trial_print_command(const struct trial_setup *setup, const struct project_command *command,
                         const char *plan);

#endif
