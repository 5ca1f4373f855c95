/* config.h -- everything but the seed that determines a trajectory, as plain values.
 *
 * A config has no pointers: it can be copied, compared and filled in by offset. The harness fills it
 * from a scenario by its schema table, which has the defaults. The ranges are in CONFIG_SETTINGS and
 * DATA_SETTINGS (dataset.h).
 */
#ifndef KLIMB_CONFIG_H
#define KLIMB_CONFIG_H

#include "data/batcher.h"
#include "data/dataset.h"
#include "layers/ar1.h"
#include "layers/hierarchy.h"
#include "layers/likelihood.h"
#include "layers/mlp.h"
#include "layers/network.h"
#include "layers/objective.h"
#include "layers/optimiser.h"
#include "layers/posterior.h"
#include "layers/prior.h"
#include "layers/schedule.h"
#include "train/procedure.h"

enum { CONFIG_LAYERS_MAX = MLP_HIDDEN_MAX };

/* X(NAME, name in a scenario, text) */
#define ENCODER_INPUT_TABLE(X)                                                                     \
    X(DATA, "data", "the encoder sees x")                                                          \
    X(NOTHING, "nothing", "the encoder sees zeros: a control that cannot encode")                  \
    X(LOG1P, "log1p", "the encoder sees ln(1 + x), as scVI's does (Lopez et al. 2018)")
#define KIND_ENUM_ENCODER_INPUT(NAME, name, text) ENCODER_INPUT_##NAME,
enum encoder_input { ENCODER_INPUT_TABLE(KIND_ENUM_ENCODER_INPUT) ENCODER_INPUTS };
extern const char *const klimb_encoder_input_names[]; /* by kind, NULL-terminated */

/* X(NAME, name in a scenario, text) */
#define NOISE_TABLE(X)                                                                             \
    X(SAMPLED, "sampled", "a draw for each example and step")                                      \
    X(EXPECTED, "expected", "none: the expectation over it in closed form (linear decoder)")
#define KIND_ENUM_NOISE(NAME, name, text) NOISE_##NAME,
enum noise { NOISE_TABLE(KIND_ENUM_NOISE) NOISES };
extern const char *const klimb_noise_names[]; /* by kind, NULL-terminated */

/* X(NAME, name in a scenario, text) */
#define BOUND_TABLE(X)                                                                             \
    X(ELBO, "elbo", "recon + beta kl, the KL in closed form: Kingma & Welling 2014")               \
    X(IWAE, "iwae",                                                                                \
      "-ln 1/K sum_s w_s, ln w_s = -recon_s - beta [ln q(z_s|x) - ln p(z_s)]: Burda et al. 2016, " \
      "eq. 8")
#define KIND_ENUM_BOUND(NAME, name, text) BOUND_##NAME,
enum bound { BOUND_TABLE(KIND_ENUM_BOUND) BOUNDS };
extern const char *const klimb_bound_names[]; /* by kind, NULL-terminated */

struct bound_config {
    enum bound kind; /* the loss; a record has recon, kl and elbo for each kind */
    long samples;    /* iwae: K samples of z for each example and step */
};

extern const char *const klimb_both_network_names[]; /* NETWORK_OF_BOTH_TABLE, NULL-terminated */

#define DECODER_TABLE(X)                                                                           \
    X(MLP, "mlp", "fully connected layers from z")                                                 \
    X(MADE, "made", "x_j from z and x_<j by masked layers (Germain et al. 2015); x of 0 and 1")    \
    X(GRU, "gru",                                                                                  \
      "a symbol from z and the symbols before it by a recurrent unit (Bowman et al. 2016)")
#define KIND_ENUM_DECODER(NAME, name, text) DECODER_##NAME,
enum decoder_kind { DECODER_TABLE(KIND_ENUM_DECODER) DECODERS };
extern const char *const klimb_decoder_names[]; /* by kind, NULL-terminated */

