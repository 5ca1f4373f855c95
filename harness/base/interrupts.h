/* interrupts.h -- handles Ctrl-C and SIGTERM while child processes work.
 *
 *     struct interrupts interrupts;
 *     interrupts_hold(&interrupts);
 *     ... start children, wait, and ask now and then: interrupts_take(&interrupts) ...
 *     interrupts_release(&interrupts);
 *
 * Held back, they do not end this process before its children, nor in the middle of writing a file. Start children with
 * the previous mask: interrupts.before.
 */
#ifndef KLIMB_INTERRUPTS_H
#define KLIMB_INTERRUPTS_H

#include <signal.h>
#include <sys/types.h>

struct interrupts {
    sigset_t held, before;
    int taken; /* the signal that interrupts_take returned last, 0: none */
};

/* interrupts_hold -- hold back SIGINT and SIGTERM, and SIGCHLD for interrupts_wait. Signals that the caller ignores,
 * e.g. under nohup, stay ignored. */
void interrupts_hold(struct interrupts *interrupts);

/* interrupts_take -- the number of an interrupt that has arrived, 0 for none. The next call does not return it again.
 */
int interrupts_take(struct interrupts *interrupts);

/* interrupts_wait -- interrupts_take after waiting for an interrupt, the end of a child, or some milliseconds,
 * whichever comes first. */
int interrupts_wait(struct interrupts *interrupts, long milliseconds);

/* interrupts_release -- restore the previous mask. An interrupt that was not taken takes effect now; one that follows a
 * taken interrupt (Ctrl-C pressed twice) is dropped. */
void interrupts_release(struct interrupts *interrupts);

/* process_end -- end a child process of this process and wait for it: by SIGKILL, if it is still there at `deadline`
 * [s] of the monotonic clock. This also ends a stopped process.
 *
 * To end several, send SIGTERM to each, then call this for each with one process_deadline(). */
void process_end(pid_t id, double deadline);
double process_deadline(void);

#endif
