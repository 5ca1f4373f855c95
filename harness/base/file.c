#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/regular.h"
#include "base/text.h"

enum status file_error(struct error *error, const char *what, const char *path) {
    const char *why = strerror(errno);
    return klimb_error_set(error, STATUS_IO, "cannot %s %s: %s", what, path, why);
}

enum status file_look(enum file_kind *kind, const char *path, struct error *error) {
    struct stat about;
    *kind = FILE_NONE;
    if (stat(path, &about) != 0)
        return errno == ENOENT || errno == ENOTDIR ? STATUS_OK : file_error(error, "read", path);
    *kind = S_ISREG(about.st_mode)   ? FILE_REGULAR
            : S_ISDIR(about.st_mode) ? FILE_FOLDER
                                     : FILE_OTHER;
    return STATUS_OK;
}

int file_is_folder(const char *path) {
    enum file_kind kind;
    return file_look(&kind, path, NULL) == STATUS_OK && kind == FILE_FOLDER;
}

/* Make one folder, or find it there. Another process may remove it just as it is found, and then it is made
 * again. Returns 0, or -1 with errno. */
static int make_folder(const char *path) {
    enum { TRIES = 100 };
    for (int i = 0; i < TRIES; i++) {
        enum file_kind kind;
        if (mkdir(path, 0777) == 0)
            return 0;
        int reason = errno;
        if (reason != EEXIST)
            return -1;
        if (file_look(&kind, path, NULL) != STATUS_OK || kind == FILE_FOLDER)
            return kind == FILE_FOLDER ? 0 : -1;
        errno = reason;
        if (kind != FILE_NONE)
            return -1;
    }
    return -1;
}

enum status file_remove(const char *folder, const char *name, struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, folder, name, error);
    if (status != STATUS_OK || unlink(path) == 0 || errno == ENOENT)
        return status;
    return klimb_error_at(error, STATUS_IO, path, 0, 0, "cannot be removed: %s", strerror(errno));
}

enum status file_make_folders(const char *path, struct error *error) {
    char part[FILE_PATH_MAX];
    size_t length = strlen(path);
    if (length >= sizeof part) {
        errno = ENAMETOOLONG;
        return file_error(error, "make the folder", path);
    }
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (make_folder(part) != 0)
            return file_error(error, "make the folder", part);
    }
    return STATUS_OK;
}

/* Read an open file to its end, but stop once it is known to be larger than `limit`. */
static enum status read_all(struct text *text, int file, const char *path, size_t limit,
                            struct error *error) {
    char block[1 << 14];
    for (;;) {
        ssize_t got = read(file, block, sizeof block);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return file_error(error, "read", path);
        text_add_bytes(text, block, (size_t)got);
        if (text->failed)
            return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", path);
        if (text->length > limit)
            return klimb_error_set(error, STATUS_FORMAT, "%s is larger than %zu bytes", path,
                                   limit);
        if (got == 0)
            return STATUS_OK;
    }
}

enum status file_read(char **bytes, size_t *size, const char *path, size_t limit,
                      struct error *error) {
    const char *reason;
    int file = klimb_regular_open(path, &reason);
    if (file < 0)
        return klimb_error_set(error, STATUS_IO, "cannot read %s: %s", path, reason);
    struct text text = {0};
    enum status status = read_all(&text, file, path, limit, error);
    close(file);
    if (status != STATUS_OK) {
        text_free(&text);
        return status;
    }
    *bytes = text.bytes;
    *size = text.length;
    return STATUS_OK;
}

/* Append one part of a path to `out` of length *length, resolving "." and "..". Leading ".."
 * stay in a relative path and vanish from an absolute one. */
static void join_part(char *out, size_t *length, const char *part, size_t part_length) {
    size_t root = out[0] == '/';
    if (part_length == 0 || (part_length == 1 && part[0] == '.'))
        return;
    if (part_length == 2 && memcmp(part, "..", 2) == 0) {
        size_t last = *length;
        while (last > root && out[last - 1] != '/')
            last--;
        int is_up = *length - last == 2 && memcmp(out + last, "..", 2) == 0;
        if (*length > last && !is_up) {
            *length = last > root ? last - 1 : root;
            return;
        }
        if (root)
            return;
    }
    if (*length > root)
        out[(*length)++] = '/';
    memcpy(out + *length, part, part_length);
    *length += part_length;
}

enum status file_join(char out[FILE_PATH_MAX], const char *a, const char *b, struct error *error) {
    char whole[2 * FILE_PATH_MAX], resolved[2 * FILE_PATH_MAX] = "";
    int is_alone = b[0] == '/' || a[0] == '\0';
    int needed = snprintf(whole, sizeof whole, "%s%s%s", is_alone ? "" : a, is_alone ? "" : "/", b);
    size_t length = whole[0] == '/';
    resolved[0] = length ? '/' : '\0';
    for (const char *part = whole; *part != '\0';) {
        size_t part_length = strcspn(part, "/");
        join_part(resolved, &length, part, part_length);
        part += part_length;
        part += *part == '/';
    }
    if (needed < 0 || (size_t)needed >= sizeof whole || length >= FILE_PATH_MAX)
        return klimb_error_set(error, STATUS_INVALID, "a path is longer than %d bytes: %s/%s",
                               FILE_PATH_MAX - 1, a, b);
    resolved[length] = '\0';
    memcpy(out, length > 0 ? resolved : ".", length > 0 ? length + 1 : 2);
    return STATUS_OK;
}

