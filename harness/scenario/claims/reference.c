#include "scenario/claims/reference.h"

#include <string.h>

#include "base/file.h"

static const char suffix[] = ".yaml";
enum { SUFFIX_LENGTH = sizeof suffix - 1 };

static enum status reference_check(const char *written, struct error *error) {
    size_t length = strlen(written);
    if (length <= SUFFIX_LENGTH || strcmp(written + length - SUFFIX_LENGTH, suffix) != 0) {
        klimb_error_set(error, STATUS_FORMAT,
                        "'%s' is not a scenario file: its name must end in .yaml", written);
        klimb_error_hint(error, "write '%s.yaml'", written);
        return STATUS_FORMAT;
    }
    if (written[0] == '/')
        return klimb_error_set(error, STATUS_FORMAT,
                               "'%s' is an absolute path; must be relative to this file", written);
    return STATUS_OK;
}

enum status reference_resolve(char *name, size_t size, const char *folder, const char *written,
                              struct error *error) {
    enum status status = reference_check(written, error);
    if (status != STATUS_OK)
        return status;
    char path[FILE_PATH_MAX];
    status = file_join(path, folder, written, error);
    if (status != STATUS_OK)
        return status;
    if (strncmp(path, "../", 3) == 0)
        return klimb_error_set(error, STATUS_FORMAT, "'%s' leaves the experiments folder", written);
    size_t length = strlen(path) - SUFFIX_LENGTH;
    if (length == 0 || path[length - 1] == '/')
        return klimb_error_set(error, STATUS_FORMAT, "'%s' has no name before its .yaml", written);
    if (length >= size)
        return klimb_error_set(error, STATUS_INVALID, "'%s' is longer than %zu bytes", path,
                               size - 1);
    memcpy(name, path, length);
    name[length] = '\0';
    return STATUS_OK;
}

/* The length of the leading folders that both paths have, each with its '/'. */
static size_t reference_common(const char *folder, const char *target) {
    size_t common = 0;
    for (size_t i = 0;; i++) {
        int folder_ends = folder[i] == '\0' || folder[i] == '/';
        if (folder_ends && target[i] == '/')
            common = i + 1;
        if (folder[i] == '\0' || folder[i] != target[i])
            return common;
    }
}

/* How many folders lie in the rest of a folder's path. */
static int reference_depth(const char *folder) {
    int depth = 0;
    for (const char *at = folder; *at != '\0'; at++)
        depth += at[0] != '/' && (at[1] == '/' || at[1] == '\0');
    return depth;
}

enum status reference_relative(char *out, size_t size, const char *folder, const char *target,
                               struct error *error) {
    if (strcmp(folder, ".") == 0)
        folder = "";
    size_t common = reference_common(folder, target);
    size_t folder_length = strlen(folder);
    const char *rest = folder + (common < folder_length ? common : folder_length);
    int up = reference_depth(rest);
    size_t length = 3 * (size_t)up + strlen(target + common);
    if (length >= size)
        return klimb_error_set(error, STATUS_INVALID, "the path to '%s' is longer than %zu bytes",
                               target, size - 1);
    for (; up > 0; up--)
        out = stpcpy(out, "../");
    strcpy(out, target + common);
    return STATUS_OK;
}
