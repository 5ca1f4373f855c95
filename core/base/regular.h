/* regular.h -- opening what is to be read, and only what has an end.
 *
 * A name in a scenario or a record may lead to a pipe, on which nobody may ever write, or to a device
 * that never ends, such as /dev/zero. Nothing of klimb is read from there.
 */
#ifndef KLIMB_REGULAR_H
#define KLIMB_REGULAR_H

/* klimb_regular_open -- open a regular file for reading, without waiting. Returns its descriptor, or -1 and
 * the reason in words ("No such file or directory", "it is a pipe, not a file"); errno is then that
 * of the system, or EINVAL for what is not a regular file. */
int klimb_regular_open(const char *path, const char **reason);

#endif
