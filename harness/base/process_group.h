/* process_group.h -- runs a program and can end it with all processes that it starts.
 *
 *     const struct group_program program = {.arguments = arguments, .folder = ".", .output = "stdout.txt",
 *                                           .complaints = "stderr.txt", .seconds = 600};
 *     process_group_run(&end, &program)
 *     if (end.how == GROUP_EXITED && end.number == 0) ...
 *
 * The program has a process group of its own, so that the terminal's Ctrl-C does not reach it, and empty standard
 * input. No shell is involved. A process that leaves the group (setsid) cannot be ended, unless the kernel gives it to
 * this process as an orphan.
 */
#ifndef KLIMB_PROCESS_GROUP_H
#define KLIMB_PROCESS_GROUP_H

struct group_program {
    /* NULL-terminated; the first is the program, a path or a name to be found by $PATH */
    const char *const *arguments;
    const char *folder; /* its working folder; a relative path to the program starts here */
    const char *output, *complaints; /* files for its standard output and error, replaced */
    double seconds;                  /* its time limit */
};

enum group_how {
    GROUP_NOT_STARTED, /* number is an errno */
    GROUP_EXITED,      /* number is the exit code */
    GROUP_KILLED,      /* number is the signal */
    GROUP_TIMED_OUT,
    GROUP_STOPPED /* this process got SIGINT or SIGTERM: number */
};

struct group_end {
    enum group_how how;
    int number;
    double seconds;
};

/* process_group_run -- run a program to its end. Afterwards no process of its group is left: each gets SIGTERM and,
 * after a grace period, SIGKILL. SIGINT and SIGTERM, which must have their default actions, end the group and are
 * consumed. Only for a process without other children, because it becomes the parent of orphans and waits for them. If
 * this process is killed, so is the program, but not the processes that it started. */
void process_group_run(struct group_end *end, const struct group_program *program);

#endif
