#include "cases.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const case_call_names[CALLS + 2] = {
#define X(constant, name, faults) name,
    TORTURE_CALLS(X)
#undef X
        TORTURE_ANY_NAME,
    "disk",
};

const char *const case_place_names[PLACES] = {
#define X(constant, name) name,
    TORTURE_PLACES(X)
#undef X
};

static const char *const call_faults[CALLS + 1] = {
#define X(constant, name, faults) faults,
    TORTURE_CALLS(X)
#undef X
        TORTURE_ANY_FAULTS,
};

static void add_case(struct cases *cases, const struct fault_case *added) {
    if ((cases->count & (cases->count - 1)) == 0) { /* full at every power of two */
        size_t room = cases->count > 0 ? 2 * (size_t)cases->count : 1;
        cases->all = realloc(cases->all, room * sizeof *cases->all);
        if (cases->all == NULL) {
            fprintf(stderr, "torture: no memory for the cases\n");
            exit(2);
        }
    }
    cases->all[cases->count++] = *added;
}

/* Other faults meet other calls: the sample of each begins elsewhere in the gap between two points. */
static void add_points(struct cases *cases, struct fault_case added, uint32_t calls, uint32_t most,
                       int turn) {
    uint32_t points = calls < most ? calls : most;
    double gap = points > 0 ? (double)calls / points : 0, shift = 0.618 * turn;
    shift -= (double)(long)shift;
    for (uint32_t i = 0; i < points; i++) {
        added.at = 1 + (uint32_t)(gap * (i + shift));
        add_case(cases, &added);
    }
    cases->points += calls;
    cases->tried += points;
}

void cases_add(struct cases *cases, int command, const uint32_t calls[PLACES][CALLS + 1],
               uint32_t most) {
    int turn = command;
    for (int place = 0; place < PLACES; place++) {
        for (int call = 0; call <= CALLS; call++) {
            char names[64];
            snprintf(names, sizeof names, "%s", call_faults[call]);
            for (char *name = strtok(names, " "); name != NULL; name = strtok(NULL, " ")) {
                struct fault_case added = {
                    .command = command, .place = (enum torture_place)place, .call = call};
                snprintf(added.fault, sizeof added.fault, "%s", name);
                add_points(cases, added, calls[place][call],
                           place == PLACE_PROGRAM ? (most + 4) / 5 : most, turn++);
            }
        }
    }
}

void cases_add_disk(struct cases *cases, int command, uint32_t most) {
    static const uint32_t pages[] = {0, 8, 2, 32, 1, 4, 16, 64, 3, 6, 12, 24, 48, 96};
    uint32_t count = sizeof pages / sizeof *pages;
    for (uint32_t i = 0; i < count && i < most; i++) {
        struct fault_case added = {.command = command, .call = CALL_DISK, .at = pages[i]};
        snprintf(added.fault, sizeof added.fault, "FULL");
        add_case(cases, &added);
    }
}

static int find(const char *const *names, int count, const char *name) {
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

int cases_parse(struct fault_case *fault, const char *plan) {
    char place[16], call[16];
    if (sscanf(plan, "%15s %15s %u %9s", place, call, &fault->at, fault->fault) != 4)
        return 0;
    int where = find(case_place_names, PLACES, place);
    fault->place = (enum torture_place)where;
    fault->call = find(case_call_names, CALLS + 2, call);
    return where >= 0 && fault->call >= 0;
}

void cases_plan(char plan[PLAN_MAX], const struct fault_case *fault) {
    snprintf(plan, PLAN_MAX, "%s %s %u %s", case_place_names[fault->place],
             case_call_names[fault->call], fault->at, fault->fault);
}

int cases_signal(const struct fault_case *fault) {
    if (fault->call != CALL_ANY)
        return 0;
    return strcmp(fault->fault, "KILL") == 0  ? SIGKILL
           : strcmp(fault->fault, "INT") == 0 ? SIGINT
                                              : SIGTERM;
}
