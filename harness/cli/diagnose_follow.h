/* diagnose_follow.h -- follows a growing log: prints changes of the diagnosis, and stops on request. Internal to
 * cmd_diagnose.
 */
#ifndef KLIMB_DIAGNOSE_FOLLOW_H
#define KLIMB_DIAGNOSE_FOLLOW_H

#include <stdio.h>

#include "base/interrupts.h"
#include "diagnose/diagnosis.h"
#include "log/log.h"

/* A log that is being followed. */
struct follower {
    const char *name;
    int stops[STATES]; /* states that end it: --stop-on */
    FILE *out;         /* for changes; standard error if the output is for programs */
    struct interrupts interrupts;
    int seen;        /* whether there was a diagnosis */
    enum state last; /* the last one */
    long rows;       /* of the record at that time */
    long agreed;     /* consecutive looks, each at more rows, that found the last state */
    int stopped;     /* a state of `stops` ended it */
};

/* diagnose_hint_state -- the state whose name is nearest to a word, if one is near. */
void diagnose_hint_state(struct error *error, const char *word);

/* follower_begin -- STATUS_INVALID: `stop_on`, which may be NULL, is not a list of states. */
enum status follower_begin(struct follower *follower, const char *name, const char *stop_on,
                           FILE *out, struct error *error) MUST_CHECK;

/* follower_look -- for log_options.idle, with the follower as context: look at the last run so far. Returns 1 to stop:
 * after Ctrl-C, or in a state of --stop-on. The state must be found FOLLOWER_LOOKS times in a row, each time with a
 * tenth more rows, so that a passing state does not end a run; a non-finite term ends it at once. */
enum { FOLLOWER_LOOKS = 3 };
int follower_look(void *follower, struct log_reading *reading);

void follower_end(struct follower *follower);

#endif
