#include "layers/optimiser.h"

#include <math.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "layers/optimiser_internal.h"

/* The fewest parameters that are worth a thread: their update takes 20 microseconds. */
enum { PART_LEAST = 32768 };

/* Steps from one flush of Adam's moments to the next; a flush takes a tenth of the time of a step of Adam. */
enum { FLUSH_EVERY = 16 };

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_optimiser_names[] = {OPTIMISER_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

/* ---- State, and changes of a gradient ---- */

void klimb_optimiser_layout(struct optimiser *optimiser, struct arena *arena) {
    optimiser->m = klimb_arena_take(arena, optimiser->parameters, sizeof *optimiser->m);
    optimiser->v = klimb_arena_take(arena, optimiser->parameters, sizeof *optimiser->v);
}

void klimb_optimiser_clip(const struct optimiser *optimiser, real *g, double norm) {
    double limit = optimiser->config.clip_norm;
    if (!(limit > 0 && norm > limit)) /* a NaN norm is not greater */
        return;
    real shrink = (real)(limit / norm);
    for (long i = 0; i < optimiser->parameters; i++)
        g[i] *= shrink;
}

void klimb_optimiser_clip_values(const struct optimiser *optimiser, real *g) {
    real limit = (real)optimiser->config.clip_value;
    if (!(limit > 0))
        return;
    for (long i = 0; i < optimiser->parameters; i++) {
        real raised = g[i] < -limit ? -limit : g[i];
        g[i] = raised > limit ? limit : raised;
    }
}

static int decays_by_gradient(const struct optimiser_config *config) {
    return config->kind != OPTIMISER_ADAMW && config->weight_decay > 0;
}

void klimb_optimiser_add_decay(const struct optimiser *optimiser, real *g, const real *p) {
    real weight = (real)optimiser->config.weight_decay;
    if (!decays_by_gradient(&optimiser->config))
        return;
    for (long i = 0; i < optimiser->parameters; i++)
        g[i] += real_flush(weight * p[i], REAL_MIN);
}

int klimb_optimiser_changes_gradient(const struct optimiser_config *config) {
    return config->clip_norm > 0 || config->clip_value > 0 || decays_by_gradient(config);
}

/* ---- Updates: constants in double, each rounded once; elements in the model's precision ---- */

/* One update. Each parameter is updated by itself, so threads may share them. */
struct update {
    real *p, *m, *v;
    const real *g; /* [parameters] */
    const struct kernels *kernels;
    struct adam_rates adam;
    real least_v;        /* Adam: a smaller v is flushed */
    int is_flushing;     /* Adam: whether this step flushes the moments */
    real keep;           /* AdamW: factor of each parameter, 1 - rate weight_decay; 1 for others */
    real rate, momentum; /* SGD */
    int is_shared;       /* whether there are other threads */
    atomic_int broken;   /* whether a parameter is not finite */
};

/* Algorithm 1 of Kingma & Ba 2015. The two bias corrections do not depend on the element: the
 * first is part of the rate, the second is a factor of sqrt(v). Epsilon is added after the
 * correction, as in the paper ("epsilon hat" of its section 2 would be added before).
 *
 * If a gradient vanishes, g^2, v and m would become subnormal. least_g is half a unit in the last place
 * of epsilon: a root of v that small does not change the sum with epsilon. least_v is half of what the
 * smallest counted g adds to v, so such a g is never lost. Without an epsilon both are 0 and v of any size
 * is kept, since m is divided by its root alone. An m below REAL_SMALL becomes 0: v is not below 2^-149,
 * so such an m moves p by at most 2^-25 of the rate. From one flush to the next moments decay by no more
 * than 0.9^16 = 2^-2.4, little against these limits.
 *
 * SGD has no epsilon, and p moves by m itself, so only subnormal numbers become 0. */
static void adam_prepare(struct update *update, const struct optimiser *optimiser, long step) {
    const struct optimiser_config *config = &optimiser->config;
    const double least_g = (double)REAL_EPSILON / 2 * config->epsilon;
    const long t = step + optimiser->ahead + 1;
    double correction1 = 1 - klimb_optimiser_power(config->beta1, t);
    double correction2 = 1 - klimb_optimiser_power(config->beta2, t);
    update->adam = (struct adam_rates){
        .keep1 = (real)config->beta1,
        .add1 = (real)(1 - config->beta1),
        .keep2 = (real)config->beta2,
        .add2 = (real)(1 - config->beta2),
        .rate = (real)(klimb_optimiser_rate(optimiser, step) / correction1),
        .unbias = (real)(1 / sqrt(correction2)),
        .epsilon = (real)config->epsilon,
        .least_g = (real)least_g,
    };
    update->least_v = (real)((1 - config->beta2) * least_g * least_g / 2);
    update->is_flushing = t % FLUSH_EVERY == 0;
}

/* All threads have read the parameters, so each cache line is in several caches, and the first write to it
 * waits until the others have given it up. Writes to all lines in a row wait at the same time: with two
 * distant cores, Adam then takes a third of the time. */
static void take_over(volatile real *p, long n) {
    enum { CACHE_LINE = 64 / sizeof(real) };
    for (long i = 0; i < n; i += CACHE_LINE) {
        real value = p[i];
        p[i] = value;
    }
}

static void adamw_prepare(struct update *update, const struct optimiser *optimiser, long step) {
    adam_prepare(update, optimiser, step);
    double rate = klimb_optimiser_rate(optimiser, step);
    update->keep = (real)(1 - rate * optimiser->config.weight_decay);
}

static void decay(real *p, long n, real keep) {
    for (long i = 0; i < n; i++)
        p[i] = real_flush(keep * p[i], REAL_MIN);
}

static void adam_part(void *context, long begin, long end) {
    struct update *update = context;
    if (update->is_shared)
        take_over(update->p + begin, end - begin);
    if (update->keep < 1)
        decay(update->p + begin, end - begin, update->keep);
    if (!update->kernels->adam(update->p + begin, update->m + begin, update->v + begin,
                               update->g + begin, end - begin, &update->adam))
        atomic_store(&update->broken, 1);
    if (update->is_flushing) {
        update->kernels->flush(update->m + begin, end - begin, REAL_SMALL);
        update->kernels->flush(update->v + begin, end - begin, update->least_v);
    }
}

static void sgd_prepare(struct update *update, const struct optimiser *optimiser, long step) {
    update->rate = (real)klimb_optimiser_rate(optimiser, step);
    update->momentum = (real)optimiser->config.momentum;
}

static void sgd_part(void *context, long begin, long end) {
    struct update *update = context;
    if (update->is_shared)
        take_over(update->p + begin, end - begin);
    if (!update->kernels->sgd(update->p + begin, update->m + begin, update->g + begin, end - begin,
                              update->rate, update->momentum))
        atomic_store(&update->broken, 1);
}

int klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                         const struct backend *backend) {
    static const struct {
        void (*prepare)(struct update *update, const struct optimiser *optimiser, long step);
        threads_function *part;
    } kinds[OPTIMISER_KINDS] = {
        [OPTIMISER_ADAM] = {adam_prepare, adam_part},
        [OPTIMISER_SGD] = {sgd_prepare, sgd_part},
        [OPTIMISER_ADAMW] = {adamw_prepare, adam_part},
    };
    enum optimiser_kind kind = optimiser->config.kind;
    struct update update = {.p = p,
                            .m = optimiser->m,
                            .v = optimiser->v,
                            .g = g,
                            .keep = 1,
                            .kernels = backend->kernels,
                            .is_shared = backend->threads != NULL};
    kinds[kind].prepare(&update, optimiser, step);
    klimb_threads_for(backend->threads, optimiser->parameters, PART_LEAST, kinds[kind].part,
                      &update);
    return !atomic_load(&update.broken);
}
