/* child_exec.h -- turns a forked child into a program, and reports to the parent if that fails.
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

/* child_exec -- become the program. If is_ready is 0, or exec fails, writes errno to `trouble` and ends the child.
 *   arguments  NULL-terminated; the first is the program, a path, or a name in $PATH */
_Noreturn void child_exec(const char *const *arguments, int is_ready, int trouble);

/* child_exec_trouble -- the errno that the child wrote; 0 if it became the program, which closed its end. */
int child_exec_trouble(int trouble);

#endif
