/* The writing part of file.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lock.h"

static int write_all(int file, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t written = write(file, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        bytes += written;
        size -= (size_t)written;
    }
    return 0;
}

/* The name is on the disk once its folder is. A file system that cannot say so (EINVAL) has the
 * whole file in place all the same, so the answer is not an error of the write. */
static void sync_folder(const char *path) {
    char parent[FILE_PATH_MAX];
    file_parent(parent, path);
    int folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return;
    (void)fsync(folder);
    close(folder);
}

/* ---- the temporary file ---------------------------------------------------------------------- */

/* <folder>/.<name>.klimb: one name for all who write the file, so that leftovers do not pile up. */
static enum status temporary_of(char out[FILE_PATH_MAX], const char *path, struct error *error) {
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    int length = snprintf(out, FILE_PATH_MAX, "%.*s.%s.klimb", (int)(name - path), path, name);
    if (length > 0 && length < FILE_PATH_MAX)
        return STATUS_OK;
    errno = ENAMETOOLONG;
    return file_error(error, "write", path);
}

/* Open the temporary file, empty, for this process alone. Returns -1 with errno. */
static int open_temporary(const char *temporary) {
    for (int waits = 0; waits < LOCK_TRIES; waits++) {
        int file = open(temporary, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
        if (file < 0)
            return -1;
        int is_mine = lock_try(file) != LOCK_BUSY;
        if (is_mine && lock_is_named(file, temporary)) {
            if (ftruncate(file, 0) == 0)
                return file;
            int reason = errno;
            close(file);
            errno = reason;
            return -1;
        }
        close(file);
        if (!is_mine)
            lock_pause();
    }
    errno = EBUSY;
    return -1;
}

/* Fill the temporary file and give it its name. */
static enum status write_and_rename(int file, const char *temporary, const char *path,
                                    const void *bytes, size_t size, struct error *error) {
    int is_done = write_all(file, bytes, size) == 0 && fsync(file) == 0 &&
                  rename(temporary, path) == 0;
    int reason = errno;
    if (!is_done)
        unlink(temporary); /* while it is locked, so that it is not another one's */
    close(file);           /* fsync has reported whatever close could */
    errno = reason;
    if (!is_done)
        return file_error(error, "write", path);
    sync_folder(path);
    return STATUS_OK;
}

/* Prepares for writing: makes the folders above, and checks that nothing is in the way. */
static enum status prepare(const char *path, struct error *error) {
    char parent[FILE_PATH_MAX];
    struct stat about;
    if (strlen(path) >= FILE_PATH_MAX) {
        errno = ENAMETOOLONG;
        return file_error(error, "write", path);
    }
    file_parent(parent, path);
    enum status status = file_make_folders(parent, error);
    if (status == STATUS_OK && lstat(path, &about) == 0 && !S_ISREG(about.st_mode))
        status = klimb_error_set(error, STATUS_IO,
                                 "cannot write %s: it exists and is not a regular file", path);
    return status;
}

enum status file_write(const char *path, const void *bytes, size_t size, struct error *error) {
    char temporary[FILE_PATH_MAX];
    enum status status = prepare(path, error);
    if (status == STATUS_OK)
        status = temporary_of(temporary, path, error);
    if (status != STATUS_OK)
        return status;
    int file = open_temporary(temporary);
    if (file < 0)
        return file_error(error, "write", path);
    return write_and_rename(file, temporary, path, bytes, size, error);
}

enum status file_copy(const char *from, const char *to, struct error *error) {
    enum { LIMIT = 1 << 30 };
    char *bytes;
    size_t size;
    enum status status = file_read(&bytes, &size, from, LIMIT, error);
    if (status != STATUS_OK)
        return status;
    status = file_write(to, bytes, size, error);
    free(bytes);
    return status;
}

/* ---- without a name -------------------------------------------------------------------------- */

/* Give an open file that has no name one. Returns 0 also when another process has given it to its own. */
static int link_open_file(int file, const char *path) {
    char open_path[64];
    snprintf(open_path, sizeof open_path, "/proc/self/fd/%d", file);
    return linkat(AT_FDCWD, open_path, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 || errno == EEXIST
               ? 0
               : -1;
}

enum status file_write_hidden(const char *path, const void *bytes, size_t size,
                              struct error *error) {
    char parent[FILE_PATH_MAX];
    file_parent(parent, path);
    int file = open(parent, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644);
    int is_done = file >= 0 && write_all(file, bytes, size) == 0 && link_open_file(file, path) == 0;
    if (file >= 0)
        close(file);
    return is_done ? STATUS_OK : file_write(path, bytes, size, error);
}
