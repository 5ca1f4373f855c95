#include "cli/check_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/check_history.h"
#include "judge/verdict_format.h"

enum { ALSO = 3, FILES = ALSO + 2 };

/* A file that the check writes; path NULL: it is not wanted. */
struct written {
    const char *path, *option, *format;
};

static void list_files(struct written files[FILES], const struct options *options) {
    const struct written list[FILES] = {
        {options->also.junit, "--junit", "junit"},
        {options->also.markdown, "--markdown", "markdown"},
        {options->also.json, "--json", "json"},
        {options->output, "--output", options->format != NULL ? options->format : "table"},
        {options->history != NULL ? options->history : HISTORY_DEFAULT, "--history", NULL}};
    memcpy(files, list, sizeof list);
    if (strcmp(files[FILES - 1].path, "none") == 0)
        files[FILES - 1].path = NULL;
}

/* A path by which a file is known, whatever it was named by: the folder as it is found, and the last part, which is
 * not followed, for file_write replaces a link. The path itself where there is no such folder. */
static enum status find_place(char place[FILE_PATH_MAX], const char *path, struct error *error) {
    char parent[FILE_PATH_MAX];
    const char *slash = strrchr(path, '/'), *leaf = slash != NULL ? slash + 1 : path;
    if (strlen(path) >= FILE_PATH_MAX)
        return klimb_error_set(error, STATUS_INVALID, "%.100s...: the path is too long", path);
    file_parent(parent, path);
    char *folder = realpath(parent, NULL);
    enum status status = file_join(place, folder != NULL ? folder : parent, leaf, error);
    free(folder);
    return status;
}

static enum status refuse_pair(const struct written *file, const struct written *other,
                               struct error *error) {
    char place[FILE_PATH_MAX], second[FILE_PATH_MAX];
    enum status status = find_place(place, file->path, error);
    if (status == STATUS_OK)
        status = find_place(second, other->path, error);
    if (status == STATUS_OK && strcmp(place, second) == 0) {
        status = klimb_error_set(error, STATUS_INVALID, "%s and %s are the same file, %s",
                                 file->option, other->option, file->path);
        klimb_error_hint(error, "give each a file of its own");
    }
    return status;
}

enum status check_files_refuse(const struct options *options, struct error *error) {
    struct written files[FILES];
    enum status status = STATUS_OK;
    list_files(files, options);
    for (long i = 0; status == STATUS_OK && i < FILES; i++) {
        if (files[i].path == NULL)
            continue;
        if (files[i].format != NULL && strcmp(files[i].path, "-") == 0) {
            status = klimb_error_set(error, STATUS_INVALID, "%s must be a file, not \"-\"",
                                     files[i].option);
            klimb_error_hint(error, "--format NAME alone prints to standard output; ./- is a file");
        }
        for (long j = 0; status == STATUS_OK && j < i; j++)
            if (files[j].path != NULL)
                status = refuse_pair(&files[j], &files[i], error);
    }
    return status;
}

static int save(const struct written *file, const struct check *check, int code) {
    struct error error = {0};
    verdict_formatter *write;
    enum status status = verdict_format_find(&write, file->format, &error);
    if (status == STATUS_OK)
        status = verdict_format_save(file->path, write, check->judgements, check->count,
                                     &check->summary, &error);
    return status == STATUS_OK ? code : options_fail(&error);
}

int check_files_save(const struct check *check, const struct options *options, int code) {
    struct written files[FILES];
    list_files(files, options);
    for (long i = 0; i < ALSO; i++)
        if (files[i].path != NULL)
            code = save(&files[i], check, code);
    return save(&files[ALSO], check, code);
}
