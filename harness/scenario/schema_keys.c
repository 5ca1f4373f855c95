/* The table itself, apart from the functions that walk it. */
#include <math.h>
#include <stdint.h>

#include "scenario/schema.h"

#define NAME_OF_TYPE(NAME, name) name,
const char *const schema_type_names[] = {SCHEMA_TYPE_TABLE(NAME_OF_TYPE) NULL};

/* What each choice means, from the same tables as the choices themselves. */
#define MEANING_OF(NAME, name, text) text,
static const char *const data_source_meanings[] = {DATA_SOURCE_TABLE(MEANING_OF)};
static const char *const binarise_meanings[] = {BINARISE_TABLE(MEANING_OF)};
static const char *const covariance_meanings[] = {COVARIANCE_TABLE(MEANING_OF)};
static const char *const activation_meanings[] = {ACTIVATION_TABLE(MEANING_OF)};
static const char *const encoder_input_meanings[] = {ENCODER_INPUT_TABLE(MEANING_OF)};
static const char *const init_meanings[] = {INIT_TABLE(MEANING_OF)};
static const char *const head_meanings[] = {HEAD_TABLE(MEANING_OF)};
static const char *const head_scale_meanings[] = {HEAD_SCALE_TABLE(MEANING_OF)};
static const char *const likelihood_meanings[] = {LIKELIHOOD_TABLE(MEANING_OF)};
static const char *const schedule_meanings[] = {SCHEDULE_TABLE(MEANING_OF)};
static const char *const noise_meanings[] = {NOISE_TABLE(MEANING_OF)};
static const char *const optimiser_meanings[] = {OPTIMISER_TABLE(MEANING_OF)};
static const char *const rate_meanings[] = {RATE_TABLE(MEANING_OF)};
static const char *const sampling_meanings[] = {SAMPLING_TABLE(MEANING_OF)};

/* Counts stay within 31 bits, so that the product of two of them fits a long and each fits the 32
 * bits that it has in the counter of the random generator. */
#define COUNT_MAX INT32_MAX
/* A layer of 65,535 x 65,535 weights takes 16 GiB. */
#define WIDTH_MAX UINT16_MAX
/* Every seed of a golden has a row for each of about 24 steps in the repository. */
#define SEEDS_MAX 1024
/* Integers up to here are exact in the doubles in which ranges are written. */
#define SEED_MAX 9007199254740992.0

/* Where a field stands, compiled only if the field has the type that its row is read as. */
#define FIELD(field, type)                                                                         \
    _Generic(((struct scenario *)0)->field, type : offsetof(struct scenario, field))
#define CAPACITY(field)                                                                            \
    (sizeof((struct scenario *)0)->field / sizeof((struct scenario *)0)->field[0])

/* A table, and the macros that are its columns, read best as laid out here. */
/* clang-format off */
#define FROM_TO(least, most) {(least), (most), 0, 0}
#define FROM_BELOW(least, bound) {(least), (bound), 0, 1}
#define ABOVE_TO(bound, most) {(bound), (most), 1, 0}
#define AT_LEAST(least) {(least), HUGE_VAL, 0, 1}
#define ABOVE(bound) {(bound), HUGE_VAL, 1, 1}
#define FINITE {-HUGE_VAL, HUGE_VAL, 1, 1}

/* What every row has: path, type, offset, unit, default as YAML, meaning and, behind that, LATER
 * for a key that came after the first goldens. */
#define COMMON(p, t, o, u, d, ...) \
    .path = p, .type = SCHEMA_##t, .offset = o, .unit = u, .fallback = d, .meaning = __VA_ARGS__
#define LATER .flags = SCHEMA_LATER

/* A row of each type. p path, f field, r range, u unit, d default, m or ... meaning. */
#define INTEGER(p, f, r, u, d, ...) \
    {COMMON(p, INTEGER, FIELD(f, long), u, d, __VA_ARGS__), .range = r}
#define NUMBER(p, f, r, u, d, ...) \
    {COMMON(p, REAL, FIELD(f, double), u, d, __VA_ARGS__), .range = r}
#define SEED(p, f, d, m) \
    {COMMON(p, SEED, FIELD(f, uint64_t), "", d, m), .range = FROM_TO(0, SEED_MAX)}
#define SEEDS(p, f, d, m) \
    {COMMON(p, INTEGER, FIELD(f, long), "seeds", d, m), \
     .range = FROM_TO(1, SEEDS_MAX), .flags = SCHEMA_UNDIGESTED}
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
#define INTEGERS(p, f, count, r, u, d, m) \
    {COMMON(p, INTEGERS, FIELD(f, long *), u, d, m), \
     .count_offset = FIELD(count, long), .capacity = CAPACITY(f), .range = r}
#define NUMBERS(p, f, count, r, u, d, m) \
    {COMMON(p, REALS, FIELD(f, double *), u, d, m), \
     .count_offset = FIELD(count, long), .capacity = CAPACITY(f), .range = r}

