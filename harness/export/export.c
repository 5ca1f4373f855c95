#include "export/export.h"

#include <stdlib.h>

#include "export/export_arrays.h"
#include "export/export_save.h"
#include "scenario/scenario_data.h"

/* ---- The files, with the memory for them ---- */

static struct export_summary summarise(const struct export *export) {
    struct export_summary summary = {0};
    for (long i = 0; i < export->files; i++) {
        int is_written = export->file[i].npy.axes > 0;
        summary.arrays += is_written;
        summary.bytes += is_written ? npy_file_size(&export->file[i].npy) : 0;
    }
    return summary;
}

static enum status prepare(struct export *export, struct export_summary *summary,
                           struct error *error) {
    export_plan(export);
    *summary = summarise(export);
    if (summary->bytes > EXPORT_BYTES_MAX) {
        klimb_error_set(error, STATUS_INVALID, "%ld steps take %.0f MiB; must be at most %.0f",
                        export->steps, summary->bytes / (1 << 20), EXPORT_BYTES_MAX / (1 << 20));
        klimb_error_hint(error,
                         "export fewer steps: an error in a formula shows in the first steps%s",
                         export->is_final ? "" : "; or --final, without x and eps of each step");
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

static void add_index(struct export *export) {
    struct npy *npy = &export->file[EXPORT_INDEX].npy;
    for (long i = 0; i < export->trainer.batcher.batch && npy->axes > 0; i++) {
        long example = export->trainer.index[i];
        npy_add_longs(npy, &example, 1);
    }
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
    add_double(export, EXPORT_BETA, trainer->objective.weight);
    add_double(export, EXPORT_RATE, klimb_optimiser_rate(&trainer->optimiser, step));
    add_double(export, EXPORT_RECON, trainer->terms.recon);
    add_double(export, EXPORT_KL, trainer->terms.kl);
    add_index(export);
    if (step == 0 || !export_is_one_batch(&trainer->config))
        add_floats(export, EXPORT_BATCHES, trainer->x, n * export->data.dimensions);
    add_floats(export, EXPORT_NOISE, trainer->eps, n * trainer->config.model.latent);
}

/* What does not depend on the steps that are made. */
static void add_sets(struct export *export) {
    const struct probe *probe = &export->trainer.probe;
    const struct dataset *data = &export->data;
    const struct config *config = &export->trainer.config;
    add_floats(export, EXPORT_TRAIN, data->train, data->train_count * data->dimensions);
    for (long step = 0; step <= config->steps; step = klimb_config_next_logged(config, step))
        npy_add_longs(&export->file[EXPORT_LOGGED].npy, &step, 1);
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
        add_sets(export);
    }
    free(row.dimension);
    return status;
}

/* ---- The whole ---- */

static enum status check_steps(const struct export *export, struct error *error) {
    long most = export->scenario->config.steps;
    if (export->steps >= 1 && export->steps <= most)
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID, "%ld steps of %s cannot be exported: it has %ld",
                    export->steps, export->scenario->name, most);
    klimb_error_hint(error, "--set train.steps=%ld makes the run longer, and its schedules with it",
                     export->steps);
    return STATUS_INVALID;
}

/* The README of an export has the formulas of one objective. */
static enum status check_objective(const struct export *export, struct error *error) {
    const struct config *config = &export->scenario->config;
    static const char *const zero = "0";
    const struct {
        const char *key, *found, *wanted;
    } kinds[] = {
        {"objective.bound", klimb_bound_names[config->bound.kind], klimb_bound_names[BOUND_ELBO]},
        {"prior.kind", klimb_prior_names[config->model.prior.kind],
         klimb_prior_names[PRIOR_STANDARD]},
        {"model.head.batch_norm", config->model.head.batch_norm > 0 ? "above 0" : zero, zero},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].found != kinds[i].wanted)
            return klimb_error_set(
                error, STATUS_INVALID, "%s cannot be exported: its %s is %s; must be %s",
                export->scenario->name, kinds[i].key, kinds[i].found, kinds[i].wanted);
    return STATUS_OK;
}

static enum status run_and_save(struct export *export, const char *folder,
                                struct export_summary *summary, struct error *error) {
    enum status status = prepare(export, summary, error);
    if (status == STATUS_OK)
        status = train(export, error);
    return status == STATUS_OK ? export_save(export, folder, error) : status;
}

enum status export_run(const struct export_request *request, struct export_summary *summary,
                       struct error *error) {
    const struct scenario *scenario = request->scenario;
    struct export export = {.scenario = scenario,
                            .seed = request->seed,
                            .steps = request->steps,
                            .is_final = request->is_final,
                            .backend = request->backend};
    enum status status = check_steps(&export, error);
    if (status == STATUS_OK)
        status = check_objective(&export, error);
    if (status == STATUS_OK)
        status = export_check_folder(request->folder, error);
    if (status == STATUS_OK)
        status = scenario_load_data(&export.data, scenario, export.backend->vm, error);
    if (status == STATUS_OK)
        status = klimb_trainer_init(&export.trainer, &scenario->config, &export.data,
                                    (uint64_t) export.seed, export.backend, error);
    if (status == STATUS_OK)
        status = run_and_save(&export, request->folder, summary, error);
    for (long i = 0; i < export.files; i++)
        npy_free(&export.file[i].npy);
    klimb_trainer_free(&export.trainer);
    klimb_dataset_free(&export.data);
    return status;
}
