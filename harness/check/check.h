/* check.h -- runs scenarios and judges them, for `klimb run`, `check`, `bless` and `report`.
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
#include "engine/engine.h"
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
    long group_runs;             /* runs compared as a group; 0: seeds.ensemble of each scenario */
    struct verdict_rules rules;  /* all zero: the ordinary check */
    int artefacts; /* the first run of each scenario writes the files of artefacts.h */
    int is_unkept; /* records are not put into `out`, but deleted with the check */
    /* [kept_count] folders with finished runs to reuse: see check_kept_run */
    const char *const *kept;
    long kept_count;
    struct runner_options runner;
    struct engine_options engine;
};

/* The number of seeds of a scenario that are run: `low` from 0 or check_options.seed_first on, and `fresh` from 1024
 * on, which no golden has. */
struct check_seed_count {
    long low, fresh;
};

/* One scenario of a check, with its runs. */
struct check_item {
    struct scenario scenario;
    struct error refused; /* why it, or a reference, cannot be read; STATUS_OK if it can */
    int is_lacking;       /* its own data or its trainer's program is missing */
    /* the scenario whose data or program is missing for it; NULL: none */
    const struct scenario *lack;
    struct check_seed_count seeds; /* of its runs */
    struct job *jobs;              /* [runs] by seed; owned */
    long runs, made;               /* planned runs, and those that have been made */
    struct evidence evidence;      /* of the runs, after judging */
    int is_new;                    /* there are runs that are not judged yet */
    struct judgement *judgement;   /* after judging; NULL for mere references of others */
};

struct check {
    struct check_item *items; /* [total] those asked for, then references of ratio claims */
    long count, total;
    struct judgement *judgements; /* [count] in the order of the items; NULL before judging */
    struct
        private_folder private; /* records of this process, below `out`; deleted with the check */
    long folders;               /* how many runs have a folder in it */
    struct verdict_summary summary;
};

/* check_runs -- the number of runs of all scenarios of a check. */
long check_runs(const struct check *check);

/* check_one_seed -- options for one run of each scenario, as `options` otherwise; records are not kept. */
struct check_options check_one_seed(const struct check_options *options, long seed);

/* check_plan -- load the scenarios asked for and plan their runs; nothing is run or judged. Scenarios that claims refer
 * to are left out. A scenario that lacks data (scenario_lacks_data) has no runs. STATUS_INVALID or STATUS_FORMAT: a
 * name or a scenario is wrong; STATUS_MEMORY. On error the check is empty. */
enum status check_plan(struct check *check, const struct check_options *options,
                       struct error *error) MUST_CHECK;

/* check_run_jobs -- make `count` runs in the check's private folder, which lasts until check_free, and put their
 * records into options->out unless they are not to be kept. Errors of runner_run. */
enum status check_run_jobs(struct check *check, struct job *jobs, long count,
                           const struct check_options *options, struct error *error) MUST_CHECK;

/* check_show_runs -- print what the engine would get for all runs of a check. Errors of engine_show_jobs. */
enum status check_show_runs(FILE *out, struct check *check, const struct check_options *options,
                            struct error *error) MUST_CHECK;

/* check_make_runs -- make all runs of a check that are not made yet. Errors of check_run_jobs;
 * STATUS_MEMORY. */
enum status check_make_runs(struct check *check, const struct check_options *options,
                            struct error *error) MUST_CHECK;

/* check_kept_run -- <folder>/runs/<scenario>/seed-0007: the path of a run in a folder of options->kept. evidence.h
 * refuses a run of another scenario or seed. STATUS_INVALID when the path is too long. */
enum status check_kept_run(char path[FILE_PATH_MAX], const char *folder, const char *name,
                           long seed, struct error *error) MUST_CHECK;

/* check_has_moved -- whether the verdict is other than PASS, SKIP and ERROR. */
int check_has_moved(const struct judgement *judgement);

/* check_golden_seeds -- how many seeds of each item are needed to bless item i: all golden seeds of item i, as many of
 * the scenarios that its ratio claims refer to, and so on.
 *   seeds  in out [check->total]  raised to that number, never lowered */
void check_golden_seeds(long *seeds, const struct check *check, long i);

/* check_complete -- run the seeds of check_golden_seeds for each scenario that has moved. Verdicts do not change.
 * Ignores scenarios of external trainers. Errors of check_make_runs. */
enum status check_complete(struct check *check, const struct check_options *options,
                           struct error *error) MUST_CHECK;

/* check_run -- load the scenarios and those that claims refer to, run and judge them. Errors of check_plan, before
 * anything is run; STATUS_FAILED: interrupted, or no process could be started. A run that breaks, or a scenario that
 * cannot be read, is a verdict, not an error, unless no scenario can be read. A scenario that lacks data, or has a
 * reference that does, is not run: SKIP. On error the check is empty. */
enum status check_run(struct check *check, const struct check_options *options,
                      struct error *error) MUST_CHECK;

/* check_prepare, check_finish -- the two halves of check_run. check_prepare plans the runs and reuses those of
 * options->kept; check_finish makes the others and judges. On error the check is empty. */
enum status check_prepare(struct check *check, const struct check_options *options,
                          struct error *error) MUST_CHECK;
enum status check_finish(struct check *check, const struct check_options *options,
                         struct error *error) MUST_CHECK;
void check_free(struct check *check);

/* check_print_skipped -- a line for each scenario asked for that lacks data: which, and how to get
 * them. Returns their number. */
long check_print_skipped(FILE *stream, const struct check *check);

/* check_print_notes -- a line for each scenario that uses a key by its old name. */
void check_print_notes(FILE *stream, const struct check *check);

#endif
