#include "check/calibrate.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/binomial.h"
#include "base/file.h"
#include "base/text.h"
#include "check/check_golden.h"
#include "run/made_run.h"
#include "run/runner.h"

#define CALIBRATE_FINDING_WORDS(NAME, words, when) words,
const char *const calibrate_finding_words[] = {CALIBRATE_FINDING_TABLE(CALIBRATE_FINDING_WORDS)
                                                   NULL};

static void note(struct calibration *calibration, const struct ensemble_result *result) {
    calibration->ensembles++;
    calibration->alarms += result->p <= ENSEMBLE_ALPHA;
    calibration->mild_alarms += result->p <= CALIBRATE_MILD;
    calibration->smallest = fmin(calibration->smallest, result->p);
    calibration->stated = result->method == ENSEMBLE_PREDICTION ? ENSEMBLE_SINGLE_LEVEL
                                                                : ENSEMBLE_ALPHA;
    if (result->departed && calibration->first[0] == '\0')
        snprintf(calibration->first, sizeof calibration->first, "%s", result->message);
}

/* Compare records in groups of `runs`. */
static enum status count_alarms(struct calibration *calibration, const struct golden *golden,
                                const struct record *records, long count, struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i + calibration->runs <= count;
         i += calibration->runs) {
        struct ensemble_result result;
        status = ensemble_compare(&result, golden, records + i, calibration->runs, ENSEMBLE_ALPHA,
                                  error);
        if (status == STATUS_OK && result.method != ENSEMBLE_NONE)
            note(calibration, &result);
    }
    return status;
}

/* Read the record of a finished run and remove it. */
static enum status take_record(struct record *record, const struct job *job, struct error *error) {
    if (!job->done) {
        if (error != NULL)
            *error = job->error;
        return job->error.status != STATUS_OK
                   ? job->error.status
                   : klimb_error_set(error, STATUS_FAILED, "a run of %s broke",
                                     job->scenario->name);
    }
    enum status status = record_read(record, job->folder, error);
    if (status != STATUS_OK)
        return status;
    record->seed = job->seed;
    return record_remove(job->folder, error);
}

/* ---- runs that are there already ------------------------------------------------------------- */

/* Read the record of a job from the folder `records`; record->rows stays 0 if it is not there. */
static enum status find_record(struct record *record, const struct job *job, const char *records,
                               struct error *error) {
    char folder[JOB_FOLDER_MAX];
    if (records == NULL)
        return STATUS_OK;
    enum status status = runner_job_folder(folder, job, records, error);
    if (status != STATUS_OK || !file_is_folder(folder))
        return status;
    struct job found = *job;
    status = made_run_find(&found, folder, record, error);
    if (status == STATUS_FAILED)
        klimb_error_hint(error, "without --records every run is made again");
    return status;
}

/* ---- batches --------------------------------------------------------------------------------- */

/* Runs that are counted at once. */
struct batch {
    long count, missing;
    struct record *records; /* [count] */
    struct job *jobs;       /* [missing] to be run */
    long *place;            /* [missing] index of their record */
};

static void batch_free(struct batch *batch) {
    for (long i = 0; batch->records != NULL && i < batch->count; i++)
        record_free(&batch->records[i]);
    free(batch->records);
    free(batch->jobs);
    free(batch->place);
}

/* Makes room for the records of all jobs, reads those that exist, and lists the others. */
static enum status batch_make(struct batch *batch, const struct job *jobs, long count,
                              const char *records, struct error *error) {
    *batch = (struct batch){.count = count};
    batch->records = calloc((size_t)count, sizeof *batch->records);
    batch->jobs = calloc((size_t)count, sizeof *batch->jobs);
    batch->place = calloc((size_t)count, sizeof *batch->place);
    if (batch->records == NULL || batch->jobs == NULL || batch->place == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld records", count);
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < count; i++) {
        status = find_record(&batch->records[i], &jobs[i], records, error);
        if (status != STATUS_OK || batch->records[i].rows > 0)
            continue;
        batch->jobs[batch->missing] = jobs[i];
        batch->place[batch->missing++] = i;
    }
    return status;
}

static enum status batch_run(struct batch *batch, struct check *check,
                             const struct check_options *options, struct error *error) {
    if (batch->missing == 0)
        return STATUS_OK;
    enum status status = check_run_jobs(check, batch->jobs, batch->missing, options, error);
    if (status != STATUS_OK)
        klimb_error_hint(error, "none of these records is kept; the table has what was counted in "
                                "other scenarios before");
    for (long i = 0; status == STATUS_OK && i < batch->missing; i++)
        status = take_record(&batch->records[batch->place[i]], &batch->jobs[i], error);
    return status;
}

