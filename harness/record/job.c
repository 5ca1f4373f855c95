#include "record/job.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"

enum status job_folder(char folder[JOB_FOLDER_MAX], const struct job_name *name, const char *out,
                       struct error *error) {
    char below[FILE_PATH_MAX], path[FILE_PATH_MAX], variant[32] = "";
    if (name->overrides != NULL)
        snprintf(variant, sizeof variant, "set-%.12s/", name->overrides);
    snprintf(below, sizeof below, "%s/%s/%sseed-%04ld", name->scenario, name->backend, variant,
             name->seed);
    enum status status = file_join(path, out, below, error);
    if (status != STATUS_OK)
        return status;
    if (strlen(path) >= JOB_FOLDER_MAX) {
        return klimb_error_set(error, STATUS_INVALID,
                               "the path of a record has %zu bytes; it must have at most %d",
                               strlen(path), JOB_FOLDER_MAX - 1);
    }
    memcpy(folder, path, strlen(path) + 1);
    return STATUS_OK;
}
