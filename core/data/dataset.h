/* dataset.h -- the data that a model is trained and evaluated on. batcher.h has the order.
 *
 *     struct dataset set;
 *     if (klimb_dataset_load(&set, &config, vm, &error) != STATUS_OK) ...
 *     ... set.train [train_count,dimensions], set.test [test_count,dimensions] ...
 *     klimb_dataset_free(&set);
 */
#ifndef KLIMB_DATASET_H
#define KLIMB_DATASET_H

#include <stdint.h>

#include "base/setting.h"
#include "base/status.h"
#include "numerics/rng.h"

/* X(NAME, name in a scenario, text) */
#define DATA_SOURCE_TABLE(X)                                                                       \
    X(DIGITS, "digits", "1,797 handwritten digits 8x8, embedded (Alpaydin & Kaynak 1998)")         \
    X(IDX, "idx", "an IDX image file, plain or gzip, as MNIST and Fashion-MNIST come")             \
    X(CSV, "csv", "a text file, one example a line, comma-separated, plain or gzip")               \
    X(NPY, "npy", "a NumPy .npy file [n,d] or [n,h,w] of float32, float64 or uint8")               \
    X(GAUSSIAN, "gaussian", "zero-mean normal data with the given covariance eigenvalues")         \
    X(MIXTURE, "mixture", "equally likely Gaussian components at random corners")                  \
    X(BARS, "bars", "images of side x side with random horizontal or vertical bars")               \
    X(COUNTS, "counts", "counts of a known law: factors, library sizes, dispersion, dropout")      \
    X(TEXT, "text",                                                                                \
      "a text file, plain or gzip, one example a line: positions x 29 symbols, 0 or 1")            \
    X(MARKOV, "markov",                                                                            \
      "sequences of a known law: each symbol mostly follows from the one before it")
#define BINARISE_TABLE(X)                                                                          \
    X(NONE, "none", "grey values are used as they are")                                            \
    X(DYNAMIC, "dynamic", "each pixel is a fresh Bernoulli draw with its grey value as mean")      \
    X(STATIC, "static", "the same, drawn once for all runs, in the evaluation set too")            \
    X(REDRAWN, "redrawn", "as dynamic in training, as static in evaluation: Burda et al. 2016")
#define COVARIANCE_TABLE(X)                                                                        \
    X(DRAWN, "drawn", "the distribution: a sample has them only approximately")                    \
    X(EXACT, "exact", "the sample itself: its mean is 0 and its covariance diag(eigenvalues)")
#define TEXT_FORMAT_TABLE(X)                                                                       \
    X(LINES, "lines", "the lines of a file, without blank lines")                                  \
    X(WORDNET, "wordnet", "the glosses of a data file of WordNet, up to the first semicolon")

#define KIND_ENUM_DATA(NAME, name, text) DATA_##NAME,
enum data_source { DATA_SOURCE_TABLE(KIND_ENUM_DATA) DATA_SOURCES };
#define KIND_ENUM_BINARISE(NAME, name, text) BINARISE_##NAME,
enum binarise { BINARISE_TABLE(KIND_ENUM_BINARISE) BINARISES };
#define KIND_ENUM_COVARIANCE(NAME, name, text) COVARIANCE_##NAME,
enum covariance { COVARIANCE_TABLE(KIND_ENUM_COVARIANCE) COVARIANCES };
#define KIND_ENUM_TEXT_FORMAT(NAME, name, text) TEXT_##NAME,
enum text_format { TEXT_FORMAT_TABLE(KIND_ENUM_TEXT_FORMAT) TEXT_FORMATS };
extern const char *const klimb_data_source_names[]; /* by kind, NULL-terminated */
extern const char *const klimb_binarise_names[];
extern const char *const klimb_covariance_names[];
extern const char *const klimb_text_format_names[];

enum { DATA_PATH_MAX = 512, DATA_EIGENVALUES_MAX = 1024 };

