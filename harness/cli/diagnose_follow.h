/* diagnose_follow.h -- watch a log that grows: say when the diagnosis changes, and stop where that was asked for. Internal to
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
    FILE *out;         /* where changes are said: standard error where the output is for programs */
    struct interrupts interrupts;
    int seen;        /* whether there has been a diagnosis */
    enum state last; /* the last one */
    long rows;       /* the record had then */
    long agreed;     /* looks in a row, each with more rows, that found the last state */
    int stopped;     /* a state of `stops` ended it */
};

/* diagnose_hint_state -- the state whose name is nearest to a word, if one is near. */
void diagnose_hint_state(struct error *error, const char *word);

/* follower_begin -- STATUS_INVALID: `stop_on`, which may be NULL, is not a list of states. */
enum status follower_begin(struct follower *follower, const char *name, const char *stop_on,
                           FILE *out, struct error *error) MUST_CHECK;

/* follower_look -- for log_options.idle, with the follower as context: look at the last run so far. Returns 1 to stop: after
 * Ctrl-C, or in a state that was to end it. That has to be found FOLLOWER_LOOKS times in a row, each time with a tenth more rows, so that a
 * state that passes does not end a run; a term that is not finite ends it at once. */
enum { FOLLOWER_LOOKS = 3 };
int follower_look(void *follower, struct log_reading *reading);

void follower_end(struct follower *follower);

#endif
