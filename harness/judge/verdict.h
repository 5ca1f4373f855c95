/* verdict.h -- what is said about each scenario, and the exit code that follows.
 */
#ifndef KLIMB_VERDICT_H
#define KLIMB_VERDICT_H

#include <stdio.h>

#include "golden/compare.h"
#include "golden/ensemble.h"
#include "golden/paired.h"
#include "judge/claims_evaluate.h"
#include "judge/evidence.h"
#include "record/job.h"
#include "record/record.h"
#include "scenario/scenario.h"

/* X(NAME, name, exit code, meaning); of several the last one here decides the exit code. */
#define VERDICT_TABLE(X)                                                                           \
    X(PASS, "PASS", 0, "claims hold and the trajectory is the golden one")                         \
    X(SKIP, "SKIP", 0, "not run, for the reason given")                                            \
    X(UNTESTED, "UNTESTED", 4,                                                                     \
      "claims hold, but there was no golden curve to compare the runs with")                       \
    X(NEW, "NEW", 4, "there is no golden: run `klimb bless`")                                      \
    X(STALE, "STALE", 4, "the scenario has changed since its golden was blessed")                  \
    X(DRIFT, "DRIFT", 1, "bits changed; claims and ensemble hold, and no shift is seen")           \
    X(SHIFTED, "DRIFT (shifted)", 1,                                                               \
      "claims and ensemble hold, but runs differ from the golden runs of their seeds by more "     \
      "than rounding")                                                                             \
    X(FAIL, "FAIL", 1, "a claim does not hold, or the trajectory left the golden ensemble")        \
    X(ERROR, "ERROR", 3, "a run, its scenario or its golden could not be used")

#define KIND_ENUM_VERDICT(NAME, name, code, text) VERDICT_##NAME,
enum verdict { VERDICT_TABLE(KIND_ENUM_VERDICT) VERDICTS };
extern const char *const verdict_names[];    /* "PASS", ..., NULL-terminated */
extern const char *const verdict_meanings[]; /* by verdict */

/* What the reason of a verdict repeats, so that it is not printed twice. */
enum verdict_source { REASON_OWN, REASON_CLAIM, REASON_BITS, REASON_ENSEMBLE, REASON_PAIRED };

/* What is asked of the golden. All zero, or NULL for a pointer to it: the ordinary check. */
struct verdict_rules {
    double level;       /* chance of a false alarm of the ensemble test; 0: ENSEMBLE_ALPHA */
    int against_golden; /* a scenario that differs from the blessed one is judged as its variant */
    long
        group; /* runs of golden seeds that are compared with the ensemble, the first ones; 0: all */
};

/* What was asked for, as it was given: a command that is printed repeats it. NULL and 0: not given. */
struct verdict_asked {
    const char *experiments, *expected; /* folders */
    const char *const *overrides;       /* [override_count] */
    long override_count;
    long seed_first, seed_count;
    long group_runs;
    int allow_drift, allow_shift;
    const char *const *records; /* [record_count] logs that were judged instead of runs */
    long record_count;
    const char *columns; /* how they were read, as it was given */
    const char *segment;
    enum backend_kind backend;
    struct verdict_rules rules;
};

/* Everything said about one scenario. */
struct judgement {
    const struct verdict_asked
        *asked; /* the caller's, set after it was judged; NULL: nothing was */
    const struct scenario *scenario;
    enum backend_kind backend; /* of its runs */
    enum verdict verdict;
    double level;   /* that the ensemble was tested at */
    int is_variant; /* of the scenario that was blessed: its bits are not compared */
    char reason
        [1536]; /* one line: what is wrong first, and what to do; empty for PASS of what is not a variant */
    enum verdict_source reason_source; /* REASON_OWN: nothing else says it */
    long reason_claim;                 /* REASON_CLAIM: which one, an index into claims */
    long broken;                       /* runs, or runs they are measured by, that broke */
    int golden_broken;                 /* there is a golden that cannot be used */
    long bits_tested, bits_equal;      /* seeds compared to the last bit, and equal */
    long claims_tested, claims_failed; /* claims times seeds */
    struct departure bits;             /* of the first seed that departed */
    struct ensemble_result ensemble;   /* of all seeds together; ENSEMBLE_NONE when not compared */
    struct paired_result
        paired; /* runs and the golden runs of their seeds; PAIRED_NONE when not compared */
    struct claim_result *claims; /* [claims_tested], seed by seed; owned */
    long *claim_seed;            /* [claims_tested] the seed of each; owned */
    double seconds;              /* sum over its runs */
};
void judgement_free(struct judgement *judgement);

/* The evidence of all scenarios of a check, for the references of `ratio` claims. */
struct verdict_runs {
    const struct evidence *const *evidence; /* [count] */
    long count;
};

/* verdict_judge -- judge the finished runs of one scenario.
 *   evidence  with its runs, golden and theory taken; the judgement points to nothing in it but its scenario
 *   all       among them the runs that it is measured by
 *   rules     NULL: the ordinary check
 * Order of severity: a broken run, a golden that cannot be read, or theory that cannot be computed
 * though a claim refers to it, is ERROR; a failed claim, a departure from the ensemble, or changed bits where no ensemble test
 * can tell what that means, FAIL; changed bits DRIFT; an old golden STALE; no golden NEW; a golden with which
 * nothing could be compared, neither bits nor ensemble, UNTESTED. Runs that are all equal to the last bit are
 * not compared with the ensemble: they are members of the ensemble. With rules->against_golden a scenario of
 * another digest than its golden's is not STALE but a variant: its claims and the ensemble judge it. ERROR when its
 * runs have other steps than the golden's. */
void verdict_judge(struct judgement *judgement, const struct evidence *evidence,
                   const struct verdict_runs *all, const struct verdict_rules *rules);

/* verdict_refuse -- say that a scenario cannot be read: ERROR. It has a name and nothing else. */
void verdict_refuse(struct judgement *judgement, const struct scenario *scenario,
                    const struct error *error);

/* verdict_skip -- say that a scenario was not run because data, or the program that trains it, are missing.
 *   lack  the scenario that they are missing of: it says which command fetches or installs them */
void verdict_skip(struct judgement *judgement, const struct scenario *scenario,
                  const struct scenario *lack);

/* How many scenarios were to be judged, and how many had each verdict. */
struct verdict_summary {
    long planned, said[VERDICTS];
};

/* verdict_exit_code -- 0 pass; 1 FAIL, DRIFT or DRIFT (shifted); 3 ERROR, and when planned differs from the sum of
 * verdicts; 4 NEW, STALE or UNTESTED. 
 *   forgiven  in [VERDICTS]  those that count as PASS; NULL: none */
int verdict_exit_code(const struct verdict_summary *summary, const unsigned char *forgiven);

/* verdict_print_counts -- the line "3 scenarios: 2 PASS, 1 FAIL". */
void verdict_print_counts(FILE *out, const struct verdict_summary *summary);

/* verdict_bits_have_place -- whether bits departed in a cell, and not in rows, columns or outcome. */
static inline int verdict_bits_have_place(const struct judgement *judgement) {
    return judgement->bits.found && judgement->bits.column < OBSERVABLES;
}

/* verdict_departure -- the first departure from the golden curves that can be drawn: of bits, or where
 * these were not compared, have not changed or have no place, of the ensemble. Returns whether there is
 * one that is in a row. */
int verdict_departure(struct departure *departure, const struct judgement *judgement);

/* verdict_wants_runs -- whether the judgement would be worth more with more runs: bits changed, or were not compared because it
 * is that of a variant. */
int verdict_wants_runs(const struct judgement *judgement);

#endif
