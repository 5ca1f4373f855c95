/* worker.h -- a run in a child process, which reports to its parent through a pipe.
 *
 *     worker_start(&workers[i], &job, &options, &mask, workers, size, &error)  // forks
 *     while (worker_receive(&workers[i]) != WORKER_GONE) ...               // when poll says so
 *     worker_collect(&workers[i], &job)
 */
#ifndef KLIMB_WORKER_H
#define KLIMB_WORKER_H

#include <signal.h>
#include <sys/types.h>

#include "record/job.h"
#include "run/runner_options.h"
#include "train/trainer.h"

enum worker_news {
    WORKER_NOTHING, /* no complete message yet */
    WORKER_STEP,    /* step and seconds are new */
    WORKER_DONE,    /* the record is written, outcome is valid */
    WORKER_BROKE,   /* error is valid */
    WORKER_GONE     /* the pipe is closed: the child has ended */
};

/* A message through the pipe. It is smaller than PIPE_BUF, so that it is written atomically. */
struct worker_message {
    enum worker_news news;
    long step;              /* updates made */
    double seconds;         /* wall time since the child began */
    double user;            /* DONE: its user-mode CPU seconds */
    struct outcome outcome; /* DONE */
    struct error error;     /* BROKE */
};

struct worker {
    pid_t process;
    int pipe;                      /* read end; -1: no child */
    long index;                    /* of its job; for the caller */
    struct worker_message message; /* the last complete one */
    struct worker_message arriving;
    size_t arrived; /* bytes of `arriving` */
};

/* worker_start -- fork a child that does `job` and ends.
 *   options  SIMD level and threads are used
 *   mask     the signal mask of the child: the caller's before it blocked some. The child never blocks or ignores
 *            SIGPIPE, which ends it when its parent is gone, or SIGTERM
 *   others   [other_count] all workers of the pool: the child closes their pipes, so that each of
 *            them learns of the parent's death even while its siblings live
 * STATUS_FAILED when a pipe or a child process cannot be made. */
enum status worker_start(struct worker *worker, const struct job *job,
                         const struct runner_options *options, const sigset_t *mask,
                         const struct worker *others, long other_count,
                         struct error *error) MUST_CHECK;

/* worker_receive -- read once from the pipe; waits if it is not readable. */
enum worker_news worker_receive(struct worker *worker);

/* worker_collect -- wait for a child that has ended or is about to, and set the job's results: done and seconds, or
 * error. If the child sent no result, the error names the signal that
 * ended it. */
void worker_collect(struct worker *worker, struct job *job);

/* workers_kill -- end the children of a pool and wait for them. SIGTERM ends a child at once while it trains, or after
 * the record that it is writing; after a second, SIGKILL ends the rest, such as stopped children. Afterwards every pipe
 * is -1. */
void workers_kill(struct worker *workers, long count);

#endif
