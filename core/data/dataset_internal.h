/* dataset_internal.h -- what the sources of data have in common. Internal to dataset.
 *
 * A source fills the training half of a dataset: train, train_count, dimensions, the image's size,
 * and train_label if it knows labels. dataset.c makes a test set of a part of it, or calls the
 * source again for the file of test examples. What a failing source leaves behind is freed by
 * klimb_dataset_load.
 */
#ifndef KLIMB_DATASET_INTERNAL_H
#define KLIMB_DATASET_INTERNAL_H

#include <stddef.h>

#include "data/dataset.h"

struct dataset_request {
    const struct data_config *config;
    const struct vecmath *vm;
    const char *path;       /* the file to read; unused by sources that read none */
    const char *path_key;   /* the setting that holds it, for messages */
    const char *label_path; /* a file of labels for `path`, or "" */
};

typedef enum status dataset_source_function(struct dataset *dataset,
                                            const struct dataset_request *request,
                                            struct error *error);

dataset_source_function klimb_dataset_read_digits; /* dataset_digits.c */
dataset_source_function klimb_dataset_read_idx;    /* dataset_idx.c */
dataset_source_function klimb_dataset_read_csv;    /* dataset_csv.c */
dataset_source_function klimb_dataset_read_npy;    /* dataset_npy.c */
dataset_source_function klimb_dataset_read_text;   /* dataset_text.c */
dataset_source_function klimb_dataset_draw_counts; /* dataset_counts.c */
dataset_source_function klimb_dataset_draw_markov; /* dataset_sequence.c */
/* dataset_synthetic.c */
dataset_source_function klimb_dataset_draw_gaussian, klimb_dataset_draw_mixture,
    klimb_dataset_draw_bars;

/* The most that the values of one file may take. It keeps a damaged header from asking for the
 * whole machine, and example numbers below 2^30, which all random addresses can hold. */
#define DATASET_BYTES_MAX ((size_t)4 << 30)

/* klimb_dataset_allocate -- room for `count` training examples of `dimensions` values.
 *   path  the file that asks for so much, for messages; "" for none
 * Nothing is written there, so what a damaged header promises costs no memory until it is read.
 * Whatever is in the way (nothing to hold, more than 4 GiB) is refused before memory is asked for:
 * STATUS_FORMAT, or STATUS_INVALID when no file is to blame; STATUS_MEMORY. */
enum status klimb_dataset_allocate(struct dataset *dataset, const char *path, long count,
                                   long dimensions, struct error *error) MUST_CHECK;

/* klimb_dataset_allocate_images -- as klimb_dataset_allocate for examples of height * width values, which are
 * known to be pictures. A product that no integer holds is refused like any other that is too
 * large. */
enum status klimb_dataset_allocate_images(struct dataset *dataset, const char *path, long count,
                                          long height, long width, struct error *error) MUST_CHECK;

/* klimb_dataset_allocate_labels -- room for a label of each training example, all -1. For sources that
 * know labels; the others leave train_label NULL. STATUS_MEMORY. */
enum status klimb_dataset_allocate_labels(struct dataset *dataset, struct error *error) MUST_CHECK;

/* klimb_dataset_limit -- how many of the `count` examples of a file are to be read. */
long klimb_dataset_limit(const struct data_config *config, long count);

/* Sequences of symbols, all of one length. */
struct dataset_sequences {
    const char *path; /* of the file that they are from, for messages; "" for none */
    long count, length, symbols;
    double scale; /* what stands for a symbol that is there; 0 for the others */
};

/* klimb_dataset_fill_one_hot -- allocate and fill the training half: [count, length * symbols].
 *   symbol  in [count, length]  each below `symbols`
 * Errors of klimb_dataset_allocate. */
enum status klimb_dataset_fill_one_hot(struct dataset *dataset, const unsigned char *symbol,
                                       const struct dataset_sequences *about,
                                       struct error *error) MUST_CHECK;

/* klimb_dataset_whiten -- give a sample mean 0 and the covariance diag(deviation^2), both of the sample
 * itself (the covariance is divided by n), by an affine map of every example.
 *   x          in/out [n,d]
 *   deviation  in     [d]
 * With c = x - mean and the Cholesky factor L of the covariance, x becomes the solution w of
 * L w = c times the deviation, all in double and rounded once. The order of every sum is part of
 * the exactness contract: mean and covariance over examples ascending, then divided by n; in L and
 * w over dimensions ascending.
 * STATUS_INVALID when a dimension is, to rounding, a linear combination of those before it, which
 * with n <= d at least one is; STATUS_MEMORY. On error x is as it was. */
enum status klimb_dataset_whiten(real *x, const double *deviation, long n, long d,
                                 struct error *error) MUST_CHECK;

/* klimb_dataset_corrupt -- replace a share of config->noise of all values, as klimb_dataset_load says.
 * With no noise nothing is drawn. STATUS_MEMORY, with the data as they were. */
enum status klimb_dataset_corrupt(struct dataset *dataset, const struct data_config *config,
                                  struct error *error) MUST_CHECK;

/* klimb_dataset_binarise -- make every value 0 or 1, a Bernoulli draw with the value as mean, if config says
 * static, and those of the test set if it says redrawn; else nothing is drawn. STATUS_INVALID where values
 * leave [0, 1], and of redrawn where the test set is empty; STATUS_MEMORY; the data are then as they were. */
enum status klimb_dataset_binarise(struct dataset *dataset, const struct data_config *config,
                                   struct error *error) MUST_CHECK;

/* klimb_dataset_parse_csv -- examples from text in memory.
 *   path           for messages
 *   text           [length + 1], ends with a NUL byte
 *   label_columns  0, or 1 when the last column is the label
 *   scale          what every value is multiplied by
 * STATUS_FORMAT names line, column and cell of what is not a number, or is out of range after scaling;
 * errors of klimb_dataset_allocate. */
enum status klimb_dataset_parse_csv(struct dataset *dataset, const char *path, const char *text,
                                    size_t length, long label_columns, double scale,
                                    struct error *error) MUST_CHECK;

#endif
