#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder is put in place again when another process has put or removed one in between. */
enum { PUT_TRIES = 100 };

/* ---- what is in a folder --------------------------------------------------------------------- */

static enum status visit_entry(const char *folder, const char *below, const char *name,
                               folder_visitor *visit, void *context, struct error *error) {
    char path[FILE_PATH_MAX], part[FILE_PATH_MAX];
    struct stat about;
    enum status status = file_join(path, folder, name, error);
    if (status == STATUS_OK)
        status = file_join(part, below, name, error);
    if (status != STATUS_OK)
        return status;
    if (lstat(path, &about) != 0) /* another process may be deleting the same */
        return errno == ENOENT ? STATUS_OK : file_error(error, "read", path);
    return visit(context, path, part, &about, error);
}

static enum status each_entry(const char *folder, const char *below, folder_visitor *visit,
                              void *context, struct error *error) {
    DIR *stream = opendir(folder);
    if (stream == NULL)
        return errno == ENOENT ? STATUS_OK : file_error(error, "read the folder", folder);
    enum status status = STATUS_OK;
    struct dirent *entry;
    while (errno = 0, (entry = readdir(stream)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        int is_first = status == STATUS_OK;
        enum status visited = visit_entry(folder, below, entry->d_name, visit, context,
                                          is_first ? error : NULL);
        if (is_first)
            status = visited;
    }
    if (status == STATUS_OK && errno != 0)
        status = file_error(error, "read the folder", folder);
    closedir(stream);
    return status;
}

enum status folder_each(const char *folder, folder_visitor *visit, void *context,
                        struct error *error) {
    return each_entry(folder, "", visit, context, error);
}

static enum status remove_once(const char *path, struct error *error);

/* Tries unlink first: asking for the kind of file could fail, and leave behind what can be deleted. */
static enum status remove_entry(const char *folder, const char *name, struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, folder, name, error);
    if (status != STATUS_OK || unlink(path) == 0 || errno == ENOENT)
        return status;
    return errno == EISDIR ? remove_once(path, error) : file_error(error, "delete", path);
}

