/* verdict.h -- the verdict on each scenario, and the exit code that follows.
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

/* X(NAME, name, exit code, meaning); of several verdicts, the last in this table decides the exit code. */
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

/* What a verdict's reason repeats, so that a report does not print it twice. */
enum verdict_source { REASON_OWN, REASON_CLAIM, REASON_BITS, REASON_ENSEMBLE, REASON_PAIRED };

/* How the golden is used. All zero, or a NULL pointer: the ordinary check. */
struct verdict_rules {
    double level;       /* rate of false alarms of the ensemble test; 0: ENSEMBLE_ALPHA */
    int against_golden; /* a scenario that differs from the blessed one is judged as its variant */
    long group;         /* ensemble test: how many runs of golden seeds; 0: all */
};

/* The options as given, to repeat in printed commands. NULL or 0: not given. */
struct verdict_asked {
    const char *experiments, *expected; /* folders */
    const char *const *overrides;       /* [override_count] */
    long override_count;
    long seed_first, seed_count;
    long group_runs;
    int allow_drift, allow_shift;
    const char *const *records; /* [record_count] logs that were judged instead of runs */
    long record_count;
    const char *columns; /* --columns, as given */
    const char *segment;
    enum backend_kind backend;
    struct verdict_rules rules;
};

/* Everything said about one scenario. */
struct judgement {
    const struct verdict_asked *asked; /* the caller's, set after judging; NULL: no options */
    const struct scenario *scenario;
    enum backend_kind backend; /* the runs' */
    enum verdict verdict;
    double level;   /* of the ensemble test */
    int is_variant; /* a variant of the blessed scenario: bits are not compared */
    /* one line: what is wrong, and what to do; mostly empty for PASS (see verdict_note.h) */
    char reason[1536];
    enum verdict_source reason_source; /* REASON_OWN: it repeats nothing */
    long reason_claim;                 /* REASON_CLAIM: index into claims */
    long broken;                       /* runs that broke, or whose reference run did */
    int golden_broken;                 /* the golden exists but cannot be used */
    long bits_tested, bits_equal;      /* seeds compared to the last bit, and equal */
    long claims_tested, claims_failed; /* claims times seeds */
    struct departure bits;             /* first departure of the first seed that departed */
    struct ensemble_result ensemble;   /* all seeds together; ENSEMBLE_NONE: not compared */
    /* runs against golden runs of their seeds; PAIRED_NONE: not compared */
    struct paired_result paired;
    struct claim_result *claims; /* [claims_tested], seed by seed; owned */
    long *claim_seed;            /* [claims_tested] the seed of each; owned */
    double seconds;              /* sum over the runs */
};
void judgement_free(struct judgement *judgement);

/* The evidence of all scenarios of a check, for the references of `ratio` claims. */
struct verdict_runs {
    const struct evidence *const *evidence; /* [count] */
    long count;
};

/* verdict_judge -- judge the finished runs of one scenario.
 *   evidence  with runs, golden and theory taken; the judgement keeps only a pointer to its scenario
 *   all       the evidence that `ratio` claims refer to, among others
 *   rules     NULL: the ordinary check
 * In order of severity: ERROR: a broken run, a golden that cannot be read, or theory that a claim needs but that cannot be
 * computed. FAIL: a failed claim, a departure from the ensemble, or changed bits that no ensemble test can judge.
 * DRIFT: changed bits. STALE: an old golden. NEW: no golden. UNTESTED: neither bits nor ensemble could be compared. If
 * all runs equal the golden to the last bit they are members of the ensemble, and are not compared with it. With
 * rules->against_golden, a scenario whose digest differs from its golden's is not STALE but a variant, judged by its
 * claims and the ensemble; ERROR if its runs have other steps than the golden. */
void verdict_judge(struct judgement *judgement, const struct evidence *evidence,
                   const struct verdict_runs *all, const struct verdict_rules *rules);

/* verdict_refuse -- ERROR for a scenario that cannot be read. It has only a name. */
void verdict_refuse(struct judgement *judgement, const struct scenario *scenario,
                    const struct error *error);

/* verdict_skip -- SKIP for a scenario that was not run because its data or its trainer is missing.
 *   lack  the scenario that lacks them, and names the command that fetches or installs them */
void verdict_skip(struct judgement *judgement, const struct scenario *scenario,
                  const struct scenario *lack);

/* The number of scenarios to judge, and of those with each verdict. */
struct verdict_summary {
    long planned, said[VERDICTS];
};

/* verdict_exit_code -- 0 pass; 1 FAIL, DRIFT or DRIFT (shifted); 3 ERROR, and when planned differs from the sum of
 * verdicts; 4 NEW, STALE or UNTESTED.
 *   forgiven  in [VERDICTS]  verdicts that count as PASS; NULL: PASS alone */
int verdict_exit_code(const struct verdict_summary *summary, const unsigned char *forgiven);

/* verdict_print_counts -- the line "3 scenarios: 2 PASS, 1 FAIL". */
void verdict_print_counts(FILE *out, const struct verdict_summary *summary);

/* verdict_bits_have_place -- whether bits departed in a cell, rather than in the number of rows, columns or outcome. */
static inline int verdict_bits_have_place(const struct judgement *judgement) {
    return judgement->bits.found && judgement->bits.column < OBSERVABLES;
}

/* verdict_departure -- the first departure from the golden curves that can be drawn: that of bits or, if bits were not
 * compared, are equal or departed in no cell, that of the ensemble. Returns whether it is in a row. */
int verdict_departure(struct departure *departure, const struct judgement *judgement);

/* verdict_wants_runs -- whether more runs would strengthen the verdict: bits changed, or were not compared because the
 * scenario is a variant. */
int verdict_wants_runs(const struct judgement *judgement);

#endif
