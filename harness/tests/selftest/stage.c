#include "stage.h"
#include "scenario/scenario_load.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* learning/healthy made short: its data, model and optimiser are the defaults. */
static const struct {
    const char *name, *text;
    long golden_seeds;
} sources[STAGE_SCENARIOS] = {
    [STAGE_SMALL] = {"selftest/small",
                     "claim: A short run learns something.\n"
                     "train: {steps: 400}\n"
                     "record: {examples: 128}\n"
                     "expect:\n"
                     "  - falls: {column: recon, by: [1, 40]}\n",
                     STAGE_GOLDEN_SEEDS},
    [STAGE_BURSTING] = {"selftest/bursting",
                        "claim: Weights that begin too large overflow.\n"
                        "base: small.yaml\n"
                        "model: {init_scale: 40}\n"
                        "expect:\n"
                        "  - becomes non-finite: {by: 10}\n",
                        12},
};

static const struct {
    enum stage_scenario scenario;
    long first, count;
} sets[] = {
#define STAGE_SET_ROW(NAME, scenario, first, count, words) {STAGE_##scenario, first, count},
    STAGE_SET_TABLE(STAGE_SET_ROW)};

#define STAGE_SET_WORDS(NAME, scenario, first, count, words) words,
const char *const stage_set_words[] = {STAGE_SET_TABLE(STAGE_SET_WORDS)};

/* ---- folders --------------------------------------------------------------------------------- */

static enum status copy_file(const char *from, const char *to, const char *name,
                             struct error *error) {
    char source[FILE_PATH_MAX], copy[FILE_PATH_MAX], *bytes;
    size_t size;
    enum status status = file_join(source, from, name, error);
    if (status == STATUS_OK)
        status = file_join(copy, to, name, error);
    if (status == STATUS_OK)
        status = file_read(&bytes, &size, source, 64 << 20, error);
    if (status != STATUS_OK)
        return status;
    status = file_write(copy, bytes, size, error);
    free(bytes);
    return status;
}

/* A manifest without its digest of the record: what is broken from here on is a curve that a faulty trainer has
 * written, not a file that was edited afterwards. */
static enum status drop_digest(const char *folder, struct error *error) {
    char path[FILE_PATH_MAX], *bytes;
    size_t size;
    enum status status = file_join(path, folder, "manifest.json", error);
    if (status == STATUS_OK)
        status = file_read(&bytes, &size, path, 64 << 20, error);
    if (status != STATUS_OK)
        return status;
    char *key = strstr(bytes, "\t\"record_digest\"");
    char *rest = key != NULL ? strchr(key, '\n') : NULL;
    if (rest != NULL)
        memmove(key, rest + 1, strlen(rest));
    status = file_write(path, bytes, strlen(bytes), error);
    free(bytes);
    return status;
}

static enum status copy_files(const char *from, const char *to, const char *const *names,
                              struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && names[i] != NULL; i++)
        status = copy_file(from, to, names[i], error);
    return status;
}

static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *place) {
    (void)about;
    (void)type;
    (void)place;
    return remove(path);
}

/* <folder>/<below> */
static const char *path_in(char out[FILE_PATH_MAX], const struct stage *stage, const char *below) {
    snprintf(out, FILE_PATH_MAX, "%.500s/%.400s", stage->folder, below);
    return out;
}

/* ---- runs and goldens ------------------------------------------------------------------------ */

static enum status load(struct stage *stage, enum stage_scenario which, struct error *error) {
    char experiments[FILE_PATH_MAX], path[FILE_PATH_MAX], below[256];
    path_in(experiments, stage, "experiments");
    snprintf(below, sizeof below, "experiments/%s.yaml", sources[which].name);
    const char *text = sources[which].text;
    enum status status = file_write(path_in(path, stage, below), text, strlen(text), error);
    if (status != STATUS_OK)
        return status;
    return scenario_load(&stage->scenario[which], experiments, sources[which].name, NULL, 0, error);
}

/* Make the runs with seeds first .. first+count-1. */
static enum status run(const struct stage *stage, enum stage_scenario which, long first, long count,
                       int workers, struct error *error) {
    char out[FILE_PATH_MAX];
    struct runner_options options = {.workers = workers, .quiet = 1};
    struct job *jobs = calloc((size_t)count, sizeof *jobs);
    enum status status = jobs != NULL ? STATUS_OK
                                      : klimb_error_set(error, STATUS_MEMORY, "no memory");
    for (long i = 0; status == STATUS_OK && i < count; i++) {
        jobs[i] = (struct job){.scenario = &stage->scenario[which], .seed = first + i};
        status = runner_job_folder(jobs[i].folder, &jobs[i], path_in(out, stage, "runs"), error);
    }
    if (status == STATUS_OK)
        status = runner_run(jobs, count, &options, error);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        if (!jobs[i].done) {
            *error = jobs[i].error;
            status = STATUS_FAILED;
        }
    free(jobs);
    return status;
}

