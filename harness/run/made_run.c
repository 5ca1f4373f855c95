#include "run/made_run.h"

#include <string.h>

#include "base/file.h"
#include "record/versions.h"
#include "run/artefacts.h"
#include "scenario/scenario.h"

static enum status check_origin(const struct record *record, const struct job *job,
                                const char *folder, struct error *error) {
    const char *backend = scenario_backend_name(job->scenario, job->backend);
    if (strcmp(record->scenario_digest, job->scenario->digest) == 0 && record->seed == job->seed &&
        strcmp(record->backend, backend) == 0)
        return STATUS_OK;
    return klimb_error_set(error, STATUS_FAILED,
                           "%s is seed %ld of digest %.12s by %s, not seed %ld of digest %.12s by "
                           "%s",
                           folder, record->seed, record->scenario_digest, record->backend,
                           job->seed, job->scenario->digest, backend);
}

/* Another version may train the same scenario in another way. */
static enum status check_version(const struct record *record, const char *folder,
                                 struct error *error) {
    if (strcmp(record->version, versions_klimb()) == 0)
        return STATUS_OK;
    return klimb_error_set(error, STATUS_FAILED, "%s is of klimb \"%s\", not %s", folder,
                           record->version, versions_klimb());
}

/* Every run that completes leaves the first of them. */
static enum status check_artefacts(const struct record *record, const struct job *job,
                                   const char *folder, struct error *error) {
    char path[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    if (!job->wants_artefacts || record->outcome.diverged)
        return STATUS_OK;
    enum status status = file_join(path, folder, artefacts_names[0], error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    if (status != STATUS_OK || kind == FILE_REGULAR)
        return status;
    return klimb_error_set(error, STATUS_FAILED, "%s has no %s", folder, artefacts_names[0]);
}

/* The manifest is the last file that is written: without one there is nothing to read. */
static enum status check_manifest(const char *folder, struct error *error) {
    char path[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    enum status status = file_join(path, folder, "manifest.json", error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    if (status != STATUS_OK || kind == FILE_REGULAR)
        return status;
    return klimb_error_set(error, STATUS_FAILED, "there is no record in %s", folder);
}

enum status made_run_find(struct job *job, const char *folder, struct record *record,
                          struct error *error) {
    struct record found;
    enum status status = check_manifest(folder, error);
    if (status == STATUS_OK)
        status = record_read(&found, folder, error);
    if (status != STATUS_OK)
        return status;
    status = check_origin(&found, job, folder, error);
    if (status == STATUS_OK)
        status = check_version(&found, folder, error);
    if (status == STATUS_OK)
        status = check_artefacts(&found, job, folder, error);
    if (status == STATUS_OK) {
        memmove(job->folder, folder, strlen(folder) + 1);
        job->done = 1;
        job->error = (struct error){0};
        job->seconds = found.seconds;
    }
    if (status == STATUS_OK && record != NULL)
        *record = found;
    else
        record_free(&found);
    return status;
}
