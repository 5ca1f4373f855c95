/* regular.h -- opens regular files only.
 *
 * A path in a scenario or a record may name a pipe that nobody ever writes to, or a device that never
 * ends, such as /dev/zero. klimb reads from neither.
 */
#ifndef KLIMB_REGULAR_H
#define KLIMB_REGULAR_H

/* klimb_regular_open -- open a regular file for reading, without blocking. Returns its descriptor, or -1
 * and the reason in words ("No such file or directory", "it is a pipe, not a file"). Then errno is the
 * system's, or EINVAL if the path is not a regular file. */
int klimb_regular_open(const char *path, const char **reason);

#endif
