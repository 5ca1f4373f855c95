/* The first half of check.h: which scenarios, and which runs of each. */
#include <stdlib.h>
#include <string.h>

#include "check/check_internal.h"
#include "scenario/scenario_cache.h"
#include "scenario/scenario_data.h"
#include "scenario/scenario_load.h"
#include "scenario/selection.h"

/* ---- which scenarios ------------------------------------------------------------------------- */

static long find_scenario(const struct check *check, const char *name) {
    for (long i = 0; i < check->total; i++)
        if (strcmp(check->scenarios[i].name, name) == 0)
            return i;
    return -1;
}

static enum status make_room(struct check *check, struct error *error) {
    size_t count = (size_t)check->total + 1;
    struct scenario *scenarios = realloc(check->scenarios, count * sizeof *scenarios);
    if (scenarios != NULL)
        check->scenarios = scenarios;
    struct error *refused = realloc(check->refused, count * sizeof *refused);
    if (refused != NULL)
        check->refused = refused;
    if (scenarios == NULL || refused == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the scenarios");
    check->scenarios[check->total] = (struct scenario){0};
    check->refused[check->total] = (struct error){0};
    return STATUS_OK;
}

/* Load one more scenario behind the others. */
static enum status add_scenario(struct check *check, const struct check_options *options,
                                struct scenario_cache *cache, const char *name,
                                struct error *error) {
    enum status status = make_room(check, error);
    if (status == STATUS_OK)
        status = scenario_load_cached(&check->scenarios[check->total], cache, options->experiments,
                                      name, options->overrides, options->override_count, error);
    check->total += status == STATUS_OK;
    return status;
}

/* Whether an error is of one scenario's files: overrides are of the command line and concern them all. */
static int is_of_scenario(const struct error *error) {
    return error->status != STATUS_MEMORY && strncmp(error->file, "--set", 5) != 0;
}

/* A scenario to be judged that cannot be read has a verdict like the others. */
static enum status add_refused(struct check *check, const char *name, const struct error *reason) {
    snprintf(check->scenarios[check->total].name, SCENARIO_NAME_MAX, "%s", name);
    check->refused[check->total++] = *reason;
    return STATUS_OK;
}

static enum status add_one(struct check *check, const struct check_options *options,
                           struct scenario_cache *cache, const char *name, int is_judged,
                           struct error *error) {
    struct error reason = {0};
    enum status status = add_scenario(check, options, cache, name, &reason);
    if (status == STATUS_OK)
        return STATUS_OK;
    if (is_judged && is_of_scenario(&reason))
        return add_refused(check, name, &reason);
    *error = reason;
    return status;
}

/* Where no scenario can be read there is nothing to judge. */
static enum status need_one(const struct check *check, struct error *error) {
    for (long i = 0; i < check->count; i++)
        if (check->refused[i].status == STATUS_OK)
            return STATUS_OK;
    if (check->count == 0)
        return STATUS_OK;
    *error = check->refused[0];
    return error->status;
}

static enum status add_selected(struct check *check, const struct check_options *options,
                                struct scenario_cache *cache, int is_judged, struct error *error) {
    char **names = NULL;
    long count = 0;
    enum status status = selection_expand(&names, &count, options->names, options->name_count,
                                          options->experiments, error);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = add_one(check, options, cache, names[i], is_judged, error);
    check->count = check->total;
    free(names);
    return status == STATUS_OK ? need_one(check, error) : status;
}

/* Load what scenario i is measured by. One that cannot be read is scenario i's error. */
static enum status add_references_of(struct check *check, const struct check_options *options,
                                     struct scenario_cache *cache, long i, struct error *error) {
    for (long j = 0; j < check->scenarios[i].expect.count; j++) {
        const struct claim *claim = &check->scenarios[i].expect.claims[j];
        struct error reason = {0};
        if (claim->kind != CLAIM_RATIO || find_scenario(check, claim->reference) >= 0)
            continue;
        enum status status = add_scenario(check, options, cache, claim->reference, &reason);
        if (status == STATUS_OK)
            continue;
        if (!is_of_scenario(&reason)) {
            *error = reason;
            return status;
        }
        check->refused[i] = reason;
    }
    return STATUS_OK;
}

/* The list grows while it is walked: a reference may refer further. */
static enum status add_references(struct check *check, const struct check_options *options,
                                  struct scenario_cache *cache, struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < check->total; i++)
        status = add_references_of(check, options, cache, i, error);
    return status;
}

/* ---- what is in the way ---------------------------------------------------------------------- */

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
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the scenarios");
    for (long i = 0; i < check->total; i++)
        check->lack[i] = find_lack(check, i, is_judged);
    return STATUS_OK;
}

/* ---- which runs ------------------------------------------------------------------------------ */

int check_takes_fresh_seeds(const struct scenario *scenario) {
    return scenario->golden_seeds - scenario->ensemble_seeds < ENSEMBLE_SEEDS_MIN &&
           scenario->golden_seeds >= ENSEMBLE_SEEDS_MIN;
}