static enum status read_run(struct record *record, const struct stage *stage,
                            enum stage_scenario which, long seed, struct error *error) {
    char out[FILE_PATH_MAX];
    struct job job = {.scenario = &stage->scenario[which], .seed = seed};
    enum status status = runner_job_folder(job.folder, &job, path_in(out, stage, "runs"), error);
    if (status == STATUS_OK)
        status = record_read(record, job.folder, error);
    record->seed = seed;
    return status;
}

static enum status bless(const struct stage *stage, enum stage_scenario which,
                         struct error *error) {
    static struct record records[STAGE_GOLDEN_SEEDS];
    char expected[FILE_PATH_MAX];
    struct backend backend;
    enum status status = klimb_backend_select(&backend, BACKEND_EXACT, NULL, error);
    const struct golden_provenance provenance = {"the comparator's self-test", "none", "2020-01-01",
                                                 "make selftest", &backend};
    long count = 0;
    for (; status == STATUS_OK && count < sources[which].golden_seeds; count++)
        status = read_run(&records[count], stage, which, count, error);
    if (status == STATUS_OK)
        status = golden_write(path_in(expected, stage, "goldens"),
                              golden_subject_of(&stage->scenario[which]), records, count,
                              &provenance, error);
    for (long i = 0; i < count; i++)
        record_free(&records[i]);
    return status;
}

enum status stage_open(struct stage *stage, int workers, struct error *error) {
    const char *above = getenv("TMPDIR");
    *stage = (struct stage){0};
    snprintf(stage->folder, sizeof stage->folder, "%.400s/klimb-selftest-XXXXXX",
             above != NULL ? above : P_tmpdir);
    if (mkdtemp(stage->folder) == NULL)
        return klimb_error_set(error, STATUS_IO, "no folder %s can be made", stage->folder);
    enum status status = STATUS_OK;
    for (enum stage_scenario i = 0; status == STATUS_OK && i < STAGE_SCENARIOS; i++) {
        status = load(stage, i, error);
        if (status == STATUS_OK)
            status = run(stage, i, 0, sources[i].golden_seeds, workers, error);
        if (status == STATUS_OK)
            status = bless(stage, i, error);
    }
    if (status == STATUS_OK)
        status = run(stage, STAGE_SMALL, sets[STAGE_MORE].first, STAGE_SEEDS_MAX, workers, error);
    if (status != STATUS_OK)
        stage_close(stage);
    return status;
}

void stage_close(struct stage *stage) {
    for (enum stage_scenario i = 0; i < STAGE_SCENARIOS; i++)
        scenario_free(&stage->scenario[i]);
    nftw(stage->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- sets ------------------------------------------------------------------------------------ */

static enum status copy_golden(const struct stage *stage, enum stage_scenario scenario,
                               struct error *error) {
    static const char *const names[] = {"golden.json",  "bits.csv",    "ensemble.csv",
                                        "features.csv", "digests.csv", NULL};
    char from[FILE_PATH_MAX], below[256];
    snprintf(below, sizeof below, "goldens/%s", sources[scenario].name);
    return copy_files(path_in(from, stage, below), stage->golden, names, error);
}

enum status stage_set(struct stage *stage, enum stage_set set, struct error *error) {
    static const char *const names[] = {"record.csv", "dims.csv", "digests.csv", "manifest.json",
                                        NULL};
    char out[FILE_PATH_MAX], below[256];
    enum stage_scenario scenario = sets[set].scenario;
    stage->judged = &stage->scenario[scenario];
    stage->count = sets[set].count;
    snprintf(below, sizeof below, "expected/%s", sources[scenario].name);
    path_in(stage->golden, stage, below);
    enum status status = copy_golden(stage, scenario, error);
    for (long i = 0; status == STATUS_OK && i < stage->count; i++) {
        struct job whole = {.scenario = stage->judged, .seed = sets[set].first + i};
        struct job *copy = &stage->jobs[i];
        *copy = whole;
        copy->done = 1;
        status = runner_job_folder(whole.folder, &whole, path_in(out, stage, "runs"), error);
        if (status == STATUS_OK)
            status = runner_job_folder(copy->folder, copy, path_in(out, stage, "broken"), error);
        if (status == STATUS_OK)
            status = copy_files(whole.folder, copy->folder, names, error);
        if (status == STATUS_OK)
            status = drop_digest(copy->folder, error);
    }
    return status;
}

void stage_judge(struct judgement *judgement, const struct stage *stage) {
    char expected[FILE_PATH_MAX];
    struct error error = {0};
    struct evidence evidence = {0};
    const struct evidence *all[] = {&evidence};
    if (evidence_take_runs(&evidence, stage->judged, stage->jobs, stage->count, &error) !=
        STATUS_OK) {
        verdict_refuse(judgement, stage->judged, &error);
        return;
    }
    evidence_take_golden(&evidence, path_in(expected, stage, "expected"));
    evidence_take_theory(&evidence);
    verdict_judge(judgement, &evidence, &(const struct verdict_runs){all, 1}, NULL);
    evidence_free(&evidence);
}
