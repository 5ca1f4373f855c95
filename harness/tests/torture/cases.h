/* cases.h -- which call is to fail, and how: for each command, place, call and fault all of its calls,
 * or an even sample of them.
 */
#ifndef KLIMB_TORTURE_CASES_H
#define KLIMB_TORTURE_CASES_H

#include "shim.h"

enum { FAULT_NAME_MAX = 10, PLAN_MAX = 64 };

enum { CALL_DISK = CALLS + 1 }; /* not a call: a disk with room for `at` more pages */

struct fault_case {
    int command;
    enum torture_place place;
    int call; /* enum torture_call, or CALL_DISK */
    uint32_t at;
    char fault[FAULT_NAME_MAX];
};

struct cases {
    struct fault_case *all; /* [count] */
    long count;
    long points, tried; /* calls that could fail, times faults; those among them that are tried */
};

extern const char *const case_call_names[CALLS + 2];
extern const char *const case_place_names[PLACES];

/* cases_add -- add the cases of one command, at most `most` for each place, call and fault; in other programs a fifth
 * of that.
 *   calls  how often each is made without a fault */
void cases_add(struct cases *cases, int command, const uint32_t calls[PLACES][CALLS + 1],
               uint32_t most);

/* cases_add_disk -- add cases of almost full disks, at most `most`. */
void cases_add_disk(struct cases *cases, int command, uint32_t most);

/* cases_parse -- read "PLACE CALL AT FAULT", as cases_plan writes it. Returns whether it is one. */
int cases_parse(struct fault_case *fault, const char *plan);

/* cases_plan -- the plan of a case for the shim. */
void cases_plan(char plan[PLAN_MAX], const struct fault_case *fault);

/* cases_signal -- the number of the signal that a case sends, 0 for a call that fails. */
int cases_signal(const struct fault_case *fault);

#endif
