/* The example of klimb.h. harness/tests/library.sh compiles it against the installed library and checks that
 * it prints the value that `klimb run` records. */
#include <klimb.h>
#include <stdio.h>

enum { LATENT = 10 };

static const struct config config = {
    .data = {.source = DATA_DIGITS, .test_fraction = 0.2},
    .batches = {.sampling = SAMPLING_SHUFFLE, .batch = 64},
    .model = {.latent = LATENT,
              .encoder_hidden = {128},
              .encoder_layers = 1,
              .decoder_hidden = {128},
              .decoder_layers = 1,
              .activation = ACTIVATION_RELU,
              .init = INIT_PYTORCH,
              .init_scale = 1},
    .likelihood = {.kind = LIKELIHOOD_BERNOULLI},
    .schedule = {.kind = SCHEDULE_CONSTANT, .beta = 1},
    .optimiser = {.kind = OPTIMISER_ADAM,
                  .learning_rate = 1e-3,
                  .beta1 = 0.9,
                  .beta2 = 0.999,
                  .epsilon = 1e-8},
    .steps = 10,
    .record = {.rows_at_most = 1, .examples = 256},
};

int main(void) {
    struct error error = {0};
    struct backend backend;
    struct dataset data = {0};
    struct trainer trainer;
    float dimension[LATENT * DIMENSION_OBSERVABLES];
    struct observation row = {.dimension = dimension};
    enum status status = klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error);
    if (status == STATUS_OK)
        status = klimb_dataset_load(&data, &config.data, backend.vm, &error);
    if (status == STATUS_OK)
        status = klimb_trainer_init(&trainer, &config, &data, 0, &backend, &error);
    if (status != STATUS_OK) {
        fprintf(stderr, "%s\n", error.message);
        klimb_dataset_free(&data);
        return 1;
    }
    while (klimb_trainer_step(&trainer))
        ;
    klimb_trainer_observe(&trainer, &row);
    printf("step %ld: ELBO %.9g nats\n", row.step, (double)row.value[OBSERVABLE_elbo]);
    klimb_trainer_free(&trainer);
    klimb_dataset_free(&data);
    return 0;
}