struct model_config {
    long latent;                            /* k, dimensions of z */
    long encoder_hidden[CONFIG_LAYERS_MAX]; /* widths from x to z */
    long encoder_layers;                    /* 0 for a linear encoder */
    long decoder_hidden[CONFIG_LAYERS_MAX]; /* widths from z to x */
    long decoder_layers;
    enum network_kind network;         /* of encoder and decoder */
    long channels[NETWORK_STAGES_MAX]; /* conv: output channels of each convolution, from x to z */
    long stages;                       /* conv: number of convolutions */
    long kernel, stride;               /* conv: of each convolution */
    enum activation activation;        /* of all hidden layers */
    double leak;                       /* relu: its slope below 0; 0 for other activations */
    enum skip skip;                    /* of the decoder */
    enum encoder_input encoder_input;
    struct head_config head;
    struct prior_config prior;
    struct hierarchy_config hierarchy; /* prior hierarchical */
    struct ar1_config ar1;             /* prior ar1 */
    enum init_kind init;
    double init_scale;
    enum decoder_kind decoder;
    double decoder_dropout; /* made, gru: share of x that is hidden from the decoder in training */
};

/* The steps that have a row. After the dense part, the gap after step s is growth * s rounded down, at
 * most steps / rows_at_most rounded up, at least 1. */
struct record_config {
    long dense_until;   /* up to here every step is logged */
    double growth;      /* 0.1: the gap is a tenth of the step */
    long rows_at_most;  /* rows if all gaps were the widest; a record may have more */
    long examples;      /* size of the evaluation set, at most the number of examples */
    long prior_samples; /* compared with as many examples at the end, 2 or more; 0: none */
    long nll_samples;   /* K of the importance-weighted ln p(x) at the end; 0: none */
};

struct config {
    struct data_config data;
    struct batch_config batches;
    struct model_config model;
    struct likelihood_config likelihood;
    struct schedule_config schedule;
    struct objective_config objective;
    enum noise noise; /* of z in the reconstruction term, in training and in the record */
    struct bound_config bound;
    struct optimiser_config optimiser;
    struct procedure_config procedure;
    long steps;
    struct record_config record;
};

/* With widths up to this, and data of at most 2^30 dimensions (see dataset.c), the number of parameters
 * of two networks of MLP_LAYERS_MAX layers fits a `long`. A layer of 65,535 x 65,535 weights takes 16
 * GiB. */
#define CONFIG_WIDTH_MAX UINT16_MAX

/* A batch takes this many times the memory and time at most. */
enum { CONFIG_SAMPLES_MAX = 1024 };

/* The kernel matrix of two_sample.h takes 4 (2 n)^2 bytes, at most 64 MiB. */
enum { CONFIG_PRIOR_SAMPLES_MAX = 2048, CONFIG_NLL_SAMPLES_MAX = 1000000 };

/* The groups of settings that the chosen kinds use, as bits. A setting that is not in use may have any
 * value: a Bernoulli likelihood may have any sigma. */
enum config_use {
    CONFIG_USE_ALWAYS = 1,
    CONFIG_USE_BOUNDS = 1 << 1, /* head: clamped, tanh */
    CONFIG_USE_SOFTPLUS = 1 << 2,
    CONFIG_USE_SIGMA = 1 << 3,
    CONFIG_USE_LEARNED = 1 << 4, /* likelihood: sigma is the initial value */
    CONFIG_USE_CHANGE = 1 << 5,  /* schedule: all but constant */
    CONFIG_USE_RAMP = 1 << 6,
    CONFIG_USE_WIDTH = 1 << 7, /* schedule: sigmoid, tanh */
    CONFIG_USE_CYCLES = 1 << 8,
    CONFIG_USE_SGD = 1 << 9,
    CONFIG_USE_ADAM = 1 << 10,   /* adam, adamw */
    CONFIG_USE_BATCH = 1 << 11,  /* sampling: all but full */
    CONFIG_USE_POINTS = 1 << 12, /* schedule */
    CONFIG_USE_TARGET = 1 << 13, /* objective: capacity, controlvae, geco */
    CONFIG_USE_LIMITS = 1 << 14, /* objective: controlvae, geco */
    CONFIG_USE_CONTROL = 1 << 15,
    CONFIG_USE_GECO = 1 << 16,
    CONFIG_USE_FLOOR = 1 << 17,       /* objective: free-bits */
    CONFIG_USE_GROUP = 1 << 22,       /* objective: free-bits, balanced */
    CONFIG_USE_SIGMA_FLOOR = 1 << 18, /* likelihood: gaussian-learned, -optimal, -diagonal */
    CONFIG_USE_DECAY_EVERY = 1 << 19, /* decay: exponential, step, plateau */
    CONFIG_USE_PLATEAU = 1 << 20,
    CONFIG_USE_COUNT = 1 << 23, /* likelihood: of counts */
    CONFIG_USE_DISPERSION = 1 << 24,
    CONFIG_USE_SHOWN = 1 << 28,      /* decoder: made, gru */
    CONFIG_USE_COMPONENTS = 1 << 29, /* prior: mixture, vampprior */
    CONFIG_USE_SAMPLES = 1 << 30     /* bound: iwae */
};

