/* dataset_internal.h -- shared by the sources of data. Internal to dataset.
 *
 * A source fills the training half of a dataset: train, train_count, dimensions, the image's size,
 * and train_label if it knows labels. dataset.c makes a part of it the test set, or calls the source
 * again for the file of test examples. klimb_dataset_load frees whatever a failing source has allocated.
 */
#ifndef KLIMB_DATASET_INTERNAL_H
#define KLIMB_DATASET_INTERNAL_H

#include <stddef.h>

#include "data/dataset.h"

struct dataset_request {
    const struct data_config *config;
    const struct vecmath *vm;
    const char *path;       /* the file to read, for the sources that read one */
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

/* The most memory for the values of one file. It stops a damaged header from taking all memory, and keeps
 * example numbers below 2^30, which fit every random address. */
#define DATASET_BYTES_MAX ((size_t)4 << 30)

/* klimb_dataset_allocate -- allocate `count` training examples of `dimensions` values.
 *   path  the file, for messages; "" for none
 * The values are not written, so memory that a damaged header asks for is not used until it is read.
 * Fewer than one value or more than 4 GiB are refused before the allocation: STATUS_FORMAT, or
 * STATUS_INVALID if path is ""; STATUS_MEMORY. */
enum status klimb_dataset_allocate(struct dataset *dataset, const char *path, long count,
                                   long dimensions, struct error *error) MUST_CHECK;

/* klimb_dataset_allocate_images -- klimb_dataset_allocate for images of height * width values. A product
 * that overflows is refused like any other that is too large. */
enum status klimb_dataset_allocate_images(struct dataset *dataset, const char *path, long count,
                                          long height, long width, struct error *error) MUST_CHECK;

/* klimb_dataset_allocate_labels -- allocate a label for each training example, all -1. For sources that
 * know labels; the others leave train_label NULL. STATUS_MEMORY. */
enum status klimb_dataset_allocate_labels(struct dataset *dataset, struct error *error) MUST_CHECK;

/* klimb_dataset_limit -- how many of the `count` examples of a file data.limit allows. */
long klimb_dataset_limit(const struct data_config *config, long count);

/* Sequences of symbols, all of one length. */
struct dataset_sequences {
    const char *path; /* the file, for messages; "" for none */
    long count, length, symbols;
    double scale; /* the value at a position's symbol; the other values are 0 */
};

/* klimb_dataset_fill_one_hot -- allocate and fill the training half: [count, length * symbols].
 *   symbol  in [count, length]  each below `symbols`
 * Errors of klimb_dataset_allocate. */
enum status klimb_dataset_fill_one_hot(struct dataset *dataset, const unsigned char *symbol,
                                       const struct dataset_sequences *about,
                                       struct error *error) MUST_CHECK;

/* klimb_dataset_whiten -- map every example by an affine map so that the sample itself has mean 0 and the
 * covariance diag(deviation^2), with divisor n.
 *   x          in/out [n,d]
 *   deviation  in     [d]
 * With c = x - mean and the Cholesky factor L of the covariance, x becomes the solution w of
 * L w = c times the deviation, all in double and rounded once. The order of every sum is part of
 * the exactness contract: mean and covariance over examples ascending, then divided by n; in L and
 * w over dimensions ascending.
 * STATUS_INVALID if a dimension is, to rounding, a linear combination of those before it, as at least
 * one is if n <= d; STATUS_MEMORY. On error x is unchanged. */
enum status klimb_dataset_whiten(real *x, const double *deviation, long n, long d,
                                 struct error *error) MUST_CHECK;

/* klimb_dataset_corrupt -- replace a share config->noise of all values, see klimb_dataset_load. With noise 0
 * nothing is drawn. STATUS_MEMORY; then the data are unchanged. */
enum status klimb_dataset_corrupt(struct dataset *dataset, const struct data_config *config,
                                  struct error *error) MUST_CHECK;

/* klimb_dataset_binarise -- replace values by Bernoulli draws with the value as mean: all values if
 * config->binarise is static, those of the test set if it is redrawn, else none. STATUS_INVALID if a value is
 * outside [0, 1], or if redrawn has no test set; STATUS_MEMORY. On error the data are unchanged. */
enum status klimb_dataset_binarise(struct dataset *dataset, const struct data_config *config,
                                   struct error *error) MUST_CHECK;

/* klimb_dataset_parse_csv -- examples from text in memory.
 *   path           for messages
 *   text           [length + 1], ends with a NUL byte
 *   label_columns  0, or 1 if the last column is the label
 *   scale          factor of every value
 * STATUS_FORMAT names line, column and cell if a cell is not a number or is out of range after scaling;
 * errors of klimb_dataset_allocate. */
enum status klimb_dataset_parse_csv(struct dataset *dataset, const char *path, const char *text,
                                    size_t length, long label_columns, double scale,
                                    struct error *error) MUST_CHECK;

#endif
