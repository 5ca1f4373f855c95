/* child.h -- another program as a child process, whose output goes to files in memory.
 *
 *     struct child child;
 *     if (child_open(&child, 1) == 0 && child_start(&child, ".", arguments, 1, &mask) == 0)
 *         while (!child_has_ended(&child)) ...
 *     child_close(&child);
 *
 * Files in memory, unlike pipes, hold any amount until someone comes to read. The child dies with its
 * parent, however that ends. No shell is in between.
 */
#ifndef KLIMB_CHILD_H
#define KLIMB_CHILD_H

#include <signal.h>
#include <sys/types.h>

enum { CHILD_FILES_MAX = 16 };

struct child {
    pid_t id;                   /* 0 when there is none, or it has been waited for */
    int files[CHILD_FILES_MAX]; /* [file_count] for what it makes */
    int said;                   /* its standard error */
    long file_count;
    int is_content; /* it ended by itself with code 0 */
};

/* child_open -- files for a child, 1 <= file_count <= CHILD_FILES_MAX. Returns an errno; then nothing
 * is open. */
int child_open(struct child *child, long file_count);

/* child_start -- run a program with nothing to read, in the given folder.
 *   arguments   NULL-terminated; the first is the program, a path or a name to be found by $PATH
 *   is_printed  the first file is its standard output; otherwise it finds all files under the
 *               numbers that they have here
 *   mask        the signals that it blocks
 * Returns an errno. */
int child_start(struct child *child, const char *folder, const char *const *arguments,
                int is_printed, const sigset_t *mask);

/* child_has_ended -- without waiting. Then is_content is valid. */
int child_has_ended(struct child *child);

/* child_close -- kill the child, if it is there, and close its files. */
void child_close(struct child *child);

/* child_files_free -- how many more files this process may open. */
long child_files_free(void);

#endif
