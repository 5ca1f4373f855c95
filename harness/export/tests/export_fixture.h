/* export_fixture.h -- a small scenario in variants, and its export in a folder of its own.
 *
 *     tcase_add_checked_fixture(tcase, export_set_up, export_tear_down);
 *     load_variant(_i);
 *     export_whole();
 *     char *readme = read_text("README.md");
 */
#ifndef KLIMB_EXPORT_FIXTURE_H
#define KLIMB_EXPORT_FIXTURE_H

#include <sys/stat.h>

#include "export/export.h"
#include "scenario/scenario_load.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

enum { STEPS = 20, SEED = 5 };

static const char small_yaml[] = "claim: A small model can be trained.\n"
                                 "data: {source: bars, side: 3, examples: 60}\n"
                                 "model: {latent: 2, hidden: [6, 4], activation: tanh}\n"
                                 "objective: {schedule: linear, length: 15}\n"
                                 "optimiser: {learning_rate: 0.01, decay: cosine}\n"
                                 "train: {steps: 25, batch: 8}\n"
                                 "record: {examples: 8}\n";

static char folder[FILE_PATH_MAX], out[FILE_PATH_MAX];
static struct scenario scenario;
static struct backend backend;
static struct export_summary summary;
static int is_final;

static inline void export_set_up(void) {
    struct error error = {0};
    is_final = 0;
    temp_folder_make(folder);
    snprintf(out, sizeof out, "%.500s/new/replay", folder);
    temp_folder_write(folder, "small.yaml", small_yaml);
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
}

static inline void export_tear_down(void) {
    scenario_free(&scenario);
    temp_folder_remove(folder);
}

static inline void load(const char *const *overrides, long count) {
    struct error error = {0};
    ck_assert_msg(scenario_load(&scenario, folder, "small", overrides, count, &error) == STATUS_OK,
                  "%s", error.message);
}

static inline enum status export_steps(long steps, struct error *error) {
    *error = (struct error){0};
    struct export_request request = {.folder = out,
                                     .scenario = &scenario,
                                     .seed = SEED,
                                     .steps = steps,
                                     .is_final = is_final,
                                     .backend = &backend};
    return export_run(&request, &summary, error);
}

static inline void export_whole(void) {
    struct error error;
    ck_assert_msg(export_steps(STEPS, &error) == STATUS_OK, "%s", error.message);
}

#define OVERRIDES_MAX 8

/* Scenarios that differ in what is exported. */
static const char *const variants[][OVERRIDES_MAX] = {
    {NULL},
    {"train.sampling=full", "optimiser.kind=sgd", "optimiser.momentum=0.9", "optimiser.clip_norm=1",
     "model.head.kind=softplus", NULL},
    {"train.sampling=full", "data.binarise=dynamic", "model.encoder_input=nothing", NULL},
    {"likelihood.kind=gaussian-learned", "model.head.kind=tanh", "data.test_fraction=0", NULL},
    {"model.hidden=[]", "likelihood.kind=gaussian", "objective.noise=expected",
     "model.head.scale=shared", "train.sampling=full", NULL},
    {"model.activation=relu", "model.leak=0.25", "data.noise=0.1", NULL},
};
enum { VARIANTS = sizeof variants / sizeof *variants };

static inline void load_variant(int index) {
    long count = 0;
    while (variants[index][count] != NULL)
        count++;
    load(variants[index], count);
}

static inline int has_array(const char *name) {
    char path[FILE_PATH_MAX + 64];
    struct stat about;
    snprintf(path, sizeof path, "%s/%s.npy", out, name);
    return stat(path, &about) == 0;
}

static inline char *read_text(const char *name) {
    struct error error = {0};
    char path[FILE_PATH_MAX], *text;
    size_t size;
    ck_assert_int_eq(file_join(path, out, name, &error), STATUS_OK);
    ck_assert_msg(file_read(&text, &size, path, 1 << 20, &error) == STATUS_OK, "%s", error.message);
    return text;
}

#endif
