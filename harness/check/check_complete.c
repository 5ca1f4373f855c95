/* Runs the golden seeds that a check did not run. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "check/check_internal.h"

/* ---- which ----------------------------------------------------------------------------------- */

static long find_item(const struct check *check, const char *name) {
    for (long i = 0; i < check->total; i++)
        if (strcmp(check->items[i].scenario.name, name) == 0)
            return i;
    return -1;
}

/* Give the references of item i as many seeds as item i. Returns whether it raised a number. */
static int raise_references(long *seeds, const struct check *check, long i) {
    const struct claim_list *expect = &check->items[i].scenario.expect;
    int raised = 0;
    for (long j = 0; j < expect->count; j++) {
        const struct claim *claim = &expect->claims[j];
        long reference = claim->kind == CLAIM_RATIO ? find_item(check, claim->reference) : -1;
        if (reference < 0 || seeds[reference] >= seeds[i])
            continue;
        seeds[reference] = seeds[i];
        raised = 1;
    }
    return raised;
}

void check_golden_seeds(long *seeds, const struct check *check, long i) {
    if (seeds[i] < check->items[i].scenario.golden_seeds)
        seeds[i] = check->items[i].scenario.golden_seeds;
    for (int raised = 1; raised;) {
        raised = 0;
        for (long j = 0; j < check->total; j++)
            raised |= raise_references(seeds, check, j);
    }
}

int check_has_moved(const struct judgement *judgement) {
    return judgement->verdict != VERDICT_PASS && judgement->verdict != VERDICT_SKIP &&
           judgement->verdict != VERDICT_ERROR;
}

/* ---- the runs -------------------------------------------------------------------------------- */

static int has_seed(const struct check_item *item, long seed) {
    for (long run = 0; run < item->runs; run++)
        if (item->jobs[run].seed == seed)
            return 1;
    return 0;
}

/* Append runs of the seeds below `seeds` that have no run yet. */
static enum status add_runs(struct check_item *item, long seeds,
                            const struct check_options *options, struct error *error) {
    struct job *jobs = realloc(item->jobs, (size_t)(item->runs + seeds + 1) * sizeof *jobs);
    if (jobs == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld runs", seeds);
    item->jobs = jobs;
    item->evidence.jobs = jobs;
    enum status status = STATUS_OK;
    for (long seed = 0; status == STATUS_OK && seed < seeds; seed++) {
        struct job job = {.scenario = &item->scenario, .seed = seed, .backend = options->backend};
        if (has_seed(item, seed))
            continue;
        if (!options->is_unkept)
            status = runner_job_folder(job.place, &job, options->out, error);
        jobs[item->runs++] = job;
    }
    return status;
}

enum status check_complete(struct check *check, const struct check_options *options,
                           struct error *error) {
    long *seeds = calloc((size_t)check->total + 1, sizeof *seeds);
    if (seeds == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld scenarios", check->total);
    enum status status = STATUS_OK;
    for (long i = 0; i < check->count; i++)
        if (check_has_moved(&check->judgements[i]) &&
            !scenario_is_external(&check->items[i].scenario))
            check_golden_seeds(seeds, check, i);
    for (long i = 0; status == STATUS_OK && i < check->total; i++)
        status = add_runs(&check->items[i], seeds[i], options, error);
    free(seeds);
    return status == STATUS_OK ? check_make_runs(check, options, error) : status;
}

/* ---- kept runs ------------------------------------------------------------------------------ */

enum status check_kept_run(char path[FILE_PATH_MAX], const char *folder, const char *name,
                           long seed, struct error *error) {
    char below[FILE_PATH_MAX];
    snprintf(below, sizeof below, "runs/%s/seed-%04ld", name, seed);
    return file_join(path, folder, below, error);
}

/* Reuses a run from the first folder that has it. */
static enum status take_run(struct job *job, const struct check_options *options,
                            struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && !job->done && i < options->kept_count; i++) {
        status = check_kept_run(path, options->kept[i], job->scenario->name, job->seed, error);
        if (status != STATUS_OK || !file_is_folder(path) || strlen(path) >= sizeof job->folder)
            continue;
        memcpy(job->folder, path, strlen(path) + 1);
        job->done = 1;
    }
    return status;
}

enum status check_take_kept(struct check *check, const struct check_options *options,
                            struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; i < check->total; i++)
        for (long run = check->items[i].made; status == STATUS_OK && run < check->items[i].runs;
             run++)
            status = take_run(&check->items[i].jobs[run], options, error);
    return status;
}
