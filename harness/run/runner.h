/* runner.h -- make records of scenarios, in several processes.
 *
 * Each run is one child process, so a crash is one ERROR and -j cannot change a result. Its threads
 * cannot either, see threads.h.
 */
#ifndef KLIMB_RUNNER_H
#define KLIMB_RUNNER_H

#include "record/job.h"
#include "run/runner_options.h"

/* runner_job_folder -- job_folder of the job's scenario, backend and seed. */
enum status runner_job_folder(char folder[JOB_FOLDER_MAX], const struct job *job, const char *out,
                              struct error *error) MUST_CHECK;

/* runner_settle -- put what a job that has ended left in its folder into its place, unless that is the same: a whole record or, of a
 * trainer of the user that broke, what it wrote. Where that fails the job is not done, and has the error. */
void runner_settle(struct job *job);

/* runner_run -- do all jobs. Progress goes to stderr: on a terminal one line that is rewritten
 * (jobs done, scenario, seed, step, ETA), elsewhere a plain line a job. Returns STATUS_OK also when
 * single jobs broke (see job.error); STATUS_FAILED when no child can be started. On SIGINT or
 * SIGTERM children are stopped and it returns STATUS_FAILED; finished records stay. What was in the place
 * of a job is replaced only by a whole record, or by what a trainer of the user wrote before it broke; what a
 * trainer wrote that was stopped with klimb does not replace a whole record. */
enum status runner_run(struct job *jobs, long count, const struct runner_options *options,
                       struct error *error) MUST_CHECK;

#endif
