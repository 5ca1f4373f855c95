/* verdict_records.h -- the verdict on runs that klimb has not made.
 */
#ifndef KLIMB_VERDICT_RECORDS_H
#define KLIMB_VERDICT_RECORDS_H

#include "judge/verdict.h"

/* VERDICT_FOREIGN_SEED -- from here on are the seeds that runs without one are given, so that no golden run is taken from the
 * witnesses; messages have the names of their logs instead. */
enum { VERDICT_FOREIGN_SEED = 1000000 };

/* Runs from elsewhere. */
struct verdict_logs {
    const struct record *records;
    const char *const *names; /* [count] of their logs */
    long count;
};

/* verdict_judge_records -- compare runs with the golden ensemble of a scenario, as one or as a group, and with nothing else: claims and
 * bits need klimb's own runs.
 *   evidence  with its golden taken
 * PASS says what was compared, FAIL also where they departed. NEW, STALE, UNTESTED and ERROR as in verdict_judge. Errors of
 * alignment_make. */
enum status verdict_judge_records(struct judgement *judgement, const struct evidence *evidence,
                                  const struct verdict_logs *logs,
                                  const struct verdict_rules *rules,
                                  struct error *error) MUST_CHECK;

#endif
