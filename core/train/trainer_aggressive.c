#include <math.h>

#include "train/trainer_internal.h"

static void aggressive_begin(struct trainer *trainer) {
    trainer->procedure.is_aggressive = 1;
}

static double loss_of_batch(const struct trainer *trainer) {
    double beta = klimb_schedule_beta(&trainer->config.schedule, trainer->step);
    return klimb_trainer_loss(trainer, beta);
}

static void update_encoder(struct trainer *trainer) {
    struct procedure_state *state = &trainer->procedure;
    klimb_trainer_finish_gradient(trainer);
    klimb_vae_move_norm(&trainer->vae);
    klimb_trainer_update_part(trainer, 0, trainer->vae.encoder_parameters, state->encoder_ahead);
    state->encoder_ahead++;
    state->inner++;
    trainer->batch_is_ready = 0;
}

/* Makes `updates` updates of the encoder; the first in a step uses its batch. Returns their mean loss. */
static double burn_window(struct trainer *trainer, long updates) {
    double sum = 0;
    for (long i = 0; i < updates; i++) {
        if (!trainer->batch_is_ready)
            klimb_trainer_prepare_random(trainer);
        if (trainer->outcome.diverged)
            break;
        sum += loss_of_batch(trainer);
        update_encoder(trainer);
    }
    return sum / (double)updates;
}

static void burn(struct trainer *trainer) {
    const struct procedure_config *config = &trainer->config.procedure;
    double before = HUGE_VAL, now = 0;
    for (long made = 0; made < config->inner_most && !trainer->outcome.diverged;) {
        long rest = config->inner_most - made;
        long updates = rest < config->inner_window ? rest : config->inner_window;
        now = burn_window(trainer, updates);
        made += updates;
        if (updates == config->inner_window && !(now <= before))
            return;
        before = now;
    }
}

static void aggressive_before(struct trainer *trainer) {
    if (!trainer->procedure.is_aggressive)
        return;
    burn(trainer);
    if (!trainer->outcome.diverged)
        klimb_trainer_prepare(trainer);
}

/* The binary32 value of a record, so that the rule can be checked against a record. */
static double mutual_information(struct trainer *trainer) {
    struct observation row = {.dimension = trainer->dimension};
    klimb_probe_observe(&trainer->probe, &row, &trainer->vae, 1, &trainer->backend);
    return (double)row.value[OBSERVABLE_mi];
}

static void aggressive_after(struct trainer *trainer) {
    const struct procedure_config *config = &trainer->config.procedure;
    struct procedure_state *state = &trainer->procedure;
    if (!state->is_aggressive)
        return;
    state->encoder_ahead--; /* this step updated only the decoder */
    if (trainer->step % config->climb_every != 0)
        return;
    double mi = mutual_information(trainer);
    if (mi >= state->best_mi)
        state->best_mi = mi;
    else if (++state->falls == config->climb_patience)
        state->is_aggressive = 0;
}

const struct trainer_procedure klimb_trainer_aggressive = {
    .begin = aggressive_begin, .before = aggressive_before, .after = aggressive_after};
