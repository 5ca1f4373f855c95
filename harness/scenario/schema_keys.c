#include "scenario/schema_keys.h"

#include <stdint.h>

#define NAME_OF_TYPE(NAME, name) name,
const char *const schema_type_names[] = {SCHEMA_TYPE_TABLE(NAME_OF_TYPE) NULL};

/* The meanings of choices, from the tables that name them. */
#define MEANING_OF(NAME, name, text)             text,
#define SCHEDULE_MEANING(NAME, name, text, uses) text,
static const char *const data_source_meanings[] = {DATA_SOURCE_TABLE(MEANING_OF)};
static const char *const binarise_meanings[] = {BINARISE_TABLE(MEANING_OF)};
static const char *const covariance_meanings[] = {COVARIANCE_TABLE(MEANING_OF)};
static const char *const text_format_meanings[] = {TEXT_FORMAT_TABLE(MEANING_OF)};
static const char *const activation_meanings[] = {ACTIVATION_TABLE(MEANING_OF)};
static const char *const both_network_meanings[] = {NETWORK_OF_BOTH_TABLE(MEANING_OF)};
static const char *const skip_meanings[] = {SKIP_TABLE(MEANING_OF)};
static const char *const encoder_input_meanings[] = {ENCODER_INPUT_TABLE(MEANING_OF)};
static const char *const init_meanings[] = {INIT_TABLE(MEANING_OF)};
static const char *const head_meanings[] = {HEAD_TABLE(MEANING_OF)};
static const char *const head_scale_meanings[] = {HEAD_SCALE_TABLE(MEANING_OF)};
static const char *const decoder_meanings[] = {DECODER_TABLE(MEANING_OF)};
static const char *const likelihood_meanings[] = {LIKELIHOOD_TABLE(MEANING_OF)};
static const char *const offset_meanings[] = {OFFSET_TABLE(MEANING_OF)};
static const char *const schedule_meanings[] = {SCHEDULE_TABLE(SCHEDULE_MEANING)};
static const char *const prior_meanings[] = {PRIOR_TABLE(MEANING_OF)};
static const char *const bound_meanings[] = {BOUND_TABLE(MEANING_OF)};
#define OBJECTIVE_MEANING(NAME, id, name, text, uses) text,
static const char *const objective_meanings[] = {OBJECTIVE_TABLE(OBJECTIVE_MEANING)};
static const char *const floor_of_meanings[] = {FLOOR_OF_TABLE(MEANING_OF)};
static const char *const noise_meanings[] = {NOISE_TABLE(MEANING_OF)};
static const char *const optimiser_meanings[] = {OPTIMISER_TABLE(MEANING_OF)};
static const char *const rate_meanings[] = {RATE_TABLE(MEANING_OF)};
static const char *const procedure_meanings[] = {PROCEDURE_TABLE(MEANING_OF)};
static const char *const sampling_meanings[] = {SAMPLING_TABLE(MEANING_OF)};

static const char *const deterministic_names[] = {"false", "true", NULL};
static const char *const deterministic_meanings[] = {
    "runs of one seed may differ: their spread is measured before blessing",
    "one seed gives the same bits every time: they are compared"};

/* A golden in the repository has about 24 rows for each seed, so their number must stay moderate. */
#define SEEDS_MAX 1024
/* 2^53: ranges are doubles, in which integers are exact up to here. */
#define SEED_MAX 9007199254740992.0
static const struct range seeds_range = RANGE_FROM_TO(1, SEEDS_MAX);
static const struct range seed_range = RANGE_FROM_TO(0, SEED_MAX);

/* The offset of a field; does not compile unless the field has the type of its row. */
#define FIELD(field, type)                                                                         \
    _Generic(((struct scenario *)0)->field, type : offsetof(struct scenario, field))
#define CAPACITY(field)                                                                            \
    (sizeof((struct scenario *)0)->field / sizeof((struct scenario *)0)->field[0])

