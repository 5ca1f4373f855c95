/* process_group.h -- a program with all the processes that it starts, as one thing that can be ended.
 *
 *     const struct group_program program = {.arguments = arguments, .folder = ".", .output = "stdout.txt",
 *                                           .complaints = "stderr.txt", .seconds = 600};
 *     process_group_run(&end, &program)
 *     if (end.how == GROUP_EXITED && end.number == 0) ...
 *
 * The program has a process group of its own, so that the terminal's Ctrl-C is not for it, and nothing to read. No shell
 * is in between. A process that leaves the group (setsid) is out of reach, unless the kernel gives it to this process as an orphan.
 */
#ifndef KLIMB_PROCESS_GROUP_H
#define KLIMB_PROCESS_GROUP_H

struct group_program {
    const char *const *
        arguments; /* NULL-terminated; the first is the program, a path or a name to be found by $PATH */
    const char *folder; /* in which it runs; a relative path to the program is one from here */
    const char *output, *complaints; /* files for its standard output and error, made again */
    double seconds;                  /* that it may take */
};

enum group_how {
    GROUP_NOT_STARTED, /* number is an errno */
    GROUP_EXITED,      /* number is the exit code */
    GROUP_KILLED,      /* by a signal that is number */
    GROUP_TIMED_OUT,
    GROUP_STOPPED /* this process got SIGINT or SIGTERM, which is number */
};

struct group_end {
    enum group_how how;
    int number;
    double seconds;
};

/* process_group_run -- run a program to its end. Afterwards no process of its group is left: each is sent SIGTERM and, after a
 * time of grace, SIGKILL. SIGINT and SIGTERM, which must have their default actions, end the group and are taken.
 * For a process without other children: it becomes the parent of orphans, and waits for them. When this process is killed
 * the program is too, but not what it has started. */
void process_group_run(struct group_end *end, const struct group_program *program);

#endif
