/* optimiser.h -- SGD with momentum and Adam over one flat block of parameters.
 *
 *     struct optimiser optimiser = {.config = config, .steps = 3000, .parameters = count};
 *     klimb_optimiser_layout(&optimiser, &arena);                // twice, see arena.h
 *     klimb_optimiser_clip(&optimiser, g, sqrt(backend.kernels->dot(g, g, count)));
 *     int finite = klimb_optimiser_step(&optimiser, p, g, step, &backend);
 */
#ifndef KLIMB_OPTIMISER_H
#define KLIMB_OPTIMISER_H

#include "numerics/backend.h"

struct arena;

/* X(NAME, name in a scenario, formula) */
#define OPTIMISER_TABLE(X)                                                                         \
    X(ADAM, "adam", "Kingma & Ba 2015, algorithm 1: bias-corrected, epsilon outside the root")     \
    X(SGD, "sgd", "m = momentum m + g; p -= rate m")
#define RATE_TABLE(X)                                                                              \
    X(CONSTANT, "constant", "learning_rate")                                                       \
    X(COSINE, "cosine", "learning_rate (1 + cos(pi step/steps))/2: Loshchilov & Hutter 2017")

#define KIND_ENUM_OPTIMISER(NAME, name, text) OPTIMISER_##NAME,
enum optimiser_kind { OPTIMISER_TABLE(KIND_ENUM_OPTIMISER) OPTIMISER_KINDS };
#define KIND_ENUM_RATE(NAME, name, text) RATE_##NAME,
enum rate_kind { RATE_TABLE(KIND_ENUM_RATE) RATE_KINDS };
extern const char *const klimb_optimiser_names[]; /* by kind, NULL-terminated */
extern const char *const klimb_rate_names[];

struct optimiser_config {
    enum optimiser_kind kind;
    double learning_rate;
    enum rate_kind decay;
    double momentum;     /* sgd */
    double beta1, beta2; /* adam */
    double epsilon;      /* adam: added to sqrt(v_hat), as in the paper and in PyTorch */
    double clip_norm;    /* largest Euclidean norm of the whole gradient, 0 for no clipping */
};

struct optimiser {
    struct optimiser_config config;
    long steps; /* length of the run, >= 1, for the cosine rate */
    long parameters;
    long ahead;  /* updates that the moments hold without the run's steps: t = step + ahead + 1 */
    real *m, *v; /* [parameters] first and second moment; SGD uses m alone */
};

/* klimb_optimiser_rate -- learning rate at `step`, 0-based. */
double klimb_optimiser_rate(const struct optimiser *optimiser, long step);

/* klimb_optimiser_layout -- carve m and v out of an arena, zeroed. config and parameters are set. */
void klimb_optimiser_layout(struct optimiser *optimiser, struct arena *arena);

/* klimb_optimiser_clip -- scale g [parameters] in place so that its Euclidean norm is at most
 * config.clip_norm; `norm` is its norm now, in double. Does nothing when clip_norm is 0 or the
 * norm is within it; a NaN norm leaves g as it is, an infinite one makes zeros of what is finite.
 * Source: Pascanu, Mikolov & Bengio 2013, algorithm 1. */
void klimb_optimiser_clip(const struct optimiser *optimiser, real *g, double norm);

/* klimb_optimiser_step -- one update of the parameters from their gradient. Returns whether all of them
 * are finite afterwards.
 *   p     in/out [parameters]
 *   g     in     [parameters]; must not overlap p
 *   step  0-based, so t = step + ahead + 1 >= 1 in Adam's bias correction, which is computed in double;
 *         the learning rate is that of `step`
 * Adam, elementwise: m = beta1 m + (1-beta1) g; v = beta2 v + (1-beta2) g^2;
 *   p -= rate/(1-beta1^t) m / (sqrt(v)/sqrt(1-beta2^t) + epsilon). Non-finite values propagate.
 * What is too small to matter becomes 0: of both kinds by the formulas of kernels.h, and of Adam, at
 * the end of each step of t divisible by 16, m below REAL_SMALL and v whose root is lost beside
 * epsilon. So no moment stays subnormal. */
int klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                         const struct backend *backend);

#endif