/* Aligned by hand: a table, and the macros of its columns. */
/* clang-format off */
/* Every row: path, type, offset, unit, default as YAML, meaning and, for a key that came after the first goldens,
 * LATER. */
#define COMMON(p, t, o, u, d, ...) \
    .path = p, .type = SCHEMA_##t, .offset = o, .unit = u, .fallback = d, .meaning = __VA_ARGS__
#define LATER .flags = SCHEMA_LATER

/* A number, and a list of numbers, of core's tables DATA_SETTINGS and CONFIG_SETTINGS, which have
 * their paths, places, types and ranges. T table, N name there, u unit, d default, m meaning. */
#define START_OF_DATA offsetof(struct scenario, config.data)
#define START_OF_CONFIG offsetof(struct scenario, config)
#define SETTINGS_OF_DATA klimb_data_settings
#define SETTINGS_OF_CONFIG klimb_config_settings
#define IS_REAL(T, N) ((enum setting_type)T##_TYPE_##N == SETTING_REAL)
#define NUMBER_ROW(T, N) \
    .path = SETTINGS_OF_##T[T##_SETTING_##N].key, \
    .offset = START_OF_##T + T##_OFFSET_##N, \
    .range = &SETTINGS_OF_##T[T##_SETTING_##N].range
#define NUMBER(T, N, u, d, ...) \
    {NUMBER_ROW(T, N), .type = IS_REAL(T, N) ? SCHEMA_REAL : SCHEMA_INTEGER, \
     .unit = u, .fallback = d, .meaning = __VA_ARGS__}
#define NUMBERS(T, N, u, d, ...) \
    {NUMBER_ROW(T, N), .type = IS_REAL(T, N) ? SCHEMA_REALS : SCHEMA_INTEGERS, \
     .count_offset = START_OF_##T + T##_COUNTER_##N, .capacity = T##_MOST_##N, \
     .unit = u, .fallback = d, .meaning = __VA_ARGS__}

/* A row of each other type. p path, f field, d default, m or ... meaning. */
#define SEED(p, f, d, m) \
    {COMMON(p, SEED, FIELD(f, uint64_t), "", d, m), .range = &seed_range}
#define SEEDS(p, f, d, m) \
    {COMMON(p, INTEGER, FIELD(f, long), "seeds", d, m), \
     .range = &seeds_range, .flags = SCHEMA_UNDIGESTED}
