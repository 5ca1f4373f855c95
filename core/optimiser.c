#include "optimiser.h"

#include <math.h>

#include "arena.h"

#define KIND_NAME(NAME, name, text) name,
const char *const optimiser_names[] = {OPTIMISER_TABLE(KIND_NAME) NULL};
const char *const rate_names[] = {RATE_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

/* ---- Learning rate: the share of learning_rate in force at progress = step/steps ---- */

static double rate_constant(double progress) {
    (void)progress;
    return 1;
}

static double rate_cosine(double progress) {
    return (1 + vecmath_scalar_cospi(progress)) / 2;
}

double optimiser_rate(const struct optimiser *optimiser, long step) {
    static double (*const shares[RATE_KINDS])(double) = {
        [RATE_CONSTANT] = rate_constant,
        [RATE_COSINE] = rate_cosine,
    };
    double progress = (double)step / (double)optimiser->steps;
    return optimiser->config.learning_rate * shares[optimiser->config.decay](progress);
}

/* ---- State and clipping ---- */

void optimiser_layout(struct optimiser *optimiser, struct arena *arena) {
    optimiser->m = arena_take(arena, optimiser->parameters, sizeof *optimiser->m);
    optimiser->v = arena_take(arena, optimiser->parameters, sizeof *optimiser->v);
}

void optimiser_clip(const struct optimiser *optimiser, real *g, double norm) {
    double limit = optimiser->config.clip_norm;
    if (!(limit > 0 && norm > limit)) /* a NaN norm is not greater */
        return;
    real shrink = (real)(limit / norm);
    for (long i = 0; i < optimiser->parameters; i++)
        g[i] *= shrink;
}

/* ---- Updates: constants in double, each rounded once; elements in the model's precision ---- */

/* base^exponent by repeated squaring, from the lowest bit of the exponent up. In this order the
 * bits are the same everywhere, which libm's pow does not promise. */
static double integer_power(double base, long exponent) {
    double power = 1;
    for (; exponent > 0; exponent /= 2, base *= base)
        if (exponent % 2 == 1)
            power *= base;
    return power;
}

/* Algorithm 1 of Kingma & Ba 2015. The two bias corrections do not depend on the element: the
 * first goes into the rate, the second is a factor of sqrt(v). Epsilon is added after the
 * correction, as in the paper ("epsilon hat" of its section 2 would be added before). */
static int adam_step(struct optimiser *optimiser, real *p, const real *g, long step,
                     const struct kernels *kernels) {
    const struct optimiser_config *config = &optimiser->config;
    double correction1 = 1 - integer_power(config->beta1, step + 1);
    double correction2 = 1 - integer_power(config->beta2, step + 1);
    struct adam_rates rates = {
        .keep1 = (real)config->beta1,
        .add1 = (real)(1 - config->beta1),
        .keep2 = (real)config->beta2,
        .add2 = (real)(1 - config->beta2),
        .rate = (real)(optimiser_rate(optimiser, step) / correction1),
        .unbias = (real)(1 / sqrt(correction2)),
        .epsilon = (real)config->epsilon,
    };
    return kernels->adam(p, optimiser->m, optimiser->v, g, optimiser->parameters, &rates);
}

static int sgd_step(struct optimiser *optimiser, real *p, const real *g, long step,
                    const struct kernels *kernels) {
    return kernels->sgd(p, optimiser->m, g, optimiser->parameters,
                        (real)optimiser_rate(optimiser, step), (real)optimiser->config.momentum);
}

int optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                   const struct backend *backend) {
    static int (*const updates[OPTIMISER_KINDS])(struct optimiser *, real *, const real *, long,
                                                 const struct kernels *) = {
        [OPTIMISER_ADAM] = adam_step,
        [OPTIMISER_SGD] = sgd_step,
    };
    return updates[optimiser->config.kind](optimiser, p, g, step, backend->kernels);
}
