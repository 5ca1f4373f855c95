/* bench_sweep -- collecting the runs of a study: how long ten thousand take.
 *
 *     bench_sweep TABLE.csv FOLDER
 *
 * Trains one run, puts its record under the names of all the others below FOLDER/sweep, collects them as `klimb sweep` does, and
 * removes them.
 */
#include "bench/bench.h"

#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "record/versions.h"
#include "sweep/sweep.h"

enum { ROUNDS = 3, SIDE = 25, SEEDS = 16, RUNS = SIDE * SIDE * SEEDS };

static const double GOAL = 2; /* seconds */

static const char scenario_yaml[] = "claim: c\ntrain: {steps: 1500}\n";

/* ---- ten thousand records --------------------------------------------------------------------- */

static void add_axis(struct text *text, const char *name, const char *key) {
    text_add(text, "  - {name: %s, key: %s, values: [", name, key);
    for (int i = 1; i <= SIDE; i++)
        text_add(text, "%s%d", i > 1 ? ", " : "", i);
    text_add(text, "]}\n");
}

static enum status write_text(const char *folder, const char *file, const char *bytes,
                              size_t length, struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, folder, file, error);
    return status == STATUS_OK ? file_write(path, bytes, length, error) : status;
}

static enum status write_study(const char *folder, struct error *error) {
    struct text text = {0};
    text_add(&text, "claim: c\nbase: ../tests/one.yaml\nseeds: %d\naxes:\n", SEEDS);
    add_axis(&text, "a", "objective.beta");
    add_axis(&text, "b", "record.examples");
    text_add(&text, "figure: {x: a, scale: lin, columns: [recon, kl, mi, active_units]}\n");
    enum status status = write_text(folder, "tests/one.yaml", scenario_yaml,
                                    sizeof scenario_yaml - 1, error);
    if (status == STATUS_OK)
        status = write_text(folder, "studies/all.yaml", text_string(&text), text.length, error);
    text_free(&text);
    return status;
}

/* Add a manifest as that of another run: the first `was` of each pair becomes its `is`. */
static void add_changed(struct text *text, const char *manifest, const char *const pairs[][2],
                        int count) {
    for (int i = 0; i < count; i++) {
        const char *at = strstr(manifest, pairs[i][0]);
        size_t before = at != NULL ? (size_t)(at - manifest) : 0;
        text_add_bytes(text, manifest, before);
        text_add(text, "%s", pairs[i][1]);
        manifest += before + strlen(pairs[i][0]);
    }
    text_add(text, "%s", manifest);
}

/* Without waiting for the disk, as file_write does twenty thousand times. */
static enum status put_file(const char *folder, const char *name, const char *bytes, size_t length,
                            struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, folder, name, error);
    FILE *file = status == STATUS_OK ? fopen(path, "w") : NULL;
    if (status != STATUS_OK)
        return status;
    size_t written = file != NULL ? fwrite(bytes, 1, length, file) : 0;
    int is_whole = file != NULL && fclose(file) == 0 && written == length;
    return is_whole ? STATUS_OK : file_error(error, "write", path);
}

struct made {
    char *manifest, *record;
    size_t manifest_size, record_size;
};

static enum status put_run(const struct sweep *sweep, long run, const struct made *made,
                           struct error *error) {
    struct job job;
    struct text manifest = {0};
    char seed[32];
    enum status status = sweep_plan_job(&job, &sweep->plan, run, error);
    if (status != STATUS_OK)
        return status;
    snprintf(seed, sizeof seed, "\"seed\":\t%ld", job.seed);
    const char *const pairs[][2] = {{sweep->plan.points[0].scenario.digest, job.scenario->digest},
                                    {"\"seed\":\t0", seed}};
    add_changed(&manifest, made->manifest, pairs, 2);
    status = file_make_folders(job.place, error);
    if (status == STATUS_OK)
        status = put_file(job.place, "record.csv", made->record, made->record_size, error);
    if (status == STATUS_OK)
        status = put_file(job.place, "manifest.json", text_string(&manifest), manifest.length,
                          error);
    text_free(&manifest);
    return status;
}

static enum status read_made(struct made *made, const struct job *job, struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, job->place, "manifest.json", error);
    if (status == STATUS_OK)
        status = file_read(&made->manifest, &made->manifest_size, path, 1 << 20, error);
    if (status == STATUS_OK)
        status = file_join(path, job->place, "record.csv", error);
    if (status == STATUS_OK)
        status = file_read(&made->record, &made->record_size, path, 1 << 20, error);
    return status;
}

