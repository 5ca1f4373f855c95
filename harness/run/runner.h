/* runner.h -- makes records of scenarios in several processes.
 *
 * Each run is one child process, so a crash is one ERROR. Neither -j nor the number of threads (threads.h) can change a
 * result.
 */
#ifndef KLIMB_RUNNER_H
#define KLIMB_RUNNER_H

#include "record/job.h"
#include "run/runner_options.h"

/* runner_job_folder -- job_folder of the job's scenario, backend and seed. */
enum status runner_job_folder(char folder[JOB_FOLDER_MAX], const struct job *job, const char *out,
                              struct error *error) MUST_CHECK;

/* runner_settle -- move the results of an ended job from its folder to its place, unless these are the same: a whole
 * record or, if a user's trainer broke, what it wrote. If that fails, the job is not done and has the error. */
void runner_settle(struct job *job);

/* runner_run -- do all jobs. Progress goes to stderr: on a terminal one line that is rewritten
 * (jobs done, scenario, seed, step, ETA), elsewhere a line for each job. Returns STATUS_OK even if single jobs broke
 * (see job.error); STATUS_FAILED if no child can be started, or after SIGINT or SIGTERM, when children are stopped and
 * finished records stay. Only a whole record, or what a user's trainer wrote before it broke, replaces the contents of
 * a job's place; what a trainer wrote before it was stopped with klimb does not replace a whole record. */
enum status runner_run(struct job *jobs, long count, const struct runner_options *options,
                       struct error *error) MUST_CHECK;

#endif
