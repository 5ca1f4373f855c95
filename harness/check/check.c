#include "check/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "check/check_internal.h"
#include "scenario/scenario_load.h"

/* ---- judging --------------------------------------------------------------------------------- */

/* Reads the records of an item's runs, its golden and theory, unless read before. */
static enum status take_evidence(struct check_item *item, const struct check_options *options,
                                 struct error *error) {
    enum status status = evidence_take_runs(&item->evidence, &item->scenario, item->jobs,
                                            item->runs, error);
    if (status != STATUS_OK || item->judgement == NULL || item->lack != NULL ||
        item->refused.status != STATUS_OK)
        return status;
    evidence_take_golden(&item->evidence, options->expected);
    evidence_take_theory(&item->evidence);
    return STATUS_OK;
}

static void judge_item(struct check_item *item, const struct verdict_runs *all,
                       const struct check_options *options) {
    struct verdict_rules own = options->rules;
    if (options->seeds == CHECK_SEEDS_CHECK)
        own.group = check_group_runs(&item->scenario, options);
    item->is_new = 0;
    judgement_free(item->judgement);
    if (item->refused.status != STATUS_OK)
        verdict_refuse(item->judgement, &item->scenario, &item->refused);
    else if (item->lack != NULL)
        verdict_skip(item->judgement, &item->scenario, item->lack);
    else
        verdict_judge(item->judgement, &item->evidence, all, &own);
}

