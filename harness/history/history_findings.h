/* history_findings.h -- finds what changed in a history, and between which checks.
 *
 *     struct history_findings findings;
 *     if (findings_find(&findings, &history, &error) != STATUS_OK) ...
 *     findings_free(&findings);
 *
 * Digests must be equal from one check of a scenario to the next with the same backend. On the exact backend all
 * machines count as one, because they compute the same bits. Seconds are compared among checks with the same machine,
 * backend, jobs and threads, by steps.h on their logarithms: seconds in user mode if all checks have them, else wall
 * time.
 */
#ifndef KLIMB_HISTORY_FINDINGS_H
#define KLIMB_HISTORY_FINDINGS_H

#include "history/seconds.h"

/* X(NAME, name, meaning) */
#define FINDING_TABLE(X)                                                                           \
    X(DRIFT, "drift", "curves left their golden")                                                  \
    X(RETURNED, "returned", "curves match their golden again")                                     \
    X(BLESSED, "blessed", "a new golden")                                                          \
    X(CURVES, "curves", "curves changed, with no golden to compare")                               \
    X(FINAL, "final", "a final column changed, though recon and kl did not")                       \
    X(SCENARIO, "scenario", "the scenario changed, or its number of runs")                         \
    X(SECONDS, "seconds", "a step in the seconds of a run")
#define FINDING_ENUM(NAME, name, meaning) FINDING_##NAME,
enum finding_kind { FINDING_TABLE(FINDING_ENUM) FINDINGS };
extern const char *const finding_names[]; /* NULL-terminated */
extern const char *const finding_meanings[];

struct history_finding {
    enum finding_kind kind;
    const char *scenario;                       /* its name, in the history; or SECONDS_ALL */
    const struct history_entry *before, *after; /* the two checks that it lies between */
    int is_open;                /* DRIFT: still there in the last check of the scenario */
    enum history_column column; /* FINAL: which one */
    double was, is;             /* FINAL; SECONDS: medians, of SECONDS_ALL relative to the whole */
    double p;                   /* SECONDS */
    long checks;                /* SECONDS: number of compared checks */
};

struct history_findings {
    /* [count] owned; by the check that they were found at, then by scenario */
    struct history_finding *list;
    long count, room;
    long open; /* DRIFT that is open */
};

/* findings_find -- all of a history, which must outlive them. STATUS_MEMORY. On error *findings is empty. */
enum status findings_find(struct history_findings *findings, const struct history *history,
                          struct error *error) MUST_CHECK;
void findings_free(struct history_findings *findings);

#endif
