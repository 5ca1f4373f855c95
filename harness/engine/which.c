#include "engine/which.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char self[] = "/proc/self/exe";

static int is_same(const struct stat *one, const struct stat *other) {
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino &&
           one->st_size == other->st_size && one->st_mtim.tv_sec == other->st_mtim.tv_sec &&
           one->st_mtim.tv_nsec == other->st_mtim.tv_nsec;
}

static enum status refuse(const struct which *which, struct error *error) {
    klimb_error_set(error, STATUS_FAILED,
                    "%.200s has been replaced or removed since this command began", which->path);
    klimb_error_hint(error, "another klimb would make its runs: give the command again");
    return STATUS_FAILED;
}

/* Once its file has gone, Linux adds this to what the link says (proc(5), /proc/pid/exe). */
static void cut_mark(char *path) {
    static const char mark[] = " (deleted)";
    size_t length = strlen(path), end = sizeof mark - 1;
    struct stat about;
    if (length > end && strcmp(path + length - end, mark) == 0 && stat(path, &about) != 0)
        path[length - end] = '\0';
}

static enum status find_self(struct which *which, struct error *error) {
    struct stat own;
    ssize_t length = readlink(self, which->path, sizeof which->path);
    if (length < 0 || (size_t)length >= sizeof which->path || stat(self, &own) != 0)
        return file_error(error, "find klimb's own program by", self);
    which->path[length] = '\0';
    cut_mark(which->path);
    which->is_there = stat(which->path, &which->about) == 0;
    return which->is_there && is_same(&which->about, &own) ? STATUS_OK : refuse(which, error);
}

enum status which_find(struct which *which, const char *program, struct error *error) {
    *which = (struct which){0};
    if (program == NULL)
        return find_self(which, error);
    enum status status = file_absolute(which->path, program, error);
    which->is_there = status == STATUS_OK && stat(which->path, &which->about) == 0;
    return status;
}

/* A network file system that does not answer says nothing. */
enum status which_check(const struct which *which, struct error *error) {
    struct stat about;
    if (!which->is_there)
        return STATUS_OK;
    if (stat(which->path, &about) != 0)
        return errno == ENOENT ? refuse(which, error) : STATUS_OK;
    return is_same(&about, &which->about) ? STATUS_OK : refuse(which, error);
}
