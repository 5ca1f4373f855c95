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
    double clip_value;   /* largest size of each of its elements, 0 for no clipping */
    double weight_decay; /* lambda, of all parameters, biases among them, as in PyTorch */
    long warmup;         /* the rate of the first so many steps rises by equal parts */
    double decay_factor; /* exponential, step, milestones, plateau */
    long decay_every;    /* steps */
    long milestone[OPTIMISER_MILESTONES_MAX]; /* milestones: ascending steps */
    long milestones;                          /* how many there are */
    long patience;    /* plateau: periods of decay_every steps without a fall */
    double threshold; /* plateau: share of the lowest loss that counts as a fall */
};

/* What a plateau schedule has seen. All zeros before the first step. */
struct optimiser_plateau {
    double sum;   /* of the losses of this period */
    long count;   /* how many they are */
    long periods; /* that have ended */
    double best;  /* lowest mean of a period */
    long bad;     /* periods since then, or since the last cut */
    long cuts;    /* how often the rate was multiplied by decay_factor */
};

struct optimiser {
    struct optimiser_config config;
    long steps; /* length of the run, >= 1, for the cosine rate */
    long parameters;
    long ahead;  /* updates that the moments hold without the run's steps: t = step + ahead + 1 */
    real *m, *v; /* [parameters] first and second moment; SGD uses m alone */
    struct optimiser_plateau plateau;
};

/* klimb_optimiser_rate -- learning rate at `step`, 0-based: learning_rate, times the share that the decay
 * leaves, times (step + 1)/warmup in the first warmup steps. With `plateau` it follows from the losses that
 * klimb_optimiser_watch has seen: ask for the present step only. Its end, step = steps, may be asked for.
 * Warm-up: Goyal et al. 2017, section 2.2, from (one part) and not from 0, where a step moves nothing. */
double klimb_optimiser_rate(const struct optimiser *optimiser, long step);

/* klimb_optimiser_layout -- carve m and v out of an arena, zeroed. config and parameters are set. */
void klimb_optimiser_layout(struct optimiser *optimiser, struct arena *arena);

/* klimb_optimiser_clip -- scale g [parameters] in place so that its Euclidean norm is at most
 * config.clip_norm; `norm` is its norm now, in double. Does nothing when clip_norm is 0 or the
 * norm is within it; a NaN norm leaves g as it is, an infinite one makes zeros of what is finite.
 * Source: Pascanu, Mikolov & Bengio 2013, algorithm 1. */
void klimb_optimiser_clip(const struct optimiser *optimiser, real *g, double norm);

/* klimb_optimiser_watch -- take note of the loss of the batch at `step` for the plateau schedule, before the
 * update made from it; each step once, in order. A period ends before step decay_every, 2 decay_every, ...:
 * if its mean is not below (1 - threshold) times the lowest, it is bad, and after more than `patience` bad
 * ones the rate is cut. Does nothing for another decay. */
void klimb_optimiser_watch(struct optimiser *optimiser, double loss, long step);

/* klimb_optimiser_clip_values -- each element of g [parameters] held in [-clip_value, clip_value] in place.
 * Does nothing when clip_value is 0; NaN stays. */
void klimb_optimiser_clip_values(const struct optimiser *optimiser, real *g);

/* klimb_optimiser_add_decay -- the gradient of weight_decay |p|^2/2 is added to g [parameters], for the kinds that
 * decay so: adam and sgd. In Adam this is not a decay at one rate: it is divided by sqrt(v) as the rest
 * of the gradient is (Loshchilov & Hutter 2019). Does nothing for adamw or a weight_decay of 0. */
void klimb_optimiser_add_decay(const struct optimiser *optimiser, real *g, const real *p);

/* klimb_optimiser_changes_gradient -- whether one of the three above changes a gradient. */
int klimb_optimiser_changes_gradient(const struct optimiser_config *config);

/* klimb_optimiser_step -- one update of the parameters from their gradient. Returns whether all of them
 * are finite afterwards.
 *   p     in/out [parameters]
 *   g     in     [parameters]; must not overlap p
 *   step  0-based, so t = step + ahead + 1 >= 1 in Adam's bias correction, which is computed in double;
 *         the learning rate is that of `step`
 * Adam, elementwise: m = beta1 m + (1-beta1) g; v = beta2 v + (1-beta2) g^2;
 *   p -= rate/(1-beta1^t) m / (sqrt(v)/sqrt(1-beta2^t) + epsilon). Non-finite values propagate.
 * AdamW: p = (1 - rate weight_decay) p before that, the factor rounded to real.
 * What is too small to matter becomes 0: of both kinds by the formulas of kernels.h, and of Adam, at
 * the end of each step of t divisible by 16, m below REAL_SMALL and v whose root is lost beside
 * epsilon. So no moment stays subnormal. */
int klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                         const struct backend *backend);

#endif
