/* which.h -- finds the program that the lines call, and checks that nobody has replaced it: it may be rebuilt while runs
 * wait in a queue.
 */
#ifndef KLIMB_WHICH_H
#define KLIMB_WHICH_H

#include <sys/stat.h>

#include "base/file.h"

struct which {
    char path[FILE_PATH_MAX]; /* absolute */
    int is_there;             /* 1: the file exists */
    struct stat about;
};

/* which_find -- find the program of the lines.
 *   program  NULL: the program of this process; else its path, where no file has to be
 * STATUS_FAILED: the program of this process was replaced or removed; STATUS_IO: no /proc, no working folder;
 * STATUS_INVALID: the path is too long. */
enum status which_find(struct which *which, const char *program, struct error *error) MUST_CHECK;

/* which_check -- STATUS_FAILED: since which_find the file was replaced, written to or removed. */
enum status which_check(const struct which *which, struct error *error) MUST_CHECK;

#endif
