/* vae.h -- the model: an MLP encoder, a Gaussian posterior, an MLP decoder, a likelihood.
 *
 * All parameters stand in one block, encoder first, then decoder, then the learned scale of the
 * likelihood (if any), so that the gradient norm of each part is a sum over a range.
 */
#ifndef KLIMB_VAE_H
#define KLIMB_VAE_H

#include "arena.h"
#include "config.h"

struct vae {
    struct model_config config;
    struct likelihood_config likelihood;
    long data;                                    /* d, dimensions of x */
    long capacity;                                /* largest batch the buffers hold */
    struct dense encoder[CONFIG_LAYERS_MAX + 1];  /* the last one is the head [h,2k] */
    struct dense decoder[CONFIG_LAYERS_MAX + 1];  /* the last one gives logits or means [h,d] */
    long encoder_count, decoder_count;
    long parameters, encoder_parameters;          /* sizes; decoder and scale have the rest */
    real *p, *g;                                  /* [parameters] values and gradients */
    real *likelihood_scale, *dlikelihood_scale;   /* into p and g; NULL unless learned */
    /* activations of one batch, n = capacity */
    real *encoder_pre[CONFIG_LAYERS_MAX + 1];     /* [n,out] */
    real *encoder_y[CONFIG_LAYERS_MAX + 1];       /* [n,out]; the last is the raw head [n,2k] */
    real *decoder_pre[CONFIG_LAYERS_MAX + 1];
    real *decoder_y[CONFIG_LAYERS_MAX + 1];       /* the last is the output [n,d] */
    real *nothing;                                /* [n,d] of zeros for ENCODER_INPUT_NOTHING */
    struct posterior posterior;
    double *recon;                                /* [n] nats of each example */
    double *kl;                                   /* [k] batch mean of each dimension, nats */
    real *delta[2];                               /* [n, widest] gradients flowing back */
    real *work;                                   /* scratch of the products */
};

/* The terms of the loss on one batch, nats per example. */
struct vae_terms {
    double recon;
    double kl; /* sum over dimensions of vae.kl */
};

/* vae_layout -- describe the model for `data` dimensions and batches up to `capacity`, and carve
 * its memory (see arena.h: call twice). */
void vae_layout(struct vae *vae, struct arena *arena, const struct config *config, long data,
                long capacity);

/* vae_init_weights -- draw the initial parameters of `seed`. */
void vae_init_weights(struct vae *vae, uint64_t seed, const struct backend *backend);

/* vae_forward -- encode, sample, decode, and evaluate the two terms on a batch.
 *   x    in [n,d];  eps in [n,k];  n <= capacity
 * Batch means: recon in the order of i, kl_j = mean over i, then over j ascending. */
struct vae_terms vae_forward(struct vae *vae, const real *x, const real *eps, long n,
                             const struct backend *backend);

/* vae_backward -- gradient of recon + beta kl of the batch just seen by vae_forward.
 * Overwrites vae->g. */
void vae_backward(struct vae *vae, const real *x, const real *eps, double beta, long n,
                  const struct backend *backend);

/* vae_encode -- fill vae->posterior for x without decoding (z = mu: eps is taken as 0). */
void vae_encode(struct vae *vae, const real *x, long n, const struct backend *backend);

/* vae_decode -- E[x|z] for n latents.  mean out [n,d];  z in [n,k];  n <= capacity */
void vae_decode(struct vae *vae, real *mean, const real *z, long n, const struct backend *backend);

#endif
