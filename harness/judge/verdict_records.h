/* verdict_records.h -- the verdict on runs that klimb did not make.
 */
#ifndef KLIMB_VERDICT_RECORDS_H
#define KLIMB_VERDICT_RECORDS_H

#include "judge/verdict.h"

/* VERDICT_FOREIGN_SEED -- the first of the seeds given to runs without one. No golden has them, so no golden run is
 * removed from the reference. Messages have the names of the logs instead. */
enum { VERDICT_FOREIGN_SEED = 1000000 };

/* Runs from elsewhere. */
struct verdict_logs {
    const struct record *records;
    const char *const *names; /* [count] of their logs */
    long count;
};

/* verdict_judge_records -- compare one run or a group with the golden ensemble of a scenario. Claims and bits are not
 * tested: they need klimb's own runs.
 *   evidence  with its golden taken
 * PASS says what was compared, FAIL also where the runs departed. NEW, STALE, UNTESTED and ERROR as in verdict_judge.
 * Errors of alignment_make. */
enum status verdict_judge_records(struct judgement *judgement, const struct evidence *evidence,
                                  const struct verdict_logs *logs,
                                  const struct verdict_rules *rules,
                                  struct error *error) MUST_CHECK;

#endif