/* The settings that a schedule uses; its row in SCHEDULE_TABLE names one of these. */
enum config_schedule {
    CONFIG_SCHEDULE_CONSTANT = 0,
    CONFIG_SCHEDULE_CHANGE = CONFIG_USE_CHANGE,
    CONFIG_SCHEDULE_RAMP = CONFIG_USE_CHANGE | CONFIG_USE_RAMP,
    CONFIG_SCHEDULE_WIDTH = CONFIG_SCHEDULE_RAMP | CONFIG_USE_WIDTH,
    CONFIG_SCHEDULE_CYCLES = CONFIG_SCHEDULE_RAMP | CONFIG_USE_CYCLES,
    CONFIG_SCHEDULE_POINTS = CONFIG_USE_CHANGE | CONFIG_USE_POINTS
};
/* Bits that do not fit an enumerator, which is an int. */
#define CONFIG_USE_AGGRESSIVE (UINT64_C(1) << 32) /* procedure */
#define CONFIG_USE_RESET      (UINT64_C(1) << 33) /* procedure */
#define CONFIG_USE_CONV       (UINT64_C(1) << 34) /* network */
#define CONFIG_USE_SYMBOLS    (UINT64_C(1) << 37) /* likelihood: categorical */
#define CONFIG_USE_HIERARCHY  (UINT64_C(1) << 47) /* prior */
#define CONFIG_USE_FIXED      (UINT64_C(1) << 48) /* head */
#define CONFIG_USE_MILESTONES (UINT64_C(1) << 50) /* decay */
#define CONFIG_USE_FACTOR     (UINT64_C(1) << 51) /* decay: all with a decay_factor */
#define CONFIG_USE_AR1        (UINT64_C(1) << 56) /* prior */

/* The settings that an objective uses; its row in OBJECTIVE_TABLE names one of these. */
enum config_objective {
    CONFIG_OBJECTIVE_ELBO = 0,
    CONFIG_OBJECTIVE_TARGET = CONFIG_USE_TARGET,
    CONFIG_OBJECTIVE_CONTROL = CONFIG_USE_TARGET | CONFIG_USE_LIMITS | CONFIG_USE_CONTROL,
    CONFIG_OBJECTIVE_GECO = CONFIG_USE_TARGET | CONFIG_USE_LIMITS | CONFIG_USE_GECO,
    CONFIG_OBJECTIVE_FLOOR = CONFIG_USE_FLOOR | CONFIG_USE_GROUP,
    CONFIG_OBJECTIVE_GROUP = CONFIG_USE_GROUP
};

