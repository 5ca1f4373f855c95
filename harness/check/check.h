/* check.h -- run scenarios and judge them: what `klimb run`, `check`, `bless` and `report` share.
 *
 *     struct check check;
 *     if (check_run(&check, &options, &error) != STATUS_OK) ...
 *     verdict_exit_code(&check.summary, 0)
 *     check_free(&check);
 */
#ifndef KLIMB_CHECK_H
#define KLIMB_CHECK_H

#include <stdio.h>

#include "base/private_folder.h"
#include "judge/verdict.h"
#include "run/runner.h"

/* Which seeds of a scenario are run. */
enum check_seeds {
    CHECK_SEEDS_CHECK,  /* 0 .. check_seeds-1 of each scenario */
    CHECK_SEEDS_GOLDEN, /* 0 .. golden_seeds-1 */
    CHECK_SEEDS_GIVEN   /* seed_first .. seed_first+seed_count-1 */
};

struct check_options {
    const char *experiments, *expected, *out; /* folders */
    const char *const *names;                 /* scenarios and families; none: all */
    long name_count;
    const char *const *overrides; /* "objective.beta=1e-3" */
    long override_count;
    enum backend_kind backend;
    enum check_seeds seeds;
    long seed_first, seed_count; /* for CHECK_SEEDS_GIVEN */
    int artefacts;               /* the first run of each scenario leaves those of artefacts.h */
    int is_unkept;               /* no record is put into `out`: they are gone with the check */
    struct runner_options runner;
};

/* How many seeds of a scenario are run: from 0, or from check_options.seed_first; and from 1024, which no
 * golden has. */
struct check_seed_count {
    long low, fresh;
};

struct check {
    struct scenario *scenarios; /* [total] those asked for, then those that ratio claims refer to */
    struct error *refused; /* [total] why a scenario cannot be read, or what it is measured by */
    long count, total;
    struct check_seed_count *seeds; /* [total] as first planned */
    struct
        private_folder private; /* the records of this process; below `out`, gone with the check */
    long folders;               /* so many runs have been given one in there */
    struct job *jobs;           /* [job_count] in the order of the scenarios */
    long job_count;
    long *first_job;              /* [total + 1] index into jobs */
    const struct scenario **lack; /* [total + 1] whose data are missing for it, NULL: none are */
    struct judgement *judgements; /* [count] */
    struct verdict_summary summary;
};

/* check_plan -- load the scenarios asked for and lay out their runs; nothing is run, and there are
 * no judgements. Scenarios that claims refer to are left out. For a scenario that lacks data
 * (scenario_lacks_data) no run is planned. STATUS_INVALID or STATUS_FORMAT: a name or a scenario is
 * wrong; STATUS_MEMORY. On error the check is empty. */
enum status check_plan(struct check *check, const struct check_options *options,
                       struct error *error) MUST_CHECK;

/* check_run_jobs -- make `count` of the runs of a check in its private folder, which lasts until check_free,
 * and put their records into options->out unless they are not to be kept. Errors of runner_run. */
enum status check_run_jobs(struct check *check, struct job *jobs, long count,
                           const struct check_options *options, struct error *error) MUST_CHECK;

/* check_run -- load, with the scenarios that claims refer to, run, judge. Errors are those of
 * check_plan, before anything is run, and STATUS_FAILED: interrupted, or no process to be had. Runs
 * that break are verdicts, not errors, and so are scenarios that cannot be read, unless none can. A scenario that lacks data, or is measured by one that does,
 * is not run and its verdict is SKIP. On error the check is empty. */
enum status check_run(struct check *check, const struct check_options *options,
                      struct error *error) MUST_CHECK;
void check_free(struct check *check);

/* check_print_skipped -- a line for each scenario asked for that lacks data: which, and how to get
 * them. Returns their number. */
long check_print_skipped(FILE *stream, const struct check *check);

/* check_print_notes -- a line for each scenario that uses a key by its old name. */
void check_print_notes(FILE *stream, const struct check *check);

#endif
