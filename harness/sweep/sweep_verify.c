#include "sweep/sweep_verify.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

static void add_name(struct text *text, const struct sweep *sweep, const struct job *job,
                     long run) {
    sweep_plan_add_point(text, &sweep->plan, sweep_plan_point(&sweep->plan, run));
    text_add(text, ", seed %ld (%s): ", job->seed, job->place);
}

/* ---- records as they are ---------------------------------------------------------------------- */

static enum status read_one(struct sweep_verified *verified, const struct sweep *sweep, long run,
                            struct error *error) {
    struct job job;
    struct record record;
    struct error reason = {0};
    enum status status = sweep_plan_job(&job, &sweep->plan, run, error);
    if (status != STATUS_OK)
        return status;
    verified->read++;
    status = record_read(&record, job.place, &reason);
    if (status == STATUS_OK) {
        record_free(&record);
        return STATUS_OK;
    }
    if (status == STATUS_MEMORY || sweep_record_is_refused(status, job.place)) {
        *error = reason;
        return status;
    }
    verified->wrong++;
    add_name(&verified->told, sweep, &job, run);
    text_add_error(&verified->told, &reason);
    text_add(&verified->told, "\n");
    return STATUS_OK;
}

static enum status read_all(struct sweep_verified *verified, const struct sweep *sweep,
                            struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < sweep->plan.runs; i++)
        if (sweep->results.runs[i].state == SWEEP_TAKEN)
            status = read_one(verified, sweep, i, error);
    verified->wrong += sweep->results.count[SWEEP_OTHER] + sweep->results.count[SWEEP_BROKEN];
    text_add(&verified->told, "%s", text_string(&sweep->results.told));
    return status;
}

/* ---- a share of them made again --------------------------------------------------------------- */

struct drawn {
    long run;
    char order[65];
};

static int compare_order(const void *a, const void *b) {
    return strcmp(((const struct drawn *)a)->order, ((const struct drawn *)b)->order);
}

/* drawn  out [sweep->plan.runs]  the runs taken, in random order. Returns their number. */
static long draw(struct drawn *drawn, const struct sweep *sweep, long seed) {
    long count = 0;
    for (long i = 0; i < sweep->plan.runs; i++) {
        char place[64];
        if (sweep->results.runs[i].state != SWEEP_TAKEN)
            continue;
        snprintf(place, sizeof place, "%ld %ld", seed, i);
        drawn[count].run = i;
        file_digest(drawn[count++].order, place, strlen(place));
    }
    qsort(drawn, (size_t)count, sizeof *drawn, compare_order);
    return count;
}

/* A repeated run that breaks is an error: it says nothing about the record. */
static enum status digest_again(char digest[65], const struct job *job, struct error *error) {
    struct record record;
    if (!job->done) {
        *error = job->error;
        return job->error.status != STATUS_OK ? job->error.status : STATUS_FAILED;
    }
    enum status status = record_read(&record, job->folder, error);
    if (status != STATUS_OK)
        return status;
    record_digest(digest, &record);
    record_free(&record);
    return STATUS_OK;
}

static enum status compare(struct sweep_verified *verified, const struct sweep *sweep,
                           const struct job *job, long run, struct error *error) {
    const struct sweep_run *kept = &sweep->results.runs[run];
    char digest[65];
    struct job place;
    enum status status = digest_again(digest, job, error);
    if (status == STATUS_OK)
        status = sweep_plan_job(&place, &sweep->plan, run, error);
    if (status != STATUS_OK)
        return status;
    verified->again++;
    if (strcmp(digest, kept->record_digest) == 0)
        return STATUS_OK;
    verified->wrong++;
    add_name(&verified->told, sweep, &place, run);
    text_add(&verified->told, "the digest of the record is %.12s; the run repeated gives %.12s\n",
             kept->record_digest, digest);
    return STATUS_OK;
}

static enum status make_again(struct sweep_verified *verified, const struct sweep *sweep,
                              const struct sweep_options *options, const struct drawn *drawn,
                              struct job *jobs, long count, struct error *error) {
    struct check runs = {0};
    const struct check_options check_options = {.experiments = options->experiments,
                                                .out = options->out,
                                                .backend = options->backend,
                                                .is_unkept = 1,
                                                .runner = options->runner};
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < count; i++) {
        status = sweep_plan_job(&jobs[i], &sweep->plan, drawn[i].run, error);
        jobs[i].place[0] = '\0';
    }
    if (status == STATUS_OK)
        status = check_run_jobs(&runs, jobs, count, &check_options, error);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = compare(verified, sweep, &jobs[i], drawn[i].run, error);
    check_free(&runs);
    return status;
}

enum status sweep_verify(struct sweep_verified *verified, const struct sweep *sweep,
                         const struct sweep_options *options, double share, long seed,
                         struct error *error) {
    long taken = sweep->results.count[SWEEP_TAKEN];
    long count = (long)ceil(share * (double)taken);
    struct drawn *drawn = calloc((size_t)taken + 1, sizeof *drawn);
    struct job *jobs = calloc((size_t)count + 1, sizeof *jobs);
    *verified = (struct sweep_verified){0};
    enum status status = STATUS_OK;
    if (drawn == NULL || jobs == NULL)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for %ld runs", taken);
    if (status == STATUS_OK)
        status = read_all(verified, sweep, error);
    if (status == STATUS_OK && draw(drawn, sweep, seed) + verified->wrong == 0)
        status = klimb_error_set(error, STATUS_INVALID, "no run of %s was made yet",
                                 sweep->study.name);
    if (status == STATUS_OK)
        status = make_again(verified, sweep, options, drawn, jobs, count, error);
    free(drawn);
    free(jobs);
    return status;
}

void sweep_verified_free(struct sweep_verified *verified) {
    text_free(&verified->told);
    *verified = (struct sweep_verified){0};
}
