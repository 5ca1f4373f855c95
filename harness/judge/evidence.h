/* evidence.h -- what a scenario is judged by, each part read or computed once: the records of its runs, its
 * golden, and what theory predicts. A report draws the same.
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

/* One run: its record, and theory's curve for its seed, or why there is none. */
struct evidence_run {
    int has_record;
    struct record record; /* no rows without a record */
    struct error error;   /* why there is no record */
    int has_curve;        /* it was asked for: `curve` is it, unless curve_error says why not */
    struct theory_curve curve; /* no rows when no claim asks for one, or theory has none */
    struct error curve_error;
};

struct evidence {
    const struct scenario *scenario; /* NULL for the log of another program */
    const struct job *jobs;          /* [count] the runs; the caller's */
    struct evidence_run *runs;       /* [count] owned */
    long count;
    int has_golden;            /* there is one and it could be read */
    struct golden golden;      /* owned; also one of an earlier form of the scenario */
    struct error golden_error; /* STATUS_OK without a golden: there is none */
    int has_theory;            /* a claim asks for it, and it could be computed */
    struct theory theory;      /* owned */
    struct error theory_error;
};

/* evidence_take_runs -- read the records of those of the runs that have not been read. One that cannot be read is
 * that run's error, as is one that was made of another scenario or seed.
 *   jobs   in [count], count >= evidence->count; those taken before come first
 * STATUS_MEMORY: nothing was taken. */
enum status evidence_take_runs(struct evidence *evidence, const struct scenario *scenario,
                               const struct job *jobs, long count, struct error *error) MUST_CHECK;

/* evidence_take_record -- a record from anywhere as the one run there is: it is moved, and empty afterwards. STATUS_MEMORY:
 * it was left alone. */
enum status evidence_take_record(struct evidence *evidence, struct record *record,
                                 const struct job *job, struct error *error) MUST_CHECK;

/* evidence_take_golden -- read the golden of the scenario, if that has not been done. */
void evidence_take_golden(struct evidence *evidence, const char *expected);

/* evidence_take_theory -- ask theory, if a claim of the scenario refers to it and that has not been done, and for the
 * curves of those runs that have none yet. */
void evidence_take_theory(struct evidence *evidence);

/* evidence_run_of -- the run of a seed, NULL when there is none. */
const struct evidence_run *evidence_run_of(const struct evidence *evidence, long seed);

void evidence_free(struct evidence *evidence);

#endif