/* The table of the numbers in struct config outside `data`; columns as in DATA_SETTINGS. */
/* clang-format off */
#define CONFIG_SETTINGS(X, LIST) \
    X(LATENT, "model.latent", INTEGER, model.latent, ALWAYS, RANGE_FROM_TO(1, CONFIG_WIDTH_MAX)) \
    LIST(HIDDEN, "model.hidden", INTEGER, model.encoder_hidden, model.encoder_layers, 0, \
         ALWAYS, RANGE_FROM_TO(1, CONFIG_WIDTH_MAX)) \
    LIST(DECODER_HIDDEN, "model.decoder_hidden", INTEGER, model.decoder_hidden, model.decoder_layers, 0, \
         ALWAYS, RANGE_FROM_TO(1, CONFIG_WIDTH_MAX)) \
    X(NETWORK, "model.network", CHOICE, model.network, ALWAYS, RANGE_FROM_TO(0, NETWORK_CONV)) \
    LIST(CHANNELS, "model.channels", INTEGER, model.channels, model.stages, 1, CONV, RANGE_FROM_TO(1, 1024)) \
    X(KERNEL, "model.kernel", INTEGER, model.kernel, CONV, RANGE_FROM_TO(2, 16)) \
    X(STRIDE, "model.stride", INTEGER, model.stride, CONV, RANGE_FROM_TO(2, 8)) \
    X(ACTIVATION, "model.activation", CHOICE, model.activation, ALWAYS, RANGE_FROM_TO(0, ACTIVATION_KINDS - 1)) \
    X(LEAK, "model.leak", REAL, model.leak, ALWAYS, RANGE_FROM_TO(0, 1)) \
    X(SKIP, "model.skip", CHOICE, model.skip, ALWAYS, RANGE_FROM_TO(0, SKIPS - 1)) \
    X(ENCODER_INPUT, "model.encoder_input", CHOICE, model.encoder_input, ALWAYS, RANGE_FROM_TO(0, ENCODER_INPUTS - 1)) \
    X(INIT, "model.init", CHOICE, model.init, ALWAYS, RANGE_FROM_TO(0, INIT_KINDS - 1)) \
    X(INIT_SCALE, "model.init_scale", REAL, model.init_scale, ALWAYS, RANGE_AT_LEAST(0)) \
    X(HEAD_KIND, "model.head.kind", CHOICE, model.head.kind, ALWAYS, RANGE_FROM_TO(0, HEAD_KINDS - 1)) \
    X(HEAD_LOW, "model.head.low", REAL, model.head.low, BOUNDS, RANGE_FINITE) \
    X(HEAD_HIGH, "model.head.high", REAL, model.head.high, BOUNDS, RANGE_FINITE) \
    X(HEAD_FLOOR, "model.head.floor", REAL, model.head.floor, SOFTPLUS, RANGE_AT_LEAST(0)) \
    X(HEAD_SIGMA, "model.head.sigma_z", REAL, model.head.sigma, FIXED, RANGE_ABOVE(0)) \
    X(HEAD_SCALE, "model.head.scale", CHOICE, model.head.scale, ALWAYS, RANGE_FROM_TO(0, HEAD_SCALES - 1)) \
    X(BATCH_NORM, "model.head.batch_norm", REAL, model.head.batch_norm, ALWAYS, RANGE_FROM_TO(0, 1e6)) \
    X(PRIOR, "prior.kind", CHOICE, model.prior.kind, ALWAYS, RANGE_FROM_TO(0, PRIOR_KINDS - 1)) \
    X(COMPONENTS, "prior.components", INTEGER, model.prior.components, COMPONENTS, RANGE_FROM_TO(1, 4096)) \
    X(HIERARCHY_LATENT, "prior.latent_2", INTEGER, model.hierarchy.latent, HIERARCHY, RANGE_FROM_TO(1, 4096)) \
    X(HIERARCHY_SIGMA, "prior.eta", REAL, model.hierarchy.sigma, HIERARCHY, RANGE_ABOVE(0)) \
    X(HIERARCHY_BETA, "prior.weight", REAL, model.hierarchy.beta, HIERARCHY, RANGE_AT_LEAST(0)) \
    X(AR1_ALPHA, "prior.alpha", REAL, model.ar1.alpha, AR1, RANGE_FROM_BELOW(0, 1)) \
    X(DECODER, "model.decoder", CHOICE, model.decoder, ALWAYS, RANGE_FROM_TO(0, DECODERS - 1)) \
    X(DECODER_DROPOUT, "model.decoder_dropout", REAL, model.decoder_dropout, SHOWN, RANGE_FROM_TO(0, 1)) \
    X(LIKELIHOOD_KIND, "likelihood.kind", CHOICE, likelihood.kind, ALWAYS, RANGE_FROM_TO(0, LIKELIHOOD_KINDS - 1)) \
    X(LIKELIHOOD_SIGMA, "likelihood.sigma", REAL, likelihood.sigma, SIGMA, RANGE_ABOVE(0)) \
    X(LIKELIHOOD_FLOOR, "likelihood.floor", REAL, likelihood.floor, SIGMA_FLOOR, RANGE_AT_LEAST(0)) \
    X(LIKELIHOOD_OFFSET, "likelihood.offset", CHOICE, likelihood.offset, COUNT, RANGE_FROM_TO(0, OFFSET_KINDS - 1)) \
    X(LIKELIHOOD_SYMBOLS, "likelihood.symbols", INTEGER, likelihood.symbols, SYMBOLS, RANGE_FROM_TO(2, CONFIG_WIDTH_MAX)) \
    X(LIKELIHOOD_DISPERSION, "likelihood.dispersion", REAL, likelihood.dispersion, DISPERSION, RANGE_FROM_TO(1e-6, 1e6)) \
    X(BETA, "objective.beta", REAL, schedule.beta, ALWAYS, RANGE_AT_LEAST(0)) \
    X(SCHEDULE, "objective.schedule", CHOICE, schedule.kind, ALWAYS, RANGE_FROM_TO(0, SCHEDULE_KINDS - 1)) \
    X(FROM, "objective.from", REAL, schedule.from, CHANGE, RANGE_AT_LEAST(0)) \
    X(START, "objective.start", INTEGER, schedule.start, CHANGE, RANGE_FROM_TO(0, DATA_COUNT_MAX)) \
    X(LENGTH, "objective.length", INTEGER, schedule.length, RAMP, RANGE_FROM_TO(0, DATA_COUNT_MAX)) \
    X(WIDTH, "objective.width", REAL, schedule.width, WIDTH, RANGE_ABOVE(0)) \
    X(CYCLES, "objective.cycles", INTEGER, schedule.cycles, CYCLES, RANGE_FROM_TO(1, DATA_COUNT_MAX)) \
    X(RATIO, "objective.ratio", REAL, schedule.ratio, CYCLES, RANGE_ABOVE_TO(0, 1)) \
    LIST(POINT_STEP, "objective.points_step", INTEGER, schedule.point_step, schedule.point_steps, 1, \
         POINTS, RANGE_FROM_TO(0, DATA_COUNT_MAX)) \
    LIST(POINT_SHARE, "objective.points_share", REAL, schedule.point_share, schedule.point_shares, 1, \
         POINTS, RANGE_FROM_TO(0, 1)) \
    X(OBJECTIVE, "objective.kind", CHOICE, objective.kind, ALWAYS, RANGE_FROM_TO(0, OBJECTIVE_KINDS - 1)) \
    X(TARGET, "objective.target", REAL, objective.target, TARGET, RANGE_AT_LEAST(0)) \
    X(LOWEST, "objective.lowest", REAL, objective.lowest, LIMITS, RANGE_AT_LEAST(0)) \
    X(HIGHEST, "objective.highest", REAL, objective.highest, LIMITS, RANGE_ABOVE(0)) \
    X(PROPORTIONAL, "objective.proportional", REAL, objective.proportional, CONTROL, RANGE_AT_LEAST(0)) \
    X(INTEGRAL, "objective.integral", REAL, objective.integral, CONTROL, RANGE_AT_LEAST(0)) \
    X(GECO_RATE, "objective.rate", REAL, objective.rate, GECO, RANGE_AT_LEAST(0)) \
    X(GECO_MEMORY, "objective.memory", REAL, objective.memory, GECO, RANGE_FROM_BELOW(0, 1)) \
    X(FLOOR, "objective.floor", REAL, objective.floor, FLOOR, RANGE_AT_LEAST(0)) \
    X(GROUP, "objective.group", INTEGER, objective.group, GROUP, RANGE_FROM_TO(0, CONFIG_WIDTH_MAX)) \
    X(FLOOR_OF, "objective.floor_of", CHOICE, objective.floor_of, FLOOR, RANGE_FROM_TO(0, FLOORS_OF - 1)) \
    X(NOISE, "objective.noise", CHOICE, noise, ALWAYS, RANGE_FROM_TO(0, NOISES - 1)) \
    X(BOUND, "objective.bound", CHOICE, bound.kind, ALWAYS, RANGE_FROM_TO(0, BOUNDS - 1)) \
    X(SAMPLES, "objective.samples", INTEGER, bound.samples, SAMPLES, RANGE_FROM_TO(1, CONFIG_SAMPLES_MAX)) \
    X(OPTIMISER, "optimiser.kind", CHOICE, optimiser.kind, ALWAYS, RANGE_FROM_TO(0, OPTIMISER_KINDS - 1)) \
    X(LEARNING_RATE, "optimiser.learning_rate", REAL, optimiser.learning_rate, ALWAYS, RANGE_AT_LEAST(0)) \
    X(DECAY, "optimiser.decay", CHOICE, optimiser.decay, ALWAYS, RANGE_FROM_TO(0, RATE_KINDS - 1)) \
    X(MOMENTUM, "optimiser.momentum", REAL, optimiser.momentum, SGD, RANGE_FROM_BELOW(0, 1)) \
    X(BETA1, "optimiser.beta1", REAL, optimiser.beta1, ADAM, RANGE_FROM_BELOW(0, 1)) \
    X(BETA2, "optimiser.beta2", REAL, optimiser.beta2, ADAM, RANGE_FROM_BELOW(0, 1)) \
    X(EPSILON, "optimiser.epsilon", REAL, optimiser.epsilon, ADAM, RANGE_AT_LEAST(0)) \
    X(CLIP_NORM, "optimiser.clip_norm", REAL, optimiser.clip_norm, ALWAYS, RANGE_AT_LEAST(0)) \
    X(CLIP_VALUE, "optimiser.clip_value", REAL, optimiser.clip_value, ALWAYS, RANGE_AT_LEAST(0)) \
    X(WEIGHT_DECAY, "optimiser.weight_decay", REAL, optimiser.weight_decay, ALWAYS, RANGE_AT_LEAST(0)) \
    X(WARMUP, "optimiser.warmup", INTEGER, optimiser.warmup, ALWAYS, RANGE_FROM_TO(0, DATA_COUNT_MAX)) \
    X(DECAY_FACTOR, "optimiser.decay_factor", REAL, optimiser.decay_factor, FACTOR, RANGE_ABOVE_TO(0, 1)) \
    X(DECAY_EVERY, "optimiser.decay_every", INTEGER, optimiser.decay_every, DECAY_EVERY, RANGE_FROM_TO(1, DATA_COUNT_MAX)) \
    LIST(MILESTONE, "optimiser.milestones", INTEGER, optimiser.milestone, optimiser.milestones, 1, \
         MILESTONES, RANGE_FROM_TO(1, DATA_COUNT_MAX)) \
    X(PATIENCE, "optimiser.patience", INTEGER, optimiser.patience, PLATEAU, RANGE_FROM_TO(0, DATA_COUNT_MAX)) \
    X(THRESHOLD, "optimiser.threshold", REAL, optimiser.threshold, PLATEAU, RANGE_FROM_BELOW(0, 1)) \
    X(STEPS, "train.steps", INTEGER, steps, ALWAYS, RANGE_FROM_TO(0, DATA_COUNT_MAX)) \
    X(BATCH, "train.batch", INTEGER, batches.batch, BATCH, RANGE_FROM_TO(1, DATA_COUNT_MAX)) \
    X(SAMPLING, "train.sampling", CHOICE, batches.sampling, ALWAYS, RANGE_FROM_TO(0, SAMPLINGS - 1)) \
    X(PROCEDURE, "train.procedure", CHOICE, procedure.kind, ALWAYS, RANGE_FROM_TO(0, PROCEDURES - 1)) \
    X(INNER_WINDOW, "train.inner_window", INTEGER, procedure.inner_window, AGGRESSIVE, RANGE_FROM_TO(1, DATA_COUNT_MAX)) \
    X(INNER_MOST, "train.inner_most", INTEGER, procedure.inner_most, AGGRESSIVE, RANGE_FROM_TO(1, DATA_COUNT_MAX)) \
    X(CLIMB_EVERY, "train.climb_every", INTEGER, procedure.climb_every, AGGRESSIVE, RANGE_FROM_TO(1, DATA_COUNT_MAX)) \
    X(CLIMB_PATIENCE, "train.climb_patience", INTEGER, procedure.climb_patience, AGGRESSIVE, RANGE_FROM_TO(1, DATA_COUNT_MAX)) \
    X(RESET_AT, "train.reset_at", INTEGER, procedure.reset_at, RESET, RANGE_FROM_TO(1, DATA_COUNT_MAX)) \
    X(DENSE_UNTIL, "record.dense_until", INTEGER, record.dense_until, ALWAYS, RANGE_FROM_TO(0, DATA_COUNT_MAX)) \
    X(GROWTH, "record.growth", REAL, record.growth, ALWAYS, RANGE_AT_LEAST(0)) \
    X(ROWS_AT_MOST, "record.rows_at_most", INTEGER, record.rows_at_most, ALWAYS, RANGE_FROM_TO(1, DATA_COUNT_MAX)) \
    X(EVALUATED, "record.examples", INTEGER, record.examples, ALWAYS, RANGE_FROM_TO(1, DATA_COUNT_MAX)) \
    X(PRIOR_SAMPLES, "record.prior_samples", INTEGER, record.prior_samples, ALWAYS, \
      RANGE_FROM_TO(0, CONFIG_PRIOR_SAMPLES_MAX)) \
    X(NLL_SAMPLES, "record.nll_samples", INTEGER, record.nll_samples, ALWAYS, RANGE_FROM_TO(0, CONFIG_NLL_SAMPLES_MAX))
