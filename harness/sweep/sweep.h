/* sweep.h -- a study with its plan and its runs, for `klimb sweep` and the report.
 *
 *     struct sweep sweep;
 *     if (sweep_open(&sweep, &options, "beta-sweep", &error) == STATUS_OK &&
 *         sweep_make_missing(&sweep, &options, &broken, &broken_count, &error) == STATUS_OK &&
 *         sweep_summarise_all(&sweep, &error) == STATUS_OK)
 *         status = sweep_write_tables(&sweep, &error);
 *     free(broken);
 *     sweep_close(&sweep);
 */
#ifndef KLIMB_SWEEP_H
#define KLIMB_SWEEP_H

#include "check/check.h"
#include "sweep/sweep_collect.h"
#include "sweep/sweep_table.h"

struct sweep_options {
    const char *experiments; /* the folder of scenarios */
    const char *out;         /* the folder below which records and tables are */
    const char *version;     /* of klimb, see sweep_collect */
    enum backend_kind backend;
    struct runner_options runner;
    struct engine_options engine;
};

struct sweep {
    struct study study;
    struct sweep_plan plan;
    struct sweep_results results;
    struct sweep_summary *summaries; /* [plan.count] after sweep_summarise_all; owned */
};

/* sweep_open -- read a study, plan its runs, and collect the existing ones; nothing is run. Do not move the struct: the
 * plan points to the study. `options` must outlive it. Errors of study_read, sweep_plan_make and sweep_collect. Call
 * sweep_close in any case. */
enum status sweep_open(struct sweep *sweep, const struct sweep_options *options,
                       const char *reference, struct error *error) MUST_CHECK;
void sweep_close(struct sweep *sweep);

/* sweep_make_missing -- make the missing runs, and collect them.
 *   broken  out  runs that broke, each with its error, `broken_count` of them; free(*broken)
 * Errors of check_run_jobs and engine_run_jobs: after an interrupt finished records stay. */
enum status sweep_make_missing(struct sweep *sweep, const struct sweep_options *options,
                               struct job **broken, long *broken_count,
                               struct error *error) MUST_CHECK;

/* sweep_show_missing -- print what options->engine would get of the runs that were not taken. Errors of
 * engine_show_jobs. */
enum status sweep_show_missing(FILE *stream, const struct sweep *sweep,
                               const struct sweep_options *options, struct error *error) MUST_CHECK;

/* sweep_summarise_all -- fill sweep->summaries from the present results. Errors of sweep_summarise. */
enum status sweep_summarise_all(struct sweep *sweep, struct error *error) MUST_CHECK;

/* sweep_path -- the path of a file of the study: <out>/<study>/<file>. STATUS_INVALID: too long. */
enum status sweep_path(char path[FILE_PATH_MAX], const struct sweep *sweep, const char *file,
                       struct error *error) MUST_CHECK;

/* sweep_write_tables -- write table.csv and points.csv (sweep_table.h) of the summaries. STATUS_IO, STATUS_MEMORY. */
enum status sweep_write_tables(const struct sweep *sweep, struct error *error) MUST_CHECK;

#endif
