#include "sweep/sweep_plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "run/runner.h"
#include "scenario/scenario_cache.h"
#include "scenario/scenario_data.h"
#include "scenario/scenario_external.h"
#include "scenario/scenario_find.h"
#include "scenario/scenario_load.h"

static void add_sets(struct sweep_point *point, const struct study_sets *sets) {
    for (long i = 0; i < sets->count; i++)
        point->overrides[point->override_count++] = sets->set[i];
}

/* Those of every point, then those of its option on each axis. */
static enum status list_overrides(struct sweep_point *point, const struct study *study,
                                  struct error *error) {
    point->overrides = calloc((STUDY_AXES_MAX + 1) * STUDY_SETS_MAX, sizeof *point->overrides);
    if (point->overrides == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the points of a study");
    add_sets(point, &study->sets);
    for (long i = 0; i < study->axis_count; i++)
        add_sets(point, &study->axes[i].options[point->place[i]].sets);
    return STATUS_OK;
}

void sweep_plan_add_point(struct text *text, const struct sweep_plan *plan,
                          const struct sweep_point *point) {
    for (long i = 0; i < plan->study->axis_count; i++)
        text_add(text, "%s%s %s", i > 0 ? ", " : "", plan->study->axes[i].name,
                 sweep_plan_option(plan, point, i)->name);
}

/* An error of a point is one of the study's file. */
static enum status blame_study(const struct sweep_plan *plan, const struct sweep_point *point,
                               const struct error *reason, struct error *error) {
    struct text name = {0};
    sweep_plan_add_point(&name, plan, point);
    klimb_error_at(error, reason->status, plan->study->path, 0, 0, "at %.120s: %.380s",
                   text_string(&name), reason->message);
    if (reason->hint[0] != '\0')
        klimb_error_hint(error, "%s", reason->hint);
    text_free(&name);
    return reason->status;
}

static enum status load_point(struct sweep_plan *plan, struct sweep_point *point,
                              struct scenario_cache *cache, const char *experiments,
                              struct error *error) {
    struct error reason = {0};
    enum status status = list_overrides(point, plan->study, error);
    if (status != STATUS_OK)
        return status;
    status = scenario_load_cached(&point->scenario, cache, experiments, plan->study->base,
                                  point->overrides, point->override_count, &reason);
    return status == STATUS_OK ? STATUS_OK : blame_study(plan, point, &reason, error);
}

/* Points of one digest would be the same runs, made twice and into the same folders. */
static enum status check_twin(const struct sweep_plan *plan, const struct sweep_point *point,
                              struct error *error) {
    for (const struct sweep_point *other = plan->points; other < point; other++) {
        if (strcmp(other->scenario.digest, point->scenario.digest) != 0)
            continue;
        struct text name = {0}, twin = {0};
        sweep_plan_add_point(&name, plan, point);
        sweep_plan_add_point(&twin, plan, other);
        klimb_error_at(error, STATUS_FORMAT, plan->study->path, 0, 0,
                       "at %.120s: all settings are those of %.120s", text_string(&name),
                       text_string(&twin));
        text_free(&name);
        text_free(&twin);
        return STATUS_FORMAT;
    }
    return STATUS_OK;
}

/* Checks the base: its errors name its own file, but a missing base is an error of the study's file. */
static enum status check_base(const struct study *study, struct scenario_cache *cache,
                              const char *experiments, struct error *error) {
    struct scenario base;
    char name[SCENARIO_NAME_MAX];
    struct error reason = {0};
    enum status status = scenario_find(name, experiments, study->base, &reason);
    if (status != STATUS_OK) {
        klimb_error_at(error, status, study->path, study->base_line, study->base_column,
                       "base: %.480s", reason.message);
        if (reason.hint[0] != '\0')
            klimb_error_hint(error, "%s", reason.hint);
        return status;
    }
    status = scenario_load_cached(&base, cache, experiments, study->base, NULL, 0, error);
    if (status != STATUS_OK)
        return status;
    if (scenario_lacks_data(&base) || scenario_lacks_program(&base)) {
        const char *command = base.obtain[0] != '\0' ? base.obtain : base.external.install;
        status = klimb_error_set(error, STATUS_INVALID, "%s lacks its data or program", base.name);
        klimb_error_hint(error, "`%s` gets them", command);
    }
    scenario_free(&base);
    return status;
}

enum status sweep_plan_make(struct sweep_plan *plan, const struct study *study,
                            const char *experiments, const char *out, enum backend_kind backend,
                            struct error *error) {
    long count = study_points(study);
    *plan = (struct sweep_plan){
        .study = study, .out = out, .backend = backend, .runs = count * study->seeds};
    plan->points = calloc((size_t)count, sizeof *plan->points);
    if (plan->points == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld points", count);
    struct scenario_cache *cache = scenario_cache_new(1);
    enum status status = check_base(study, cache, experiments, error);
    while (status == STATUS_OK && plan->count < count) {
        struct sweep_point *point = &plan->points[plan->count];
        study_places(point->place, study, plan->count++);
        status = load_point(plan, point, cache, experiments, error);
        if (status == STATUS_OK)
            status = check_twin(plan, point, error);
    }
    scenario_cache_free(cache);
    if (status != STATUS_OK)
        sweep_plan_free(plan);
    return status;
}

void sweep_plan_free(struct sweep_plan *plan) {
    for (long i = 0; i < plan->count; i++) {
        free(plan->points[i].overrides);
        scenario_free(&plan->points[i].scenario);
    }
    free(plan->points);
    *plan = (struct sweep_plan){0};
}

enum status sweep_plan_job(struct job *job, const struct sweep_plan *plan, long run,
                           struct error *error) {
    const struct sweep_point *point = sweep_plan_point(plan, run);
    int is_external = scenario_is_external(&point->scenario);
    *job = (struct job){.scenario = &point->scenario,
                        .seed = sweep_plan_seed(plan, run),
                        .overrides = point->overrides,
                        .override_count = point->override_count,
                        .backend = is_external ? BACKEND_EXACT : plan->backend};
    return runner_job_folder(job->place, job, plan->out, error);
}
