/* updates -- prints what core's optimisers make of given gradients, for another implementation to repeat.
 *
 *     updates > FILE
 *
 * One line of JSON for each case: its name, its settings, the parameters before the first step, and for each
 * step the loss, the gradient as it comes, the learning rate and the parameters after it. Every kind of
 * optimiser is there with every kind of decay, with warm-up and without, so a new row of a table is a new case
 * by itself; then weight decay, momentum and both ways of clipping by each optimiser. Numbers have the
 * digits that read back to the same bits. Exit code: 0, or 1 where memory is missing.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "layers/optimiser.h"
#include "numerics/rng.h"

enum { PARAMETERS = 37, STEPS = 96 };

struct run {
    struct optimiser optimiser;
    struct backend backend;
    real p[PARAMETERS], g[PARAMETERS];
};

/* ---- Cases ---- */

static struct optimiser_config config_of(int kind, int decay) {
    return (struct optimiser_config){.kind = (enum optimiser_kind)kind,
                                     .learning_rate = 0.01,
                                     .decay = (enum rate_kind)decay,
                                     .beta1 = 0.9,
                                     .beta2 = 0.99,
                                     .epsilon = 1e-6,
                                     .decay_factor = 0.6,
                                     .decay_every = 7,
                                     .milestone = {5, 6, 41},
                                     .milestones = 3,
                                     .patience = 1,
                                     .threshold = 0.01};
}

static void set_warmup(struct optimiser_config *config) {
    config->warmup = 11;
}
static void set_momentum(struct optimiser_config *config) {
    config->momentum = 0.9;
}
static void set_decay(struct optimiser_config *config) {
    config->weight_decay = 0.3;
}
static void set_clip_norm(struct optimiser_config *config) {
    config->clip_norm = 3;
}
static void set_clip_value(struct optimiser_config *config) {
    config->clip_value = 0.4;
}
static void set_all(struct optimiser_config *config) {
    set_warmup(config);
    set_momentum(config);
    set_decay(config);
    set_clip_norm(config);
}

static const struct {
    const char *name;
    void (*set)(struct optimiser_config *);
} variants[] = {
    {"momentum", set_momentum},
    {"weight decay", set_decay},
    {"clip norm", set_clip_norm},
    {"clip value", set_clip_value},
    {"all", set_all},
};

/* ---- A case ---- */

/* Elements of very different sizes, some of them 0, and steps that are long and short. */
static void draw_gradient(struct run *run, long step) {
    struct rng_place place = {.seed = 1, .purpose = RNG_LATENT, .step = (uint32_t)step};
    klimb_rng_normal(run->g, place, 1, PARAMETERS, run->backend.vm);
    for (long i = 0; i < PARAMETERS; i++)
        run->g[i] *= (real)(i % 5 == 4 ? 0 : pow(10, (double)(i % 5) - 3) * (double)(1 + step % 3));
}

/* Falls by less and less, with a slow wave: periods of decay_every steps are good, bad and good again. */
static double loss_at(long step) {
    return 5 + 4 / (1 + (double)step / 8) + sin((double)step / 9);
}

static void print_numbers(const char *name, const real *x) {
    printf(", \"%s\": [", name);
    for (long i = 0; i < PARAMETERS; i++)
        printf("%s%.17g", i > 0 ? ", " : "", (double)x[i]);
    printf("]");
}

static void print_config(const struct optimiser_config *config) {
    printf("\"kind\": \"%s\", \"decay\": \"%s\"", klimb_optimiser_names[config->kind],
           klimb_rate_names[config->decay]);
    const struct {
        const char *name;
        double value;
    } numbers[] = {
        {"learning_rate", config->learning_rate},
        {"momentum", config->momentum},
        {"beta1", config->beta1},
        {"beta2", config->beta2},
        {"epsilon", config->epsilon},
        {"clip_norm", config->clip_norm},
        {"clip_value", config->clip_value},
        {"weight_decay", config->weight_decay},
        {"warmup", (double)config->warmup},
        {"decay_factor", config->decay_factor},
        {"decay_every", (double)config->decay_every},
        {"patience", (double)config->patience},
        {"threshold", config->threshold},
        {"length", STEPS},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        printf(", \"%s\": %.17g", numbers[i].name, numbers[i].value);
    printf(", \"milestones\": [");
    for (long i = 0; i < config->milestones; i++)
        printf("%s%ld", i > 0 ? ", " : "", config->milestone[i]);
    printf("]");
}

/* In the order of klimb_trainer_step. */
static void print_step(struct run *run, long step) {
    struct optimiser *optimiser = &run->optimiser;
    printf("%s{\"loss\": %.17g", step > 0 ? ", " : "", loss_at(step));
    draw_gradient(run, step);
    print_numbers("g", run->g);
    klimb_optimiser_watch(optimiser, loss_at(step), step);
    klimb_optimiser_clip_values(optimiser, run->g);
    klimb_optimiser_clip(optimiser, run->g,
                         sqrt(run->backend.kernels->dot(run->g, run->g, PARAMETERS)));
    klimb_optimiser_add_decay(optimiser, run->g, run->p);
    printf(", \"rate\": %.17g", klimb_optimiser_rate(optimiser, step));
    klimb_optimiser_step(optimiser, run->p, run->g, step, &run->backend);
    print_numbers("p", run->p);
    printf("}");
}

static int print_case(const char *name, const struct optimiser_config *config,
                      const struct backend *backend) {
    struct run run = {.backend = *backend};
    struct arena arena = {0};
    run.optimiser = (struct optimiser){.config = *config, .steps = STEPS, .parameters = PARAMETERS};
    klimb_optimiser_layout(&run.optimiser, &arena);
    if (klimb_arena_allocate(&arena, NULL) != STATUS_OK)
        return 1;
    klimb_optimiser_layout(&run.optimiser, &arena);
    struct rng_place place = {.seed = 1, .purpose = RNG_WEIGHTS};
    klimb_rng_normal(run.p, place, 1, PARAMETERS, backend->vm);
    printf("{\"name\": \"%s, %s, %s\", ", klimb_optimiser_names[config->kind],
           klimb_rate_names[config->decay], name);
    print_config(config);
    print_numbers("start", run.p);
    printf(", \"steps\": [");
    for (long step = 0; step < STEPS; step++)
        print_step(&run, step);
    printf("]}\n");
    klimb_arena_free(&arena);
    return 0;
}

int main(void) {
    struct backend backend;
    int failed = klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL) != STATUS_OK;
    for (int kind = 0; kind < OPTIMISER_KINDS; kind++) {
        for (int decay = 0; decay < RATE_KINDS; decay++) {
            struct optimiser_config config = config_of(kind, decay);
            failed |= print_case("plain", &config, &backend);
            set_warmup(&config);
            failed |= print_case("warm-up", &config, &backend);
        }
        for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
            struct optimiser_config config = config_of(kind, RATE_COSINE);
            variants[i].set(&config);
            failed |= print_case(variants[i].name, &config, &backend);
        }
    }
    return failed || fflush(stdout) != 0;
}
