#include "run/made_run.h"

#include <string.h>

#include "base/file.h"
#include "record/versions.h"
#include "run/artefacts.h"
#include "run/made_manifest.h"
#include "scenario/scenario.h"

/* Every run of klimb's trainer that completes leaves the first of them. */
static enum status check_artefacts(const struct record *record, const struct job *job,
                                   const char *folder, struct error *error) {
    char path[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    if (!job->wants_artefacts || record->outcome.diverged || scenario_is_external(job->scenario))
        return STATUS_OK;
    enum status status = file_join(path, folder, artefacts_names[0], error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    if (status != STATUS_OK || kind == FILE_REGULAR)
        return status;
    return klimb_error_set(error, STATUS_FAILED, "%s has no %s", folder, artefacts_names[0]);
}

/* Reads the record and checks that it ends where its manifest says. */
static enum status read_record(struct record *record, const struct made_manifest *made,
                               const char *folder, struct error *error) {
    char file[FILE_PATH_MAX];
    enum status status = file_join(file, folder, "record.csv", error);
    if (status == STATUS_OK)
        status = record_read(record, folder, error);
    if (status != STATUS_OK)
        return status;
    status = made_manifest_check_end(made, file, record->step[record->rows - 1], error);
    if (status != STATUS_OK)
        record_free(record);
    return status;
}

static void take(struct job *job, const struct made_manifest *made, const char *folder) {
    memmove(job->folder, folder, strlen(folder) + 1);
    job->done = 1;
    job->error = (struct error){0};
    job->seconds = made->seconds;
}

enum status made_run_find(struct job *job, const char *folder, struct record *record,
                          struct error *error) {
    struct record found = {0};
    struct made_manifest made;
    const struct made_wanted wanted = {
        .digest = job->scenario->digest,
        .backend = scenario_backend_name(job->scenario, job->backend),
        .version = versions_klimb(),
        .seed = job->seed};
    enum status status = made_manifest_read(&made, folder, &wanted, error);
    if (status == STATUS_OK)
        status = read_record(&found, &made, folder, error);
    if (status == STATUS_OK)
        status = check_artefacts(&found, job, folder, error);
    if (status == STATUS_OK)
        take(job, &made, folder);
    if (status == STATUS_OK && record != NULL)
        *record = found;
    else
        record_free(&found);
    return status;
}
