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
    long group_runs; /* that are compared as a group; 0: seeds.ensemble of each scenario */
    struct verdict_rules rules; /* of the verdicts; all zero: the ordinary check */
    int artefacts;              /* the first run of each scenario leaves those of artefacts.h */
    int is_unkept;              /* no record is put into `out`: they are deleted with the check */
    const char *const *
        kept; /* [kept_count] folders with finished runs, which are not made again: see check_kept_run */
    long kept_count;
    struct runner_options runner;
    struct engine_options engine;
};

/* How many seeds of a scenario are run: from 0, or from check_options.seed_first; and from 1024, which no
 * golden has. */
struct check_seed_count {
    long low, fresh;
};

/* One scenario of a check, with its runs. */
struct check_item {
    struct scenario scenario;
    struct error refused; /* why it, or what it is measured by, cannot be read; STATUS_OK */
    int is_lacking;       /* its own data, or its trainer's program, are not here */
    const struct scenario
        *lack; /* the scenario whose data or program is missing for it, NULL if nothing is */
    struct check_seed_count seeds; /* that its runs are of */
    struct job *jobs;              /* [runs] by seed; owned */
    long runs, made;               /* planned, and how many of them have been made */
    struct evidence evidence;      /* of the runs, once they are judged */
    int is_new;                    /* there are runs that the judgement does not know */
    struct judgement *judgement; /* once it is judged; NULL for what others are only measured by */
};

struct check {
    struct check_item *items; /* [total] those asked for, then those that ratio claims refer to */
    long count, total;
    struct judgement
        *judgements; /* [count] of the items in their order, NULL before they are judged */
    struct
        private_folder private; /* the records of this process; below `out`, deleted with the check */
    long folders;               /* so many runs have been given one in there */
    struct verdict_summary summary;
};

/* check_runs -- how many runs all scenarios of a check have together. */
long check_runs(const struct check *check);

/* check_plan -- load the scenarios asked for and lay out their runs; nothing is run, and there are
 * no judgements. Scenarios that claims refer to are left out. No run is planned
 * for a scenario that lacks data (scenario_lacks_data). STATUS_INVALID or STATUS_FORMAT: a name or a scenario is
 * wrong; STATUS_MEMORY. On error the check is empty. */
enum status check_plan(struct check *check, const struct check_options *options,
                       struct error *error) MUST_CHECK;

/* check_run_jobs -- make `count` runs in the check's private folder, which lasts until check_free, and put their
 * records into options->out unless they are not to be kept. Errors of runner_run. */
enum status check_run_jobs(struct check *check, struct job *jobs, long count,
                           const struct check_options *options, struct error *error) MUST_CHECK;

/* check_show_runs -- print what the engine would be given for all runs of a check. Errors of engine_show_jobs. */
enum status check_show_runs(FILE *out, struct check *check, const struct check_options *options,
                            struct error *error) MUST_CHECK;

/* check_make_runs -- make all runs of a check that have not been made. Errors of check_run_jobs;
 * STATUS_MEMORY. */
enum status check_make_runs(struct check *check, const struct check_options *options,
                            struct error *error) MUST_CHECK;

/* check_kept_run -- <folder>/runs/<scenario>/seed-0007: where options->kept has a run. evidence.h refuses a run of
 * another scenario or seed. STATUS_INVALID when the path is too long. */
enum status check_kept_run(char path[FILE_PATH_MAX], const char *folder, const char *name,
                           long seed, struct error *error) MUST_CHECK;

/* check_has_moved -- whether the verdict is other than PASS, SKIP and ERROR. */
int check_has_moved(const struct judgement *judgement);

/* check_golden_seeds -- how many seeds of each item blessing item i needs: all golden seeds of item i, and as many of the scenarios that
 * its ratio claims refer to, and so on.
 *   seeds  in out [check->total]  raised to that number, never lowered */
void check_golden_seeds(long *seeds, const struct check *check, long i);

/* check_complete -- run these seeds for each scenario that has moved. Verdicts do not change. Ignores scenarios with a trainer of
 * their own. Errors of check_make_runs. */
enum status check_complete(struct check *check, const struct check_options *options,
                           struct error *error) MUST_CHECK;

/* check_run -- load, with the scenarios that claims refer to, run, judge. Errors are those of
 * check_plan, before anything is run, and STATUS_FAILED: interrupted, or no process could be started. Runs
 * that break are verdicts, not errors, and so are scenarios that cannot be read, unless none can. A scenario that lacks data, or is measured by one that does,
 * is not run and its verdict is SKIP. On error the check is empty. */
enum status check_run(struct check *check, const struct check_options *options,
                      struct error *error) MUST_CHECK;

/* check_prepare, check_finish -- the two halves of check_run. check_prepare plans the runs and takes those of options->kept;
 * check_finish makes the others and judges. On error the check is empty. */
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