/* clang-format on */
#define CONFIG_INDEX(NAME, ...) CONFIG_SETTING_##NAME,
enum config_setting { CONFIG_SETTINGS(CONFIG_INDEX, CONFIG_INDEX) CONFIG_SETTING_COUNT };
#define CONFIG_PLACE(NAME, key, TYPE, member, ...)                                                 \
    CONFIG_TYPE_##NAME = SETTING_##TYPE,                                                           \
    CONFIG_OFFSET_##NAME = SETTING_OFFSET(struct config, member, SETTING_C_##TYPE),
#define CONFIG_LIST_PLACE(NAME, key, TYPE, member, counter, ...)                                   \
    CONFIG_TYPE_##NAME = SETTING_##TYPE,                                                           \
    CONFIG_OFFSET_##NAME = SETTING_OFFSET(struct config, member, SETTING_C_##TYPE *),              \
    CONFIG_COUNTER_##NAME = SETTING_OFFSET(struct config, counter, long),                          \
    CONFIG_MOST_##NAME = SETTING_LENGTH(struct config, member),
enum { CONFIG_SETTINGS(CONFIG_PLACE, CONFIG_LIST_PLACE) };
extern const struct setting_row
    klimb_config_settings[CONFIG_SETTING_COUNT]; /* by enum config_setting */

