/* which.h -- which klimb the lines call, and whether it is still that file: it may be rebuilt while runs wait in a queue.
 */
#ifndef KLIMB_WHICH_H
#define KLIMB_WHICH_H

#include <sys/stat.h>

#include "base/file.h"

struct which {
    char path[FILE_PATH_MAX]; /* absolute */
    int is_there;             /* the file could be looked at */
    struct stat about;
};

/* which_find -- the program of this process, or with `program` another one, which need not be there. STATUS_FAILED: another file has
 * its name since this process began, or none; STATUS_IO: no /proc, no working folder; STATUS_INVALID: too long. */
enum status which_find(struct which *which, const char *program, struct error *error) MUST_CHECK;

/* which_check -- STATUS_FAILED: since which_find the file was replaced, written to or removed. */
enum status which_check(const struct which *which, struct error *error) MUST_CHECK;

#endif
