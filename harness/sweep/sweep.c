#include "sweep/sweep.h"

#include <stdlib.h>

#include "base/file.h"

enum status sweep_open(struct sweep *sweep, const struct sweep_options *options,
                       const char *reference, struct error *error) {
    *sweep = (struct sweep){0};
    enum status status = study_read(&sweep->study, options->experiments, reference, error);
    if (status == STATUS_OK)
        status = sweep_plan_make(&sweep->plan, &sweep->study, options->experiments, options->out,
                                 options->backend, error);
    if (status == STATUS_OK)
        status = sweep_collect(&sweep->results, &sweep->plan, options->version, error);
    return status;
}

void sweep_close(struct sweep *sweep) {
    free(sweep->summaries);
    sweep_results_free(&sweep->results);
    sweep_plan_free(&sweep->plan);
    study_free(&sweep->study);
    *sweep = (struct sweep){0};
}

/* ---- runs ------------------------------------------------------------------------------------- */

/* The jobs of all runs that were not taken. */
static enum status list_jobs(struct job **jobs, long *count, const struct sweep *sweep,
                             struct error *error) {
    enum status status = STATUS_OK;
    long missing = sweep->plan.runs - sweep->results.count[SWEEP_TAKEN];
    *count = 0;
    *jobs = calloc((size_t)missing + 1, sizeof **jobs);
    if (*jobs == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld runs", missing);
    for (long i = 0; status == STATUS_OK && i < sweep->plan.runs; i++)
        if (sweep->results.runs[i].state != SWEEP_TAKEN)
            status = sweep_plan_job(&(*jobs)[(*count)++], &sweep->plan, i, error);
    return status;
}

static long keep_broken(struct job *jobs, long count) {
    long broken = 0;
    for (long i = 0; i < count; i++)
        if (!jobs[i].done)
            jobs[broken++] = jobs[i];
    return broken;
}

/* Lines of other engines write below `out` themselves, so that what was made stays when the sweep is stopped. On this
 * machine all jobs are made: sweep_record_read has refused what is in their places. */
static struct engine_options engine_of(const struct sweep_options *options) {
    struct engine_options engine = options->engine;
    engine.experiments = options->experiments;
    engine.out = engine.kept = options->out;
    engine.is_missing = engine.kind != ENGINE_LOCAL;
    return engine;
}

/* The one place where runs of a study are made. */
static enum status make_jobs(struct job *jobs, long count, const struct sweep_options *options,
                             struct error *error) {
    struct check runs = {0};
    const struct engine_options engine = engine_of(options);
    const struct check_options check_options = {.experiments = options->experiments,
                                                .out = options->out,
                                                .backend = options->backend,
                                                .runner = options->runner,
                                                .engine = engine};
    enum status status = engine.kind == ENGINE_LOCAL
                             ? check_run_jobs(&runs, jobs, count, &check_options, error)
                             : engine_run_jobs(jobs, count, &engine, &options->runner, error);
    check_free(&runs);
    if (status == STATUS_FAILED && engine.kind == ENGINE_LOCAL)
        klimb_error_hint(error, "finished records are kept; the same command makes the others");
    return status;
}

enum status sweep_show_missing(FILE *stream, const struct sweep *sweep,
                               const struct sweep_options *options, struct error *error) {
    struct job *jobs;
    long count;
    const struct engine_options engine = engine_of(options);
    enum status status = list_jobs(&jobs, &count, sweep, error);
    if (status == STATUS_OK)
        status = engine_show_jobs(stream, jobs, count, &engine, &options->runner, error);
    free(jobs);
    return status;
}

enum status sweep_make_missing(struct sweep *sweep, const struct sweep_options *options,
                               struct job **broken, long *broken_count, struct error *error) {
    long count;
    *broken_count = 0;
    enum status status = list_jobs(broken, &count, sweep, error);
    if (status == STATUS_OK && count > 0)
        status = make_jobs(*broken, count, options, error);
    if (status == STATUS_OK && count > 0)
        status = sweep_collect_again(&sweep->results, &sweep->plan, options->version, error);
    if (status == STATUS_OK)
        *broken_count = keep_broken(*broken, count);
    return status;
}

/* ---- tables ----------------------------------------------------------------------------------- */

enum status sweep_summarise_all(struct sweep *sweep, struct error *error) {
    if (sweep->summaries == NULL)
        sweep->summaries = calloc((size_t)sweep->plan.count, sizeof *sweep->summaries);
    if (sweep->summaries == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld points", sweep->plan.count);
    return sweep_summarise(sweep->summaries, &sweep->plan, &sweep->results, error);
}

enum status sweep_path(char path[FILE_PATH_MAX], const struct sweep *sweep, const char *file,
                       struct error *error) {
    enum status status = file_join(path, sweep->plan.out, sweep->study.name, error);
    return status == STATUS_OK ? file_join(path, path, file, error) : status;
}

static enum status write_table(const struct sweep *sweep, const char *file, struct text *text,
                               struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = sweep_path(path, sweep, file, error);
    if (status == STATUS_OK && text->failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for the text of %s", path);
    else if (status == STATUS_OK)
        status = file_write(path, text->bytes, text->length, error);
    text_free(text);
    return status;
}

enum status sweep_write_tables(const struct sweep *sweep, struct error *error) {
    struct text runs = {0}, points = {0};
    sweep_table_runs(&runs, &sweep->plan, &sweep->results);
    enum status status = write_table(sweep, "table.csv", &runs, error);
    if (status != STATUS_OK)
        return status;
    sweep_table_points(&points, &sweep->plan, sweep->summaries);
    return write_table(sweep, "points.csv", &points, error);
}
