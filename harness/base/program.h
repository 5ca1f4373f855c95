/* program.h -- runs another program as a child process, whose output goes to files in memory.
 *
 *     struct program program;
 *     if (program_open(&program, 1) == 0 && program_start(&program, ".", arguments, 1, &mask) == 0)
 *         while (!program_has_ended(&program)) ...
 *     program_close(&program);
 *
 * Files in memory, unlike pipes, hold any amount until it is read. Linux before 3.17 has none; there they are files
 * without a name in /tmp. The child dies with its parent, however that ends. No shell is involved.
 */
#ifndef KLIMB_PROGRAM_H
#define KLIMB_PROGRAM_H

#include <signal.h>
#include <sys/types.h>

enum { PROGRAM_FILES_MAX = 16 };

struct program {
    pid_t id;                     /* 0 before it starts and after it has been waited for */
    int files[PROGRAM_FILES_MAX]; /* [file_count] for its output */
    int said;                     /* its standard error */
    long file_count;
    int is_content; /* it exited with code 0 */
};

/* program_open -- open files for a child, 1 <= file_count <= PROGRAM_FILES_MAX. Returns 0 or an errno; then nothing is
 * open. */
int program_open(struct program *program, long file_count);

/* program_start -- run a program in the given folder, with empty standard input.
 *   arguments   NULL-terminated; the first is the program, a path or a name to be found by $PATH
 *   is_printed  the first file is its standard output; otherwise all files have the same descriptors in the child
 *   mask        its signal mask
 * Returns an errno. */
int program_start(struct program *program, const char *folder, const char *const *arguments,
                  int is_printed, const sigset_t *mask);

/* program_has_ended -- whether it has ended; does not wait. If so, is_content is valid. */
int program_has_ended(struct program *program);

/* program_close -- kill the child, if it is running, and close its files. */
void program_close(struct program *program);

/* program_files_free -- the number of files that this process may still open. */
long program_files_free(void);

#endif