static struct check_seed_count own_seed_count(const struct scenario *scenario,
                                              const struct check_options *options) {
    long checked = scenario->check_seeds;
    long ensemble = scenario->ensemble_seeds > checked ? scenario->ensemble_seeds : checked;
    struct check_seed_count count = {0};
    int is_fresh = options->backend != BACKEND_EXACT && check_takes_fresh_seeds(scenario);
    switch (options->seeds) {
    case CHECK_SEEDS_CHECK:
        *(is_fresh ? &count.fresh : &count.low) = options->backend == BACKEND_EXACT ? checked
                                                                                    : ensemble;
        break;
    case CHECK_SEEDS_GOLDEN:
        count.low = scenario->golden_seeds;
        break;
    case CHECK_SEEDS_GIVEN:
        count.low = options->seed_count;
        break;
    }
    return count;
}

static int raise_to(long *count, long least) {
    int is_less = *count < least;
    *count = is_less ? least : *count;
    return is_less;
}

/* Give what scenario i refers to at least the seeds of i. Returns how many counts were raised. */
static long raise_references(struct check_seed_count *seeds, const struct check *check, long i) {
    long raised = 0;
    for (long j = 0; j < check->scenarios[i].expect.count; j++) {
        const struct claim *claim = &check->scenarios[i].expect.claims[j];
        long reference = claim->kind == CLAIM_RATIO ? find_scenario(check, claim->reference) : -1;
        if (reference < 0 || check->lack[reference] == &check->scenarios[reference])
            continue;
        raised += raise_to(&seeds[reference].low, seeds[i].low);
        raised += raise_to(&seeds[reference].fresh, seeds[i].fresh);
    }
    return raised;
}

void check_raise_references(struct check_seed_count *seeds, const struct check *check) {
    for (long raised = 1; raised > 0;) {
        raised = 0;
        for (long i = 0; i < check->total; i++)
            raised += raise_references(seeds, check, i);
    }
}

static void count_seeds(struct check_seed_count *seeds, const struct check *check,
                        const struct check_options *options) {
    for (long i = 0; i < check->total; i++) {
        int is_run = i < check->count && check->lack[i] == NULL &&
                     check->refused[i].status == STATUS_OK;
        seeds[i].low = seeds[i].fresh = 0;
        if (is_run)
            seeds[i] = own_seed_count(&check->scenarios[i], options);
    }
    check_raise_references(seeds, check);
}

/* The run number `run` of a scenario. */
static enum status lay_out_job(struct job *job, const struct check *check, long scenario, long run,
                               const struct check_seed_count *seeds,
                               const struct check_options *options, struct error *error) {
    long first = options->seeds == CHECK_SEEDS_GIVEN ? options->seed_first : 0;
    *job = (struct job){.scenario = &check->scenarios[scenario],
                        .seed = run < seeds->low ? first + run
                                                 : CHECK_FRESH_SEED + run - seeds->low,
                        .wants_artefacts = options->artefacts && run == 0,
                        .backend = options->backend};
    return options->is_unkept ? STATUS_OK : runner_job_folder(job->place, job, options->out, error);
}

enum status check_lay_out(struct check *check, const struct check_seed_count *seeds,
                          const struct check_options *options, struct error *error) {
    long count = 0;
    for (long i = 0; i < check->total; i++)
        count += seeds[i].low + seeds[i].fresh;
    long *first_job = calloc((size_t)check->total + 1, sizeof *first_job);
    struct job *jobs = calloc((size_t)count + 1, sizeof *jobs);
    enum status status = STATUS_OK;
    if (first_job == NULL || jobs == NULL) {
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for %ld runs", count);
        klimb_error_hint(error, "fewer seeds or scenarios at once need less");
    }
    for (long i = 0, job = 0; status == STATUS_OK && i < check->total; i++) {
        for (long run = 0; status == STATUS_OK && run < seeds[i].low + seeds[i].fresh; run++)
            status = lay_out_job(&jobs[job++], check, i, run, &seeds[i], options, error);
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
    check->seeds = calloc((size_t)check->total + 1, sizeof *check->seeds);
    if (check->seeds == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the scenarios");
    count_seeds(check->seeds, check, options);
    return check_lay_out(check, check->seeds, options, error);
}

/* ---- the plan -------------------------------------------------------------------------------- */

enum status check_load_and_plan(struct check *check, const struct check_options *options,
                                int is_judged, struct error *error) {
    *check = (struct check){0};
    struct scenario_cache *cache = scenario_cache_new(1);
    enum status status = add_selected(check, options, cache, is_judged, error);
    if (status == STATUS_OK && is_judged)
        status = add_references(check, options, cache, error);
    scenario_cache_free(cache);
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
    return check_load_and_plan(check, options, 0, error);
}
