/* optimiser.h -- SGD with momentum, Adam and AdamW over one flat block of parameters.
 *
 *     struct optimiser optimiser = {.config = config, .steps = 3000, .parameters = count};
 *     klimb_optimiser_layout(&optimiser, &arena);                // twice, see arena.h
 *     klimb_optimiser_watch(&optimiser, loss, step);
 *     klimb_optimiser_clip(&optimiser, g, sqrt(backend.kernels->dot(g, g, count)));
 *     klimb_optimiser_add_decay(&optimiser, g, p);
 *     int finite = klimb_optimiser_step(&optimiser, p, g, step, &backend);
 */
#ifndef KLIMB_OPTIMISER_H
#define KLIMB_OPTIMISER_H

#include "numerics/backend.h"

struct arena;

/* X(NAME, name in a scenario, formula) */
#define OPTIMISER_TABLE(X)                                                                         \
    X(ADAM, "adam", "Kingma & Ba 2015, algorithm 1: bias-corrected, epsilon outside the root")     \
    X(SGD, "sgd", "m = momentum m + g; p -= rate m")                                               \
    X(ADAMW, "adamw", "p -= rate weight_decay p, then adam: Loshchilov & Hutter 2019, algorithm 2")
#define RATE_TABLE(X)                                                                              \
    X(CONSTANT, "constant", "learning_rate")                                                       \
    X(COSINE, "cosine", "learning_rate (1 + cos(pi step/steps))/2: Loshchilov & Hutter 2017")      \
    X(LINEAR, "linear", "learning_rate (1 - step/steps)")                                          \
    X(EXPONENTIAL, "exponential", "learning_rate decay_factor^(step/decay_every)")                 \
    X(STEP, "step", "the same with step/decay_every rounded down, as torch's StepLR")              \
    X(MILESTONES, "milestones",                                                                    \
      "learning_rate decay_factor^(milestones at or before step), as torch's MultiStepLR")         \
    X(PLATEAU, "plateau",                                                                          \
      "times decay_factor when the mean loss of decay_every steps has not fallen for more than "   \
      "patience times, as torch's ReduceLROnPlateau")

#define KIND_ENUM_OPTIMISER(NAME, name, text) OPTIMISER_##NAME,
enum optimiser_kind { OPTIMISER_TABLE(KIND_ENUM_OPTIMISER) OPTIMISER_KINDS };
#define KIND_ENUM_RATE(NAME, name, text) RATE_##NAME,
enum rate_kind { RATE_TABLE(KIND_ENUM_RATE) RATE_KINDS };
extern const char *const klimb_optimiser_names[]; /* by kind, NULL-terminated */
extern const char *const klimb_rate_names[];

enum { OPTIMISER_MILESTONES_MAX = 32 };

struct optimiser_config {
    enum optimiser_kind kind;
    double learning_rate;
    enum rate_kind decay;
    double momentum;     /* sgd */
    double beta1, beta2; /* adam */
    double epsilon;      /* adam: added to sqrt(v_hat), as in the paper and in PyTorch */
    double clip_norm;    /* largest Euclidean norm of the whole gradient, 0 for no clipping */
    double clip_value;   /* largest absolute value of each element, 0 for no clipping */
    double weight_decay; /* lambda, for all parameters, biases included, as in PyTorch */
    long warmup;         /* number of first steps over which the rate rises in equal parts */
    double decay_factor; /* exponential, step, milestones, plateau */
    long decay_every;    /* steps */
    long milestone[OPTIMISER_MILESTONES_MAX]; /* milestones: ascending steps */
    long milestones;                          /* number of milestones */
    long patience;    /* plateau: periods of decay_every steps without a fall */
    double threshold; /* plateau: share of the lowest loss by which a fall must be lower */
};

/* The state of a plateau schedule. All zeros before the first step. */
struct optimiser_plateau {
    double sum;   /* of the losses of this period */
    long count;   /* of the losses of this period */
    long periods; /* number of periods that have ended */
    double best;  /* lowest mean of a period */
    long bad;     /* periods since then, or since the last cut */
    long cuts;    /* how often the rate was multiplied by decay_factor */
};

