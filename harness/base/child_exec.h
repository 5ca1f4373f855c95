/* child_exec.h -- a forked child becomes a program, and tells its parent when it cannot.
 *
 *     int trouble[2];
 *     pipe2(trouble, O_CLOEXEC);
 *     if (fork() == 0)
 *         child_exec(arguments, chdir(folder) == 0, trouble[1]);
 *     close(trouble[1]);
 *     int reason = child_exec_trouble(trouble[0]);    // 0: it runs
 */
#ifndef KLIMB_CHILD_EXEC_H
#define KLIMB_CHILD_EXEC_H

/* child_exec -- become the program. Where is_ready is 0, or it cannot be done, errno is written to `trouble`, and
 * the child ends.
 *   arguments  NULL-terminated; the first is the program, a path or a name to be found by $PATH */
_Noreturn void child_exec(const char *const *arguments, int is_ready, int trouble);

/* child_exec_trouble -- the errno that the child wrote, 0 when it has become the program and so closed its end. */
int child_exec_trouble(int trouble);

#endif
