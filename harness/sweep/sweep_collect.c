#include "sweep/sweep_collect.h"

#include <math.h>
#include <stdlib.h>

static enum status look_for(struct sweep_run *run, const struct sweep_plan *plan, long number,
                            const char *version, struct error *reason) {
    const struct scenario *scenario = &sweep_plan_point(plan, number)->scenario;
    struct job job;
    enum status status = sweep_plan_job(&job, plan, number, reason);
    if (status != STATUS_OK)
        return status;
    const struct made_wanted wanted = {.digest = scenario->digest,
                                       .backend = scenario_backend_name(scenario, job.backend),
                                       .version = version,
                                       .seed = job.seed};
    status = sweep_record_read(run, job.place, &wanted, plan->study, reason);
    if (status == STATUS_MEMORY || sweep_record_is_refused(status, job.place))
        return status;
    return STATUS_OK;
}

static void tell(struct sweep_results *results, const struct error *reason) {
    struct text line = {0};
    text_add_error(&line, reason);
    text_add(&results->told, "%s\n", text_string(&line));
    text_free(&line);
}

static void sum_up(struct sweep_results *results, const struct sweep_plan *plan) {
    double seconds = 0;
    for (int state = 0; state < SWEEP_STATES; state++)
        results->count[state] = 0;
    for (long i = 0; i < plan->runs; i++) {
        results->count[results->runs[i].state]++;
        if (results->runs[i].state == SWEEP_TAKEN)
            seconds += results->runs[i].seconds;
    }
    long taken = results->count[SWEEP_TAKEN];
    results->seconds = taken > 0 ? seconds / (double)taken : (double)NAN;
}

enum status sweep_collect_again(struct sweep_results *results, const struct sweep_plan *plan,
                                const char *version, struct error *error) {
    enum status status = STATUS_OK;
    long untold = 0, told = 0;
    text_free(&results->told);
    for (long i = 0; status == STATUS_OK && i < plan->runs; i++) {
        struct error reason = {0};
        if (results->runs[i].state == SWEEP_TAKEN)
            continue;
        status = look_for(&results->runs[i], plan, i, version, &reason);
        if (status != STATUS_OK && error != NULL)
            *error = reason;
        if (status != STATUS_OK || results->runs[i].state < SWEEP_OTHER)
            continue;
        if (told++ < SWEEP_TOLD_MAX)
            tell(results, &reason);
        else
            untold++;
    }
    if (untold > 0)
        text_add(&results->told, "and %ld more\n", untold);
    sum_up(results, plan);
    if (status == STATUS_OK && results->told.failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for what is wrong with runs");
    return status;
}

enum status sweep_collect(struct sweep_results *results, const struct sweep_plan *plan,
                          const char *version, struct error *error) {
    *results = (struct sweep_results){0};
    results->runs = calloc((size_t)plan->runs, sizeof *results->runs);
    if (results->runs == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld runs", plan->runs);
    enum status status = sweep_collect_again(results, plan, version, error);
    if (status != STATUS_OK)
        sweep_results_free(results);
    return status;
}

void sweep_results_free(struct sweep_results *results) {
    free(results->runs);
    text_free(&results->told);
    *results = (struct sweep_results){0};
}
