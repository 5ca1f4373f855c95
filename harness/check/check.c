#include "check/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "check/check_internal.h"
#include "scenario/scenario_load.h"

/* ---- judging --------------------------------------------------------------------------------- */

static void judge_scenario(struct check *check, long i, const struct check_options *options) {
    long first = check->first_job[i], runs = check->first_job[i + 1] - first;
    struct judgement *judgement = &check->judgements[i];
    const struct scenario *scenario = &check->scenarios[i];
    const struct verdict_runs all = {.jobs = check->jobs, .count = check->job_count};
    if (check->refused[i].status != STATUS_OK)
        verdict_refuse(judgement, scenario, &check->refused[i]);
    else if (check->lack[i] != NULL)
        verdict_skip(judgement, scenario, check->lack[i]->obtain);
    else
        verdict_judge(judgement, scenario, check->jobs + first, runs, options->expected, &all);
}

static enum status judge(struct check *check, const struct check_options *options,
                         struct error *error) {
    check->judgements = calloc((size_t)check->count + 1, sizeof *check->judgements);
    if (check->judgements == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the verdicts");
    for (long i = 0; i < check->count; i++)
        judge_scenario(check, i, options);
    return STATUS_OK;
}

static void sum_up(struct check *check) {
    check->summary.planned = check->count;
    for (long i = 0; i < check->count; i++)
        check->summary.said[check->judgements[i].verdict]++;
}

/* ---- more runs for the ensemble ------------------------------------------------------------------ */

/* Number of runs of each scenario with those that the ensemble wants besides. Returns whether there are
 * any. */
static int count_more_seeds(struct check_seed_count *seeds, const struct check *check) {
    int wants = 0;
    for (long i = 0; i < check->total; i++) {
        seeds[i] = check->seeds[i];
        if (i >= check->count)
            continue;
        const struct scenario *scenario = &check->scenarios[i];
        int is_fresh = check_takes_fresh_seeds(scenario);
        long more = scenario->ensemble_seeds - (is_fresh ? 0 : seeds[i].low);
        if (!verdict_wants_ensemble(&check->judgements[i], more, is_fresh))
            continue;
        *(is_fresh ? &seeds[i].fresh : &seeds[i].low) += more;
        wants = 1;
    }
    check_raise_references(seeds, check);
    return wants;
}

/* Run what has not been run. The jobs of the check that were done before are in `done`, and where
 * those of each scenario began in first_done.
 *   more  scratch [check->job_count] */
static enum status run_more(struct check *check, const struct job *done, const long *first_done,
                            struct job *more, const struct check_options *options,
                            struct error *error) {
    long count = 0;
    for (long i = 0; i < check->total; i++) {
        long runs_done = first_done[i + 1] - first_done[i];
        for (long job = check->first_job[i]; job < check->first_job[i + 1]; job++)
            if (job - check->first_job[i] < runs_done)
                check->jobs[job] = done[first_done[i] + job - check->first_job[i]];
            else
                more[count++] = check->jobs[job];
    }
    enum status status = check_run_jobs(check, more, count, options, error);
    for (long i = 0, next = 0; i < check->total; i++) {
        long runs_done = first_done[i + 1] - first_done[i];
        for (long job = check->first_job[i] + runs_done; job < check->first_job[i + 1]; job++)
            check->jobs[job] = more[next++];
    }
    return status;
}

static enum status widen(struct check *check, const struct check_seed_count *seeds,
                         const struct check_options *options, struct error *error) {
    const struct check before = *check;
    check->jobs = NULL; /* kept until their results have moved */
    check->first_job = NULL;
    enum status status = check_lay_out(check, seeds, options, error);
    if (status != STATUS_OK) {
        *check = before;
        return status;
    }
    struct job *more = calloc((size_t)check->job_count + 1, sizeof *more);
    status = more != NULL ? run_more(check, before.jobs, before.first_job, more, options, error)
                          : klimb_error_set(error, STATUS_MEMORY, "no memory for more runs");
    free(more);
    for (long i = 0; status == STATUS_OK && i < check->count; i++) {
        long runs = check->first_job[i + 1] - check->first_job[i];
        if (runs == before.first_job[i + 1] - before.first_job[i])
            continue;
        judgement_free(&check->judgements[i]);
        judge_scenario(check, i, options);
    }
    free(before.jobs);
    free(before.first_job);
    return status;
}

/* Where bits changed the golden ensemble decides, and it sees more in as many runs as the scenario
 * asks for. */
static enum status judge_with_more(struct check *check, const struct check_options *options,
                                   struct error *error) {
    struct check_seed_count *seeds = calloc((size_t)check->total + 1, sizeof *seeds);
    if (seeds == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the scenarios");
    enum status status = STATUS_OK;
    if (options->seeds == CHECK_SEEDS_CHECK && count_more_seeds(seeds, check)) {
        if (!options->runner.quiet)
            fprintf(stderr,
                    "klimb: bits changed: more runs, to compare with the golden ensemble\n");
        status = widen(check, seeds, options, error);
    }
    free(seeds);
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

enum status check_run_jobs(struct check *check, struct job *jobs, long count,
                           const struct check_options *options, struct error *error) {
    enum status status = STATUS_OK;
    if (count > 0 && check->private.path[0] == '\0') {
        status = private_folder_make(&check->private, options->out, error);
        if (status != STATUS_OK)
            klimb_error_hint(error, "--out DIR writes the records elsewhere");
    }
    for (long i = 0; status == STATUS_OK && i < count; i++) {
        char name[32];
        char path[FILE_PATH_MAX];
        snprintf(name, sizeof name, "%ld", check->folders++);
        status = file_join(path, check->private.path, name, error);
        if (status == STATUS_OK && strlen(path) >= sizeof jobs[i].folder)
            status = klimb_error_set(error, STATUS_INVALID,
                                     "the path %.64s... is longer than %zu bytes", path,
                                     sizeof jobs[i].folder - 1);
        if (status == STATUS_OK)
            memcpy(jobs[i].folder, path, strlen(path) + 1);
    }
    return status == STATUS_OK ? runner_run(jobs, count, &options->runner, error) : status;
}

enum status check_run(struct check *check, const struct check_options *options,
                      struct error *error) {
    enum status status = check_load_and_plan(check, options, 1, error);
    if (status == STATUS_OK)
        status = check_run_jobs(check, check->jobs, check->job_count, options, error);
    if (status == STATUS_OK)
        status = judge(check, options, error);
    if (status == STATUS_OK)
        status = judge_with_more(check, options, error);
    if (status == STATUS_OK)
        sum_up(check);
    if (status != STATUS_OK)
        check_free(check);
    return status;
}

long check_print_skipped(FILE *stream, const struct check *check) {
    long skipped = 0;
    for (long i = 0; i < check->count; i++) {
        struct judgement judgement;
        if (check->lack[i] == NULL)
            continue;
        skipped++;
        verdict_skip(&judgement, &check->scenarios[i], check->lack[i]->obtain);
        text_print_line(stream, "klimb: %s is skipped: %s", check->scenarios[i].name,
                        judgement.reason);
        judgement_free(&judgement);
    }
    return skipped;
}

void check_print_notes(FILE *stream, const struct check *check) {
    for (long i = 0; i < check->count; i++)
        if (check->scenarios[i].note[0] != '\0')
            text_print_line(stream, "klimb: note: %s", check->scenarios[i].note);
}

void check_free(struct check *check) {
    for (long i = 0; check->judgements != NULL && i < check->count; i++)
        judgement_free(&check->judgements[i]);
    for (long i = 0; i < check->total; i++)
        scenario_free(&check->scenarios[i]);
    private_folder_remove(&check->private);
    free(check->scenarios);
    free(check->refused);
    free(check->seeds);
    free(check->jobs);
    free(check->first_job);
    free(check->lack);
    free(check->judgements);
    *check = (struct check){0};
}
