/* sweep_plan.h -- plans the runs of a study: points times seeds, in one order.
 *
 * Run number r is seed r mod n of point r / n, for n seeds per point; points are in the order of study.h. A run is an
 * ordinary one, `klimb run BASE --set ... --seed N`, identified by the digest of its scenario, its seed and its
 * backend, whoever made it.
 */
#ifndef KLIMB_SWEEP_PLAN_H
#define KLIMB_SWEEP_PLAN_H

#include "record/job.h"
#include "sweep/study.h"

struct sweep_point {
    long place[STUDY_AXES_MAX]; /* its option on each axis */
    const char **overrides; /* [override_count] of its scenario; owned list, the study's strings */
    long override_count;
    struct scenario scenario;
};

struct sweep_plan {
    const struct study *study; /* the caller's */
    const char *out;           /* the folder of records; the caller's */
    enum backend_kind backend;
    struct sweep_point *points; /* [count] owned */
    long count;
    long runs; /* at all points */
};

/* sweep_plan_make -- load the scenario of each point.
 *   plan   out  freed by the caller with sweep_plan_free; empty on error
 *   study       must outlive the plan, as `out` must
 * STATUS_INVALID or STATUS_FORMAT: the base does not exist (with the line of the study), the settings of a point break
 * a rule, two points are the same scenario (with their names), or data of the base are missing (with the command that
 * fetches them). STATUS_MEMORY. */
enum status sweep_plan_make(struct sweep_plan *plan, const struct study *study,
                            const char *experiments, const char *out, enum backend_kind backend,
                            struct error *error) MUST_CHECK;
void sweep_plan_free(struct sweep_plan *plan);

static inline const struct sweep_point *sweep_plan_point(const struct sweep_plan *plan, long run) {
    return &plan->points[run / plan->study->seeds];
}

static inline long sweep_plan_seed(const struct sweep_plan *plan, long run) {
    return run % plan->study->seeds;
}

/* sweep_plan_job -- the job of a run; its place is that of runner_job_folder. STATUS_INVALID: the path is too long. */
enum status sweep_plan_job(struct job *job, const struct sweep_plan *plan, long run,
                           struct error *error) MUST_CHECK;

/* sweep_plan_option -- the option of a point on an axis. */
static inline const struct study_option *
sweep_plan_option(const struct sweep_plan *plan, const struct sweep_point *point, long axis) {
    return &plan->study->axes[axis].options[point->place[axis]];
}

/* sweep_plan_add_point -- add the name of a point: "beta 0.1, decoder deep". */
struct text;
void sweep_plan_add_point(struct text *text, const struct sweep_plan *plan,
                          const struct sweep_point *point);

#endif