enum status file_absolute(char out[FILE_PATH_MAX], const char *path, struct error *error) {
    char here[FILE_PATH_MAX];
    if (path[0] != '/' && getcwd(here, sizeof here) == NULL)
        return file_error(error, "find the working folder to go with", path);
    return file_join(out, path[0] == '/' ? "" : here, path, error);
}

void file_parent(char out[FILE_PATH_MAX], const char *path) {
    size_t length = strnlen(path, FILE_PATH_MAX - 1);
    while (length > 1 && path[length - 1] == '/')
        length--;
    while (length > 0 && path[length - 1] != '/')
        length--;
    while (length > 1 && path[length - 1] == '/')
        length--;
    memmove(out, length > 0 ? path : ".", length > 0 ? length : 1);
    out[length > 0 ? length : 1] = '\0';
}

/* What file_list gathers: names one after the other, each with its NUL. */
struct listing {
    const char *folder, *suffix;
    struct text names;
    size_t count;
};

static enum status list_folder(struct listing *listing, const char *below, struct error *error);

/* Whether a path whose lstat is `about` leads to a regular file; a link to nothing does not. It is an error if that
 * cannot be determined, because a list must be complete. */
static enum status find_kind(int *is_file, const char *path, const struct stat *about,
                             struct error *error) {
    struct stat target = *about;
    if (S_ISLNK(about->st_mode) && stat(path, &target) != 0 && errno != ENOENT)
        return file_error(error, "follow the link", path);
    *is_file = S_ISREG(target.st_mode);
    return STATUS_OK;
}

/* Adds one entry of the folder `below` the listing's: a file, or all in a folder. Ignores one that has gone meanwhile,
 * such as another process's temporary file. */
static enum status list_entry(struct listing *listing, const char *below, const char *name,
                              struct error *error) {
    char relative[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct stat about;
    int is_file = 0;
    enum status status = file_join(relative, below, name, error);
    if (status == STATUS_OK)
        status = file_join(path, listing->folder, relative, error);
    if (status != STATUS_OK)
        return status;
    if (lstat(path, &about) != 0)
        return errno == ENOENT ? STATUS_OK : file_error(error, "read", path);
    if (S_ISDIR(about.st_mode))
        return list_folder(listing, relative, error);
    size_t length = strlen(relative), suffix = strlen(listing->suffix);
    if (length < suffix || strcmp(relative + length - suffix, listing->suffix) != 0)
        return STATUS_OK;
    status = find_kind(&is_file, path, &about, error);
    if (is_file) {
        text_add_bytes(&listing->names, relative, length + 1);
        listing->count++;
    }
    return status;
}

/* The names in a folder, each with its NUL, without hidden ones. readdir tells its end from an error by
 * errno alone. */
static enum status read_folder(struct text *names, const char *path, struct error *error) {
    DIR *folder = opendir(path);
    if (folder == NULL)
        return file_error(error, "read the folder", path);
    struct dirent *entry;
    errno = 0;
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.')
            text_add_bytes(names, entry->d_name, strlen(entry->d_name) + 1);
        errno = 0;
    }
    enum status status = errno != 0 ? file_error(error, "read the folder", path) : STATUS_OK;
    closedir(folder);
    if (status == STATUS_OK && names->failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory to list %s", path);
    return status;
}

/* The folder is closed before those in it are opened, so that a deep tree needs no more files. */
static enum status list_folder(struct listing *listing, const char *below, struct error *error) {
    char path[FILE_PATH_MAX];
    struct text names = {0};
    enum status status = file_join(path, listing->folder, below, error);
    if (status == STATUS_OK)
        status = read_folder(&names, path, error);
    for (size_t at = 0; status == STATUS_OK && at < names.length;
         at += strlen(names.bytes + at) + 1)
        status = list_entry(listing, below, names.bytes + at, error);
    text_free(&names);
    return status;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Turn the names gathered into one allocation: pointers first, the strings after them. */
static char **listing_sorted(const struct listing *listing) {
    size_t pointers = (listing->count + 1) * sizeof(char *);
    char **list = malloc(pointers + listing->names.length);
    if (list == NULL)
        return NULL;
    char *name = (char *)list + pointers;
    if (listing->count > 0)
        memcpy(name, listing->names.bytes, listing->names.length);
    for (size_t i = 0; i < listing->count; i++) {
        list[i] = name;
        name += strlen(name) + 1;
    }
    list[listing->count] = NULL;
    qsort(list, listing->count, sizeof *list, compare_names);
    return list;
}

enum status file_list(char ***list, long *count, const char *folder, const char *suffix,
                      struct error *error) {
    struct listing listing = {.folder = folder, .suffix = suffix};
    enum status status = list_folder(&listing, "", error);
    if (status == STATUS_OK) {
        *list = listing.names.failed ? NULL : listing_sorted(&listing);
        *count = (long)listing.count;
        if (*list == NULL)
            status = klimb_error_set(error, STATUS_MEMORY, "no memory to list %s", folder);
    }
    text_free(&listing.names);
    return status;
}

void file_digest(char out[65], const void *bytes, size_t size) {
    SHA256Data(bytes, size, out);
}
