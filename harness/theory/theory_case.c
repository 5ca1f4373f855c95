#include "theory/theory_case.h"

struct theory_examples theory_examples_of(const struct theory_case *from, enum theory_set set) {
    const struct dataset *data = from->data;
    if (set == THEORY_TRAINING)
        return (struct theory_examples){data->train, data->train_count};
    struct theory_examples examples = {data->train, data->train_count};
    if (data->test_count > 0)
        examples = (struct theory_examples){data->test, data->test_count};
    if (from->config->record.examples < examples.count)
        examples.count = from->config->record.examples;
    return examples;
}

enum status theory_measure_set(struct theory_moments *moments, const struct theory_case *from,
                               enum theory_set set, struct error *error) {
    struct theory_examples examples = theory_examples_of(from, set);
    return theory_moments_measure(moments, examples.x, examples.count, from->data->dimensions,
                                  error);
}

/* Of core's training, only the drawing of weights is used. */
enum status theory_draw_model(struct theory_model *model, const struct theory_case *from,
                              struct error *error) {
    struct trainer trainer;
    *model = (struct theory_model){0};
    enum status status = klimb_trainer_init(&trainer, from->config, from->data, from->seed,
                                            from->backend, error);
    if (status != STATUS_OK)
        return status;
    status = theory_model_new(model, from->data->dimensions, from->config->model.latent,
                              &from->config->likelihood, error);
    if (status == STATUS_OK)
        theory_model_take(model, &trainer.vae);
    klimb_trainer_free(&trainer);
    return status;
}
