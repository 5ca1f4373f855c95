#include "log/log_walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/folder.h"

static enum status walk_folder(struct log_walk *walk, const char *below, struct error *error);

static int is_file(const char *path, const struct stat *about) {
    struct stat target = *about;
    return S_ISREG(target.st_mode) ||
           (S_ISLNK(target.st_mode) && stat(path, &target) == 0 && S_ISREG(target.st_mode));
}

/* What is visited: an entry of the folder `below`. */
struct visit {
    struct log_walk *walk;
    const char *below;
};

static enum status visit_entry(void *context, const char *path, const char *name,
                               const struct stat *about, struct error *error) {
    struct visit *visit = context;
    struct log_walk *walk = visit->walk;
    char below[FILE_PATH_MAX];
    long most = walk->most > 0 ? walk->most : LOG_WALK_FILES;
    if (name[0] == '.' || walk->is_cut_off)
        return STATUS_OK;
    if (walk->count == most || walk->seen++ == LOG_WALK_SEEN) {
        walk->is_cut_off = 1;
        return STATUS_OK;
    }
    enum status status = file_join(below, visit->below, name, error);
    if (status != STATUS_OK)
        return status;
    if (S_ISDIR(about->st_mode))
        return walk->skips != NULL && walk->skips(name) ? STATUS_OK
                                                        : walk_folder(walk, below, error);
    if (walk->is_wanted(name) && is_file(path, about)) {
        text_add_bytes(&walk->names, below, strlen(below) + 1);
        walk->count++;
    }
    return STATUS_OK;
}

static enum status walk_folder(struct log_walk *walk, const char *below, struct error *error) {
    char path[FILE_PATH_MAX];
    struct visit visit = {.walk = walk, .below = below};
    int depth = walk->depth > 0 ? walk->depth : LOG_WALK_DEPTH;
    if (walk->level > depth)
        return STATUS_OK;
    enum status status = file_join(path, walk->folder, below, error);
    if (status != STATUS_OK)
        return status;
    walk->level++;
    status = folder_each(path, visit_entry, &visit, error);
    walk->level--;
    return status;
}

/* The length of the folder's part of a path. */
static size_t folder_length(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (size_t)(slash - path) : 0;
}

/* By folder, one above another first; then by name. */
static int compare_paths(const void *a, const void *b) {
    const char *one = *(char *const *)a, *other = *(char *const *)b;
    size_t one_length = folder_length(one), other_length = folder_length(other);
    size_t shorter = one_length < other_length ? one_length : other_length;
    int order = strncmp(one, other, shorter);
    if (order == 0 && one_length != other_length)
        return one_length < other_length ? -1 : 1;
    return order != 0 ? order : strcmp(one, other);
}

enum status log_walk_files(struct log_walk *walk, struct error *error) {
    enum status status = walk_folder(walk, "", error);
    if (status != STATUS_OK)
        return status;
    walk->path = calloc((size_t)walk->count + 1, sizeof *walk->path);
    if (walk->names.failed || walk->path == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to list %s", walk->folder);
    char *name = walk->names.bytes;
    for (long i = 0; i < walk->count; i++, name += strlen(name) + 1)
        walk->path[i] = name;
    if (walk->count > 1)
        qsort(walk->path, (size_t)walk->count, sizeof *walk->path, compare_paths);
    return STATUS_OK;
}

void log_walk_free(struct log_walk *walk) {
    free(walk->path);
    text_free(&walk->names);
    walk->path = NULL;
    walk->count = 0;
}

int log_walk_has(struct log_walk walk) {
    walk.most = 1;
    int has = walk_folder(&walk, "", NULL) == STATUS_OK && walk.count > 0;
    text_free(&walk.names);
    return has;
}