#define CHOICE(p, f, table, d, ...) \
    {COMMON(p, CHOICE, FIELD(f, unsigned), "", d, __VA_ARGS__), \
     .names = klimb_##table##_names, .meanings = table##_meanings}
#define PROSE(p, t, f, d, m) \
    {COMMON(p, t, FIELD(f, char *), "", d, m), \
     .capacity = CAPACITY(f), .flags = SCHEMA_OWN | SCHEMA_UNDIGESTED}
#define COMMAND(p, f, m) \
    {COMMON(p, TEXT, FIELD(f, char *), "", "''", m), \
     .capacity = CAPACITY(f), .flags = SCHEMA_UNDIGESTED}
#define PATH(p, f, opened, m) \
    {COMMON(p, PATH, FIELD(f, char *), "", "''", m), \
     .capacity = CAPACITY(f), .resolved_offset = FIELD(opened, char *)}

#define EXTERNAL(p, t, f, T, u, d, fl, ...) \
    {COMMON(p, t, FIELD(external.f, T), u, d, __VA_ARGS__), \
     .capacity = CAPACITY_##t(external.f), .flags = SCHEMA_EXTERNAL | (fl)}
#define CAPACITY_TEXT(f) CAPACITY(f)
#define CAPACITY_WORDS(f) WORDS_BYTES
#define CAPACITY_PAIRS(f) WORDS_BYTES
#define CAPACITY_FILES(f) EXTERNAL_FILES_MAX
#define CAPACITY_SECONDS(f) 0

const struct schema_key schema_keys[] = {
    PROSE("claim", TEXT, claim, NULL,
          "what the experiment shows, in words; every scenario has one"),
    PROSE("about", TEXT, about, "''",
          "why it is so, and what the popular statement of it leaves out"),
    PROSE("base", BASE, base, NULL,
          "file of another scenario, relative to this one, whose values hold where this one gives none"),
    SEEDS("seeds.check", check_seeds, "3", "number of seeds that `klimb check` runs, from 0 on"),
    SEEDS("seeds.ensemble", ensemble_seeds, "8",
          "number of runs compared with the golden ensemble when bits differ"),
    SEEDS("seeds.golden", golden_seeds, "64", "number of seeds that `klimb bless` runs; at least seeds.check"),

    CHOICE("data.source", config.data.source, data_source, "digits", "where examples come from"),
    PATH("data.path", written.path, config.data.path,
         "idx, csv, npy, text: file of the training examples, relative to the scenario's"),
    PATH("data.test_path", written.test_path, config.data.test_path,
         "file of held-out examples; if it is not given, data.test_fraction of the examples is held out"),
    PATH("data.label_path", written.label_path, config.data.label_path,
         "idx: file of the labels of data.path"),
    COMMAND("data.obtain", obtain,
            "command that fetches these files; while they are missing, the verdict is SKIP"),
    NUMBER(DATA, LABEL_COLUMNS, "columns", "0",
           "csv: number of columns at the end of a line that are labels"),
    NUMBER(DATA, LIMIT, "examples", "0", "largest number of examples used of a file; 0: all"),
    NUMBER(DATA, SCALE, "", "0",
           "factor of the raw values; 0: that of the source (digits 1/16, bytes 1/255)"),
    NUMBER(DATA, EXAMPLES, "examples", "1000", "gaussian, mixture, bars, counts, markov: number of examples drawn"),
    NUMBERS(DATA, EIGENVALUES, "", "[]", "gaussian: variance along each axis"),
    CHOICE("data.covariance", config.data.covariance, covariance, "drawn",
           "gaussian: which covariance has these eigenvalues", LATER),
    NUMBERS(DATA, CORRELATION, "", "[]",
            "gaussian: correlation of column i with condition column i; it leaves the variances as they are", LATER),
    NUMBER(DATA, CONDITION, "columns", "0",
           "number of columns at the end of an example that are y: both networks see y, and neither reconstructs it",
           LATER),
    NUMBER(DATA, DIMENSIONS, "dimensions", "2", "mixture, counts: d, dimensions of an example"),
    NUMBER(DATA, COMPONENTS, "", "4", "mixture: number of components, all equally likely"),
    NUMBER(DATA, SEPARATION, "", "1", "mixture: the mean of a component is at + or - this on each axis"),
    NUMBER(DATA, SPREAD, "", "0.1", "mixture: standard deviation within a component"),
    NUMBER(DATA, SIDE, "pixels", "8", "bars: images are side x side (8 in Foldiak 1990)"),
    NUMBER(DATA, BAR_PROBABILITY, "", "0.125",
           "bars: probability of each of the 2 side bars (1/8 in Foldiak 1990)"),
    NUMBER(DATA, FACTORS, "dimensions", "2", "counts: dimensions of the factors on which ln rates depend linearly", LATER),
    NUMBER(DATA, LOADING, "", "0.5", "counts: standard deviation of the weights of the factors", LATER),
    NUMBER(DATA, LIBRARY, "counts", "100", "counts: median of an example's sum of rates", LATER),
    NUMBER(DATA, LIBRARY_SPREAD, "", "0.5", "counts: standard deviation of the logarithm of data.library", LATER),
    NUMBER(DATA, DISPERSION, "", "2",
           "counts: theta of the variance mu + mu^2/theta; 0: Poisson counts", LATER),
    NUMBER(DATA, DROPOUT, "", "0", "counts: probability that a count is replaced by 0", LATER),
    CHOICE("data.format", config.data.format, text_format, "lines", "text: what an example is", LATER),
    NUMBER(DATA, LENGTH, "positions", "16",
           "text, markov: length of an example; longer text is cut, shorter text is filled with a symbol for its end", LATER),
    NUMBER(DATA, SYMBOLS, "symbols", "8", "markov: V, number of symbols", LATER),
    NUMBER(DATA, FOLLOW, "", "0.8",
           "markov: probability that (s + c) mod V follows symbol s; the other symbols share the rest equally", LATER),
    NUMBER(DATA, SHIFTS, "", "1", "markov: C, number of shifts; each example has one shift c, from 0 to C - 1", LATER),
    NUMBER(DATA, TEST_FRACTION, "", "0.2", "share of the examples held out for evaluation"),
    SEED("data.seed", config.data.seed, "0",
         "seed of the split and of drawn data, the same in every run"),
    NUMBER(DATA, NOISE, "", "0",
           "share of all values, in the evaluation set too, that are replaced by a uniform draw from their range",
           LATER),
    CHOICE("data.binarise", config.data.binarise, binarise, "none", "what is done to grey values"),

    NUMBER(CONFIG, LATENT, "dimensions", "10", "k, dimensions of z"),
    NUMBERS(CONFIG, HIDDEN, "units", "[128]",
            "widths of the encoder's hidden layers from x to z; []: a linear encoder"),
    NUMBERS(CONFIG, DECODER_HIDDEN, "units", NULL,
            "widths of the decoder's hidden layers from z to x; if not given, model.hidden reversed"),
    CHOICE("model.network", config.model.network, both_network, "mlp", "network of encoder and decoder", LATER),
    NUMBERS(CONFIG, CHANNELS, "channels", "[8, 16]",
            "conv: channels of each convolution from x to z, which model.hidden follows; the decoder mirrors them", LATER),
    NUMBER(CONFIG, KERNEL, "pixels", "4", "conv: side of each kernel, at least the stride", LATER),
    NUMBER(CONFIG, STRIDE, "pixels", "2", "conv: stride of each convolution; the product of all must divide the side of a picture", LATER),
    CHOICE("model.activation", config.model.activation, activation, "relu", "activation of hidden layers"),
    NUMBER(CONFIG, LEAK, "", "0", "relu: slope below 0, max(x, 0) + leak min(x, 0) (Maas et al. 2013: 0.01)", LATER),
    CHOICE("model.skip", config.model.skip, skip, "none", "what each layer of the decoder sees", LATER),
    CHOICE("model.encoder_input", config.model.encoder_input, encoder_input, "data",
           "what the encoder sees"),
    CHOICE("model.init", config.model.init, init, "pytorch", "how weights are drawn"),
    NUMBER(CONFIG, INIT_SCALE, "", "1", "multiplies every initial weight and bias"),
    CHOICE("model.head.kind", config.model.head.kind, head, "logvar",
           "how ln sigma^2 is made of the encoder's output s"),
    NUMBER(CONFIG, HEAD_LOW, "", "-30",
           "clamped, tanh: smallest ln sigma^2 (-30 to 20: Rombach et al. 2022)"),
    NUMBER(CONFIG, HEAD_HIGH, "", "20", "clamped, tanh: largest ln sigma^2"),
    NUMBER(CONFIG, HEAD_FLOOR, "", "1e-06", "softplus: smallest sigma"),
    NUMBER(CONFIG, HEAD_SIGMA, "", "1", "fixed: sigma of every dimension", LATER),
    CHOICE("model.head.scale", config.model.head.scale, head_scale, "amortised",
           "where s comes from", LATER),
    NUMBER(CONFIG, BATCH_NORM, "", "0",
           "gamma: mu is normalised over the batch to variance gamma^2 (Zhu et al. 2020); 0: it is not", LATER),

    CHOICE("model.decoder", config.model.decoder, decoder, "mlp", "network of p(x|z)", LATER),
    NUMBER(CONFIG, DECODER_DROPOUT, "", "0",
           "made, gru: share of x that is hidden from the decoder in training (word dropout: Bowman et al. 2016)", LATER),
    CHOICE("prior.kind", config.model.prior.kind, prior, "standard", "p(z)", LATER),
    NUMBER(CONFIG, COMPONENTS, "", "20", "mixture, vampprior: C, number of components", LATER),
    NUMBER(CONFIG, HIERARCHY_LATENT, "", "2", "hierarchical: k2, dimensions of z2", LATER),
    NUMBER(CONFIG, HIERARCHY_SIGMA, "", "1", "hierarchical: standard deviation of z given z2", LATER),
    NUMBER(CONFIG, HIERARCHY_BETA, "", "1",
           "hierarchical: weight of KL(q(z2|z) || N(0, I)), times objective.beta", LATER),
    NUMBER(CONFIG, AR1_ALPHA, "", "0.5", "ar1: correlation of neighbours z_j and z_(j+1)", LATER),

    CHOICE("likelihood.kind", config.likelihood.kind, likelihood, "bernoulli", "p(x|z)"),
    NUMBER(CONFIG, LIKELIHOOD_SIGMA, "units of x", "1",
           "gaussian: sigma_x; gaussian-learned, -diagonal: its first value"),
    NUMBER(CONFIG, LIKELIHOOD_FLOOR, "units of x", "0", "gaussian-learned, -optimal, -diagonal: smallest sigma_x"),
    CHOICE("likelihood.offset", config.likelihood.offset, offset, "none",
           "poisson, negative-binomial, zero-inflated: how the rate mu of a count is made", LATER),
    NUMBER(CONFIG, LIKELIHOOD_SYMBOLS, "symbols", "29",
           "categorical: V, number of symbols a position can have; data.source text has 29", LATER),
    NUMBER(CONFIG, LIKELIHOOD_DISPERSION, "", "1",
           "negative-binomial, zero-inflated: first value of theta of each dimension", LATER),

    NUMBER(CONFIG, BETA, "", "1", "weight of the KL term; with a schedule, its last value"),
    CHOICE("objective.schedule", config.schedule.kind, schedule, "constant",
           "beta over steps, u = (step - start)/length in [0, 1]"),
    NUMBER(CONFIG, FROM, "", "0", "first value of a schedule"),
    NUMBER(CONFIG, START, "steps", "0", "step at which the ramp begins; before it beta is `from`"),
    NUMBER(CONFIG, LENGTH, "steps", "0", "length of the ramp, or of all cycles together"),
    NUMBER(CONFIG, WIDTH, "steps", "100", "sigmoid, tanh: scale of the curve"),
    NUMBER(CONFIG, CYCLES, "", "4", "cyclical: number of cycles, M of Fu et al. 2019"),
    NUMBER(CONFIG, RATIO, "", "0.5", "cyclical: share of a cycle in which beta rises, R of Fu et al. 2019"),
    NUMBERS(CONFIG, POINT_STEP, "steps", "[]", "points: steps of the points, ascending, counted from `start`", LATER),
    NUMBERS(CONFIG, POINT_SHARE, "", "[]",
            "points: share of the way from `from` to beta at each point; the last is 1", LATER),
    CHOICE("objective.kind", config.objective.kind, objective, "elbo",
           "what is minimised; the record's beta is the weight of the KL in its gradient", LATER),
    NUMBER(CONFIG, TARGET, "nats", "5", "capacity: last value of C; controlvae: the KL aimed at; geco: the reconstruction aimed at", LATER),
    NUMBER(CONFIG, LOWEST, "", "0", "controlvae, geco: smallest weight", LATER),
    NUMBER(CONFIG, HIGHEST, "", "1", "controlvae, geco: largest weight", LATER),
    NUMBER(CONFIG, PROPORTIONAL, "", "0.01", "controlvae: Kp in P = Kp/(1 + e^(target - KL))", LATER),
    NUMBER(CONFIG, INTEGRAL, "1/nats", "0.0001", "controlvae: Ki in I = -Ki sum of (target - KL)", LATER),
    NUMBER(CONFIG, GECO_RATE, "1/nats", "0.01", "geco: change of ln lambda in a step, for each nat off the target", LATER),
    NUMBER(CONFIG, GECO_MEMORY, "", "0.99", "geco: alpha of the moving average of recon - target", LATER),
    NUMBER(CONFIG, FLOOR, "nats", "0.25", "free-bits: KL of a group that costs nothing", LATER),
    NUMBER(CONFIG, GROUP, "dimensions", "1", "free-bits, balanced: dimensions in a group, 0 for all; the last group may have fewer", LATER),
    CHOICE("objective.floor_of", config.objective.floor_of, floor_of, "batch",
           "free-bits: which KL is compared with the floor", LATER),
    CHOICE("objective.noise", config.noise, noise, "sampled",
           "noise of z in the reconstruction term", LATER),

    CHOICE("objective.bound", config.bound.kind, bound, "elbo", "what is minimised", LATER),
    NUMBER(CONFIG, SAMPLES, "samples", "5", "iwae: K, samples of each example in each step", LATER),

    CHOICE("optimiser.kind", config.optimiser.kind, optimiser, "adam", "how parameters move"),
    NUMBER(CONFIG, LEARNING_RATE, "", "0.001", "size of a step"),
    CHOICE("optimiser.decay", config.optimiser.decay, rate, "constant", "decay of the learning rate"),
    NUMBER(CONFIG, MOMENTUM, "", "0", "sgd: momentum"),
    NUMBER(CONFIG, BETA1, "", "0.9",
           "adam, adamw: decay of the first moment (defaults: Kingma & Ba 2015)"),
    NUMBER(CONFIG, BETA2, "", "0.999", "adam, adamw: decay of the second moment"),
    NUMBER(CONFIG, EPSILON, "", "1e-08", "adam, adamw: added to the root of the second moment"),
    NUMBER(CONFIG, CLIP_NORM, "", "0", "largest norm of the gradient, 0 for no clipping"),
    NUMBER(CONFIG, CLIP_VALUE, "", "0",
           "largest size of each element of the gradient, 0 for no clipping", LATER),
    NUMBER(CONFIG, WEIGHT_DECAY, "", "0",
           "lambda; adam, sgd: lambda |p|^2/2 is added to the loss; adamw: parameters shrink by it (torch: 0.01)",
           LATER),
    NUMBER(CONFIG, WARMUP, "steps", "0", "number of steps at the start over which the learning rate rises linearly",
           LATER),
    NUMBER(CONFIG, DECAY_FACTOR, "", "0.1", "exponential, step, milestones, plateau: factor of one fall of the rate",
           LATER),
    NUMBER(CONFIG, DECAY_EVERY, "steps", "1000",
           "exponential, step: steps in which the rate falls by one factor; plateau: steps of a period", LATER),
    NUMBERS(CONFIG, MILESTONE, "steps", "[]",
            "milestones: steps, ascending, at which the rate falls by one factor", LATER),
    NUMBER(CONFIG, PATIENCE, "periods", "10",
           "plateau: number of periods that may pass without a lower loss (default: PyTorch's)", LATER),
    NUMBER(CONFIG, THRESHOLD, "", "0.0001",
           "plateau: share by which a loss must be lower to count as lower (default: PyTorch's)", LATER),

    NUMBER(CONFIG, STEPS, "steps", "3000", "number of updates"),
    NUMBER(CONFIG, BATCH, "examples", "64", "n, examples of each update"),
    CHOICE("train.sampling", config.batches.sampling, sampling, "shuffle", "how batches are drawn"),
    CHOICE("train.procedure", config.procedure.kind, procedure, "joint", "what is updated when", LATER),
    NUMBER(CONFIG, INNER_WINDOW, "updates", "10",
           "aggressive: number of updates of the encoder alone whose losses are averaged and compared", LATER),
    NUMBER(CONFIG, INNER_MOST, "updates", "99", "aggressive: largest number of updates of the encoder alone in a step", LATER),
    NUMBER(CONFIG, CLIMB_EVERY, "steps", "25",
           "aggressive: steps from one measurement of mutual information to the next; an epoch in He et al. 2019", LATER),
    NUMBER(CONFIG, CLIMB_PATIENCE, "", "5",
           "aggressive: number of measurements below the best mutual information that end the procedure", LATER),
    NUMBER(CONFIG, RESET_AT, "steps", "1000", "reset: step at which the decoder is drawn again", LATER),

    NUMBER(CONFIG, DENSE_UNTIL, "steps", "10", "every step up to this one has a row"),
    NUMBER(CONFIG, GROWTH, "", "0.1", "after that, the gap between rows is this times the step ..."),
    NUMBER(CONFIG, ROWS_AT_MOST, "rows", "50", "... but at most steps / rows_at_most"),
    NUMBER(CONFIG, EVALUATED, "examples", "256",
           "examples in the evaluation set, or all that are held out if they are fewer"),
    NUMBER(CONFIG, PRIOR_SAMPLES, "samples", "0",
           "number of decoded prior samples that are compared with as many held-out examples at the end: "
           "mmd2, mmd_p, nn_accuracy; 0: none", LATER),
    NUMBER(CONFIG, NLL_SAMPLES, "samples", "0",
           "K of the importance-weighted estimate of -ln p(x) at the end: nll_iw; 0: none", LATER),

    EXTERNAL("trainer.command", WORDS, command, struct words, "", "[]", 0,
             "program that trains, and its arguments; values replace what is in braces: {seed}, "
             "{dir}, {settings.x}, {objective.beta} and so on; if not given, klimb trains"),
    EXTERNAL("trainer.log", TEXT, log, char *, "", "metrics.csv", 0,
             "table that the trainer writes, relative to {dir}"),
    EXTERNAL("trainer.columns", PAIRS, columns, struct words, "", "{}", 0,
             "what the log calls klimb's columns, as in {kl: my_kl}; '' leaves one out"),
    EXTERNAL("trainer.timeout", SECONDS, timeout, double, "", "600 s", SCHEMA_UNDIGESTED,
             "time allowed for one run, in s, min or h; after it, all processes of the run are ended"),
    {COMMON("trainer.deterministic", CHOICE, FIELD(external.is_deterministic, unsigned), "",
            "false", "whether bits are compared"),
     .names = deterministic_names, .meanings = deterministic_meanings,
     .flags = SCHEMA_EXTERNAL},
    EXTERNAL("trainer.needs", WORDS, needs, struct words, "", "[]", SCHEMA_UNDIGESTED,
             "command that exits with 0 if everything that the trainer needs is installed"),
    EXTERNAL("trainer.install", TEXT, install, char *, "", "''", SCHEMA_UNDIGESTED,
             "command that installs what the trainer needs; while that is missing, the verdict is SKIP"),
    EXTERNAL("settings", PAIRS, settings, struct words, "", "{}", 0,
             "the trainer's own keys, as in {layers: 2}, for {settings.layers}"),
    EXTERNAL("files", FILES, files, struct words, "", "[]", 0,
             "files whose contents determine a trajectory, relative to the scenario's file"),

    {COMMON("expect", EXPECT, FIELD(expect, struct claim_list), "", "[]",
            "claims that every run has to satisfy"),
     .flags = SCHEMA_OWN | SCHEMA_UNDIGESTED},
    {.path = NULL},
};
/* clang-format on */
