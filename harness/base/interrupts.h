/* interrupts.h -- Ctrl-C and SIGTERM while child processes are at work.
 *
 *     struct interrupts interrupts;
 *     interrupts_hold(&interrupts);
 *     ... start children, wait, and ask now and then: interrupts_take(&interrupts) ...
 *     interrupts_release(&interrupts);
 *
 * Held back, they neither end this process before its children nor leave what it writes half done.
 * A child is started with the mask of before: interrupts.before.
 */
#ifndef KLIMB_INTERRUPTS_H
#define KLIMB_INTERRUPTS_H

#include <signal.h>
#include <sys/types.h>

struct interrupts {
    sigset_t held, before;
    int taken; /* the number of one that interrupts_take has returned, 0 for none */
};

/* interrupts_hold -- hold back SIGINT and SIGTERM, and SIGCHLD for interrupts_wait. What the caller
 * ignores, as nohup does, is still ignored. */
void interrupts_hold(struct interrupts *interrupts);

/* interrupts_take -- the number of an interrupt that has come since, 0 if none has. It is then taken:
 * the next call does not see it. */
int interrupts_take(struct interrupts *interrupts);

/* interrupts_wait -- the same after waiting for an interrupt, for the end of a child, or for some
 * milliseconds, whichever comes first. */
int interrupts_wait(struct interrupts *interrupts, long milliseconds);

/* interrupts_release -- the mask of before. An interrupt that nobody took strikes now; one that follows
 * an interrupt that was taken (Ctrl-C pressed twice) says nothing new and is dropped. */
void interrupts_release(struct interrupts *interrupts);

/* process_end -- end a child process of this process and wait for it: by SIGKILL, if it is still there
 * when the monotonic clock shows `deadline` [s]. A stopped one cannot hold that up.
 *
 * To end several, send SIGTERM to each, then call this for each with one process_deadline(). */
void process_end(pid_t id, double deadline);
double process_deadline(void);

#endif