/* Judges all scenarios that have new runs. */
static enum status judge(struct check *check, const struct check_options *options,
                         struct error *error) {
    const struct evidence **all = calloc((size_t)check->total + 1, sizeof *all);
    if (all == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the verdicts");
    enum status status = STATUS_OK;
    const struct verdict_runs runs = {.evidence = all, .count = check->total};
    for (long i = 0; status == STATUS_OK && i < check->total; i++) {
        status = take_evidence(&check->items[i], options, error);
        all[i] = &check->items[i].evidence;
    }
    for (long i = 0; status == STATUS_OK && i < check->count; i++)
        if (check->items[i].is_new)
            judge_item(&check->items[i], &runs, options);
    free(all);
    return status;
}

static enum status begin_judging(struct check *check, struct error *error) {
    check->judgements = calloc((size_t)check->count + 1, sizeof *check->judgements);
    if (check->judgements == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the verdicts");
    for (long i = 0; i < check->count; i++) {
        check->items[i].judgement = &check->judgements[i];
        check->items[i].is_new = 1;
    }
    return STATUS_OK;
}

static void sum_up(struct check *check) {
    check->summary.planned = check->count;
    for (long i = 0; i < check->count; i++)
        check->summary.said[check->judgements[i].verdict]++;
}

/* ---- more runs to compare ------------------------------------------------------------------ */

/* Raises the seeds of scenarios that need more runs to compare. Returns whether there are any. */
static int want_more_seeds(struct check *check, const struct check_options *options) {
    int wants = 0;
    for (long i = 0; i < check->count; i++) {
        struct check_item *item = &check->items[i];
        struct check_seed_count more = check_seeds_to_compare(&item->scenario, options);
        if (!verdict_wants_runs(item->judgement) ||
            (more.low <= item->seeds.low && more.fresh <= item->seeds.fresh))
            continue;
        item->seeds.low = more.low > item->seeds.low ? more.low : item->seeds.low;
        item->seeds.fresh = more.fresh;
        wants = 1;
    }
    check_raise_references(check);
    return wants;
}

/* If bits changed, runs more seeds: the paired and the ensemble test decide then, and need them. */
static enum status judge_with_more(struct check *check, const struct check_options *options,
                                   struct error *error) {
    if (options->seeds != CHECK_SEEDS_CHECK || !want_more_seeds(check, options))
        return STATUS_OK;
    if (!options->runner.quiet)
        fprintf(stderr, "klimb: %s: more runs, to compare with the golden runs\n",
                options->rules.against_golden ? "bits changed or a variant" : "bits changed");
    enum status status = check_lay_out(check, options, error);
    if (status == STATUS_OK)
        status = check_make_runs(check, options, error);
    return status == STATUS_OK ? judge(check, options, error) : status;
}

/* ---- runs ------------------------------------------------------------------------------------ */

long check_runs(const struct check *check) {
    long runs = 0;
    for (long i = 0; i < check->total; i++)
        runs += check->items[i].runs;
    return runs;
}

/* Copies the jobs that are not made yet into one array, without those of check_take_kept. Returns their number.
 *   back  1: copy them back instead, after they were made */
static long copy_jobs(struct job *jobs, struct check *check, int back) {
    long count = 0;
    for (long i = 0; i < check->total; i++) {
        struct check_item *item = &check->items[i];
        for (long run = item->made; run < item->runs; run++) {
            if (item->jobs[run].done)
                continue;
            if (back)
                item->jobs[run] = jobs[count++];
            else
                jobs[count++] = item->jobs[run];
        }
        item->made = back ? item->runs : item->made;
    }
    return count;
}

static enum status copy_open(struct job **jobs, long *count, struct check *check,
                             struct error *error) {
    *jobs = calloc((size_t)check_runs(check) + 1, sizeof **jobs);
    if (*jobs == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld runs", check_runs(check));
    *count = copy_jobs(*jobs, check, 0);
    return STATUS_OK;
}

enum status check_make_runs(struct check *check, const struct check_options *options,
                            struct error *error) {
    struct job *jobs;
    long count;
    enum status status = copy_open(&jobs, &count, check, error);
    if (status == STATUS_OK)
        status = check_run_jobs(check, jobs, count, options, error);
    if (status == STATUS_OK)
        copy_jobs(jobs, check, 1);
    free(jobs);
    return status;
}

enum status check_show_runs(FILE *out, struct check *check, const struct check_options *options,
                            struct error *error) {
    struct job *jobs;
    long count;
    enum status status = copy_open(&jobs, &count, check, error);
    if (status == STATUS_OK)
        status = engine_show_jobs(out, jobs, count, &options->engine, &options->runner, error);
    free(jobs);
    return status;
}

/* Gives a job a folder of its own in the check's private folder. */
static enum status name_folder(struct job *job, struct check *check, struct error *error) {
    char name[32], path[FILE_PATH_MAX];
    snprintf(name, sizeof name, "%ld", check->folders++);
    enum status status = file_join(path, check->private.path, name, error);
    if (status != STATUS_OK)
        return status;
    if (strlen(path) >= sizeof job->folder)
        return klimb_error_set(error, STATUS_INVALID, "the path %.64s... is longer than %zu bytes",
                               path, sizeof job->folder - 1);
    memcpy(job->folder, path, strlen(path) + 1);
    return STATUS_OK;
}

/* Engines other than local write below a new folder, because a check must not use records of an earlier one. */
static enum status run_in(struct check *check, struct job *jobs, long count,
                          const struct check_options *options, struct error *error) {
    struct engine_options engine = options->engine;
    char name[32], out[FILE_PATH_MAX];
    engine.out = out;
    snprintf(name, sizeof name, "runs-%ld", check->folders++);
    enum status status = file_join(out, check->private.path, name, error);
    return status == STATUS_OK ? engine_run_jobs(jobs, count, &engine, &options->runner, error)
                               : status;
}

enum status check_run_jobs(struct check *check, struct job *jobs, long count,
                           const struct check_options *options, struct error *error) {
    enum status status = STATUS_OK;
    if (count > 0 && check->private.path[0] == '\0') {
        status = private_folder_make(&check->private, options->out, error);
        if (status != STATUS_OK)
            klimb_error_hint(error, "--out DIR writes the records elsewhere");
    }
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = name_folder(&jobs[i], check, error);
    return status == STATUS_OK ? run_in(check, jobs, count, options, error) : status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

enum status check_prepare(struct check *check, const struct check_options *options,
                          struct error *error) {
    enum status status = check_load_and_plan(check, options, 1, error);
    if (status == STATUS_OK)
        status = check_take_kept(check, options, error);
    if (status != STATUS_OK)
        check_free(check);
    return status;
}

enum status check_finish(struct check *check, const struct check_options *options,
                         struct error *error) {
    enum status status = check_make_runs(check, options, error);
    if (status == STATUS_OK)
        status = begin_judging(check, error);
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

enum status check_run(struct check *check, const struct check_options *options,
                      struct error *error) {
    enum status status = check_prepare(check, options, error);
    return status == STATUS_OK ? check_finish(check, options, error) : status;
}

long check_print_skipped(FILE *stream, const struct check *check) {
    long skipped = 0;
    for (long i = 0; i < check->count; i++) {
        const struct check_item *item = &check->items[i];
        struct judgement judgement;
        if (item->lack == NULL)
            continue;
        skipped++;
        verdict_skip(&judgement, &item->scenario, item->lack);
        text_print_line(stream, "klimb: %s is skipped: %s", item->scenario.name, judgement.reason);
        judgement_free(&judgement);
    }
    return skipped;
}

void check_print_notes(FILE *stream, const struct check *check) {
    for (long i = 0; i < check->count; i++)
        if (check->items[i].scenario.note[0] != '\0')
            text_print_line(stream, "klimb: note: %s", check->items[i].scenario.note);
}

void check_free(struct check *check) {
    for (long i = 0; i < check->total; i++) {
        struct check_item *item = &check->items[i];
        if (item->judgement != NULL)
            judgement_free(item->judgement);
        evidence_free(&item->evidence);
        scenario_free(&item->scenario);
        free(item->jobs);
    }
    private_folder_remove(&check->private);
    free(check->items);
    free(check->judgements);
    *check = (struct check){0};
}