struct data_config {
    enum data_source source;
    char path[DATA_PATH_MAX];       /* idx, csv, npy, text: the training examples */
    char test_path[DATA_PATH_MAX];  /* optional: held-out examples; else test_fraction splits */
    char label_path[DATA_PATH_MAX]; /* optional IDX labels of `path` */
    long label_columns;             /* csv: 0, or 1: the last column holds labels */
    enum text_format format;        /* text: the part of a line that is an example */
    long limit;                     /* use at most this many examples of a file, 0 for all */
    double scale;                   /* factor of every raw value; 0: the source's default:
                                       digits 1/16, idx 1/255, npy of uint8 1/255, others 1 */
    long examples;                  /* synthetic: how many to draw */
    double eigenvalues[DATA_EIGENVALUES_MAX]; /* gaussian: variance along each axis */
    long eigenvalue_count;                    /* = dimensions of gaussian data */
    enum covariance covariance; /* gaussian: has the distribution or the sample them */
    double correlation[DATA_EIGENVALUES_MAX]; /* gaussian: of column i with condition column i */
    long correlation_count;                   /* 0: all columns are uncorrelated */
    long dimensions;                          /* mixture, counts */
    long components;                          /* mixture */
    double separation;      /* mixture: component means lie at +-separation per axis */
    double spread;          /* mixture: standard deviation inside a component */
    long side;              /* bars */
    double bar_probability; /* bars: probability of each of the 2 * side bars */
    long factors;           /* counts: dimensions of z; ln rates are linear in z, normalised */
    double loading;         /* counts: standard deviation of the weights of z */
    double library;         /* counts: median of the sum of an example's rates */
    double library_spread;  /* counts: standard deviation of its logarithm */
    double dispersion;      /* counts: theta, variance mu + mu^2/theta; 0: Poisson, variance mu */
    double dropout;         /* counts: probability that a count is replaced by 0 */
    long length;            /* text, markov: positions of an example */
    long symbols;           /* markov: number of symbols; text has ALPHABET_SYMBOLS */
    double follow;          /* markov: probability that a symbol follows the rule of its example */
    long shifts;            /* markov: number of rules; an example has one of them */
    double test_fraction;   /* share held out if there is no test_path, [0, 0.9] */
    uint64_t seed;          /* of the split and of synthetic data; not the seed of the run */
    double noise;           /* share of the values that a uniform draw replaces */
    enum binarise binarise;
    long condition; /* the last columns of an example are y, given to both networks; not modelled */
};

struct dataset {
    real *train;                   /* [train_count, dimensions] */
    real *test;                    /* [test_count, dimensions], NULL if test_count is 0 */
    int *train_label, *test_label; /* [count], -1 if unknown; NULL if count is 0 */
    long train_count, test_count, dimensions;
    long symbols; /* V if an example is a sequence of one-hot vectors of V values; else 0 */
    long image_height, image_width; /* of an example in pixels; 0, 0 if examples are not images */
};

/* Counts fit in 31 bits. So the product of two fits a long, and each fits its 32 bits in the counter of
 * the random generator. */
#define DATA_COUNT_MAX INT32_MAX
/* Variances and distances stay below this, so that no draw (|z| <= 5.77) times the largest scale
 * exceeds the largest float, 3.4e38. */
#define DATA_MAGNITUDE_MAX 1e30
#define DATA_SCALE_MAX     1e6
/* Bounds that keep scratch memory small, far above any useful value. */
enum { DATA_COMPONENTS_MAX = 1 << 20, DATA_SIDE_MAX = 255, DATA_LENGTH_MAX = 4096 };

/* The groups of settings that a source uses, as bits. A setting that is not in use may have any value. */
enum data_use {
    DATA_USE_ALWAYS = 1,
    DATA_USE_CSV = 2,
    DATA_USE_DRAWN = 4,
    DATA_USE_GAUSSIAN = 8,
    DATA_USE_MIXTURE = 16,
    DATA_USE_BARS = 32,
    DATA_USE_DIMENSIONS = 64, /* mixture, counts */
    DATA_USE_COUNTS = 128,
    DATA_USE_TEXT = 256,
    DATA_USE_SEQUENCE = 512, /* text, markov */
    DATA_USE_MARKOV = 1024
};

/* The table of the numbers in struct data_config.
 * X(NAME, key in a scenario, type, member, DATA_USE_..., range)
 * LIST(NAME, key, type, member, member with the count, fewest elements, DATA_USE_..., range of each) */