/* One batch of ensembles after another: the records of thousands would fill disk and memory. */
static enum status run_and_count(struct calibration *group, struct calibration *single,
                                 const struct check_options *options, const char *records,
                                 struct check *check, const struct golden *golden,
                                 struct error *error) {
    enum status status = STATUS_OK;
    long most = CALIBRATE_BATCH * group->runs;
    const struct check_item *item = &check->items[0];
    for (long first = 0; status == STATUS_OK && first < item->runs; first += most) {
        struct batch batch;
        long left = item->runs - first, count = left < most ? left : most;
        status = batch_make(&batch, item->jobs + first, count, records, error);
        if (status == STATUS_OK)
            status = batch_run(&batch, check, options, error);
        if (status == STATUS_OK)
            status = count_alarms(group, golden, batch.records, count, error);
        if (status == STATUS_OK)
            status = count_alarms(single, golden, batch.records, count, error);
        batch_free(&batch);
    }
    return status;
}

/* Reads a golden that fresh runs of the scenario can be compared with. */
static enum status read_golden(struct golden *golden, const struct scenario *scenario,
                               const char *expected, long first_seed, struct error *error) {
    enum status status = check_read_golden(golden, scenario, expected, error);
    if (status != STATUS_OK || first_seed >= golden->ensemble_count)
        return status;
    status = klimb_error_set(error, STATUS_INVALID,
                             "seed %ld is one of the %ld of the golden of %s", first_seed,
                             golden->ensemble_count, scenario->name);
    klimb_error_hint(error, "the new seeds begin at %ld; the default is %d", golden->ensemble_count,
                     CALIBRATE_FIRST_SEED);
    golden_free(golden);
    return status;
}

/* Plan the runs: their number depends on the scenario's ensemble, known after loading. */
static enum status plan(struct check *check, const struct check_options *options, const char *name,
                        long ensembles, long first_seed, struct error *error) {
    struct check_options own = check_one_seed(options, first_seed);
    own.names = &name;
    own.name_count = 1;
    enum status status = check_plan(check, &own, error);
    if (status != STATUS_OK)
        return status;
    own.seed_count = ensembles * check->items[0].scenario.ensemble_seeds;
    check_free(check);
    if (first_seed > LONG_MAX - own.seed_count)
        return klimb_error_set(error, STATUS_INVALID,
                               "seed %ld is too large: %ld runs begin there, and the largest seed "
                               "is %ld",
                               first_seed, own.seed_count, LONG_MAX);
    return check_plan(check, &own, error);
}

enum status calibrate_scenario(struct calibration *group, struct calibration *single,
                               const struct check_options *options, const char *name,
                               const struct calibrate_request *request, struct error *error) {
    struct check check;
    struct golden golden = {0};
    enum status status = plan(&check, options, name, request->ensembles, request->first_seed,
                              error);
    if (status != STATUS_OK)
        return status;
    const struct scenario *scenario = &check.items[0].scenario;
    *group = (struct calibration){
        .backend = options->backend, .runs = scenario->ensemble_seeds, .smallest = 1};
    snprintf(group->scenario, sizeof group->scenario, "%s", scenario->name);
    *single = *group;
    single->runs = 1;
    status = read_golden(&golden, scenario, options->expected, request->first_seed, error);
    if (status == STATUS_OK)
        status = run_and_count(group, single, options, request->records, &check, &golden, error);
    golden_free(&golden);
    check_free(&check);
    return status;
}

void calibrate_add(struct calibration *sum, const struct calibration *part) {
    sum->ensembles += part->ensembles;
    sum->alarms += part->alarms;
    sum->mild_alarms += part->mild_alarms;
    sum->smallest = fmin(sum->smallest, part->smallest);
    sum->stated = fmax(sum->stated, part->stated);
}

enum calibrate_finding calibrate_judge(const struct calibration *calibration) {
    double low, high;
    binomial_interval(&low, &high, calibration->alarms, calibration->ensembles, CALIBRATE_LEVEL);
    if (low > calibration->stated)
        return CALIBRATE_NOT_HELD;
    return high <= calibration->stated ? CALIBRATE_SHOWN : CALIBRATE_HOLDS;
}

void calibrate_format(struct text *text, const struct calibration *calibrations, long count) {
    text_add(text, "scenario,backend,runs,ensembles,alarms,rate_low,rate_high,mild_alarms,"
                   "mild_rate_low,mild_rate_high,smallest_p,stated,holds\n");
    for (long i = 0; i < count; i++) {
        const struct calibration *row = &calibrations[i];
        double low, high, mild_low, mild_high;
        if (row->ensembles == 0)
            continue;
        binomial_interval(&low, &high, row->alarms, row->ensembles, CALIBRATE_LEVEL);
        binomial_interval(&mild_low, &mild_high, row->mild_alarms, row->ensembles, CALIBRATE_LEVEL);
        text_add_escaped(text, row->scenario, TEXT_CSV);
        text_add(text, ",%s,%ld,%ld,%ld,%.4g,%.4g,%ld,%.4g,%.4g,%.4g,%g,%s\n",
                 klimb_backend_names[row->backend], row->runs, row->ensembles, row->alarms, low,
                 high, row->mild_alarms, mild_low, mild_high, row->smallest, row->stated,
                 calibrate_finding_words[calibrate_judge(row)]);
    }
}
