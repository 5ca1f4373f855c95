/* engine.h -- does the jobs of a command in processes of this machine, or through a program that spreads them over
 * machines.
 *
 *     struct engine_options options = {.kind = ENGINE_SLURM, .experiments = "experiments",
 *                                      .out = "build/runs", .kept = "build/runs"};
 *     if (engine_run_jobs(jobs, count, &options, &runner, &error) != STATUS_OK) ...
 *
 * klimb does not schedule. For every engine but `local`, klimb writes each job as a line for a shell (line.h). An
 * engine starts tasks; a task runs some of the lines one after another. A job is done when its record is whole, on
 * whatever machine it was made. All machines must see the same files under the same names.
 */
#ifndef KLIMB_ENGINE_H
#define KLIMB_ENGINE_H

#include <stdio.h>

#include "record/job.h"
#include "run/runner_options.h"

/* X(NAME, "name", program, what its --version prints or NULL, how to get it, seconds of runs for each task, "text"). A
 * task should take long enough that starting it costs little. GNU parallel starts one in 3 to 10 ms
 * (its manual, BUGS, Speed), HyperQueue in less than 0.1 ms (its README), and Slurm took 0.55 s for each slot when
 * measured. */
/* clang-format off */
#define ENGINE_TABLE(X)                                                                            \
    X(LOCAL, "local", NULL, NULL, NULL, 0, "processes of this machine")                            \
    X(PARALLEL, "parallel", "parallel", "GNU parallel", "install the package parallel", 1,         \
      "GNU parallel, here or on the machines of --hosts")                                          \
    X(SLURM, "slurm", "sbatch", NULL, "install the package slurm-client", 60,                      \
      "job arrays of Slurm")                                                                       \
    X(HQ, "hq", "hq", NULL, "get it from https://github.com/It4innovations/hyperqueue/releases",   \
      1, "task arrays of HyperQueue (never run with the program itself)")
/* clang-format on */

#define ENGINE_ENUM(NAME, name, program, word, source, seconds, text) ENGINE_##NAME,
enum engine_kind { ENGINE_TABLE(ENGINE_ENUM) ENGINE_KINDS };
#undef ENGINE_ENUM

extern const char *const engine_names[]; /* [ENGINE_KINDS], NULL-terminated */

struct engine_options {
    enum engine_kind kind;
    int is_missing; /* a job is done if its place has its whole record, whoever made it */
    const char *experiments, *out; /* folders: of scenarios; for records of the lines */
    const char *kept;              /* folder: scripts, lists and logs stay in <kept>/.engine */
    const char *program;           /* klimb in the lines; NULL: the program of this process */
    int slots;                     /* tasks at once; 0: as many as the engine allows */
    int chunk;                     /* runs of a task; 0: as many as take the seconds of the table */
    const char *partition, *account; /* of Slurm; NULL: its defaults */
    const char *hosts;               /* file for parallel --sshloginfile; NULL: this machine */
    double grace;              /* seconds until files of other machines are visible here; 0: 5 */
    const char *const *passed; /* [passed_count] options for the engine's own program */
    long passed_count;
};

/* engine_run_jobs -- do all jobs. The results of a job are those of runner_run: done, seconds, error. Its folder has
 * the record, which is also put into its place, if that is another folder. A lost run (its machine failed, or its
 * process was killed) is given to the engine again, up to ENGINE_ATTEMPTS times in all. The error of a job whose run
 * broke says why. SIGINT and SIGTERM cancel the engine's tasks; finished records stay.
 * Errors of runner_run and engine_line_add; STATUS_FAILED: the engine's program is missing or refuses, or klimb was
 * replaced meanwhile; STATUS_INVALID: the engine does not have an option, or a path is too long; STATUS_IO,
 * STATUS_MEMORY. */
enum { ENGINE_ATTEMPTS = 3 };
enum status engine_run_jobs(struct job *jobs, long count, const struct engine_options *options,
                            const struct runner_options *runner, struct error *error) MUST_CHECK;

/* engine_show_jobs -- print the script that engine_run_jobs would submit and the first of its lines; run nothing.
 * Errors of engine_run_jobs; STATUS_INVALID for the engine `local`, which has no script. */
enum status engine_show_jobs(FILE *out, struct job *jobs, long count,
                             const struct engine_options *options,
                             const struct runner_options *runner, struct error *error) MUST_CHECK;

#endif
