/* worker.h -- one run in a child process, which reports its progress to its parent through a pipe.
 *
 *     worker_start(&workers[i], &job, &options, &mask, workers, size, &error)  // forks
 *     while (worker_receive(&workers[i]) != WORKER_GONE) ...               // as poll tells
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
    WORKER_NOTHING, /* no whole message has come yet */
    WORKER_STEP,    /* step and seconds are new */
    WORKER_DONE,    /* the record is written, outcome is valid */
    WORKER_BROKE,   /* error is valid */
    WORKER_GONE     /* the pipe is closed: the child has ended */
};

/* What goes through the pipe. It is smaller than PIPE_BUF, so that it arrives whole. */
struct worker_message {
    enum worker_news news;
    long step;              /* updates made */
    double seconds;         /* wall time since the child began */
    double user;            /* DONE: its processor seconds in user mode */
    struct outcome outcome; /* DONE */
    struct error error;     /* BROKE */
};

struct worker {
    pid_t process;
    int pipe;                      /* read end; -1 when there is no child */
    long index;                    /* of its job: the caller's, untouched here */
    struct worker_message message; /* the last whole one */
    struct worker_message arriving;
    size_t arrived; /* bytes of `arriving` */
};

/* worker_start -- fork a child that does `job` and ends.
 *   options  its SIMD level and threads
 *   mask     the signals that the child shall block: those of before the caller held some back. It
 *            never blocks or ignores SIGPIPE, which ends it when its parent is gone, nor SIGTERM
 *   others   [other_count] all workers of the pool: the child closes their pipes, so that each of
 *            them learns of the parent's death even while its siblings live
 * STATUS_FAILED when a pipe or a child process could not be made. */
enum status worker_start(struct worker *worker, const struct job *job,
                         const struct runner_options *options, const sigset_t *mask,
                         const struct worker *others, long other_count,
                         struct error *error) MUST_CHECK;

/* worker_receive -- read once from the pipe, which must be readable (or it waits). */
enum worker_news worker_receive(struct worker *worker);

/* worker_collect -- wait for a child that has ended or is about to, and write the results into the
 * job: done and seconds, or error. If the child sent no result, the error names the signal that
 * ended it. */
void worker_collect(struct worker *worker, struct job *job);

/* workers_kill -- end the children of a pool and wait for them: by SIGTERM, at once while they train
 * and after a record that they have begun to write; by SIGKILL those that take longer than a second,
 * as a stopped one would. Afterwards every pipe is -1. */
void workers_kill(struct worker *workers, long count);

#endif