/* Train the first run, and put it in the place of each of the others. */
static enum status put_runs(const struct sweep *sweep, const struct sweep_options *options,
                            double *kib, struct error *error) {
    struct check check = {0};
    struct made made = {0};
    struct job job;
    const struct check_options check_options = {
        .experiments = options->experiments, .out = options->out, .runner = options->runner};
    enum status status = sweep_plan_job(&job, &sweep->plan, 0, error);
    if (status == STATUS_OK)
        status = check_run_jobs(&check, &job, 1, &check_options, error);
    if (status == STATUS_OK)
        status = read_made(&made, &job, error);
    for (long run = 1; status == STATUS_OK && run < sweep->plan.runs; run++)
        status = put_run(sweep, run, &made, error);
    *kib = (double)(made.manifest_size + made.record_size) / 1024;
    check_free(&check);
    free(made.manifest);
    free(made.record);
    return status;
}

/* ---- what is measured ------------------------------------------------------------------------- */

struct task {
    const struct sweep_options *options;
    long taken;
};

/* From the file of the study to the text of both tables. */
static double collect(void *context, long repeats) {
    struct task *task = context;
    struct error error = {0};
    double start = bench_cpu();
    for (long i = 0; i < repeats; i++) {
        struct sweep sweep;
        struct text text = {0};
        enum status status = sweep_open(&sweep, task->options, "all", &error);
        if (status == STATUS_OK)
            status = sweep_summarise_all(&sweep, &error);
        if (status == STATUS_OK) {
            task->taken = sweep.results.count[SWEEP_TAKEN];
            sweep_table_runs(&text, &sweep.plan, &sweep.results);
            sweep_table_points(&text, &sweep.plan, sweep.summaries);
        }
        text_free(&text);
        sweep_close(&sweep);
        if (status != STATUS_OK || task->taken != RUNS) {
            fprintf(stderr, "bench_sweep: %ld of %d runs taken: %s\n", task->taken, RUNS,
                    error.message);
            return -1;
        }
    }
    return bench_cpu() - start;
}

static enum status measure(struct bench *bench, const struct sweep_options *options,
                           struct error *error) {
    struct sweep sweep;
    struct task task = {.options = options};
    struct bench_task turns = {.run = collect, .context = &task};
    char note[BENCH_TEXT_MAX];
    double kib = 0;
    enum status status = sweep_open(&sweep, options, "all", error);
    if (status == STATUS_OK)
        status = put_runs(&sweep, options, &kib, error);
    sweep_close(&sweep);
    if (status != STATUS_OK)
        return status;
    if (!bench_alternate(&turns, 1, &(struct bench_plan){.rounds = ROUNDS}))
        return klimb_error_set(error, STATUS_FAILED, "not all runs were collected");
    snprintf(note, sizeof note, "%d runs of %.0f KiB each, which the system holds in memory", RUNS,
             kib);
    bench_write(bench, &(struct bench_row){.name = "study to tables",
                                           .measure = "seconds of a processor",
                                           .value = bench_spread(turns.seconds, ROUNDS),
                                           .at_most = GOAL,
                                           .note = note});
    return STATUS_OK;
}

int main(int count, char **words) {
    char folder[FILE_PATH_MAX], out[FILE_PATH_MAX];
    struct bench bench;
    struct versions versions;
    struct backend backend;
    struct error error = {0};
    if (count != 3) {
        fprintf(stderr, "usage: bench_sweep TABLE.csv FOLDER\n");
        return 2;
    }
    if (!bench_open(&bench, words[1], "collecting runs"))
        return 1;
    enum status status = klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error);
    if (status == STATUS_OK)
        status = file_join(folder, words[2], "sweep", &error);
    if (status == STATUS_OK)
        status = file_join(out, folder, "out", &error);
    if (status == STATUS_OK)
        status = write_study(folder, &error);
    if (status == STATUS_OK) {
        versions_get(&versions, &backend);
        const struct sweep_options options = {.experiments = folder,
                                              .out = out,
                                              .version = versions.klimb,
                                              .runner = {.workers = 1, .quiet = 1}};
        status = measure(&bench, &options, &error);
    }
    if (status != STATUS_OK)
        bench_skip(&bench, "study to tables", "seconds of a processor", error.message);
    if (folder_remove(folder, &error) != STATUS_OK)
        fprintf(stderr, "bench_sweep: %s\n", error.message);
    return bench_close(&bench);
}
