/* child.h -- other programs as tasks: run to their end and measured, or queried line by line.
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
    CHILD_TALKS, /* its standard input and output are pipes to this process */
    CHILD_SILENT /* it reads nothing, and its output is discarded */
};

struct child {
    pid_t id;
    FILE *to, *from; /* NULL unless it talks */
};

struct child_usage {
    int code;           /* its exit code; 128 + the signal if one ended it */
    double peak_memory; /* MiB, of the largest process among it and its children */
};

/* child_start -- start a program that is found by $PATH. It inherits standard error. Returns 0 if it cannot be
 * started; then `child` needs no child_end. */
int child_start(struct child *child, const char *const *command, enum child_kind kind);

/* child_ask -- send a line, unless it is NULL, and wait for an answer, which is stored without its line
 * break. Returns 0 if the child has ended or sent nothing. */
int child_ask(struct child *child, const char *line, char *answer, int size);

/* child_end -- close the pipes, at which a child that talks must end, and wait for it. */
void child_end(struct child *child, struct child_usage *usage);

#endif