/* klimb_config_check -- whether all settings are in their ranges and fit each other: klimb_data_check,
 * CONFIG_SETTINGS, and the rules that span several settings. (klimb_trainer_init checks the rules that depend on
 * the data.) Among the rules are:
 *   - head.low < head.high; sigma > floor; a ramp has a length, and no more cycles than steps; points ascend and
 *     end at 1; milestones ascend; lowest <= highest; a controller has no schedule; a leak needs ReLU.
 *   - Adam's epsilon must be above 0 if a weight always has gradient 0: with a shared scale, a made or a gru decoder.
 *   - A made decoder needs a Bernoulli likelihood; gru needs a categorical one and one hidden width.
 *   - Expected noise needs a Gaussian likelihood whose sigma_x does not depend on the batch, and a decoder without
 *     hidden layers.
 *   - The bound iwae needs sampled noise, a sigma_x that is neither learned nor the batch's, and a head that
 *     predicts ln sigma^2.
 *   - A learned prior needs sampled noise and such a head; vampprior also an encoder that sees the data.
 *     hierarchical and ar1 allow expected noise, but neither iwae nor an estimate of ln p(x); ar1 needs a latent of
 *     at least 2.
 *   - Batch norm needs the bound elbo, the standard prior and a batch of at least 2.
 *   - The network conv needs a kernel of at least the stride, the decoder mlp, no skips, no condition, sampled noise
 *     and a likelihood with one output a pixel.
 *   - A count likelihood excludes dynamic binarisation; the encoder input ln(1 + x) needs a count likelihood.
 * STATUS_INVALID: the message says what was found and what it must be; error.key is the setting's key in a
 * scenario ("model.head.low"). */
enum status klimb_config_check(const struct config *config, struct error *error) MUST_CHECK;

/* klimb_config_is_controlled -- whether a controller finds the weight of the KL. Then the record's column beta has it, and
 * the schedule does not determine it. */
int klimb_config_is_controlled(const struct config *config);

/* klimb_config_pictures -- the network_pictures of the encoder or decoder; `channels` points into *model. */
struct network_pictures klimb_config_pictures(const struct model_config *model, int is_decoder);

/* klimb_config_next_logged -- the logged step after the logged step `step`. After the last one,
 * config->steps, it is config->steps + 1, which no run reaches. Step 0 is always logged, so a loop
 * starts there:
 *     for (long step = 0; step <= config->steps; step = klimb_config_next_logged(config, step)) */
long klimb_config_next_logged(const struct config *config, long step);

/* klimb_config_is_logged -- whether the step (number of updates made) has a row in the record: every
 * step up to dense_until, then at the gaps of struct record_config, and always 0 and the last. Takes
 * time proportional to the number of logged steps before it. */
int klimb_config_is_logged(const struct config *config, long step);

/* klimb_config_logged_count -- number of logged steps from 0 to config->steps, both included. */
long klimb_config_logged_count(const struct config *config);

#endif
