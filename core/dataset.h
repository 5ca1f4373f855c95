/* dataset.h -- the data a model is trained and evaluated on, and the order it comes in.
 *
 *     struct dataset set;
 *     if (dataset_load(&set, &config, vm, &error)) ...   // train [n,d], test [m,d], in memory
 *     dataset_free(&set);
 */
#ifndef KLIMB_DATASET_H
#define KLIMB_DATASET_H

#include <stdint.h>

#include "rng.h"
#include "status.h"

/* X(NAME, name in a scenario, text) */
#define DATA_SOURCE_TABLE(X)                                                                       \
    X(DIGITS, "digits", "1,797 handwritten digits 8x8, embedded (Alpaydin & Kaynak 1998)")         \
    X(IDX, "idx", "an IDX image file, plain or gzip, as MNIST and Fashion-MNIST come")             \
    X(CSV, "csv", "a text file, one example a line, comma-separated, plain or gzip")               \
    X(NPY, "npy", "a NumPy .npy file [n,d] or [n,h,w] of float32, float64 or uint8")               \
    X(GAUSSIAN, "gaussian", "zero-mean normal data with the given covariance eigenvalues")         \
    X(MIXTURE, "mixture", "equally likely Gaussian components at random corners")                  \
    X(BARS, "bars", "images of side x side with random horizontal or vertical bars")
#define SAMPLING_TABLE(X)                                                                          \
    X(SHUFFLE, "shuffle", "every example once an epoch, in a new random order")                    \
    X(REPLACEMENT, "replacement", "each place of a batch drawn independently")                     \
    X(FULL, "full", "the whole training set in each batch, in order")
#define BINARISE_TABLE(X)                                                                          \
    X(NONE, "none", "grey values are used as they are")                                            \
    X(DYNAMIC, "dynamic", "each pixel is a fresh Bernoulli draw with its grey value as mean")

#define KIND_ENUM_DATA(NAME, name, text) DATA_##NAME,
enum data_source { DATA_SOURCE_TABLE(KIND_ENUM_DATA) DATA_SOURCES };
#define KIND_ENUM_SAMPLING(NAME, name, text) SAMPLING_##NAME,
enum sampling { SAMPLING_TABLE(KIND_ENUM_SAMPLING) SAMPLINGS };
#define KIND_ENUM_BINARISE(NAME, name, text) BINARISE_##NAME,
enum binarise { BINARISE_TABLE(KIND_ENUM_BINARISE) BINARISES };
extern const char *const data_source_names[]; /* by kind, NULL-terminated */
extern const char *const sampling_names[];
extern const char *const binarise_names[];

enum { DATA_PATH_MAX = 512, DATA_EIGENVALUES_MAX = 1024 };

struct data_config {
    enum data_source source;
    char path[DATA_PATH_MAX];      /* idx, csv, npy: the training examples */
    char test_path[DATA_PATH_MAX]; /* optional: held-out examples; else test_fraction splits */
    char label_path[DATA_PATH_MAX]; /* optional IDX labels of `path` */
    long label_columns;            /* csv: this many columns at the end of a line are labels: 0, 1 */
    long limit;                    /* use at most this many examples of a file, 0 for all */
    double scale;                  /* every raw value is multiplied by this; 0: the source's own:
                                      digits 1/16, idx 1/255, npy of uint8 1/255, others 1 */
    long examples;                 /* synthetic: how many to draw */
    double eigenvalues[DATA_EIGENVALUES_MAX]; /* gaussian: variance along each axis */
    long eigenvalue_count;         /* = dimensions of gaussian data */
    long dimensions;               /* mixture */
    long components;               /* mixture */
    double separation;             /* mixture: component means lie at +-separation per axis */
    double spread;                 /* mixture: standard deviation inside a component */
    long side;                     /* bars */
    double bar_probability;        /* bars: of each of the 2 * side bars */
    double test_fraction;          /* share held out when there is no test_path, [0, 0.9] */
    uint64_t seed;                 /* of the split and of synthetic data: not the run's seed */
    enum sampling sampling;
    long batch;
    enum binarise binarise;
};

struct dataset {
    real *train; /* [train_count, dimensions] */
    real *test;  /* [test_count, dimensions], NULL when test_count is 0 */
    int *train_label, *test_label; /* [count], -1 where unknown */
    long train_count, test_count, dimensions;
    long image_height, image_width; /* for pictures; 0, 0 when examples are no images */
};

/* dataset_load -- read or draw the data of `config`, scale and split it.
 *   dataset  out  owned by the caller, dataset_free gives it back
 * Errors name file, line or byte offset, what was found and what is allowed: STATUS_IO (no such
 * file: the hint says what to install or set), STATUS_FORMAT, STATUS_INVALID, STATUS_MEMORY. On
 * error the dataset is empty. Bernoulli users must check the range themselves: see dataset_range. */
enum status dataset_load(struct dataset *dataset, const struct data_config *config,
                         const struct vecmath *vm, struct error *error) MUST_CHECK;

void dataset_free(struct dataset *dataset);

/* dataset_range -- smallest and largest value over train and test. */
void dataset_range(const struct dataset *dataset, double *lowest, double *highest);

/* The order in which examples are seen. Only pointers into memory of the caller. */
struct batcher {
    enum sampling sampling;
    uint64_t seed;     /* of the run */
    long count, batch; /* training examples; examples a batch (count when FULL) */
    long epoch;        /* whose order `order` holds, -1 for none yet */
    uint32_t *order;   /* [count] */
    uint64_t *keys;    /* [count] scratch */
};

struct arena;
/* batcher_layout -- set up for `count` examples and carve its buffers. Config.batch is cut to count. */
void batcher_layout(struct batcher *batcher, struct arena *arena, const struct data_config *config,
                    long count, uint64_t seed);

/* batcher_fill -- indices of the examples of the batch at `step`.
 *   index  out [batch]  overwritten
 * A pure function of (seed, step): SHUFFLE walks through one Philox permutation an epoch, the last,
 * shorter batch of an epoch is filled up from the beginning of the next epoch's order (examples
 * are a stream), so every batch has the same size and none is dropped. */
void batcher_fill(struct batcher *batcher, uint32_t *index, long step);

#endif
