/* evidence.h -- what a scenario is judged by: the records of its runs, its golden and theory's predictions. Each is
 * read or computed once, and a report draws the same data.
 *
 *     struct evidence evidence = {0};
 *     if (evidence_take_runs(&evidence, scenario, jobs, count, &error)) ...   // again, when there are more
 *     evidence_take_golden(&evidence, "expected");
 *     evidence_take_theory(&evidence);
 *     verdict_judge(&judgement, &evidence, &all, NULL);
 *     evidence_free(&evidence);
 */
#ifndef KLIMB_EVIDENCE_H
#define KLIMB_EVIDENCE_H

#include "golden/golden.h"
#include "record/job.h"
#include "scenario/scenario.h"
#include "theory/theory.h"

/* One run: its record and theory's curve for its seed, or the errors in place of them. */
struct evidence_run {
    int has_record;
    struct record record;      /* no rows if has_record is 0 */
    struct error error;        /* if has_record is 0 */
    int has_curve;             /* the curve was asked for: see curve or curve_error */
    struct theory_curve curve; /* no rows if no claim asks for one, or theory has none */
    struct error curve_error;
};

struct evidence {
    const struct scenario *scenario; /* NULL for the log of another program */
    const struct job *jobs;          /* [count] the runs; the caller's */
    struct evidence_run *runs;       /* [count] owned */
    long count;
    int has_golden;            /* the golden exists and could be read */
    struct golden golden;      /* owned; may be of an earlier form of the scenario */
    struct error golden_error; /* STATUS_OK without a golden: it does not exist */
    int has_theory;            /* a claim asks for theory, and it could be computed */
    struct theory theory;      /* owned */
    struct error theory_error;
};

/* evidence_take_runs -- read the records of runs that have not been read. A record that cannot be read, or that belongs
 * to another scenario or seed, is an error of its run.
 *   jobs   in [count], count >= evidence->count; begins with those taken before
 * STATUS_MEMORY: nothing was taken. */
enum status evidence_take_runs(struct evidence *evidence, const struct scenario *scenario,
                               const struct job *jobs, long count, struct error *error) MUST_CHECK;

/* evidence_take_record -- take a record from anywhere as the only run. Moves it and leaves it empty; STATUS_MEMORY:
 * unchanged. */
enum status evidence_take_record(struct evidence *evidence, struct record *record,
                                 const struct job *job, struct error *error) MUST_CHECK;

/* evidence_take_golden -- read the scenario's golden, unless that was done before. */
void evidence_take_golden(struct evidence *evidence, const char *expected);

/* evidence_take_theory -- compute theory if a claim of the scenario refers to it, and the curves of runs that have none
 * yet. Does nothing twice. */
void evidence_take_theory(struct evidence *evidence);

/* evidence_run_of -- the run of a seed, NULL if it has none. */
const struct evidence_run *evidence_run_of(const struct evidence *evidence, long seed);

void evidence_free(struct evidence *evidence);

#endif
