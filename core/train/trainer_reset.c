#include <string.h>

#include "train/trainer_internal.h"

static void reset_after(struct trainer *trainer) {
    if (trainer->step != trainer->config.procedure.reset_at)
        return;
    struct optimiser *optimiser = &trainer->optimiser;
    size_t bytes = (size_t)optimiser->parameters * sizeof(real);
    klimb_vae_reset_decoder(&trainer->vae, trainer->seed, &trainer->backend);
    memset(optimiser->m, 0, bytes);
    memset(optimiser->v, 0, bytes);
    trainer->procedure.encoder_ahead = trainer->procedure.decoder_ahead = -trainer->step;
}

const struct trainer_procedure klimb_trainer_reset = {.after = reset_after};
