#include <stdio.h>
#include <stdlib.h>

#include "options.h"
#include "selection.h"
#include "text.h"

/* What one command runs: every scenario with every seed. */
struct batch {
    struct scenario *scenarios; /* [scenario_count] those loaded */
    long scenario_count;
    struct job *jobs; /* [job_count] */
    long job_count;
};

static void batch_free(struct batch *batch) {
    for (long i = 0; i < batch->scenario_count; i++)
        scenario_free(&batch->scenarios[i]);
    free(batch->scenarios);
    free(batch->jobs);
}

/* Read every scenario that the command line stands for. */
static enum status load_scenarios(struct batch *batch, const struct options *options,
                                  struct error *error) {
    char **names;
    long count;
    enum status status = selection_expand(&names, &count, options->names, options->name_count,
                                          options->experiments, error);
    if (status != STATUS_OK)
        return status;
    batch->scenarios = calloc((size_t)count + 1, sizeof *batch->scenarios);
    if (batch->scenarios == NULL)
        status = error_set(error, STATUS_MEMORY, "no memory for %ld scenarios", count);
    for (long i = 0; i < count && status == STATUS_OK; i++) {
        status = scenario_load(&batch->scenarios[i], options->experiments, names[i],
                               options->overrides, options->override_count, error);
        batch->scenario_count += status == STATUS_OK;
    }
    free(names);
    return status;
}

/* One job for each scenario and seed; without a word about seeds, seed 0. */
static enum status plan_jobs(struct batch *batch, const struct options *options,
                             struct error *error) {
    long seeds = options->seed_count > 0 ? options->seed_count : 1;
    long first = options->seed_count > 0 ? options->seed_first : 0;
    batch->jobs = calloc((size_t)(batch->scenario_count * seeds) + 1, sizeof *batch->jobs);
    if (batch->jobs == NULL)
        return error_set(error, STATUS_MEMORY, "no memory for %ld seeds", seeds);
    enum status status = STATUS_OK;
    for (long i = 0; i < batch->scenario_count * seeds && status == STATUS_OK; i++) {
        struct job *job = &batch->jobs[batch->job_count++];
        job->scenario = &batch->scenarios[i / seeds];
        job->seed = first + i % seeds;
        job->backend = options->backend;
        status = runner_job_folder(job, options->out, error);
    }
    return status;
}

/* ---- what is said afterwards --------------------------------------------------------------- */

enum { CELL_MAX = 64 };

static void describe_outcome(char text[CELL_MAX], const struct outcome *outcome) {
    if (outcome->diverged)
        snprintf(text, CELL_MAX, "non-finite at %ld (%s)", outcome->step,
                 term_names[outcome->term]);
    else
        snprintf(text, CELL_MAX, "completed");
}

static void add_record(struct text_table *table, const struct job *job,
                       const struct record *record) {
    static const enum observable columns[] = {OBSERVABLE_recon, OBSERVABLE_kl, OBSERVABLE_mi,
                                              OBSERVABLE_active_units};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    char seed[CELL_MAX], steps[CELL_MAX], final[COLUMNS][CELL_MAX], outcome[CELL_MAX];
    char seconds[CELL_MAX];
    snprintf(seed, sizeof seed, "%ld", job->seed);
    snprintf(steps, sizeof steps, "%ld", record->outcome.step);
    for (long i = 0; i < COLUMNS; i++)
        snprintf(final[i], sizeof final[i], "%.4g", record_final(record, columns[i]));
    describe_outcome(outcome, &record->outcome);
    snprintf(seconds, sizeof seconds, "%.2f", job->seconds);
    text_table_add(table, (const char *const[]){job->scenario->name, seed, steps, final[0],
                                                final[1], final[2], final[3], outcome, seconds});
}

static void add_broken(struct text_table *table, const struct job *job) {
    char seed[CELL_MAX];
    snprintf(seed, sizeof seed, "%ld", job->seed);
    text_table_add(table, (const char *const[]){job->scenario->name, seed, NULL, NULL, NULL, NULL,
                                                NULL, "broke", NULL});
}

