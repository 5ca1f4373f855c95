#include <stdio.h>

#include "base/text.h"
#include "check/check_notes.h"
#include "cli/options/options.h"

/* ---- what is said afterwards --------------------------------------------------------------- */

enum {
    CELL_MAX = 64,
    PLACES_MAX = 4 /* more folders would be too long a list */
};

static void describe_outcome(char text[CELL_MAX], const struct outcome *outcome) {
    if (outcome->diverged)
        snprintf(text, CELL_MAX, "non-finite at %ld (%s)", outcome->step,
                 klimb_term_names[outcome->term]);
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
    for (long i = 0; i < COLUMNS; i++) {
        final[i][0] = '\0';
        if (record->present[columns[i]])
            snprintf(final[i], sizeof final[i], "%.4g", record_final(record, columns[i]));
    }
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

/* Reads the record of a job and adds its line. A run whose record cannot be read broke, too. */
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

/* Prints where the records are: each folder if they are few, else a pattern for all. */
static void print_places(const struct check *check, const char *out) {
    if (check_runs(check) > PLACES_MAX) {
        const struct check_item *item = check->items;
        while (item->runs == 0)
            item++;
        text_print_line(stdout, "records: %s/SCENARIO/%s/%sseed-NNNN", out,
                        scenario_backend_name(&item->scenario, item->jobs[0].backend),
                        check->items[0].scenario.is_overridden ? "set-DIGEST/" : "");
        return;
    }
    for (long i = 0; i < check->count; i++)
        for (long run = 0; run < check->items[i].runs; run++)
            if (check->items[i].jobs[run].done)
                text_print_line(stdout, "record: %s", check->items[i].jobs[run].place);
}

/* Prints why runs left no record. Returns the number of such runs. */
static long print_broken(const struct check *check) {
    long broken = 0;
    for (long i = 0; i < check->count; i++) {
        for (long run = 0; run < check->items[i].runs; run++) {
            const struct job *job = &check->items[i].jobs[run];
            if (job->done)
                continue;
            text_print_line(stderr, "klimb: %s seed %ld broke:", job->scenario->name, job->seed);
            text_print_error(stderr, &job->error);
            broken++;
        }
    }
    return broken;
}

/* Returns the number of runs that broke. */
static long print_summary(const struct check *check, const char *out) {
    static const char *const headings[] = {"scenario", "seed",   "steps",   "recon",  "kl",
                                           "mi",       "active", "outcome", "seconds"};
    struct text_table *table = text_table_new((int)(sizeof headings / sizeof *headings), headings);
    for (long i = 0; i < check->count; i++)
        for (long run = 0; run < check->items[i].runs; run++)
            add_job(table, &check->items[i].jobs[run]);
    text_table_print(table, stdout, text_terminal_width(stdout));
    text_table_free(table);
    printf("recon, kl, mi in nats per example; means over the last 10 %% of the steps\n");
    print_places(check, out);
    fflush(stdout);
    return print_broken(check);
}

/* Runs the scenarios whose data are there. Returns the exit code. */
static int run_planned(struct check *check, const struct check_options *options,
                       struct error *error) {
    check_print_notes(stderr, check);
    if (check_print_skipped(stderr, check) == check->count)
        klimb_error_set(error, STATUS_FAILED, "no scenario could be run");
    else if (check_make_runs(check, options, error) == STATUS_OK) {
        check_print_log_notes(stderr, check);
        return print_summary(check, options->out) > 0 ? EXIT_BROKEN : EXIT_PASS;
    }
    return options_fail(error);
}

static int run_run(const struct options *options) {
    struct error error = {0};
    struct check check;
    struct check_options check_options = options_for_check(options);
    check_options.artefacts = options->artefacts;
    if (check_options.seeds != CHECK_SEEDS_GIVEN) {
        check_options.seeds = CHECK_SEEDS_GIVEN;
        check_options.seed_count = 1; /* seed 0 */
    }
    if (options_need_names(options, "run", &error) != STATUS_OK)
        return options_fail(&error);
    if (options->dry_run)
        return options_dry_run(&check_options);
    if (check_plan(&check, &check_options, &error) != STATUS_OK)
        return options_fail(&error);
    int code = run_planned(&check, &check_options, &error);
    check_free(&check);
    return code;
}

const struct command command_run = {
    .name = "run",
    .arguments = "[SCENARIO...]",
    .summary = "train scenarios and write their records",
    .details = "Trains each scenario named (or those of a family, or all with --all) with seed\n"
               "0, or with the seeds given, and writes for each run a folder\n"
               "  <out>/<scenario>/<backend>/seed-0000/\n"
               "with record.csv (one row per logged step), dims.csv (one row per step and latent\n"
               "dimension), digests.csv (one row per tensor of a step, for the first steps) and\n"
               "manifest.json (what made the run, how it ended). Runs with --set go to\n"
               "<backend>/set-<digest>/seed-0000/. A record replaces an earlier one only when it\n"
               "is whole. If your own trainer breaks, its output is left there instead.\n"
               "With --missing a run is not made again if a whole record of the same digest,\n"
               "seed and backend is there.\n"
               "With --artefacts the first seed of each scenario also leaves latents.csv,\n"
               "pictures and paths between examples, which `klimb report` draws.\n"
               "With --engine another program makes the runs, here or on many machines:\n"
               "`klimb help engines`.\n"
               "Nothing is judged: a run that becomes non-finite is an outcome, not a failure. A\n"
               "scenario whose data are missing is skipped, and the command that fetches them is\n"
               "printed. Exit code: 0 done, 2 usage, 3 when a run broke or every scenario was\n"
               "skipped.\n"
               "\n"
               "  klimb run learning/healthy                       one scenario, seed 0\n"
               "  klimb run annealing --seeds 0..3 -j 2            a family, four seeds each\n"
               "  klimb run learning/healthy --set objective.beta=1e-3 --out build/trial",
    .accepts = "nNsajTb5~46>^798qeo",
    .run = run_run,
};
