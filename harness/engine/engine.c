#include "engine/engine.h"

#include <stdlib.h>

#include "run/made_run.h"
#include "run/runner.h"

/* Jobs that are still to be done, behind one another, and where they came from. */
struct open_jobs {
    struct job *jobs; /* [count] */
    long *place;      /* [count] index of the caller's */
    long count;
};

static int is_made(struct job *job) {
    struct error reason = {0};
    return job->place[0] != '\0' && made_run_find(job, job->place, NULL, &reason) == STATUS_OK;
}

static enum status take_open(struct open_jobs *open, struct job *jobs, long count,
                             const struct engine_options *options, struct error *error) {
    *open = (struct open_jobs){.jobs = calloc((size_t)count + 1, sizeof *open->jobs),
                               .place = calloc((size_t)count + 1, sizeof *open->place)};
    if (open->jobs == NULL || open->place == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld runs", count);
    for (long i = 0; i < count; i++) {
        if (options->is_missing && is_made(&jobs[i]))
            continue;
        open->jobs[open->count] = jobs[i];
        open->place[open->count++] = i;
    }
    return STATUS_OK;
}

static void give_back(struct job *jobs, const struct open_jobs *open) {
    for (long i = 0; i < open->count; i++)
        jobs[open->place[i]] = open->jobs[i];
}

enum status engine_run_jobs(struct job *jobs, long count, const struct engine_options *options,
                            const struct runner_options *runner, struct error *error) {
    struct open_jobs open;
    enum status status = take_open(&open, jobs, count, options, error);
    if (status == STATUS_OK && open.count > 0)
        status = runner_run(open.jobs, open.count, runner, error);
    if (status == STATUS_OK)
        give_back(jobs, &open);
    free(open.jobs);
    free(open.place);
    return status;
}