/* Read the record of a job back and add its line. A record that cannot be read broke as well. */
static void add_job(struct text_table *table, struct job *job) {
    struct record record;
    if (job->done && record_read(&record, job->folder, &job->error) == STATUS_OK) {
        add_record(table, job, &record);
        record_free(&record);
        return;
    }
    job->done = 0;
    add_broken(table, job);
}

/* Say where each record is, or why there is none. Returns how many runs broke. */
static long print_places(const struct batch *batch) {
    long broken = 0;
    for (long i = 0; i < batch->job_count; i++) {
        const struct job *job = &batch->jobs[i];
        if (job->done) {
            printf("record: %s\n", job->folder);
            continue;
        }
        fflush(stdout);
        fprintf(stderr, "klimb: %s seed %ld broke:\n", job->scenario->name, job->seed);
        text_print_error(stderr, &job->error);
        broken++;
    }
    return broken;
}

static enum status print_summary(long *broken, const struct batch *batch, struct error *error) {
    static const char *const headings[] = {"scenario", "seed",   "steps",   "recon",  "kl",
                                           "mi",       "active", "outcome", "seconds"};
    struct text_table *table = text_table_new((int)(sizeof headings / sizeof *headings), headings);
    if (table == NULL)
        return error_set(error, STATUS_MEMORY, "no memory for the table of runs");
    for (long i = 0; i < batch->job_count; i++)
        add_job(table, &batch->jobs[i]);
    text_table_print(table, stdout, text_terminal_width(stdout));
    text_table_free(table);
    printf("recon, kl, mi in nats per example; means over the last 10 %% of the steps\n");
    *broken = print_places(batch);
    return STATUS_OK;
}

static enum status run_batch(long *broken, struct batch *batch, const struct options *options,
                             struct error *error) {
    enum status status = load_scenarios(batch, options, error);
    if (status == STATUS_OK)
        status = plan_jobs(batch, options, error);
    if (status != STATUS_OK)
        return status;
    struct runner_options runner = {
        .workers = options->workers, .simd = options->simd, .quiet = options->quiet};
    status = runner_run(batch->jobs, batch->job_count, &runner, error);
    return status == STATUS_OK ? print_summary(broken, batch, error) : status;
}

static int run_run(const struct options *options) {
    struct error error = {0};
    if (options->name_count == 0 && !options->all) {
        error_set(&error, STATUS_INVALID, "name the scenarios or families to run, or say --all");
        error_hint(&error, "`klimb list` shows what there is");
        return options_fail(&error);
    }
    struct batch batch = {0};
    long broken = 0;
    enum status status = run_batch(&broken, &batch, options, &error);
    batch_free(&batch);
    if (status != STATUS_OK)
        return options_fail(&error);
    return broken > 0 ? EXIT_BROKEN : EXIT_PASS;
}

const struct command command_run = {
    .name = "run",
    .arguments = "[SCENARIO...]",
    .summary = "train scenarios and write their records",
    .details =
        "Trains each scenario named (or those of a family, or all with --all) with seed 0, or "
        "with\n"
        "the seeds given, and writes for each run a folder\n"
        "  <out>/<scenario>/<backend>/seed-0000/\n"
        "with record.csv (a row a logged step), dims.csv (a row a step and latent dimension) and\n"
        "manifest.json (what made it, how it ended). Nothing is judged: a run that becomes\n"
        "non-finite is an outcome and no failure. Exit code: 0, 2 usage, 3 when a run broke.\n"
        "\n"
        "  klimb run healthy                                   one scenario, seed 0\n"
        "  klimb run annealing --seeds 0..3 -j 2               a family, four seeds each\n"
        "  klimb run healthy --set objective.beta=1e-3 --out build/trial",
    .accepts = "nNsajbqeo",
    .run = run_run,
};
