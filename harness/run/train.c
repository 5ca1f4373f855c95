#include "run/train.h"

#include <stdio.h>
#include <stdlib.h>

#include "scenario/scenario_data.h"

/* Appends the present step to the record. */
static void observe(struct record *record, struct trainer *trainer, struct observation *row) {
    klimb_trainer_observe(trainer, row);
    record_append(record, row);
}

/* Makes a step that has a row, with digests of its tensors. Returns what klimb_trainer_step does:
 * whether it made an update. */
static int step_with_digests(struct record *record, struct trainer *trainer,
                             struct observation *row) {
    struct tensor list[TENSORS_MAX];
    long step = trainer->step;
    observe(record, trainer, row);
    klimb_tensors_list(list, trainer);
    tensor_digests_note(&record->digests, step, list, 0);
    int is_made = klimb_trainer_step(trainer);
    if (is_made)
        tensor_digests_note(&record->digests, step, list, 1);
    return is_made;
}

/* Makes the next step, and observes it if it is logged. */
static int next(struct record *record, struct trainer *trainer, struct observation *row) {
    int is_logged = klimb_trainer_is_logged(trainer);
    if (is_logged && tensor_digests_wants(&record->digests, trainer->step))
        return step_with_digests(record, trainer, row);
    if (is_logged)
        observe(record, trainer, row);
    return klimb_trainer_step(trainer);
}

static void train(struct record *record, struct trainer *trainer, struct observation *row,
                  train_tick *tick, void *context) {
    do {
        if (tick != NULL && trainer->step > 0)
            tick(context, trainer->step, trainer->config.steps);
    } while (next(record, trainer, row));
    /* The step where a run diverged always gets a row, because it says most. */
    if (trainer->outcome.diverged && record->step[record->rows - 1] != trainer->step)
        observe(record, trainer, row);
    record->outcome = trainer->outcome;
}

/* Makes room for the record and an observation, then trains. */
static enum status train_into(struct record *record, struct trainer *trainer, train_tick *tick,
                              void *context, struct error *error) {
    long latent = trainer->config.model.latent;
    /* A run that diverges has one unplanned row, but never reaches the last planned one. */
    enum status status = record_new(record, klimb_config_logged_count(&trainer->config), latent,
                                    error);
    if (status != STATUS_OK)
        return status;
    for (enum observable column = 0; column < OBSERVABLES; column++)
        record->present[column] = klimb_observable_is_recorded(column, &trainer->config);
    struct tensor list[TENSORS_MAX];
    status = tensor_digests_new(&record->digests, list, klimb_tensors_list(list, trainer), error);
    if (status != STATUS_OK)
        return status;
    struct observation row = {
        .dimension = calloc((size_t)latent * DIMENSION_OBSERVABLES, sizeof *row.dimension)};
    if (row.dimension == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a row of %ld dimensions",
                               latent);
    train(record, trainer, &row, tick, context);
    free(row.dimension);
    return STATUS_OK;
}

enum status train_run_artefacts(struct record *record, struct artefacts *artefacts,
                                const struct scenario *scenario, long seed,
                                const struct backend *backend, train_tick *tick, void *context,
                                struct error *error) {
    *record = (struct record){0};
    struct dataset data = {0};
    struct trainer trainer = {0};
    enum status status = scenario_load_data(&data, scenario, backend->vm, error);
    if (status == STATUS_OK)
        status = klimb_trainer_init(&trainer, &scenario->config, &data, (uint64_t)seed, backend,
                                    error);
    if (status == STATUS_OK)
        status = train_into(record, &trainer, tick, context, error);
    if (status == STATUS_OK && artefacts != NULL)
        status = artefacts_make(artefacts, &trainer, error);
    if (status == STATUS_OK) {
        snprintf(record->name, sizeof record->name, "%s", scenario->name);
        record->seed = seed;
    } else {
        record_free(record);
    }
    klimb_trainer_free(&trainer);
    klimb_dataset_free(&data);
    return status;
}

enum status train_run(struct record *record, const struct scenario *scenario, long seed,
                      const struct backend *backend, train_tick *tick, void *context,
                      struct error *error) {
    return train_run_artefacts(record, NULL, scenario, seed, backend, tick, context, error);
}
