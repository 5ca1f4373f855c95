#include "base/regular.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *describe(mode_t mode) {
    if (S_ISDIR(mode))
        return "it is a folder, not a file";
    if (S_ISFIFO(mode))
        return "it is a pipe, not a file";
    return "it is a device, not a file";
}

/* Without O_NONBLOCK, opening a pipe that has no writer would block here, and so would reading some
 * files of /proc later. It has no effect on regular files on a disk. */
int klimb_regular_open(const char *path, const char **reason) {
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    int is_known = file >= 0 && fstat(file, &about) == 0;
    if (is_known && S_ISREG(about.st_mode))
        return file;
    int number = is_known ? EINVAL : errno;
    *reason = is_known ? describe(about.st_mode) : strerror(number);
    if (file >= 0)
        close(file);
    errno = number;
    return -1;
}
