#include "base/lock.h"

#include <errno.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

enum lock lock_try(int file) {
    while (flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return LOCK_BUSY;
        if (errno != EINTR)
            return LOCK_NONE;
    }
    return LOCK_TAKEN;
}

void lock_pause(void) {
    enum { MILLISECONDS = 10 };
    nanosleep(&(struct timespec){.tv_nsec = MILLISECONDS * 1000000L}, NULL);
}

int lock_is_named(int file, const char *path) {
    struct stat open, named;
    return fstat(file, &open) == 0 && lstat(path, &named) == 0 && open.st_ino == named.st_ino &&
           open.st_dev == named.st_dev;
}