/* clang-format off */
#define DATA_SETTINGS(X, LIST) \
    X(SOURCE, "data.source", CHOICE, source, ALWAYS, RANGE_FROM_TO(0, DATA_SOURCES - 1)) \
    X(COVARIANCE, "data.covariance", CHOICE, covariance, ALWAYS, RANGE_FROM_TO(0, COVARIANCES - 1)) \
    X(BINARISE, "data.binarise", CHOICE, binarise, ALWAYS, RANGE_FROM_TO(0, BINARISES - 1)) \
    X(LABEL_COLUMNS, "data.label_columns", INTEGER, label_columns, CSV, RANGE_FROM_TO(0, 1)) \
    X(LIMIT, "data.limit", INTEGER, limit, ALWAYS, RANGE_FROM_TO(0, DATA_COUNT_MAX)) \
    X(SCALE, "data.scale", REAL, scale, ALWAYS, RANGE_FROM_TO(0, DATA_SCALE_MAX)) \
    X(EXAMPLES, "data.examples", INTEGER, examples, DRAWN, RANGE_FROM_TO(1, DATA_COUNT_MAX)) \
    LIST(EIGENVALUES, "data.eigenvalues", REAL, eigenvalues, eigenvalue_count, 1, \
         GAUSSIAN, RANGE_FROM_TO(0, DATA_MAGNITUDE_MAX)) \
    LIST(CORRELATION, "data.correlation", REAL, correlation, correlation_count, 0, \
         GAUSSIAN, RANGE_FROM_TO(-1, 1)) \
    X(CONDITION, "data.condition", INTEGER, condition, ALWAYS, RANGE_FROM_TO(0, UINT16_MAX)) \
    X(DIMENSIONS, "data.dimensions", INTEGER, dimensions, DIMENSIONS, RANGE_FROM_TO(1, UINT16_MAX)) \
    X(COMPONENTS, "data.components", INTEGER, components, MIXTURE, RANGE_FROM_TO(1, DATA_COMPONENTS_MAX)) \
    X(SEPARATION, "data.separation", REAL, separation, MIXTURE, RANGE_FROM_TO(0, DATA_MAGNITUDE_MAX)) \
    X(SPREAD, "data.spread", REAL, spread, MIXTURE, RANGE_FROM_TO(0, DATA_MAGNITUDE_MAX)) \
    X(SIDE, "data.side", INTEGER, side, BARS, RANGE_FROM_TO(1, DATA_SIDE_MAX)) \
    X(BAR_PROBABILITY, "data.bar_probability", REAL, bar_probability, BARS, RANGE_FROM_TO(0, 1)) \
    X(FACTORS, "data.factors", INTEGER, factors, COUNTS, RANGE_FROM_TO(1, 64)) \
    X(LOADING, "data.loading", REAL, loading, COUNTS, RANGE_FROM_TO(0, 10)) \
    X(LIBRARY, "data.library", REAL, library, COUNTS, RANGE_FROM_TO(1, 10000)) \
    X(LIBRARY_SPREAD, "data.library_spread", REAL, library_spread, COUNTS, RANGE_FROM_TO(0, 2)) \
    X(DISPERSION, "data.dispersion", REAL, dispersion, COUNTS, RANGE_FROM_TO(0, 1e6)) \
    X(DROPOUT, "data.dropout", REAL, dropout, COUNTS, RANGE_FROM_BELOW(0, 1)) \
    X(FORMAT, "data.format", CHOICE, format, TEXT, RANGE_FROM_TO(0, TEXT_FORMATS - 1)) \
    X(LENGTH, "data.length", INTEGER, length, SEQUENCE, RANGE_FROM_TO(1, DATA_LENGTH_MAX)) \
    X(SYMBOLS, "data.symbols", INTEGER, symbols, MARKOV, RANGE_FROM_TO(2, 256)) \
    X(FOLLOW, "data.follow", REAL, follow, MARKOV, RANGE_FROM_TO(0, 1)) \
    X(SHIFTS, "data.shifts", INTEGER, shifts, MARKOV, RANGE_FROM_TO(1, 256)) \
    X(TEST_FRACTION, "data.test_fraction", REAL, test_fraction, ALWAYS, RANGE_FROM_TO(0, 0.9)) \
    X(NOISE, "data.noise", REAL, noise, ALWAYS, RANGE_FROM_TO(0, 1))
/* clang-format on */
#define DATA_INDEX(NAME, ...) DATA_SETTING_##NAME,
enum data_setting { DATA_SETTINGS(DATA_INDEX, DATA_INDEX) DATA_SETTING_COUNT };
#define DATA_PLACE(NAME, key, TYPE, member, ...)                                                   \
    DATA_TYPE_##NAME = SETTING_##TYPE,                                                             \
    DATA_OFFSET_##NAME = SETTING_OFFSET(struct data_config, member, SETTING_C_##TYPE),
