#include "engine/expect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/folder.h"
#include "format/json.h"
#include "run/runner.h"
#include "scenario/scenario.h"
#include "scenario/scenario_data.h"
#include "train/trainer.h"

enum { MANIFEST_LIMIT = 1 << 20 };
static const double trial_seconds = 0.03;
static const double least_seconds = 0.01;
static const double unknown_seconds = 1; /* of what cannot be tried: its run will say why */

/* ---- a record of another seed ---------------------------------------------------------------- */

static enum status take_manifest(void *context, const char *path, const char *below,
                                 const struct stat *about, struct error *error) {
    double *seconds = context;
    char name[FILE_PATH_MAX], *text = NULL;
    size_t size = 0;
    cJSON *root = NULL;
    (void)below;
    if (*seconds > 0 || !S_ISDIR(about->st_mode))
        return STATUS_OK;
    if (file_join(name, path, "manifest.json", error) != STATUS_OK ||
        file_read(&text, &size, name, MANIFEST_LIMIT, error) != STATUS_OK)
        return STATUS_OK; /* this one does not help */
    if (json_parse(&root, name, text, error) == STATUS_OK &&
        cJSON_GetObjectItemCaseSensitive(root, "record_digest") != NULL)
        *seconds = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(root, "wall_seconds"));
    cJSON_Delete(root);
    free(text);
    return STATUS_OK;
}

/* 0 where there is no record. */
static double measured(const struct job *job, const char *kept) {
    char folder[JOB_FOLDER_MAX], above[FILE_PATH_MAX];
    double seconds = 0;
    struct error error = {0};
    if (runner_job_folder(folder, job, kept, &error) != STATUS_OK)
        return 0;
    file_parent(above, folder);
    enum status ignored = folder_each(above, take_manifest, &seconds, &error);
    (void)ignored;
    return seconds > 0 && isfinite(seconds) ? seconds : 0; /* 1e999 is a number to JSON */
}

/* ---- a trial --------------------------------------------------------------------------------- */

/* Train for a moment. Returns the seconds of a step (0 where none is made, -1 for want of memory) and, in `row`, of a row of
 * the record. */
static double try_steps(struct trainer *trainer, double *row) {
    struct observation observation = {
        .dimension = calloc((size_t)trainer->config.model.latent * DIMENSION_OBSERVABLES,
                            sizeof *observation.dimension)};
    double began = clock_now(), now;
    if (observation.dimension == NULL)
        return -1;
    klimb_trainer_observe(trainer, &observation);
    free(observation.dimension);
    *row = clock_now() - began;
    klimb_trainer_step(trainer); /* the first touches all memory */
    long steps = 0;
    began = clock_now();
    do {
        steps += klimb_trainer_step(trainer);
        now = clock_now();
    } while (now - began < trial_seconds && steps > 0 && trainer->step < trainer->config.steps);
    return steps > 0 ? (now - began) / (double)steps : 0;
}

/* 0 where it cannot be trained. */
static double try_run(const struct job *job) {
    const struct config *config = &job->scenario->config;
    struct backend backend = {0};
    struct dataset data = {0};
    struct trainer trainer = {0};
    struct error error = {0};
    double row = 0, step = -1, began = clock_now();
    enum status status = klimb_backend_select(&backend, job->backend, NULL, &error);
    if (status == STATUS_OK)
        status = scenario_load_data(&data, job->scenario, backend.vm, &error);
    if (status == STATUS_OK)
        status = klimb_trainer_init(&trainer, config, &data, (uint64_t)job->seed, &backend, &error);
    double prepared = clock_now() - began;
    if (status == STATUS_OK)
        step = try_steps(&trainer, &row);
    klimb_trainer_free(&trainer);
    klimb_dataset_free(&data);
    return step >= 0 ? prepared + step * (double)config->steps +
                           row * (double)klimb_config_logged_count(config)
                     : 0;
}

/* ---- all jobs -------------------------------------------------------------------------------- */

/* The last trial, and what all have taken. */
struct trials {
    double seconds_a_step, spent;
};

static double by_trial(struct trials *trials, const struct job *job) {
    double steps = (double)job->scenario->config.steps, began = clock_now();
    if (trials->spent < EXPECT_TRIALS_MAX) {
        double seconds = try_run(job);
        trials->spent += clock_now() - began;
        if (seconds > 0 && steps > 0)
            trials->seconds_a_step = seconds / steps;
        return seconds;
    }
    return trials->seconds_a_step * steps;
}

static double expect_one(struct trials *trials, const struct job *job, const char *kept) {
    double seconds = measured(job, kept);
    if (!(seconds > 0))
        seconds = scenario_is_external(job->scenario) ? job->scenario->external.timeout
                                                      : by_trial(trials, job);
    if (!(seconds > 0))
        seconds = unknown_seconds;
    return seconds > least_seconds ? seconds : least_seconds;
}

void expect_seconds(double *seconds, const struct job *jobs, long count, const char *kept) {
    struct trials trials = {0};
    for (long i = 0; i < count; i++) {
        int is_same = i > 0 && jobs[i].scenario == jobs[i - 1].scenario &&
                      jobs[i].backend == jobs[i - 1].backend;
        seconds[i] = is_same ? seconds[i - 1] : expect_one(&trials, &jobs[i], kept);
    }
}
