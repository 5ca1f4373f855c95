#include "check/certificate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

/* Chooses the first seed of every scenario that klimb trains without fetched data.
 *   jobs  out [check->count]
 * Returns the number of jobs. */
static long choose_jobs(struct job *jobs, const struct check *check) {
    long count = 0;
    for (long i = 0; i < check->count; i++)
        if (check->items[i].scenario.obtain[0] == '\0' && check->items[i].runs > 0 &&
            !scenario_is_external(&check->items[i].scenario))
            jobs[count++] = check->items[i].jobs[0];
    return count;
}

static enum status take_line(struct certificate_line *line, const struct job *job,
                             struct error *error) {
    struct record record;
    if (!job->done) {
        if (job->error.status == STATUS_OK)
            return klimb_error_set(error, STATUS_FAILED, "the run of %s broke",
                                   job->scenario->name);
        *error = job->error;
        return error->status;
    }
    enum status status = record_read(&record, job->folder, error);
    if (status != STATUS_OK)
        return status;
    snprintf(line->scenario, sizeof line->scenario, "%s", job->scenario->name);
    record_digest(line->digest, &record);
    record_free(&record);
    return line->digest[0] != '\0'
               ? STATUS_OK
               : klimb_error_set(error, STATUS_MEMORY, "no memory for a digest");
}

static int compare_names(const void *a, const void *b) {
    return strcmp(((const struct certificate_line *)a)->scenario,
                  ((const struct certificate_line *)b)->scenario);
}

static enum status sum_up(struct certificate *certificate, struct error *error) {
    struct text text = {0};
    qsort(certificate->lines, (size_t)certificate->count, sizeof *certificate->lines,
          compare_names);
    for (long i = 0; i < certificate->count; i++)
        text_add(&text, "%s %s\n", certificate->lines[i].scenario, certificate->lines[i].digest);
    enum status status = text.failed
                             ? klimb_error_set(error, STATUS_MEMORY, "no memory for a certificate")
                             : STATUS_OK;
    if (status == STATUS_OK)
        file_digest(certificate->digest, text_string(&text), text.length);
    text_free(&text);
    return status;
}

static enum status run(struct certificate *certificate, struct check *check,
                       const struct check_options *options, struct error *error) {
    size_t most = (size_t)check->count + 1;
    struct job *jobs = calloc(most, sizeof *jobs);
    certificate->lines = calloc(most, sizeof *certificate->lines);
    if (jobs == NULL || certificate->lines == NULL) {
        free(jobs);
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld runs", check->count);
    }
    certificate->count = choose_jobs(jobs, check);
    certificate->left_out = check->count - certificate->count;
    enum status status = check_run_jobs(check, jobs, certificate->count, options, error);
    for (long i = 0; status == STATUS_OK && i < certificate->count; i++)
        status = take_line(&certificate->lines[i], &jobs[i], error);
    free(jobs);
    return status;
}

enum status certificate_make(struct certificate *certificate, const struct check_options *options,
                             struct error *error) {
    struct check check;
    struct check_options own = check_one_seed(options, 0);
    *certificate = (struct certificate){.count = 0};
    own.backend = BACKEND_EXACT;
    enum status status = check_plan(&check, &own, error);
    if (status != STATUS_OK)
        return status;
    status = run(certificate, &check, &own, error);
    check_free(&check);
    if (status == STATUS_OK && certificate->count == 0)
        status = klimb_error_set(error, STATUS_FAILED, "there is no scenario to certify");
    if (status == STATUS_OK)
        status = sum_up(certificate, error);
    if (status != STATUS_OK)
        certificate_free(certificate);
    return status;
}

void certificate_free(struct certificate *certificate) {
    free(certificate->lines);
    *certificate = (struct certificate){.count = 0};
}
