/* commit.h -- the commit that a golden was blessed on.
 */
#ifndef KLIMB_COMMIT_H
#define KLIMB_COMMIT_H

enum { COMMIT_MAX = 64, COMMIT_TROUBLE_MAX = 256 };

struct commit {
    char name[COMMIT_MAX]; /* "1a2b3c4d5e6f", "-dirty" added if files differ; or "unknown" */
    char trouble[COMMIT_TROUBLE_MAX]; /* if unknown: the first line of the error; else "" */
};

/* commit_describe -- the commit of the working tree that the process is in, by `git describe`. */
void commit_describe(struct commit *commit);

#endif