const struct schema_key schema_keys[] = {
    PROSE("claim", TEXT, claim, NULL,
          "what the experiment shows, in words; every scenario has one"),
    PROSE("about", TEXT, about, "''",
          "why it is so, and what the popular statement of it leaves out"),
    PROSE("base", BASE, base, NULL,
          "another scenario's file, relative to this one: all that is not said here"),
    SEEDS("seeds.check", check_seeds, "3", "`klimb check` runs seeds 0 to this - 1"),
    SEEDS("seeds.ensemble", ensemble_seeds, "8",
          "as many are compared with the golden ensemble where bits are not equal"),
    SEEDS("seeds.golden", golden_seeds, "64", "`klimb bless` runs as many; not below seeds.check"),

    CHOICE("data.source", config.data.source, data_source, "digits", "where examples come from"),
    PATH("data.path", written.path, config.data.path,
         "idx, csv, npy: file of the training examples, relative to the scenario's"),
    PATH("data.test_path", written.test_path, config.data.test_path,
         "file of held-out examples; without one data.test_fraction splits"),
    PATH("data.label_path", written.label_path, config.data.label_path,
         "idx: file of the labels of data.path"),
    COMMAND("data.obtain", obtain,
            "command that fetches these files; where they are missing, the verdict is SKIP"),
    INTEGER("data.label_columns", config.data.label_columns, FROM_TO(0, 1), "columns", "0",
            "csv: how many columns at the end of a line are labels"),
    INTEGER("data.limit", config.data.limit, FROM_TO(0, COUNT_MAX), "examples", "0",
            "use at most so many of a file, 0 for all"),
    NUMBER("data.scale", config.data.scale, AT_LEAST(0), "", "0",
           "raw values are multiplied by it; 0: the source's own (digits 1/16, bytes 1/255)"),
    INTEGER("data.examples", config.data.examples, FROM_TO(1, COUNT_MAX), "examples", "1000",
            "gaussian, mixture, bars: how many are drawn"),
    NUMBERS("data.eigenvalues", config.data.eigenvalues, config.data.eigenvalue_count, AT_LEAST(0),
            "", "[]", "gaussian: the variance along each axis"),
    CHOICE("data.covariance", config.data.covariance, covariance, "drawn",
           "gaussian: what has the eigenvalues", LATER),
    INTEGER("data.dimensions", config.data.dimensions, FROM_TO(1, WIDTH_MAX), "dimensions", "2",
            "mixture: d"),
    INTEGER("data.components", config.data.components, FROM_TO(1, COUNT_MAX), "", "4",
            "mixture: how many equally likely components"),
    NUMBER("data.separation", config.data.separation, AT_LEAST(0), "", "1",
           "mixture: means of components lie at +- this on each axis"),
    NUMBER("data.spread", config.data.spread, AT_LEAST(0), "", "0.1",
           "mixture: standard deviation inside a component"),
    INTEGER("data.side", config.data.side, FROM_TO(1, 255), "pixels", "8",
            "bars: images are side x side (8 in Foldiak 1990)"),
    NUMBER("data.bar_probability", config.data.bar_probability, FROM_TO(0, 1), "", "0.125",
           "bars: of each of the 2 side bars (1/8 in Foldiak 1990)"),
    NUMBER("data.test_fraction", config.data.test_fraction, FROM_TO(0, 0.9), "", "0.2",
           "share of the examples held out for evaluation"),
    SEED("data.seed", config.data.seed, "0",
         "of the split and of drawn data, in every run the same"),
    CHOICE("data.binarise", config.data.binarise, binarise, "none", "what is done to grey values"),

    INTEGER("model.latent", config.model.latent, FROM_TO(1, WIDTH_MAX), "dimensions", "10",
            "k, of z"),
    INTEGERS("model.hidden", config.model.encoder_hidden, config.model.encoder_layers,
             FROM_TO(1, WIDTH_MAX), "units", "[128]",
             "widths of the encoder's hidden layers from x to z; [] for a linear one"),
    INTEGERS("model.decoder_hidden", config.model.decoder_hidden, config.model.decoder_layers,
             FROM_TO(1, WIDTH_MAX), "units", NULL,
             "the decoder's from z to x; not given: model.hidden reversed"),
    CHOICE("model.activation", config.model.activation, activation, "relu", "of hidden layers"),
    CHOICE("model.encoder_input", config.model.encoder_input, encoder_input, "data",
           "what the encoder sees"),
    CHOICE("model.init", config.model.init, init, "pytorch", "how weights are drawn"),
    NUMBER("model.init_scale", config.model.init_scale, AT_LEAST(0), "", "1",
           "multiplies every initial weight and bias"),
    CHOICE("model.head.kind", config.model.head.kind, head, "logvar",
           "from the encoder's output s to ln sigma^2"),
    NUMBER("model.head.low", config.model.head.low, FINITE, "", "-30",
           "clamped, tanh: smallest ln sigma^2 (-30 to 20: Rombach et al. 2022)"),
    NUMBER("model.head.high", config.model.head.high, FINITE, "", "20",
           "clamped, tanh: largest ln sigma^2"),
    NUMBER("model.head.floor", config.model.head.floor, AT_LEAST(0), "", "1e-06",
           "softplus: smallest sigma"),
    CHOICE("model.head.scale", config.model.head.scale, head_scale, "amortised",
           "where s comes from", LATER),

    CHOICE("likelihood.kind", config.likelihood.kind, likelihood, "bernoulli", "p(x|z)"),
    NUMBER("likelihood.sigma", config.likelihood.sigma, ABOVE(0), "units of x", "1",
           "gaussian: sigma_x; gaussian-learned: where it starts"),
    NUMBER("likelihood.floor", config.likelihood.floor, AT_LEAST(0), "units of x", "0",
           "gaussian-learned: smallest sigma_x"),

    NUMBER("objective.beta", config.schedule.beta, AT_LEAST(0), "", "1",
           "weight of the KL term; where a schedule ends"),
    CHOICE("objective.schedule", config.schedule.kind, schedule, "constant",
           "beta over steps, u = (step - start)/length in [0, 1]"),
    NUMBER("objective.from", config.schedule.from, AT_LEAST(0), "", "0", "where a schedule begins"),
    INTEGER("objective.start", config.schedule.start, FROM_TO(0, COUNT_MAX), "steps", "0",
            "step at which the ramp begins"),
    INTEGER("objective.length", config.schedule.length, FROM_TO(0, COUNT_MAX), "steps", "0",
            "of the ramp; of all cycles together"),
    NUMBER("objective.width", config.schedule.width, ABOVE(0), "steps", "100",
           "sigmoid: scale of the logistic curve"),
    INTEGER("objective.cycles", config.schedule.cycles, FROM_TO(1, COUNT_MAX), "", "4",
            "cyclical: M of Fu et al. 2019"),
    NUMBER("objective.ratio", config.schedule.ratio, ABOVE_TO(0, 1), "", "0.5",
           "cyclical: R, the part of a cycle in which beta rises"),
    CHOICE("objective.noise", config.noise, noise, "sampled",
           "of z in the reconstruction term", LATER),

    CHOICE("optimiser.kind", config.optimiser.kind, optimiser, "adam", "how parameters move"),
    NUMBER("optimiser.learning_rate", config.optimiser.learning_rate, AT_LEAST(0), "", "0.001",
           "size of a step"),
    CHOICE("optimiser.decay", config.optimiser.decay, rate, "constant", "of the learning rate"),
    NUMBER("optimiser.momentum", config.optimiser.momentum, FROM_BELOW(0, 1), "", "0", "sgd"),
    NUMBER("optimiser.beta1", config.optimiser.beta1, FROM_BELOW(0, 1), "", "0.9",
           "adam: decay of the first moment (defaults: Kingma & Ba 2015)"),
    NUMBER("optimiser.beta2", config.optimiser.beta2, FROM_BELOW(0, 1), "", "0.999",
           "adam: decay of the second moment"),
    NUMBER("optimiser.epsilon", config.optimiser.epsilon, AT_LEAST(0), "", "1e-08",
           "adam: added to the root of the second moment"),
    NUMBER("optimiser.clip_norm", config.optimiser.clip_norm, AT_LEAST(0), "", "0",
           "largest norm of the gradient, 0 for no clipping"),

    INTEGER("train.steps", config.steps, FROM_TO(0, COUNT_MAX), "steps", "3000",
            "how many updates are made"),
    INTEGER("train.batch", config.data.batch, FROM_TO(1, COUNT_MAX), "examples", "64",
            "n, of each update"),
    CHOICE("train.sampling", config.data.sampling, sampling, "shuffle", "how batches are drawn"),

    INTEGER("record.dense_until", config.record.dense_until, FROM_TO(0, COUNT_MAX), "steps", "10",
            "every step has a row up to here"),
    NUMBER("record.growth", config.record.growth, AT_LEAST(0), "", "0.1",
           "then the gap between rows is this times the step ..."),
    INTEGER("record.rows_at_most", config.record.rows_at_most, FROM_TO(1, COUNT_MAX), "rows", "50",
            "... but at most steps / rows_at_most"),
    INTEGER("record.examples", config.record.examples, FROM_TO(1, COUNT_MAX), "examples", "256",
            "size of the evaluation set, at most what is held out"),

    {COMMON("expect", EXPECT, FIELD(expect, struct claim_list), "", "[]",
            "claims that every run has to satisfy"),
     .flags = SCHEMA_OWN | SCHEMA_UNDIGESTED},
    {.path = NULL},
};
/* clang-format on */