struct optimiser {
    struct optimiser_config config;
    long steps; /* length of the run, >= 1, for cosine and linear decay */
    long parameters;
    long ahead;  /* updates in the moments minus the steps made; below 0 after a reset */
    real *m, *v; /* [parameters] first and second moment; SGD uses only m */
    struct optimiser_plateau plateau;
};

/* klimb_optimiser_rate -- learning rate at `step`, 0-based: learning_rate, times the share that the decay
 * leaves, times (step + 1)/warmup in the first warmup steps. `step` may be `steps`, the end of the run.
 * With `plateau` the rate follows from the losses that klimb_optimiser_watch has seen, so `step` must be
 * the present one. Warm-up: Goyal et al. 2017, section 2.2; it begins with one part, because a rate of 0
 * moves nothing. */
double klimb_optimiser_rate(const struct optimiser *optimiser, long step);

/* klimb_optimiser_layout -- carve m and v out of an arena, zeroed. config and parameters must be set. */
void klimb_optimiser_layout(struct optimiser *optimiser, struct arena *arena);

/* klimb_optimiser_clip -- scale g [parameters] in place so that its Euclidean norm is at most
 * config.clip_norm; `norm` is its present norm, in double. Does nothing if clip_norm is 0 or the norm is
 * not above it. A NaN norm leaves g unchanged; an infinite one turns finite elements into zeros.
 * Source: Pascanu, Mikolov & Bengio 2013, algorithm 1. */
void klimb_optimiser_clip(const struct optimiser *optimiser, real *g, double norm);

/* klimb_optimiser_watch -- record the loss of the batch at `step` for the plateau schedule, before the update
 * made from it; each step once, in order. A period ends before step decay_every, 2 decay_every, ... If its
 * mean is not below (1 - threshold) times the lowest, it is bad; after more than `patience` bad periods the
 * rate is cut. Does nothing for another decay. */
void klimb_optimiser_watch(struct optimiser *optimiser, double loss, long step);

/* klimb_optimiser_clip_values -- clamp each element of g [parameters] to [-clip_value, clip_value] in place.
 * Does nothing if clip_value is 0; NaN stays. */
void klimb_optimiser_clip_values(const struct optimiser *optimiser, real *g);

/* klimb_optimiser_add_decay -- add the gradient of weight_decay |p|^2/2 to g [parameters], for adam and sgd. In
 * Adam this does not decay all parameters at one rate: like the rest of the gradient, it is divided by
 * sqrt(v) (Loshchilov & Hutter 2019). Does nothing for adamw or a weight_decay of 0. */
void klimb_optimiser_add_decay(const struct optimiser *optimiser, real *g, const real *p);

/* klimb_optimiser_changes_gradient -- whether clipping or add_decay may change a gradient. */
int klimb_optimiser_changes_gradient(const struct optimiser_config *config);

/* klimb_optimiser_step -- one update of the parameters from their gradient. Returns whether all of them
 * are finite afterwards.
 *   p     in/out [parameters]
 *   g     in     [parameters]; must not overlap p
 *   step  0-based; t = step + ahead + 1 >= 1 in Adam's bias correction, which is computed in double; the
 *         learning rate is that of `step`
 * Adam, elementwise: m = beta1 m + (1-beta1) g; v = beta2 v + (1-beta2) g^2;
 *   p -= rate/(1-beta1^t) m / (sqrt(v)/sqrt(1-beta2^t) + epsilon). Non-finite values propagate.
 * AdamW: p = (1 - rate weight_decay) p before that, the factor rounded to real.
 * Values too small to matter become 0: for all kinds by the formulas of kernels.h, and for Adam, at the
 * end of each step with t divisible by 16, every m below REAL_SMALL and every v whose root is negligible
 * against epsilon. So no moment stays subnormal. */
int klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                         const struct backend *backend);

#endif
