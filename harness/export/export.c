#include "export/export_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "scenario/scenario_data.h"

#define ARRAY_INFO(NAME, name, type, unit, meaning) {name, NPY_##type, unit, meaning},
const struct export_array_info export_array_info[EXPORT_ARRAYS] = {EXPORT_ARRAY_TABLE(ARRAY_INFO)};

const char *const export_moment_names[] = {"initial", "final"};

int export_is_one_batch(const struct config *config) {
    return config->data.sampling == SAMPLING_FULL && config->data.binarise == BINARISE_NONE;
}

/* ---- What is going to be written ---- */

static void plan_array(struct export *export, enum export_array array, int axes, long first,
                       long second, long third) {
    const struct export_array_info *info = &export_array_info[array];
    struct export_file *file = &export->file[array];
    snprintf(file->name, sizeof file->name, "%s", info->name);
    file->npy = (struct npy){.type = info->type, .axes = axes, .shape = {first, second, third}};
}

static void plan_arrays(struct export *export) {
    static const enum export_array of_steps[] = {EXPORT_BETA, EXPORT_RATE, EXPORT_RECON, EXPORT_KL};
    const struct config *config = &export->scenario->config;
    long steps = export->steps, n = export->trainer.batcher.batch, d = export->data.dimensions;
    long k = config->model.latent, examples = export->trainer.probe.examples;
    export->files = EXPORT_ARRAYS;
    if (export_is_one_batch(config))
        plan_array(export, EXPORT_BATCHES, 2, n, d, 0);
    else
        plan_array(export, EXPORT_BATCHES, 3, steps, n, d);
    plan_array(export, EXPORT_EVALUATION_DATA, 2, examples, d, 0);
    if (config->noise == NOISE_SAMPLED) {
        plan_array(export, EXPORT_NOISE, 3, steps, n, k);
        plan_array(export, EXPORT_EVALUATION_NOISE, 2, examples, k, 0);
    }
    for (size_t i = 0; i < sizeof of_steps / sizeof *of_steps; i++)
        plan_array(export, of_steps[i], 1, steps, 0, 0);
    plan_array(export, EXPORT_EVALUATION_RECON, 1, EXPORT_MOMENTS, 0, 0);
    plan_array(export, EXPORT_EVALUATION_KL, 1, EXPORT_MOMENTS, 0, 0);
}

/* The next file: a parameter of `axes` axes, [first] or [first,second]. */
static char *plan_parameter(struct export *export, const real *values, int axes, long first,
                            long second) {
    struct export_file *file = &export->file[export->files++];
    file->values = values;
    file->npy = (struct npy){.type = NPY_FLOAT32, .axes = axes, .shape = {first, second}};
    return file->name;
}

static void plan_net(struct export *export, const char *moment, const char *net,
                     const struct mlp *mlp) {
    for (long l = 0; l < mlp->count; l++) {
        const struct dense *layer = &mlp->layer[l];
        snprintf(plan_parameter(export, layer->w, 2, layer->in, layer->out), EXPORT_NAME_MAX,
                 "%s/%s.%ld.weight", moment, net, l);
        snprintf(plan_parameter(export, layer->b, 1, layer->out, 0), EXPORT_NAME_MAX,
                 "%s/%s.%ld.bias", moment, net, l);
    }
}

static void plan_parameters(struct export *export, const char *moment) {
    const struct vae *vae = &export->trainer.vae;
    plan_net(export, moment, "encoder", &vae->encoder);
    plan_net(export, moment, "decoder", &vae->decoder);
    if (vae->likelihood_scale != NULL)
        snprintf(plan_parameter(export, vae->likelihood_scale, 1, 1, 0), EXPORT_NAME_MAX,
                 "%s/likelihood.scale", moment);
}

/* All files, with the memory for them. */
static enum status plan(struct export *export, struct export_summary *summary,
                        struct error *error) {
    plan_arrays(export);
    for (int moment = 0; moment < EXPORT_MOMENTS; moment++)
        plan_parameters(export, export_moment_names[moment]);
    export->parameters = (export->files - EXPORT_ARRAYS) / EXPORT_MOMENTS;
    *summary = (struct export_summary){0};
    for (long i = 0; i < export->files; i++) {
        int is_written = export->file[i].npy.axes > 0;
        summary->arrays += is_written;
        summary->bytes += is_written ? npy_file_size(&export->file[i].npy) : 0;
    }
    if (summary->bytes > EXPORT_BYTES_MAX) {
        klimb_error_set(error, STATUS_INVALID, "%ld steps take %.0f MiB, allowed are %.0f",
                        export->steps, summary->bytes / (1 << 20), EXPORT_BYTES_MAX / (1 << 20));
        klimb_error_hint(error,
                         "export fewer steps: an error in a formula shows in the first ones");
        return STATUS_INVALID;
    }
    enum status status = STATUS_OK;
    for (long i = 0; i < export->files && status == STATUS_OK; i++)
        if (export->file[i].npy.axes > 0)
            status = npy_allocate(&export->file[i].npy, error);
    return status;
}

/* ---- The run ---- */

static void add_floats(struct export *export, enum export_array array, const float *values,
                       long count) {
    if (export->file[array].npy.axes > 0)
        npy_add_floats(&export->file[array].npy, values, count);
}

