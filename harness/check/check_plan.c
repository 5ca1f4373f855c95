/* The planning half of check.h: the scenarios, and the runs of each. */
#include <stdlib.h>
#include <string.h>

#include "check/check_internal.h"
#include "scenario/scenario_cache.h"
#include "scenario/scenario_data.h"
#include "scenario/scenario_external.h"
#include "scenario/scenario_load.h"
#include "scenario/selection.h"

/* ---- which scenarios ------------------------------------------------------------------------- */

static long find_scenario(const struct check *check, const char *name) {
    for (long i = 0; i < check->total; i++)
        if (strcmp(check->items[i].scenario.name, name) == 0)
            return i;
    return -1;
}

static enum status make_room(struct check *check, struct error *error) {
    struct check_item *items = realloc(check->items, ((size_t)check->total + 1) * sizeof *items);
    if (items == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the scenarios");
    check->items = items;
    items[check->total] = (struct check_item){0};
    return STATUS_OK;
}

/* Loads a scenario and appends it. */
static enum status add_scenario(struct check *check, const struct check_options *options,
                                struct scenario_cache *cache, const char *name,
                                struct error *error) {
    enum status status = make_room(check, error);
    if (status == STATUS_OK)
        status = scenario_load_cached(&check->items[check->total].scenario, cache,
                                      options->experiments, name, options->overrides,
                                      options->override_count, error);
    check->total += status == STATUS_OK;
    return status;
}

/* Whether an error concerns one scenario's files: overrides come from the command line and concern all. */
static int is_of_scenario(const struct error *error) {
    return error->status != STATUS_MEMORY && strncmp(error->file, "--set", 5) != 0;
}

/* Appends a scenario that cannot be read, which gets a verdict like the others. */
static enum status add_refused(struct check *check, const char *name, const struct error *reason) {
    struct check_item *item = &check->items[check->total++];
    snprintf(item->scenario.name, SCENARIO_NAME_MAX, "%s", name);
    item->refused = *reason;
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

/* An error if no scenario can be read. */
static enum status need_one(const struct check *check, struct error *error) {
    for (long i = 0; i < check->count; i++)
        if (check->items[i].refused.status == STATUS_OK)
            return STATUS_OK;
    if (check->count == 0)
        return STATUS_OK;
    *error = check->items[0].refused;
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

/* Loads the references of scenario i. If one cannot be read, that is scenario i's error. */
static enum status add_references_of(struct check *check, const struct check_options *options,
                                     struct scenario_cache *cache, long i, struct error *error) {
    for (long j = 0; j < check->items[i].scenario.expect.count; j++) {
        const struct claim *claim = &check->items[i].scenario.expect.claims[j];
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
        check->items[i].refused = reason;
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

/* Call it once for each scenario: it may run a program. */
static int find_own_lack(const struct scenario *scenario) {
    return scenario_lacks_data(scenario) || scenario_lacks_program(scenario);
}

/* The scenario whose data or program is missing for scenario i: itself or, if is_judged, a reference; NULL for none. */
static const struct scenario *find_lack(const struct check *check, long i, int is_judged) {
    const struct scenario *scenario = &check->items[i].scenario;
    if (check->items[i].is_lacking)
        return scenario;
    for (long j = 0; is_judged && j < scenario->expect.count; j++) {
        const struct claim *claim = &scenario->expect.claims[j];
        long reference = claim->kind == CLAIM_RATIO ? find_scenario(check, claim->reference) : -1;
        if (reference >= 0 && check->items[reference].is_lacking)
            return &check->items[reference].scenario;
    }
    return NULL;
}

/* Looks once, before the runs, because files may appear meanwhile. */
static void find_lacks(struct check *check, int is_judged) {
    for (long i = 0; i < check->total; i++)
        check->items[i].is_lacking = find_own_lack(&check->items[i].scenario);
    for (long i = 0; i < check->total; i++)
        check->items[i].lack = find_lack(check, i, is_judged);
}

/* ---- which runs ------------------------------------------------------------------------------ */

long check_group_runs(const struct scenario *scenario, const struct check_options *options) {
    return options->group_runs > 0 ? options->group_runs : scenario->ensemble_seeds;
}

struct check_seed_count check_seeds_to_compare(const struct scenario *scenario,
                                               const struct check_options *options) {
    long group = check_group_runs(scenario, options), golden = scenario->golden_seeds;
    struct check_seed_count count = {.low = golden >= PAIRED_SEEDS ? PAIRED_SEEDS : 0};
    if (golden < ENSEMBLE_SEEDS_MIN)
        count.low = scenario->check_seeds;
    else if (golden - group < ENSEMBLE_SEEDS_MIN)
        count.fresh = group;
    else
        count.low = count.low > group ? count.low : group;
    if (count.low < scenario->check_seeds && count.fresh == 0)
        count.low = scenario->check_seeds;
    return count;
}

static struct check_seed_count own_seed_count(const struct scenario *scenario,
                                              const struct check_options *options) {
    switch (options->seeds) {
    case CHECK_SEEDS_GOLDEN:
        return (struct check_seed_count){.low = scenario->golden_seeds};
    case CHECK_SEEDS_GIVEN:
        return (struct check_seed_count){.low = options->seed_count};
    default:
        break;
    }
    if (options->backend == BACKEND_EXACT || scenario_is_external(scenario))
        return (struct check_seed_count){.low = scenario->check_seeds};
    return check_seeds_to_compare(scenario, options);
}

static int raise_to(long *count, long least) {
    int is_less = *count < least;
    *count = is_less ? least : *count;
    return is_less;
}

/* Gives an item's references at least the item's seeds. Returns how many counts were raised. */
static long raise_references(struct check *check, const struct check_item *item) {
    long raised = 0;
    for (long j = 0; j < item->scenario.expect.count; j++) {
        const struct claim *claim = &item->scenario.expect.claims[j];
        long reference = claim->kind == CLAIM_RATIO ? find_scenario(check, claim->reference) : -1;
        struct check_item *other = reference >= 0 ? &check->items[reference] : NULL;
        if (other == NULL || other->lack == &other->scenario)
            continue;
        raised += raise_to(&other->seeds.low, item->seeds.low);
        raised += raise_to(&other->seeds.fresh, item->seeds.fresh);
    }
    return raised;
}

void check_raise_references(struct check *check) {
    for (long raised = 1; raised > 0;) {
        raised = 0;
        for (long i = 0; i < check->total; i++)
            raised += raise_references(check, &check->items[i]);
    }
}

static void count_seeds(struct check *check, const struct check_options *options) {
    for (long i = 0; i < check->count; i++) {
        struct check_item *item = &check->items[i];
        if (item->lack == NULL && item->refused.status == STATUS_OK)
            item->seeds = own_seed_count(&item->scenario, options);
    }
    check_raise_references(check);
}

struct check_options check_one_seed(const struct check_options *options, long seed) {
    struct check_options own = *options;
    own.seeds = CHECK_SEEDS_GIVEN;
    own.seed_first = seed;
    own.seed_count = 1;
    own.is_unkept = 1;
    return own;
}

/* Fills in run number `run` of an item. */
static enum status lay_out_job(struct job *job, const struct check_item *item, long run,
                               const struct check_options *options, struct error *error) {
    const struct check_seed_count *seeds = &item->seeds;
    long first = options->seeds == CHECK_SEEDS_GIVEN ? options->seed_first : 0;
    *job = (struct job){
        .scenario = &item->scenario,
        .seed = run < seeds->low ? first + run : CHECK_FRESH_SEED + run - seeds->low,
        .wants_artefacts = options->artefacts && run == 0,
        .overrides = options->overrides,
        .override_count = options->override_count,
        .backend = scenario_is_external(&item->scenario) ? BACKEND_EXACT : options->backend};
    return options->is_unkept ? STATUS_OK : runner_job_folder(job->place, job, options->out, error);
}

static enum status lay_out_item(struct check_item *item, const struct check_options *options,
                                struct error *error) {
    long count = item->seeds.low + item->seeds.fresh;
    struct job *jobs = realloc(item->jobs, ((size_t)count + 1) * sizeof *jobs);
    if (jobs == NULL) {
        klimb_error_set(error, STATUS_MEMORY, "no memory for %ld runs", count);
        klimb_error_hint(error, "fewer seeds or scenarios need less");
        return STATUS_MEMORY;
    }
    item->jobs = jobs;
    item->is_new |= item->runs < count;
    enum status status = STATUS_OK;
    for (; status == STATUS_OK && item->runs < count; item->runs++)
        status = lay_out_job(&jobs[item->runs], item, item->runs, options, error);
    return status;
}

enum status check_lay_out(struct check *check, const struct check_options *options,
                          struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < check->total; i++)
        status = lay_out_item(&check->items[i], options, error);
    return status;
}

/* --backend does nothing for external trainers: adds a note to each. */
static void note_backend(struct check *check, const struct check_options *options) {
    for (long i = 0; i < check->total && options->backend != BACKEND_EXACT; i++) {
        struct scenario *scenario = &check->items[i].scenario;
        if (scenario_is_external(scenario) && scenario->note[0] == '\0')
            snprintf(scenario->note, sizeof scenario->note,
                     "%.160s has a trainer of its own, to which --backend %s does not apply",
                     scenario->name, klimb_backend_names[options->backend]);
    }
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
    if (status == STATUS_OK) {
        note_backend(check, options);
        find_lacks(check, is_judged);
        count_seeds(check, options);
        status = check_lay_out(check, options, error);
    }
    if (status != STATUS_OK)
        check_free(check);
    return status;
}

enum status check_plan(struct check *check, const struct check_options *options,
                       struct error *error) {
    return check_load_and_plan(check, options, 0, error);
}
