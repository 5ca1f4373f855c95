/* verdict.h -- what is said about each scenario, and the exit code that follows.
 */
#ifndef KLIMB_VERDICT_H
#define KLIMB_VERDICT_H

#include <stdio.h>

#include "compare.h"
#include "runner.h"

/* X(NAME, exit code, meaning); the worst (last in this table) of all decides the exit */
#define VERDICT_TABLE(X)                                                                           \
    X(PASS, 0, "claims hold and the trajectory is the golden one")                                 \
    X(SKIP, 0, "not run, for the reason given")                                                    \
    X(NEW, 4, "there is no golden: run `klimb bless`")                                             \
    X(STALE, 4, "the scenario has changed since its golden was blessed")                           \
    X(DRIFT, 1, "bits changed, band and claims hold")                                              \
    X(FAIL, 1, "a claim does not hold, or the trajectory left the golden band")                    \
    X(ERROR, 3, "the run itself broke")
#define KIND_ENUM_VERDICT(NAME, code, text) VERDICT_##NAME,
enum verdict { VERDICT_TABLE(KIND_ENUM_VERDICT) VERDICTS };
extern const char *const verdict_names[]; /* "PASS", ..., NULL-terminated */

/* Everything said about one scenario. */
struct judgement {
    const struct scenario *scenario;
    enum verdict verdict;
    char reason[768];            /* one line: the first thing that departed; empty for PASS */
    int bits_tested, band_tested, claims_tested; /* number of seeds / seeds / claims x seeds */
    long claims_failed;
    struct departure bits;       /* the first departing seed */
    struct band_result band;     /* the worst seed */
    struct claim_result *claims; /* [claims_count], all seeds; owned */
    long claims_count;
    double seconds;              /* sum over its runs */
};
void judgement_free(struct judgement *judgement);

/* verdict_judge -- judge the finished jobs of one scenario.
 *   jobs      its runs, count of them
 *   expected  the golden folder
 *   out       where records are, for references of `ratio` claims */
void verdict_judge(struct judgement *judgement, const struct scenario *scenario,
                   const struct job *jobs, long count, const char *expected, const char *out);

struct verdict_summary {
    long planned, said[VERDICTS];
};

/* verdict_exit_code -- DESIGN's exit codes; not 0 when planned differs from the sum of verdicts.
 *   allow_drift  DRIFT counts as PASS */
int verdict_exit_code(const struct verdict_summary *summary, int allow_drift);

/* verdict_print_table -- terminal table, and below it what failed with the command to rerun it. */
void verdict_print_table(FILE *out, const struct judgement *judgements, long count,
                         const struct verdict_summary *summary);
/* verdict_format_tap, verdict_format_junit -- the same as TAP version 13 and JUnit XML. */
void verdict_format_tap(struct text *text, const struct judgement *judgements, long count);
void verdict_format_junit(struct text *text, const struct judgement *judgements, long count);

#endif