static void add_double(struct export *export, enum export_array array, double value) {
    npy_add_doubles(&export->file[array].npy, &value, 1);
}

static void add_moment(struct export *export, enum export_moment moment, struct observation *row) {
    klimb_trainer_observe(&export->trainer, row);
    add_floats(export, EXPORT_EVALUATION_RECON, &row->value[OBSERVABLE_recon], 1);
    add_floats(export, EXPORT_EVALUATION_KL, &row->value[OBSERVABLE_kl], 1);
    struct export_file *file = export->file + EXPORT_ARRAYS + (long)moment * export->parameters;
    for (long i = 0; i < export->parameters; i++) {
        const long *shape = file[i].npy.shape;
        npy_add_floats(&file[i].npy, file[i].values, shape[0] * (shape[1] > 0 ? shape[1] : 1));
    }
}

/* The step that klimb_trainer_step has just made. */
static void add_step(struct export *export) {
    const struct trainer *trainer = &export->trainer;
    long step = trainer->step - 1, n = trainer->batcher.batch;
    add_double(export, EXPORT_BETA, klimb_schedule_beta(&trainer->config.schedule, step));
    add_double(export, EXPORT_RATE, klimb_optimiser_rate(&trainer->optimiser, step));
    add_double(export, EXPORT_RECON, trainer->terms.recon);
    add_double(export, EXPORT_KL, trainer->terms.kl);
    if (step == 0 || !export_is_one_batch(&trainer->config))
        add_floats(export, EXPORT_BATCHES, trainer->x, n * export->data.dimensions);
    add_floats(export, EXPORT_NOISE, trainer->eps, n * trainer->config.model.latent);
}

static void add_evaluation_set(struct export *export) {
    const struct probe *probe = &export->trainer.probe;
    add_floats(export, EXPORT_EVALUATION_DATA, probe->x, probe->examples * probe->data);
    add_floats(export, EXPORT_EVALUATION_NOISE, probe->eps, probe->examples * probe->latent);
}

/* A parameter becomes non-finite by an update, so the update before is the last to be replayed. */
static enum status diverged(const struct export *export, struct error *error) {
    const struct outcome *outcome = &export->trainer.outcome;
    long finite = outcome->step - (outcome->term == TERM_PARAMETER);
    klimb_error_set(
        error, STATUS_INVALID,
        "%s seed %ld becomes non-finite at step %ld (%s), so %ld steps cannot be exported",
        export->scenario->name, export->seed, outcome->step, klimb_term_names[outcome->term],
        export->steps);
    if (finite > 0)
        klimb_error_hint(error, "up to there it can be exported: --steps %ld", finite);
    return STATUS_INVALID;
}

static enum status train(struct export *export, struct error *error) {
    struct trainer *trainer = &export->trainer;
    long latent = trainer->config.model.latent;
    struct observation row = {
        .dimension = calloc((size_t)latent * DIMENSION_OBSERVABLES, sizeof *row.dimension)};
    if (row.dimension == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a row of %ld dimensions",
                               latent);
    enum status status = STATUS_OK;
    add_moment(export, EXPORT_INITIAL, &row);
    while (trainer->step < export->steps && status == STATUS_OK) {
        int made = klimb_trainer_step(trainer);
        if (!made || trainer->outcome.diverged)
            status = diverged(export, error);
        else
            add_step(export);
    }
    if (status == STATUS_OK) {
        add_moment(export, EXPORT_FINAL, &row);
        add_evaluation_set(export);
    }
    free(row.dimension);
    return status;
}

/* ---- The whole ---- */

static enum status check_steps(const struct export *export, struct error *error) {
    long most = export->scenario->config.steps;
    if (export->steps >= 1 && export->steps <= most)
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID, "%ld steps of %s cannot be exported, it has %ld",
                    export->steps, export->scenario->name, most);
    klimb_error_hint(error, "--set train.steps=%ld makes the run longer, and its schedules with it",
                     export->steps);
    return STATUS_INVALID;
}

static enum status run_and_save(struct export *export, const char *folder,
                                struct export_summary *summary, struct error *error) {
    enum status status = plan(export, summary, error);
    if (status == STATUS_OK)
        status = train(export, error);
    return status == STATUS_OK ? export_save(export, folder, error) : status;
}

enum status export_run(const char *folder, const struct scenario *scenario, long seed, long steps,
                       const struct backend *backend, struct export_summary *summary,
                       struct error *error) {
    const struct config *config = &scenario->config;
    struct export export = {.scenario = scenario, .seed = seed, .steps = steps, .backend = backend};
    enum status status = check_steps(&export, error);
    if (status == STATUS_OK)
        status = export_check_folder(folder, error);
    if (status == STATUS_OK)
        status = scenario_load_data(&export.data, scenario, backend->vm, error);
    if (status == STATUS_OK)
        status = klimb_trainer_init(&export.trainer, config, &export.data, (uint64_t)seed, backend,
                                    error);
    if (status == STATUS_OK)
        status = run_and_save(&export, folder, summary, error);
    for (long i = 0; i < export.files; i++)
        npy_free(&export.file[i].npy);
    klimb_trainer_free(&export.trainer);
    klimb_dataset_free(&export.data);
    return status;
}
