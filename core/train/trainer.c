#include "train/trainer_internal.h"

#include <math.h>
#include <string.h>

#define KIND_NAME(NAME, name) name,
const char *const klimb_term_names[] = {TERM_TABLE(KIND_NAME) NULL};
const char *const klimb_tail_names[] = {TAIL_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

static const struct trainer_procedure *procedure_of(const struct trainer *trainer) {
    static const struct trainer_procedure joint = {NULL, NULL, NULL};
    static const struct trainer_procedure *const procedures[PROCEDURES] = {
        [PROCEDURE_JOINT] = &joint,
        [PROCEDURE_AGGRESSIVE] = &klimb_trainer_aggressive,
        [PROCEDURE_RESET] = &klimb_trainer_reset,
    };
    return procedures[trainer->config.procedure.kind];
}

/* The number of rows that an example has in a batch. */
static long samples_of(const struct config *config) {
    return config->bound.kind == BOUND_IWAE ? config->bound.samples : 1;
}

/* Runs twice, see arena.h. */
static void lay_out(struct trainer *trainer) {
    const struct config *config = &trainer->config;
    const struct dataset *data = trainer->data;
    struct arena *arena = &trainer->arena;
    long latent = config->model.latent, dimensions = data->dimensions;
    klimb_batcher_layout(&trainer->batcher, arena, &config->batches, data->train_count,
                         trainer->seed);
    long batch = trainer->batcher.batch;
    long rows = trainer->rows = batch * samples_of(config);
    klimb_vae_layout(&trainer->vae, arena, config, dimensions, rows);
    trainer->optimiser = (struct optimiser){
        .config = config->optimiser, .steps = config->steps, .parameters = trainer->vae.parameters};
    klimb_optimiser_layout(&trainer->optimiser, arena);
    int held_out = data->test_count > 0;
    long count = held_out ? data->test_count : data->train_count;
    long examples = config->record.examples < count ? config->record.examples : count;
    klimb_probe_layout(&trainer->probe, arena, held_out ? data->test : data->train, examples,
                       dimensions, latent);
    klimb_ends_layout(&trainer->ends, arena, &config->record, examples, dimensions, latent, rows);
    trainer->index = klimb_arena_take(arena, batch, sizeof *trainer->index);
    trainer->x = klimb_arena_take(arena, rows * dimensions, sizeof(real));
    trainer->eps = klimb_arena_take(arena, rows * latent, sizeof(real));
    if (config->procedure.kind == PROCEDURE_AGGRESSIVE)
        trainer->dimension = klimb_arena_take(arena, latent * DIMENSION_OBSERVABLES, sizeof(float));
}

enum status klimb_trainer_init(struct trainer *trainer, const struct config *config,
                               const struct dataset *data, uint64_t seed,
                               const struct backend *backend, struct error *error) {
    *trainer = (struct trainer){.config = *config,
                                .backend = *backend,
                                .seed = seed,
                                .data = data,
                                .outcome = {.dimension = -1}};
    enum status status = klimb_config_check(config, error);
    if (status == STATUS_OK)
        status = klimb_trainer_check_fit(config, data, error);
    if (status == STATUS_OK) {
        lay_out(trainer);
        status = klimb_arena_allocate(&trainer->arena, error);
    }
    if (status != STATUS_OK) {
        *trainer = (struct trainer){0};
        return status;
    }
    lay_out(trainer);
    klimb_vae_init_weights(&trainer->vae, seed, backend);
    klimb_vae_init_pseudo_inputs(&trainer->vae, seed, data->train, data->train_count);
    klimb_objective_start(&trainer->objective, &config->objective, &config->schedule);
    trainer->vae.posterior.is_weighted = klimb_objective_has_factors(&config->objective);
    klimb_probe_init(&trainer->probe, backend->vm);
    if (procedure_of(trainer)->begin != NULL)
        procedure_of(trainer)->begin(trainer);
    return STATUS_OK;
}

void klimb_trainer_free(struct trainer *trainer) {
    klimb_arena_free(&trainer->arena);
    *trainer = (struct trainer){0};
}

int klimb_trainer_is_logged(const struct trainer *trainer) {
    return trainer->outcome.diverged || trainer->step == trainer->next_logged;
}

static struct rng_place draw(const struct trainer *trainer, enum rng_purpose purpose, long row) {
    return (struct rng_place){
        .seed = trainer->seed, .purpose = purpose, .step = trainer->draws, .row = (uint32_t)row};
}

/* x becomes a Bernoulli draw with mean `grey`; until then x holds the uniforms. */
static void binarise(real *x, const real *grey, long n, struct rng_place place) {
    klimb_rng_uniform(x, place, n);
    for (long j = 0; j < n; j++)
        x[j] = x[j] < grey[j] ? REAL(1.0) : REAL(0.0);
}

/* Draws the values or positions of an example that are hidden from the decoder. */
static void draw_shown(struct trainer *trainer, long row) {
    real rate = (real)trainer->config.model.decoder_dropout;
    long width = trainer->vae.shown_width;
    real *shown = trainer->vae.shown + row * width;
    klimb_rng_uniform(shown, draw(trainer, RNG_SHOWN, row), width);
    for (long j = 0; j < width; j++)
        shown[j] = shown[j] < rate ? REAL(0.0) : REAL(1.0);
}

/* Fills x with the examples of trainer->index, and draws noise, at trainer->draws. */
static void draw_batch(struct trainer *trainer) {
    long batch = trainer->batcher.batch, dimensions = trainer->data->dimensions;
    long samples = samples_of(&trainer->config);
    int is_redrawn = klimb_data_is_redrawn(&trainer->config.data);
    size_t size = (size_t)dimensions * sizeof(real);
    for (long i = 0; i < batch; i++) {
        real *x = trainer->x + i * samples * dimensions;
        const real *example = trainer->data->train + trainer->index[i] * dimensions;
        if (is_redrawn)
            binarise(x, example, dimensions, draw(trainer, RNG_BINARISE, i));
        else
            memcpy(x, example, size);
        for (long s = 1; s < samples; s++)
            memcpy(x + s * dimensions, x, size);
        if (trainer->vae.shown != NULL)
            draw_shown(trainer, i);
    }
    if (trainer->config.noise == NOISE_SAMPLED)
        klimb_rng_normal(trainer->eps, draw(trainer, RNG_LATENT, 0), trainer->rows,
                         trainer->config.model.latent, trainer->backend.vm);
}

static void diverge(struct trainer *trainer, enum term term, long dimension, enum tail tail) {
    trainer->outcome = (struct outcome){
        .diverged = 1, .step = trainer->step, .term = term, .dimension = dimension, .tail = tail};
}

/* The end that one ln sigma^2 and its sigma^2 have reached. A variance computed by exp overflows before its
 * logarithm; under a head that predicts the variance, both become infinite together. */
static enum tail tail_of(real logvar, real variance) {
    if (isnan(logvar))
        return TAIL_NAN;
    if (isinf(logvar) && logvar < 0)
        return TAIL_ZERO;
    return isinf(logvar) || isinf(variance) ? TAIL_INFINITE : TAIL_NONE;
}

static enum tail find_tail(const struct vae *vae, long dimension, long n) {
    int seen[TAILS] = {0};
    for (long i = 0; i < n; i++) {
        long at = i * vae->config.latent + dimension;
        seen[tail_of(vae->posterior.logvar[at], vae->posterior.variance[at])] = 1;
    }
    for (enum tail tail = TAIL_NONE + 1; tail < TAILS; tail++)
        if (seen[tail])
            return tail;
    return TAIL_NONE;
}

/* The data dimension of the first non-finite output; -1 if all outputs are finite and only their loss
 * overflowed. */
static long find_output(const struct vae *vae, long n, const struct kernels *kernels) {
    long at = kernels->first_nonfinite(
        klimb_network_output(&vae->decoder),
        n * klimb_likelihood_outputs(vae->likelihood.kind, vae->data));
    return at < 0 ? -1 : at % vae->data;
}

/* Checks the terms in the order in which a step computes them, so the term that is found is the first that is
 * not finite. z is drawn from the posterior that the KL measures, so a non-finite KL often makes the
 * reconstruction non-finite, never the other way round. */
static void check_batch(struct trainer *trainer) {
    const struct vae *vae = &trainer->vae;
    const struct kernels *kernels = trainer->backend.kernels;
    long rows = trainer->rows;
    for (long j = 0; j < vae->config.latent; j++)
        if (!isfinite(vae->kl[j])) {
            diverge(trainer, TERM_KL, j, find_tail(vae, j, rows));
            return;
        }
    if (!isfinite(trainer->terms.recon)) {
        diverge(trainer, TERM_RECON, find_output(vae, rows, kernels), TAIL_NONE);
        return;
    }
    long broken = kernels->first_nonfinite(vae->g, vae->parameters);
    if (broken >= 0)
        diverge(trainer, TERM_GRADIENT, broken, TAIL_NONE);
}

/* The weight of the KL of the last batch; advances the objective by one step. */
static double weigh(struct trainer *trainer) {
    struct vae *vae = &trainer->vae;
    const struct objective_terms terms = {
        .step = trainer->step,
        .recon = trainer->terms.recon,
        .kl = trainer->terms.kl,
        .kl_mean = vae->kl,
        .kl_each = vae->posterior.kl,
        .n = trainer->rows,
        .k = vae->config.latent,
    };
    return klimb_objective_weigh(&trainer->objective, &terms, vae->posterior.factor);
}

static void pass(struct trainer *trainer) {
    struct vae *vae = &trainer->vae;
    const struct backend *backend = &trainer->backend;
    long rows = trainer->rows;
    draw_batch(trainer);
    trainer->terms = klimb_vae_forward(vae, trainer->x, trainer->eps, rows, backend);
    double beta = weigh(trainer);
    klimb_vae_backward(vae, trainer->x, trainer->eps, beta, rows, backend);
    if (!trainer->outcome.diverged)
        check_batch(trainer);
}

/* The results in the trainer and in vae.g are kept until the update, but the probe may overwrite the
 * activations. */
void klimb_trainer_prepare(struct trainer *trainer) {
    if (trainer->batch_is_ready)
        return;
    trainer->draws = (uint32_t)trainer->step;
    klimb_batcher_fill(&trainer->batcher, trainer->index, trainer->step);
    pass(trainer);
    trainer->batch_is_ready = 1;
}

void klimb_trainer_prepare_random(struct trainer *trainer) {
    trainer->draws = TRAINER_DRAWS_INNER | (uint32_t)trainer->procedure.inner;
    klimb_batcher_draw(&trainer->batcher, trainer->index, trainer->draws);
    pass(trainer);
    trainer->batch_is_ready = 0;
}

/* Norms of the gradient of the batch, before clipping. */
struct norms {
    double encoder, decoder;
};

static struct norms gradient_norms(const struct trainer *trainer) {
    const struct vae *vae = &trainer->vae;
    const struct kernels *kernels = trainer->backend.kernels;
    long encoder = vae->encoder_parameters;
    const real *rest = vae->g + encoder;
    return (struct norms){.encoder = sqrt(kernels->dot(vae->g, vae->g, encoder)),
                          .decoder = sqrt(kernels->dot(rest, rest, vae->parameters - encoder))};
}

void klimb_trainer_observe(struct trainer *trainer, struct observation *row) {
    double beta = klimb_schedule_beta(&trainer->config.schedule, trainer->step);
    klimb_probe_observe(&trainer->probe, row, &trainer->vae, beta, &trainer->backend);
    if (trainer->step == trainer->config.steps)
        klimb_ends_observe(&trainer->ends, row, &trainer->probe, &trainer->vae, &trainer->backend);
    else
        klimb_ends_clear(row);
    klimb_trainer_prepare(trainer);
    if (trainer->config.objective.kind != OBJECTIVE_ELBO)
        klimb_probe_weigh(&trainer->probe, row, trainer->objective.weight);
    struct norms norms = gradient_norms(trainer);
    row->step = trainer->step;
    row->value[OBSERVABLE_grad_encoder] = observation_narrow(norms.encoder);
    row->value[OBSERVABLE_grad_decoder] = observation_narrow(norms.decoder);
    row->value[OBSERVABLE_batch_recon] = observation_narrow(trainer->terms.recon);
    row->value[OBSERVABLE_batch_kl] = observation_narrow(trainer->terms.kl);
}

void klimb_trainer_finish_gradient(struct trainer *trainer) {
    const struct optimiser *optimiser = &trainer->optimiser;
    klimb_optimiser_clip_values(optimiser, trainer->vae.g);
    if (optimiser->config.clip_norm > 0) {
        struct norms norms = gradient_norms(trainer);
        klimb_optimiser_clip(optimiser, trainer->vae.g,
                             sqrt(norms.encoder * norms.encoder + norms.decoder * norms.decoder));
    }
    klimb_optimiser_add_decay(optimiser, trainer->vae.g, trainer->vae.p);
}

void klimb_trainer_update_part(struct trainer *trainer, long begin, long end, long ahead) {
    struct vae *vae = &trainer->vae;
    struct optimiser part = trainer->optimiser;
    part.parameters = end - begin;
    part.ahead = ahead;
    part.m += begin;
    part.v += begin;
    if (!klimb_optimiser_step(&part, vae->p + begin, vae->g + begin, trainer->step,
                              &trainer->backend))
        diverge(trainer, TERM_PARAMETER,
                trainer->backend.kernels->first_nonfinite(vae->p, vae->parameters), TAIL_NONE);
}

static void update_parameters(struct trainer *trainer) {
    const struct procedure_state *state = &trainer->procedure;
    long split = trainer->vae.encoder_parameters, end = trainer->vae.parameters;
    long encoder = state->encoder_ahead, decoder = state->decoder_ahead;
    if (state->is_aggressive) {
        klimb_trainer_update_part(trainer, split, end, decoder);
    } else if (encoder == decoder) {
        klimb_trainer_update_part(trainer, 0, end, encoder);
    } else {
        klimb_trainer_update_part(trainer, 0, split, encoder);
        klimb_trainer_update_part(trainer, split, end, decoder);
    }
}

double klimb_trainer_loss(const struct trainer *trainer, double beta) {
    const struct vae_terms *terms = &trainer->terms;
    return terms->recon + beta * klimb_vae_weighed_kl(&trainer->vae, terms->kl, terms->second);
}

/* If the run diverges here, its outcome has the number of this update. */
static void update(struct trainer *trainer) {
    double loss = klimb_trainer_loss(trainer, trainer->objective.weight);
    klimb_optimiser_watch(&trainer->optimiser, loss, trainer->step);
    klimb_trainer_finish_gradient(trainer);
    klimb_vae_move_norm(&trainer->vae);
    update_parameters(trainer);
    if (trainer->step == trainer->next_logged)
        trainer->next_logged = klimb_config_next_logged(&trainer->config, trainer->step);
    trainer->outcome.step = ++trainer->step;
    trainer->batch_is_ready = 0;
}

/* The batch after the last update is evaluated too, so that the outcome does not depend on whether the
 * last row was observed. */
int klimb_trainer_step(struct trainer *trainer) {
    const struct trainer_procedure *procedure = procedure_of(trainer);
    if (trainer->outcome.diverged)
        return 0;
    klimb_trainer_prepare(trainer);
    if (trainer->outcome.diverged || trainer->step >= trainer->config.steps)
        return 0;
    if (procedure->before != NULL)
        procedure->before(trainer);
    if (trainer->outcome.diverged)
        return 0;
    update(trainer);
    if (procedure->after != NULL && !trainer->outcome.diverged)
        procedure->after(trainer);
    return 1;
}
