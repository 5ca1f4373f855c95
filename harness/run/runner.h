/* runner.h -- from scenarios to records, on several processes.
 *
 * Each run is one child process, so a crash is one ERROR and -j cannot change a result. Its threads
 * cannot either, see threads.h.
 */
#ifndef KLIMB_RUNNER_H
#define KLIMB_RUNNER_H

#include "record/record.h"
#include "run/artefacts.h"
#include "scenario/scenario.h"

struct job {
    const struct scenario *scenario;
    long seed;
    enum backend_kind backend;
    char folder[512]; /* where the run writes its record; nobody else does while it is in use */
    char place[512];  /* where a copy (of hard links) is put once the record is whole, in one step;
                            empty: nowhere */
    int wants_artefacts; /* write those of artefacts.h beside it */
    /* results */
    int done;           /* the record was written, and put in place */
    struct error error; /* set when the run broke */
    double seconds;
};

struct runner_options {
    int workers;      /* processes at once, >= 1 */
    int threads;      /* in each of them, at most THREADS_MAX; 0 as 1 */
    const char *simd; /* KLIMB_SIMD, NULL for the best */
    int quiet;        /* no progress */
};

/* runner_job_folder -- <out>/<scenario name>/<backend>/seed-0007 into `folder`. Overrides make another
 * training of a scenario, which has its own place: <backend>/set-<12 digits of its digest>/seed-0007.
 * STATUS_INVALID when it is too long. */
enum status runner_job_folder(char folder[512], const struct job *job, const char *out,
                              struct error *error) MUST_CHECK;

/* runner_run -- do all jobs. Progress goes to stderr: on a terminal one line that is rewritten
 * (jobs done, scenario, seed, step, ETA), elsewhere a plain line a job. Returns STATUS_OK also when
 * single jobs broke (see job.error); STATUS_FAILED when no child can be started. On SIGINT or
 * SIGTERM children are stopped and it returns STATUS_FAILED; finished records stay. What was in the place
 * of a job is replaced only by a whole record. */
enum status runner_run(struct job *jobs, long count, const struct runner_options *options,
                       struct error *error) MUST_CHECK;

/* runner_train -- one run in this process, for the child and for tests.
 *   record  out  filled, to be freed by the caller
 *   tick    called after each step with (context, step, steps); may be NULL */
enum status runner_train(struct record *record, const struct scenario *scenario, long seed,
                         const struct backend *backend, void (*tick)(void *, long, long),
                         void *context, struct error *error) MUST_CHECK;

/* runner_train_artefacts -- the same; then what the final model makes of examples, unless artefacts
 * is NULL. The record is that of runner_train to the last bit. The caller frees both. */
enum status runner_train_artefacts(struct record *record, struct artefacts *artefacts,
                                   const struct scenario *scenario, long seed,
                                   const struct backend *backend, void (*tick)(void *, long, long),
                                   void *context, struct error *error) MUST_CHECK;

#endif
