/* Removing what was accepted, rejected, or passes again, while a check may replace it. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/lock.h"
#include "pending/pending_internal.h"

/* ---- one at a time ---------------------------------------------------------------------------- */

/* Open and lock the root. Returns LOCK_BUSY where another process has the lock, or has just removed the root. */
static enum lock try_root(int *file, const char *root) {
    *file = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*file < 0)
        return LOCK_NONE;
    enum lock lock = lock_try(*file);
    if (lock == LOCK_TAKEN && !lock_is_named(*file, root))
        lock = LOCK_BUSY;
    if (lock != LOCK_TAKEN) {
        close(*file);
        *file = -1;
    }
    return lock;
}

enum status pending_lock(int *file, const char *root, struct error *error) {
    for (int i = 0; i < LOCK_TRIES; i++) {
        if (try_root(file, root) != LOCK_BUSY)
            return STATUS_OK;
        lock_pause();
    }
    return klimb_error_set(error, STATUS_IO, "cannot change %s: another klimb keeps it locked",
                           root);
}

void pending_unlock(int file) {
    if (file >= 0)
        close(file);
}

/* ---- which one is there ------------------------------------------------------------------------ */

/* The seal that pending.json has, "" without one. */
static enum status read_seal(char seal[65], const char *folder, struct error *error) {
    char path[FILE_PATH_MAX], *text = NULL;
    size_t size;
    enum file_kind kind = FILE_NONE;
    cJSON *json = NULL;
    seal[0] = '\0';
    enum status status = file_join(path, folder, PENDING_JSON, error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    if (status != STATUS_OK || kind == FILE_NONE)
        return status;
    status = file_read(&text, &size, path, PENDING_JSON_LIMIT, error);
    if (status == STATUS_OK)
        status = json_parse(&json, path, text, error);
    const char *said = cJSON_GetStringValue(
        cJSON_GetObjectItemCaseSensitive(json, PENDING_SEAL_KEY));
    if (status == STATUS_OK && said != NULL)
        snprintf(seal, 65, "%s", said);
    cJSON_Delete(json);
    free(text);
    return status;
}

enum status pending_check_same(const struct pending *pending, struct error *error) {
    char seal[65];
    enum status status = read_seal(seal, pending->folder, error);
    if (status != STATUS_OK || strcmp(seal, pending->seal) == 0)
        return status;
    return klimb_error_set(error, STATUS_FAILED,
                           seal[0] != '\0' ? "%s: a newer check has replaced what was shown"
                                           : "%s is no longer pending",
                           pending->name);
}

/* ---- removing -------------------------------------------------------------------------------- */

/* Remove empty folders from `folder` up to the root. */
static void remove_empty(const char *root, const char *folder) {
    char path[FILE_PATH_MAX];
    snprintf(path, sizeof path, "%s", folder);
    while (rmdir(path) == 0 && strcmp(path, root) != 0)
        file_parent(path, path);
}

/* pending.json goes first: without it the rest is ignored. */
static enum status remove_files(const char *root, const char *name, struct error *error) {
    char folder[FILE_PATH_MAX], runs[FILE_PATH_MAX], clean_root[FILE_PATH_MAX];
    enum status status = file_join(folder, root, name, error);
    if (status == STATUS_OK)
        status = file_join(clean_root, "", root, error);
    if (status == STATUS_OK)
        status = file_join(runs, folder, PENDING_RUNS, error);
    if (status == STATUS_OK)
        status = file_remove(folder, PENDING_JSON, error);
    if (status == STATUS_OK)
        status = file_remove(folder, PENDING_SCENARIO, error);
    if (status == STATUS_OK)
        status = folder_remove(runs, error);
    if (status == STATUS_OK)
        remove_empty(clean_root, folder);
    return status;
}

enum status pending_remove(const char *root, const char *name, const struct pending *shown,
                           struct error *error) {
    int lock;
    enum status status = pending_lock(&lock, root, error);
    if (status != STATUS_OK)
        return status;
    if (shown != NULL)
        status = pending_check_same(shown, error);
    if (status == STATUS_OK)
        status = remove_files(root, name, error);
    pending_unlock(lock);
    return status;
}
