#include "base/interrupts.h"

#include <errno.h>
#include <sys/wait.h>
#include <time.h>

#include "base/clock.h"

/* How long a child may take to end by itself: enough for a few files, and short after Ctrl-C. */
static const double seconds_to_end = 1;

void interrupts_hold(struct interrupts *interrupts) {
    static const int signals[] = {SIGINT, SIGTERM};
    interrupts->taken = 0;
    sigemptyset(&interrupts->held);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction action;
        if (sigaction(signals[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(&interrupts->held, signals[i]);
    }
    sigset_t blocked = interrupts->held;
    sigaddset(&blocked, SIGCHLD);
    sigprocmask(SIG_BLOCK, &blocked, &interrupts->before);
}

/* Wait for one of some signals. An interrupt among them is taken. */
static int take(struct interrupts *interrupts, const sigset_t *some, long milliseconds) {
    const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    int number = sigtimedwait(some, NULL, &time);
    if (number <= 0 || number == SIGCHLD)
        return 0;
    return interrupts->taken = number;
}

int interrupts_take(struct interrupts *interrupts) {
    return take(interrupts, &interrupts->held, 0);
}

int interrupts_wait(struct interrupts *interrupts, long milliseconds) {
    sigset_t some = interrupts->held;
    sigaddset(&some, SIGCHLD);
    return take(interrupts, &some, milliseconds);
}

void interrupts_release(struct interrupts *interrupts) {
    while (interrupts->taken != 0 && interrupts_take(interrupts) != 0)
        continue;
    sigprocmask(SIG_SETMASK, &interrupts->before, NULL);
}

/* Whether a child has ended, for which it need not be waited for again. */
static int has_ended(pid_t id) {
    pid_t ended = waitpid(id, NULL, WNOHANG);
    return ended == id || (ended < 0 && errno != EINTR);
}

/* Wait until `deadline` for one child. Returns whether it has ended. */
static int wait_until(pid_t id, double deadline) {
    static const struct timespec moment = {.tv_nsec = 5000000};
    int is_over = has_ended(id);
    while (!is_over && clock_now() < deadline) {
        nanosleep(&moment, NULL);
        is_over = has_ended(id);
    }
    return is_over;
}

double process_deadline(void) {
    return clock_now() + seconds_to_end;
}

void process_end(pid_t id, double deadline) {
    if (wait_until(id, deadline))
        return;
    kill(id, SIGKILL);
    while (waitpid(id, NULL, 0) < 0 && errno == EINTR)
        continue;
}
