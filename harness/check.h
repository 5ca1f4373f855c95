/* check.h -- run scenarios and judge them: what `klimb check` and `klimb report` share.
 */
#ifndef KLIMB_CHECK_H
#define KLIMB_CHECK_H

#include "verdict.h"

struct check_options {
    const char *experiments, *expected, *out; /* folders */
    const char *const *names;                 /* scenarios, families ("annealing") or none for all */
    long name_count;
    const char *const *overrides;
    long override_count;
    enum backend_kind backend;
    long seed_first, seed_count; /* seed_count 0: each scenario's check_seeds from 0 */
    struct runner_options runner;
};

struct check {
    struct scenario *scenarios;
    long count;
    struct job *jobs;
    long job_count;
    struct judgement *judgements; /* [count], by scenario */
    struct verdict_summary summary;
};

/* check_run -- load, run (with the scenarios that ratio claims refer to), judge. An error is
 * one of usage or scenario; runs that break are verdicts. */
enum status check_run(struct check *check, const struct check_options *options,
                      struct error *error) MUST_CHECK;
void check_free(struct check *check);

#endif
