/* model.h -- the models that are measured, and their data.
 *
 *     const struct model *model = &models[MODEL_DIGITS];
 *     struct config config = model_config(model);
 *     if (klimb_dataset_load(&data, &config.data, backend.vm, &error) != STATUS_OK) ...
 */
#ifndef KLIMB_BENCH_MODEL_H
#define KLIMB_BENCH_MODEL_H

#include "numerics/gemm/gemm.h"
#include "train/config.h"

enum model_kind {
    MODEL_DIGITS,
    MODEL_FASHION,
    MODEL_TINY,
    MODEL_SYMBOLS,
    MODEL_DIGITS_CONV,
    MODEL_FASHION_CONV,
    MODELS
};

/* data-hidden-latent-hidden-data, ReLU, a Bernoulli likelihood, Adam. With symbols the decoder is a recurrent unit of width
 * hidden, and the likelihood is categorical, with data / symbols positions. With channels, two convolutions of kernel 4
 * and stride 2 precede the encoder's layers, the second with twice the channels, and their transposes follow the
 * decoder's: the autoencoder of experiments/kl-vae. */
struct model {
    const char *name;
    long data, hidden, latent, batch;
    double klimb_to_pytorch; /* the goal */
    long symbols;            /* 0: none */
    long channels;           /* of the first convolution; 0: no convolutions */
};
extern const struct model models[MODELS];

/* model_config -- the config of a run of the model: that of experiments/learning/healthy.yaml except for the
 * model, with steps that never end and hardly a row in the record. */
struct config model_config(const struct model *model);

/* A matrix product of a step of training (gemm.h). */
struct model_product {
    enum gemm_form form;
    long m, n, k;
    int starts; /* from a row, as a layer from its bias */
};
enum { MODEL_PRODUCTS_MAX = 16 };

/* model_products -- the products of a step of a model without symbols and channels: forward, gradient of the weights and,
 * except at the model's input, gradient of the input. Returns their number. */
long model_products(struct model_product product[MODEL_PRODUCTS_MAX], const struct model *model);

/* model_operand -- a block of n values in [-1/2, 1/2), always the same; NULL if memory runs out. The
 * caller frees. */
real *model_operand(long n);

#endif
