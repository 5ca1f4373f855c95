#include "sweep/study_find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

enum status study_list(char ***names, long *count, const char *experiments, struct error *error) {
    char folder[FILE_PATH_MAX];
    *names = NULL;
    *count = 0;
    enum file_kind kind = FILE_NONE;
    enum status status = file_join(folder, experiments, SCENARIO_STUDIES, error);
    if (status == STATUS_OK)
        status = file_look(&kind, folder, error);
    if (status != STATUS_OK || kind == FILE_NONE)
        return status;
    return scenario_list_files(names, count, folder, error);
}

static enum status no_study(const char *experiments, const char *name, struct error *error) {
    char **names;
    long count;
    klimb_error_set(error, STATUS_INVALID, "there is no study '%s' in %s/%s", name, experiments,
                    SCENARIO_STUDIES);
    if (study_list(&names, &count, experiments, NULL) != STATUS_OK)
        return STATUS_INVALID;
    const char *nearest = count > 0 ? text_nearest(name, (const char *const *)names) : NULL;
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean %s?", nearest);
    else
        klimb_error_hint(error, "`klimb sweep` lists the studies");
    free(names);
    return STATUS_INVALID;
}

/* The path of a file of studies, without its folder, and anything else as it is. */
static const char *without_folder(const char *experiments, const char *reference) {
    char folder[FILE_PATH_MAX];
    static const char short_folder[] = SCENARIO_STUDIES "/";
    if (file_join(folder, experiments, SCENARIO_STUDIES, NULL) != STATUS_OK)
        return reference;
    size_t length = strlen(folder);
    if (strncmp(reference, folder, length) == 0 && reference[length] == '/')
        return reference + length + 1;
    if (strncmp(reference, short_folder, sizeof short_folder - 1) == 0)
        return reference + sizeof short_folder - 1;
    return reference;
}

/* Whether study_list would pass over it: a part of the name begins with a dot, as those of "../x" do. */
static int is_hidden(const char *name) {
    return name[0] == '.' || strstr(name, "/.") != NULL;
}

enum status study_find(char name[SCENARIO_NAME_MAX], char path[SCENARIO_NAME_MAX * 2],
                       const char *experiments, const char *reference, struct error *error) {
    char below[FILE_PATH_MAX], file[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    const char *given = without_folder(experiments, reference);
    int length = (int)scenario_name_length(given);
    if (length >= SCENARIO_NAME_MAX || text_has_controls(given) || is_hidden(given))
        return no_study(experiments, reference, error);
    snprintf(name, SCENARIO_NAME_MAX, "%.*s", length, given);
    snprintf(below, sizeof below, SCENARIO_STUDIES "/%s" SCENARIO_SUFFIX, name);
    enum status status = file_join(file, experiments, below, error);
    if (status == STATUS_OK)
        status = file_look(&kind, file, error);
    if (status != STATUS_OK)
        return status;
    if (kind != FILE_REGULAR || strlen(file) >= SCENARIO_NAME_MAX * 2)
        return no_study(experiments, name, error);
    memcpy(path, file, strlen(file) + 1);
    return STATUS_OK;
}
