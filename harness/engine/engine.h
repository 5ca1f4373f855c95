/* engine.h -- what does the jobs of a command: this machine's processes, or a program that spreads them over many machines.
 *
 *     struct engine_options options = {.kind = ENGINE_SLURM, .experiments = "experiments", .out = "build/runs"};
 *     if (engine_run_jobs(jobs, count, &options, &runner, &error) != STATUS_OK) ...
 *
 * klimb schedules nothing. For any engine but `local` a job becomes a line for a shell (line.h), the lines of a task are run
 * one after another, and a job is done when its record is whole, wherever it was made. All machines see the same files under
 * the same names.
 */
#ifndef KLIMB_ENGINE_H
#define KLIMB_ENGINE_H

#include "record/job.h"
#include "run/runner_options.h"

enum engine_kind { ENGINE_LOCAL };

struct engine_options {
    enum engine_kind kind;
    int is_missing; /* a job is done where its place has its whole record, whoever made it */
    const char *experiments, *out; /* folders: of scenarios; below which the lines write records */
    const char *program; /* klimb as the lines call it; NULL: the program of this process */
};

/* engine_run_jobs -- do all jobs that are not done. The results of a job are those of runner_run: done, seconds, error, and its
 * folder has the record. Errors of runner_run; STATUS_MEMORY. */
enum status engine_run_jobs(struct job *jobs, long count, const struct engine_options *options,
                            const struct runner_options *runner, struct error *error) MUST_CHECK;

#endif
