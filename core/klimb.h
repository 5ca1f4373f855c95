/* klimb.h -- the public header of libklimb, which trains VAEs and observes them.
 *
 * On the exact backend a trajectory is a function of (config, seed): the same bits on every machine.
 * The library never prints, never exits, opens only data files, and has no global state but a loaded OpenBLAS.
 * Every function that can fail returns `enum status` and fills in the caller's `struct error`.
 *
 *     base/status.h         how a function says that it failed
 *     numerics/backend.h    the product, SIMD level and threads that a computation uses
 *     data/dataset.h        the examples: digits (embedded), files, drawn ones
 *     train/config.h        all settings, with their ranges
 *     train/trainer.h       a run: initialise, observe, step; the caller owns the loop
 *     train/probe.h         what is observed: ELBO, KL, mutual information, active units, ...
 *
 * These six are the interface. Headers that they include only supply types.
 * C11; link names begin with klimb_. With pkg-config:
 *
 *     cc -std=c11 example.c $(pkg-config --cflags --libs klimb)
 *
 * A whole program, which trains for ten steps and prints the ELBO (core/tests/example_train.c):
 *
 *     #include <klimb.h>
 *     #include <stdio.h>
 *
 *     enum { LATENT = 10 };
 *
 *     static const struct config config = {
 *         .data = {.source = DATA_DIGITS, .test_fraction = 0.2},
 *         .batches = {.sampling = SAMPLING_SHUFFLE, .batch = 64},
 *         .model = {.latent = LATENT,
 *                   .encoder_hidden = {128},
 *                   .encoder_layers = 1,
 *                   .decoder_hidden = {128},
 *                   .decoder_layers = 1,
 *                   .activation = ACTIVATION_RELU,
 *                   .init = INIT_PYTORCH,
 *                   .init_scale = 1},
 *         .likelihood = {.kind = LIKELIHOOD_BERNOULLI},
 *         .schedule = {.kind = SCHEDULE_CONSTANT, .beta = 1},
 *         .optimiser = {.kind = OPTIMISER_ADAM,
 *                       .learning_rate = 1e-3,
 *                       .beta1 = 0.9,
 *                       .beta2 = 0.999,
 *                       .epsilon = 1e-8},
 *         .steps = 10,
 *         .record = {.rows_at_most = 1, .examples = 256},
 *     };
 *
 *     int main(void) {
 *         struct error error = {0};
 *         struct backend backend;
 *         struct dataset data = {0};
 *         struct trainer trainer;
 *         float dimension[LATENT * DIMENSION_OBSERVABLES];
 *         struct observation row = {.dimension = dimension};
 *         enum status status = klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error);
 *         if (status == STATUS_OK)
 *             status = klimb_dataset_load(&data, &config.data, backend.vm, &error);
 *         if (status == STATUS_OK)
 *             status = klimb_trainer_init(&trainer, &config, &data, 0, &backend, &error);
 *         if (status != STATUS_OK) {
 *             fprintf(stderr, "%s\n", error.message);
 *             klimb_dataset_free(&data);
 *             return 1;
 *         }
 *         while (klimb_trainer_step(&trainer))
 *             ;
 *         klimb_trainer_observe(&trainer, &row);
 *         printf("step %ld: ELBO %.9g nats\n", row.step, (double)row.value[OBSERVABLE_elbo]);
 *         klimb_trainer_free(&trainer);
 *         klimb_dataset_free(&data);
 *         return 0;
 *     }
 */
#ifndef KLIMB_H
#define KLIMB_H

#include "base/status.h"
#include "data/dataset.h"
#include "numerics/backend.h"
#include "train/config.h"
#include "train/probe.h"
#include "train/trainer.h"

#endif
