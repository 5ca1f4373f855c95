#include "base/private_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/lock.h"

enum { NUMBERS_MAX = 1000, MAKE_TRIES = 20, HOST_MAX = 48 };

static const char private_name[] = ".klimb";
static const char ignore_name[] = ".gitignore";
static const char ignore_everything[] = "*\n";

/* Make the file that hides a private folder from git. It appears whole: an empty one would hide
 * nothing, not even itself. */
static enum status make_ignore(const char *root, struct error *error) {
    char path[FILE_PATH_MAX];
    struct stat about;
    enum status status = file_join(path, root, ignore_name, error);
    if (status != STATUS_OK || lstat(path, &about) == 0)
        return status;
    return file_write_hidden(path, ignore_everything, sizeof ignore_everything - 1, error);
}

/* Open a folder and lock it; *file is -1 unless it is locked. LOCK_BUSY also when it cannot be opened:
 * errno is ENOENT when another process has removed it, or is about to. */
static enum lock lock_folder(int *file, const char *path) {
    *file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (*file < 0)
        return LOCK_BUSY;
    enum lock lock = lock_try(*file);
    if (lock == LOCK_TAKEN && lock_is_named(*file, path))
        return LOCK_TAKEN;
    close(*file);
    *file = -1;
    errno = ENOENT;
    return lock == LOCK_NONE ? LOCK_NONE : LOCK_BUSY;
}

/* What the folders of this host begin with: its name, in letters, digits and hyphens, and a point. */
static void name_host(char host[HOST_MAX]) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    struct utsname names;
    snprintf(host, HOST_MAX, "%.*s", HOST_MAX - 2, uname(&names) == 0 ? names.nodename : "");
    for (char *at = host + strspn(host, allowed); *at != '\0'; at += strspn(at, allowed))
        *at = '-';
    strcat(host, ".");
}

/* Deletes what an ended process of this host has left. Without locks that cannot be determined, and it stays. So does
 * what another host has made: some shared file systems keep the locks of each host to itself. */
static enum status sweep_entry(void *context, const char *path, const char *below,
                               const struct stat *about, struct error *error) {
    const char *host = context;
    int lock;
    if (!S_ISDIR(about->st_mode) || strncmp(below, host, strlen(host)) != 0 ||
        lock_folder(&lock, path) != LOCK_TAKEN)
        return STATUS_OK;
    enum status status = folder_remove(path, error);
    close(lock);
    return status;
}

/* Locks the root, so that no process removes it, and makes it if needed. *file is -1 without locks; then no process
 * ever removes it. */
static enum status lock_root(int *file, const char *root, struct error *error) {
    for (int i = 0; i < LOCK_TRIES; i++) {
        enum status status = file_make_folders(root, error);
        if (status != STATUS_OK)
            return status;
        if (lock_folder(file, root) != LOCK_BUSY)
            return STATUS_OK;
        if (errno != ENOENT)
            return file_error(error, "read the folder", root);
        lock_pause();
    }
    return klimb_error_set(error, STATUS_IO, "cannot use %s: another klimb keeps it locked", root);
}

static void unlock(int file) {
    if (file >= 0)
        close(file);
}

/* Make and lock <root>/<host>.<process>-<number>, the first number that is free: another container of the host
 * may have the same process. */
static enum status make_numbered(struct private_folder *folder, const char *host,
                                 struct error *error) {
    for (int number = 0; number < NUMBERS_MAX; number++) {
        char name[HOST_MAX + 48];
        snprintf(name, sizeof name, "%s%ld-%d", host, (long)getpid(), number);
        enum status status = file_join(folder->path, folder->root, name, error);
        if (status != STATUS_OK)
            return status;
        if (mkdir(folder->path, 0777) == 0)
            return lock_folder(&folder->lock, folder->path) != LOCK_BUSY
                       ? STATUS_OK
                       : file_error(error, "lock the folder", folder->path);
        if (errno != EEXIST)
            break;
    }
    return file_error(error, "make the folder", folder->path);
}

/* Another host may remove the root at any of these steps, so that failing once means nothing. */
static enum status make_in_root(struct private_folder *folder, const char *host,
                                struct error *error) {
    enum status status = file_make_folders(folder->root, error);
    if (status == STATUS_OK)
        status = make_ignore(folder->root, error);
    return status == STATUS_OK ? make_numbered(folder, host, error) : status;
}

enum status private_folder_make(struct private_folder *folder, const char *near,
                                struct error *error) {
    char host[HOST_MAX];
    int root_lock;
    *folder = (struct private_folder){.lock = -1};
    name_host(host);
    enum status status = file_join(folder->root, near, private_name, error);
    if (status == STATUS_OK)
        status = lock_root(&root_lock, folder->root, error);
    if (status != STATUS_OK)
        return status;
    enum status ignored = folder_each(folder->root, sweep_entry, host, NULL);
    (void)ignored;
    for (int i = 0; i < MAKE_TRIES; i++) {
        status = make_in_root(folder, host, error);
        if (status == STATUS_OK)
            break;
    }
    unlock(root_lock);
    if (status != STATUS_OK)
        folder->path[0] = '\0';
    return status;
}

struct only {
    const char *name;
    int others;
};

static enum status count_other(void *context, const char *path, const char *below,
                               const struct stat *about, struct error *error) {
    struct only *only = context;
    (void)path;
    (void)about;
    (void)error;
    only->others += strcmp(below, only->name) != 0;
    return STATUS_OK;
}

/* Whether a folder can be read and holds nothing but `name`. */
static int folder_has_only(const char *folder, const char *name) {
    struct only only = {.name = name};
    return folder_each(folder, count_other, &only, NULL) == STATUS_OK && only.others == 0;
}

/* Removes the root if no process has a folder in it. */
static void remove_root(const char *root) {
    char path[FILE_PATH_MAX];
    int root_lock;
    if (!file_is_folder(root) || lock_root(&root_lock, root, NULL) != STATUS_OK)
        return;
    if (root_lock >= 0 && file_join(path, root, ignore_name, NULL) == STATUS_OK &&
        folder_has_only(root, ignore_name)) {
        (void)unlink(path);
        (void)rmdir(root);
    }
    unlock(root_lock);
}

void private_folder_remove(struct private_folder *folder) {
    if (folder->path[0] == '\0')
        return;
    enum status ignored = folder_remove(folder->path, NULL);
    (void)ignored;
    unlock(folder->lock);
    remove_root(folder->root);
    *folder = (struct private_folder){.lock = -1};
}