#define DATA_LIST_PLACE(NAME, key, TYPE, member, counter, ...)                                     \
    DATA_TYPE_##NAME = SETTING_##TYPE,                                                             \
    DATA_OFFSET_##NAME = SETTING_OFFSET(struct data_config, member, SETTING_C_##TYPE *),           \
    DATA_COUNTER_##NAME = SETTING_OFFSET(struct data_config, counter, long),                       \
    DATA_MOST_##NAME = SETTING_LENGTH(struct data_config, member),
enum { DATA_SETTINGS(DATA_PLACE, DATA_LIST_PLACE) };
extern const struct setting_row klimb_data_settings[DATA_SETTING_COUNT]; /* by enum data_setting */

/* klimb_data_check -- whether the settings are in their ranges and fit each other. A source that reads a
 * file must have a path. The means of a mixture must have at most DATA_COMPONENTS_MAX numbers. An exact
 * covariance needs Gaussian data, more examples than dimensions, none held out and no noise. There
 * must be no more correlations than condition columns, nor than columns to model. Data with condition
 * columns must not be binarised.
 * STATUS_INVALID: the message says what was found and what it must be; error.key is the setting. */
enum status klimb_data_check(const struct data_config *config, struct error *error) MUST_CHECK;

/* klimb_data_is_redrawn -- whether every step binarises its batch anew: dynamic, redrawn. */
int klimb_data_is_redrawn(const struct data_config *config);

/* klimb_dataset_load -- read or draw the data of `config`, scale and split it.
 *   dataset  out  owned by the caller, who frees it by klimb_dataset_free; empty on error
 *   vm       elementwise functions for normal draws (gaussian, mixture, counts)
 * Every value is (real)((double)raw * scale) and finite. With a test_path (idx, csv, npy, text) that
 * file is the test set. Otherwise a permutation (RNG_SPLIT, config->seed) of all examples is drawn and
 * its first round(test_fraction * count) are the test set, in the permutation's order. So its first
 * examples are a fair sample even of a file sorted by class. The others stay in the file's order. Test
 * labels are known after a split and for csv; an idx test_path has none.
 * An exact covariance is that of all examples, divided by their number. It needs more examples than
 * dimensions and test_fraction 0. Mean and covariance are exact up to the rounding of `real`.
 * Correlation r_i mixes column i of Gaussian data with condition column i, which is column d + i if d
 * columns are modelled: x_i becomes sqrt(1 - r_i^2) x_i + r_i (s_i/s_{d+i}) x_{d+i}, where s^2 are the
 * eigenvalues. Variances do not change, and given y the variance of x_i is (1 - r_i^2) s_i^2. A
 * condition column without variance changes nothing.
 * Noise is added after that, to training and test examples: each value is replaced, with probability
 * `noise`, by a uniform draw between the smallest and the largest value of both sets (0 and 1 for
 * grey images). It is drawn from data.seed, so every run sees the same data: see dataset_corrupt.c.
 * Text and Markov sequences are [length, symbols] one-hot vectors (times the scale): alphabet.h,
 * dataset_text.c, dataset_sequence.c. The label of a Markov sequence is its shift.
 * Data that are binarised once (static; redrawn: the test set, which must have examples) are binarised
 * last and must be in [0, 1]: see dataset_binarise.c.
 * A file takes at most 4 GiB of `real`. Draws of synthetic data: see dataset_synthetic.c and
 * counts_law.c.
 * Errors name file, line or byte offset (after decompression), what was found and what is allowed:
 * STATUS_IO (no such file: the hint says what to install or set), STATUS_FORMAT, STATUS_INVALID
 * (klimb_data_check), STATUS_MEMORY. Bernoulli users must check the range themselves: klimb_dataset_range. */
enum status klimb_dataset_load(struct dataset *dataset, const struct data_config *config,
                               const struct vecmath *vm, struct error *error) MUST_CHECK;

/* klimb_dataset_free -- free the arrays; the data set is then empty. An empty one is fine. */
void klimb_dataset_free(struct dataset *dataset);

/* klimb_dataset_range -- smallest and largest value over train and test; inf and -inf for an empty set. */
void klimb_dataset_range(const struct dataset *dataset, double *lowest, double *highest);

#endif
