/* commit.h -- which commit a golden was blessed on.
 */
#ifndef KLIMB_COMMIT_H
#define KLIMB_COMMIT_H

enum { COMMIT_MAX = 64, COMMIT_TROUBLE_MAX = 256 };

struct commit {
    char name[COMMIT_MAX]; /* "1a2b3c4d5e6f", with "-dirty" when the working tree has changes;
                              "unknown" when git does not tell */
    char
        trouble[COMMIT_TROUBLE_MAX]; /* then the first line that git, or the shell, said; else "" */
};

/* commit_describe -- the commit of the working tree that the process is in, by `git describe`. */
void commit_describe(struct commit *commit);

#endif
