/* judge.h -- judges a trial from outside: by exit code, messages and files.
 *
 * A trial is right if the command does the same as without a fault, or reports an error, and every golden, record,
 * report and file is as before or as without the fault, and nothing is lost. A report and the tables of a study may also
 * show the runs that were made, if they say which are missing.
 */
#ifndef KLIMB_TORTURE_JUDGE_H
#define KLIMB_TORTURE_JUDGE_H

#include "cases.h"
#include "tree.h"
#include "trial.h"

/* X(constant, column, meaning) */
#define WRONGS(X)                                                                                  \
    X(CODE, "code", "an exit code that is not documented for it")                                  \
    X(SILENT, "silent", "an error without a word, or success with something not done")             \
    X(VERDICT, "verdict", "a verdict that is not the truth")                                       \
    X(MIXED, "mixed", "a golden, record, report or export of which a part is old, new or missing") \
    X(CUT, "cut", "a file that is neither the old nor the new one")                                \
    X(LOST, "lost", "an earlier file, record or golden that is gone")                              \
    X(LEFT, "left", "a temporary file that git would add, or that the next run leaves")            \
    X(CRASH, "crash", "ended by a signal that was not sent")                                       \
    X(HANG, "hang", "not ended in time, or a process left behind")                                 \
    X(NEXT, "next", "the same command afterwards does not come to what is right")

enum wrong {
#define X(constant, column, meaning) WRONG_##constant,
    WRONGS(X)
#undef X
        WRONG_KINDS
};

enum good {
    GOOD_RIGHT,       /* as without the fault */
    GOOD_ERROR,       /* exit code 3 and a message */
    GOOD_ENDED,       /* ended by the signal that was sent */
    GOOD_NOT_REACHED, /* there was no such call this time */
    GOOD_KINDS
};

enum { WHY_MAX = 256 };

struct result {
    unsigned wrongs; /* bits of enum wrong */
    enum good good;  /* the outcome if nothing is wrong */
    int code, signal;
    char why[WHY_MAX]; /* what is wrong, in words */
    char what[TORTURE_WHAT_MAX];
    uintptr_t trace[TORTURE_TRACE_MAX];
};

/* The result without a fault. */
struct truth {
    struct tree before, after;
    struct trial trial;
};

/* truth_find -- run a command of a state without a fault, twice. Ends the program if the two differ or something is
 * left behind, because no trial could be judged then. */
void truth_find(struct truth *truth, const struct trial_setup *setup,
                const struct project_command *command, const char *root, const char *folder);

/* judge_trial -- judge a trial in `folder`, which began as the truth did. Runs the command once more, without a fault,
 * if that must repair something. `fault` is NULL if none was planned: on a full disk. */
void judge_trial(struct result *result, const struct truth *truth, const struct trial *trial,
                 const struct trial_setup *setup, const struct project_command *command,
                 const struct fault_case *fault, const char *folder);

#endif
