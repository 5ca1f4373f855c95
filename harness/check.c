#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario_data.h"
#include "selection.h"

/* ---- which scenarios ------------------------------------------------------------------------- */

static long find_scenario(const struct check *check, const char *name) {
    for (long i = 0; i < check->total; i++)
        if (strcmp(check->scenarios[i].name, name) == 0)
            return i;
    return -1;
}

/* Load one more scenario behind the others. */
static enum status add_scenario(struct check *check, const struct check_options *options,
                                const char *name, struct error *error) {
    struct scenario *grown = realloc(check->scenarios,
                                     (size_t)(check->total + 1) * sizeof *check->scenarios);
    if (grown == NULL)
        return error_set(error, STATUS_MEMORY, "no memory for the scenarios");
    check->scenarios = grown;
    enum status status = scenario_load(&grown[check->total], options->experiments, name,
                                       options->overrides, options->override_count, error);
    if (status == STATUS_OK)
        check->total++;
    return status;
}

static enum status add_selected(struct check *check, const struct check_options *options,
                                struct error *error) {
    char **names = NULL;
    long count = 0;
    enum status status = selection_expand(&names, &count, options->names, options->name_count,
                                          options->experiments, error);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = add_scenario(check, options, names[i], error);
    check->count = check->total;
    free(names);
    return status;
}

/* The list grows while it is walked: a reference may refer further. */
static enum status add_references(struct check *check, const struct check_options *options,
                                  struct error *error) {
    for (long i = 0; i < check->total; i++) {
        for (long j = 0; j < check->scenarios[i].expect.count; j++) {
            const struct claim *claim = &check->scenarios[i].expect.claims[j];
            if (claim->kind != CLAIM_RATIO || find_scenario(check, claim->reference) >= 0)
                continue;
            enum status status = add_scenario(check, options, claim->reference, error);
            if (status != STATUS_OK)
                return status;
        }
    }
    return STATUS_OK;
}

/* ---- which runs ------------------------------------------------------------------------------ */

static long own_seed_count(const struct scenario *scenario, const struct check_options *options) {
    switch (options->seeds) {
    case CHECK_SEEDS_CHECK:
        return options->backend == BACKEND_EXACT || scenario->band_seeds < scenario->check_seeds
                   ? scenario->check_seeds
                   : scenario->band_seeds;
    case CHECK_SEEDS_GOLDEN:
        return scenario->golden_seeds;
    case CHECK_SEEDS_GIVEN:
        break;
    }
    return options->seed_count;
}

/* Give what scenario i refers to at least as many seeds as i. Returns how many were raised. */
static long raise_references(long *seeds, const struct check *check, long i) {
    long raised = 0;
    for (long j = 0; j < check->scenarios[i].expect.count; j++) {
        const struct claim *claim = &check->scenarios[i].expect.claims[j];
        long reference = claim->kind == CLAIM_RATIO ? find_scenario(check, claim->reference) : -1;
        if (reference < 0 || seeds[reference] >= seeds[i] ||
            check->lack[reference] == &check->scenarios[reference])
            continue;
        seeds[reference] = seeds[i];
        raised++;
    }
    return raised;
}

/* Give what is referred to as many seeds as those that refer to it. What is raised may refer
 * further, so this goes on until nothing is; counts only grow, up to the largest. */
static void raise_all_references(long *seeds, const struct check *check) {
    for (long raised = 1; raised > 0;) {
        raised = 0;
        for (long i = 0; i < check->total; i++)
            raised += raise_references(seeds, check, i);
    }
}

static void count_seeds(long *seeds, const struct check *check,
                        const struct check_options *options) {
    for (long i = 0; i < check->total; i++)
        seeds[i] = i < check->count && check->lack[i] == NULL
                       ? own_seed_count(&check->scenarios[i], options)
                       : 0;
    raise_all_references(seeds, check);
}

/* The scenario whose missing data are in the way of scenario i: itself or, when it is to be judged,
 * one that it is measured by; NULL when nothing is. */
static const struct scenario *find_lack(const struct check *check, long i, int is_judged) {
    const struct scenario *scenario = &check->scenarios[i];
    if (scenario_lacks_data(scenario))
        return scenario;
    for (long j = 0; is_judged && j < scenario->expect.count; j++) {
        const struct claim *claim = &scenario->expect.claims[j];
        long reference = claim->kind == CLAIM_RATIO ? find_scenario(check, claim->reference) : -1;
        if (reference >= 0 && scenario_lacks_data(&check->scenarios[reference]))
            return &check->scenarios[reference];
    }
    return NULL;
}

/* Looked at once, before the runs: files may come while they go on. */
static enum status find_lacks(struct check *check, int is_judged, struct error *error) {
    check->lack = calloc((size_t)check->total + 1, sizeof *check->lack);
    if (check->lack == NULL)
        return error_set(error, STATUS_MEMORY, "no memory for the scenarios");
    for (long i = 0; i < check->total; i++)
        check->lack[i] = find_lack(check, i, is_judged);
    return STATUS_OK;
}

