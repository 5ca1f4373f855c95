/* child.h -- other programs as tasks: run to their end and measured, or asked line by line.
 *
 *     struct child child;
 *     const char *const command[] = {"python3", "peer.py", NULL};
 *     if (child_start(&child, command, CHILD_TALKS) && child_ask(&child, "train 100\n", answer, 64))
 *         ...
 *     child_end(&child, &usage);
 */
#ifndef KLIMB_BENCH_CHILD_H
#define KLIMB_BENCH_CHILD_H

#include <stdio.h>
#include <sys/types.h>

enum child_kind {
    CHILD_TALKS, /* its standard input and output are pipes to here */
    CHILD_SILENT /* it reads nothing, and what it prints is thrown away */
};

struct child {
    pid_t id;
    FILE *to, *from; /* NULL unless it talks */
};

struct child_usage {
    int code;           /* its exit code; 128 and the signal when one ended it */
    double peak_memory; /* MiB, of the largest process among it and its own children */
};

/* child_start -- start a program that is found by $PATH. Its standard error stays ours. Returns 0
 * when it cannot be started; then `child` is ended. */
int child_start(struct child *child, const char *const *command, enum child_kind kind);

/* child_ask -- send a line, or nothing when it is NULL, and wait for one, which loses its line
 * break. Returns 0 when the child has gone or said nothing. */
int child_ask(struct child *child, const char *line, char *answer, int size);

/* child_end -- close the pipes, which asks a child that talks to end, and wait for it. */
void child_end(struct child *child, struct child_usage *usage);

#endif