/* Goes on after an error, so that as little as possible is left. */
static enum status remove_entries(DIR *stream, const char *folder, struct error *error) {
    enum status status = STATUS_OK;
    struct dirent *entry;
    while (errno = 0, (entry = readdir(stream)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        int is_first = status == STATUS_OK;
        enum status removed = remove_entry(folder, entry->d_name, is_first ? error : NULL);
        if (is_first)
            status = removed;
    }
    if (status == STATUS_OK && errno != 0)
        status = file_error(error, "read the folder", folder);
    return status;
}

static enum status remove_once(const char *path, struct error *error) {
    DIR *stream = opendir(path);
    if (stream == NULL)
        return errno == ENOENT ? STATUS_OK : file_error(error, "read the folder", path);
    enum status status = remove_entries(stream, path, error);
    closedir(stream);
    if (status == STATUS_OK && rmdir(path) != 0 && errno != ENOENT)
        status = file_error(error, "delete the folder", path);
    return status;
}

/* Twice, because reading a folder may fail halfway and work the next time. */
enum status folder_remove(const char *path, struct error *error) {
    return remove_once(path, NULL) == STATUS_OK ? STATUS_OK : remove_once(path, error);
}

/* ---- linking --------------------------------------------------------------------------------- */

struct linking {
    const char *to;
    int (*skips)(void *context, const char *below);
    void *context;
};

static int has_no_links(int reason) {
    return reason == EPERM || reason == EOPNOTSUPP || reason == ENOSYS || reason == EMLINK ||
           reason == EXDEV;
}

static enum status link_entry(void *context, const char *path, const char *below,
                              const struct stat *about, struct error *error) {
    const struct linking *linking = context;
    char to[FILE_PATH_MAX];
    if (linking->skips != NULL && linking->skips(linking->context, below))
        return STATUS_OK;
    enum status status = file_join(to, linking->to, below, error);
    if (status != STATUS_OK)
        return status;
    if (S_ISDIR(about->st_mode))
        return each_entry(path, below, link_entry, context, error);
    char parent[FILE_PATH_MAX];
    file_parent(parent, to);
    status = file_make_folders(parent, error); /* so only for folders with something to link */
    struct stat there;
    if (status != STATUS_OK || lstat(to, &there) == 0 || link(path, to) == 0 || errno == ENOENT)
        return status;
    if (has_no_links(errno) && S_ISREG(about->st_mode))
        return file_copy(path, to, error);
    return file_error(error, "write", to);
}

enum status folder_link(const char *from, const char *to,
                        int (*skips)(void *context, const char *below), void *context,
                        struct error *error) {
    struct linking linking = {.to = to, .skips = skips, .context = context};
    enum status status = file_make_folders(to, error);
    return status == STATUS_OK ? each_entry(from, "", link_entry, &linking, error) : status;
}

/* ---- in place -------------------------------------------------------------------------------- */

/* A file system that cannot sync a folder says EINVAL; the rename stands all the same. */
static enum status sync_one(const char *path, struct error *error) {
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return file_error(error, "read", path);
    int done = fsync(file) == 0 || errno == EINVAL || errno == EROFS;
    int reason = errno;
    close(file);
    errno = reason;
    return done ? STATUS_OK : file_error(error, "write", path);
}

static enum status sync_entry(void *context, const char *path, const char *below,
                              const struct stat *about, struct error *error) {
    (void)context;
    (void)below;
    return S_ISREG(about->st_mode) ? sync_one(path, error) : STATUS_OK;
}

enum status folder_sync(const char *path, struct error *error) {
    enum status status = each_entry(path, "", sync_entry, NULL, error);
    return status == STATUS_OK ? sync_one(path, error) : status;
}

static int has_no_exchange(int reason) {
    return reason == EINVAL || reason == ENOSYS || reason == EOPNOTSUPP;
}

/* Two renames by way of `aside`, for want of an exchange. Returns 0, or -1 with errno. */
static int swap_by_two(const char *from, const char *to, const char *aside) {
    if (rename(to, aside) != 0)
        return -1;
    if (rename(from, to) == 0)
        return 0;
    int reason = errno;
    (void)!rename(aside, to);
    errno = reason;
    return -1;
}

/* One try. Afterwards what was at `to` is at `old`, if anything was. Returns 0, or -1 with errno. */
static int put_once(const char *from, const char *to, char old[FILE_PATH_MAX]) {
    snprintf(old, FILE_PATH_MAX, "%s", from);
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (has_no_exchange(errno) &&
        rename(from, to) == 0) /* succeeds over nothing, or an empty folder */
        return 0;
    if (errno != EEXIST && errno != ENOTEMPTY)
        return -1;
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0)
        return 0;
    if (!has_no_exchange(errno))
        return -1;
    if (snprintf(old, FILE_PATH_MAX, "%s.old", from) >= FILE_PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return swap_by_two(from, to, old);
}

/* Only a folder may be replaced by one. */
static enum status check_target(const char *to, struct error *error) {
    struct stat about;
    if (lstat(to, &about) != 0 || S_ISDIR(about.st_mode))
        return STATUS_OK;
    return klimb_error_set(error, STATUS_IO,
                           "cannot write the folder %s: it exists and is not a folder", to);
}

enum status folder_put(const char *from, const char *to, struct error *error) {
    char parent[FILE_PATH_MAX], old[FILE_PATH_MAX];
    file_parent(parent, to);
    enum status status = file_make_folders(parent, error);
    if (status == STATUS_OK)
        status = check_target(to, error);
    if (status != STATUS_OK)
        return status;
    int tries = 0;
    while (put_once(from, to, old) != 0)
        if ((errno != ENOENT && errno != EEXIST && errno != ENOTEMPTY) || ++tries == PUT_TRIES)
            return file_error(error, "write the folder", to);
    /* It is in place now, whatever becomes of these two: the next process deletes what is left. */
    enum status ignored = sync_one(parent, NULL);
    ignored = folder_remove(old, NULL);
    (void)ignored;
    return STATUS_OK;
}