/* Lay out seeds[i] runs of each scenario i in fresh memory. On error the check is as before. */
static enum status lay_out_jobs(struct check *check, const long *seeds,
                                const struct check_options *options, struct error *error) {
    long count = 0, first_seed = options->seeds == CHECK_SEEDS_GIVEN ? options->seed_first : 0;
    for (long i = 0; i < check->total; i++)
        count += seeds[i];
    long *first_job = calloc((size_t)check->total + 1, sizeof *first_job);
    struct job *jobs = calloc((size_t)count + 1, sizeof *jobs);
    enum status status = STATUS_OK;
    if (first_job == NULL || jobs == NULL) {
        status = error_set(error, STATUS_MEMORY, "no memory for %ld runs", count);
        error_hint(error, "fewer seeds or scenarios at once need less");
    }
    for (long i = 0, job = 0; status == STATUS_OK && i < check->total; i++) {
        for (long seed = 0; status == STATUS_OK && seed < seeds[i]; seed++, job++) {
            jobs[job] = (struct job){.scenario = &check->scenarios[i],
                                     .seed = first_seed + seed,
                                     .wants_artefacts = options->artefacts && seed == 0,
                                     .backend = options->backend};
            status = runner_job_folder(&jobs[job], options->out, error);
        }
        first_job[i + 1] = job;
    }
    if (status != STATUS_OK) {
        free(first_job);
        free(jobs);
        return status;
    }
    free(check->first_job);
    free(check->jobs);
    check->first_job = first_job;
    check->jobs = jobs;
    check->job_count = count;
    return STATUS_OK;
}

static enum status add_jobs(struct check *check, const struct check_options *options,
                            struct error *error) {
    long *seeds = calloc((size_t)check->total + 1, sizeof *seeds);
    if (seeds == NULL)
        return error_set(error, STATUS_MEMORY, "no memory for the scenarios");
    count_seeds(seeds, check, options);
    enum status status = lay_out_jobs(check, seeds, options, error);
    free(seeds);
    return status;
}

/* ---- judging --------------------------------------------------------------------------------- */

static void judge_scenario(struct check *check, long i, const struct check_options *options) {
    long first = check->first_job[i], runs = check->first_job[i + 1] - first;
    if (check->lack[i] != NULL)
        verdict_skip(&check->judgements[i], &check->scenarios[i], check->lack[i]->obtain);
    else
        verdict_judge(&check->judgements[i], &check->scenarios[i], check->jobs + first, runs,
                      options->expected, options->out);
}

static enum status judge(struct check *check, const struct check_options *options,
                         struct error *error) {
    check->judgements = calloc((size_t)check->count + 1, sizeof *check->judgements);
    if (check->judgements == NULL)
        return error_set(error, STATUS_MEMORY, "no memory for the verdicts");
    for (long i = 0; i < check->count; i++)
        judge_scenario(check, i, options);
    return STATUS_OK;
}

static void sum_up(struct check *check) {
    check->summary.planned = check->count;
    for (long i = 0; i < check->count; i++)
        check->summary.said[check->judgements[i].verdict]++;
}

/* ---- more runs for the band ------------------------------------------------------------------ */

/* Number of runs of each scenario with those that the band wants besides. Returns whether there are
 * any. */
static int count_more_seeds(long *seeds, const struct check *check) {
    int wants = 0;
    for (long i = 0; i < check->total; i++) {
        seeds[i] = check->first_job[i + 1] - check->first_job[i];
        if (i >= check->count || !verdict_wants_band(&check->judgements[i], seeds[i]))
            continue;
        seeds[i] = check->scenarios[i].band_seeds;
        wants = 1;
    }
    raise_all_references(seeds, check);
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
    enum status status = runner_run(more, count, &options->runner, error);
    for (long i = 0, next = 0; i < check->total; i++) {
        long runs_done = first_done[i + 1] - first_done[i];
        for (long job = check->first_job[i] + runs_done; job < check->first_job[i + 1]; job++)
            check->jobs[job] = more[next++];
    }
    return status;
}

static enum status widen(struct check *check, const long *seeds,
                         const struct check_options *options, struct error *error) {
    struct check before = *check;
    check->jobs = NULL; /* kept until their results have moved */
    check->first_job = NULL;
    enum status status = lay_out_jobs(check, seeds, options, error);
    if (status != STATUS_OK) {
        *check = before;
        return status;
    }
    struct job *more = calloc((size_t)check->job_count + 1, sizeof *more);
    status = more != NULL ? run_more(check, before.jobs, before.first_job, more, options, error)
                          : error_set(error, STATUS_MEMORY, "no memory for more runs");
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
    long *seeds = calloc((size_t)check->total + 1, sizeof *seeds);
    if (seeds == NULL)
        return error_set(error, STATUS_MEMORY, "no memory for the scenarios");
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

static enum status load_and_plan(struct check *check, const struct check_options *options,
                                 int is_judged, struct error *error) {
    *check = (struct check){0};
    enum status status = add_selected(check, options, error);
    if (status == STATUS_OK && is_judged)
        status = add_references(check, options, error);
    if (status == STATUS_OK)
        status = find_lacks(check, is_judged, error);
    if (status == STATUS_OK)
        status = add_jobs(check, options, error);
    if (status != STATUS_OK)
        check_free(check);
    return status;
}

enum status check_plan(struct check *check, const struct check_options *options,
                       struct error *error) {
    return load_and_plan(check, options, 0, error);
}

enum status check_run(struct check *check, const struct check_options *options,
                      struct error *error) {
    enum status status = load_and_plan(check, options, 1, error);
    if (status == STATUS_OK)
        status = runner_run(check->jobs, check->job_count, &options->runner, error);
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
        fprintf(stream, "klimb: %s is skipped: %s\n", check->scenarios[i].name, judgement.reason);
        judgement_free(&judgement);
    }
    return skipped;
}

void check_free(struct check *check) {
    for (long i = 0; check->judgements != NULL && i < check->count; i++)
        judgement_free(&check->judgements[i]);
    for (long i = 0; i < check->total; i++)
        scenario_free(&check->scenarios[i]);
    free(check->scenarios);
    free(check->jobs);
    free(check->first_job);
    free(check->lack);
    free(check->judgements);
    *check = (struct check){0};
}
