/* vae.h -- the model: an encoder, a Gaussian posterior, a decoder, a likelihood.
 *
 *     struct arena arena = {0};
 *     struct vae vae;
 *     klimb_vae_layout(&vae, &arena, &config, d, n);       // measures
 *     if (klimb_arena_allocate(&arena, &error) != STATUS_OK) ...
 *     klimb_vae_layout(&vae, &arena, &config, d, n);       // carves
 *     klimb_vae_init_weights(&vae, seed, &backend);
 *     struct vae_terms terms = klimb_vae_forward(&vae, x, eps, n, &backend);
 *     klimb_vae_backward(&vae, x, eps, beta, n, &backend); // vae.g is the gradient
 *
 * With data.condition the last columns of an example are y. The encoder sees (x, y), the decoder
 * (z, y), and the likelihood only x: the conditional VAE of Sohn et al. 2015, "Learning Structured
 * Output Representation using Deep Conditional Generative Models", with the prior N(0, I) for every y
 * of Dang et al. 2024 (ICLR, "Beyond Vanilla Variational Autoencoders", section on conditional VAE).
 *
 * All parameters are in one block: encoder, shifts of batch_norm.h (if any), decoder, learned prior (if any), learned
 * scales of the likelihood (if any). So the gradient norm of each part is a sum over a range. A mixture prior has C
 * logits, C k means and C k ln s^2; a VampPrior C d pseudo-inputs; a hierarchical prior the parameters of hierarchy.h.
 * The encoder sees pseudo-inputs after the rows of a batch, in the same pass.
 */
#ifndef KLIMB_VAE_H
#define KLIMB_VAE_H

#include "base/arena.h"
#include "layers/expectation.h"
#include "layers/network.h"
#include "train/config.h"

struct vae {
    struct model_config config;
    struct likelihood_config likelihood;
    enum noise noise;
    struct bound_config bound;
    long data;                           /* d, dimensions of x */
    long condition;                      /* c, dimensions of y; 0 without a condition */
    long capacity;                       /* largest batch the buffers hold */
    struct network encoder;              /* d+c -> 2k, the raw head of posterior.h */
    struct network decoder;              /* k+c -> klimb_likelihood_outputs: logits, means, ... */
    long learned;                        /* klimb_likelihood_parameters */
    long parameters, encoder_parameters; /* numbers: of all, and of the encoder */
    long norm_parameters; /* the last of the encoder's: shifts of batch_norm.h, k or 0 */
    real *p, *g;          /* [parameters] values and gradients */
    real *likelihood_scale, *dlikelihood_scale; /* [learned] into p and g; NULL unless learned */
    long prior_parameters;                      /* 0 for a standard prior */
    real *prior_p, *prior_g;                    /* into p and g */
    long pseudo_inputs;                         /* C of a VampPrior, else 0 */
    /* [n,shown_width] filled by the caller: 0 if klimb_vae_forward hides the value or position from the decoder,
     * else 1; NULL without decoder_dropout */
    real *shown;
    long shown_width; /* d values, or for gru the positions; 0 without decoder_dropout */
    /* of the last batch, n <= capacity */
    real batch_scale; /* s of gaussian-optimal; 0 before the first batch and for other kinds */
    struct posterior posterior;
    struct expectation expectation;
    double *recon;      /* [n] nats of each example */
    double *kl;         /* [k] batch mean of each dimension, nats; to N(0, 1) for any prior */
    real *zeros;        /* [n, larger of d+c and k], never written */
    real *dz;           /* [n,k] gradient of the reconstruction term */
    real *delta[2];     /* [n, widest layer] gradients flowing back */
    real *work;         /* scratch of the likelihood */
    real *seen;         /* [n,d] ln(1 + x); NULL unless it is the encoder's input */
    struct prior prior; /* mixture, vampprior */
    double *prior_nll;  /* [n] -ln p(z) - k/2 ln(2 pi), or its bound; not for the standard prior */
    struct hierarchy hierarchy; /* hierarchical */
    double *second;       /* [n] hierarchical: the part of prior_nll that is KL(q(z2|z) || p(z2)) */
    real *second_sample;  /* [k2] hierarchical: scratch */
    real *pull, *precise; /* [n,k] ar1: see ar1.h */
    real *inputs;         /* [n+C,d] vampprior: x, then the pseudo-inputs */
    real *dinputs;        /* [n+C,d] gradient of these */
    real *no_noise;       /* [C,k] zeros, never written */
    real *ones;           /* [2k] ones, then scratch */
    double *share;        /* [n] iwae: w_s / sum_r w_r of each sample of an example */
    real *weight;         /* [n] iwae: weight of each row's KL in the loss */
    real *target;         /* [n,d] x without its condition; empty without one */
    /* the decoder's input and its gradient: [n,k+c] mlp with a condition; [n,k+d] made; [n,k+T] gru; else empty */
    real *given, *dgiven;
};

/* The terms of the loss on one batch, nats per example. */
struct vae_terms {
    double recon;
    double kl; /* sum of vae.kl; for a prior other than standard, mean of klimb_vae_sampled_kl */
    double second; /* the part of kl that is the KL of a second level; 0 without one */
};

/* klimb_vae_layout -- describe the model for examples of `columns`, y included, and batches up to `capacity`, and carve
 * its memory (see arena.h: call twice). Overwrites all of *vae. The config must have passed
 * klimb_config_check. */
void klimb_vae_layout(struct vae *vae, struct arena *arena, const struct config *config,
                      long columns, long capacity);

/* klimb_vae_init_weights -- draw the initial parameters of `seed`: RNG_WEIGHTS with the encoder's layers
 * as 0..E-1 and the decoder's as E..E+D-1, the head as two blocks (see klimb_dense_init_weights). Set the
 * learned scales of the likelihood to their configured start. A shared scale of the posterior is the biases
 * of the head's second block, whose weights are drawn like all others and then set to 0. */
void klimb_vae_init_weights(struct vae *vae, uint64_t seed, const struct backend *backend);

/* klimb_vae_reset_decoder -- draw the decoder's parameters anew, and set the learned scales of the likelihood to their
 * start: RNG_WEIGHTS with its layers as VAE_RESET_LAYER + 0..D-1, so that the weights differ from the initial ones. */
enum { VAE_RESET_LAYER = 1 << 16 };
void klimb_vae_reset_decoder(struct vae *vae, uint64_t seed, const struct backend *backend);

/* klimb_vae_init_pseudo_inputs -- set the pseudo-inputs of a VampPrior to training examples [count,d], drawn with
 * replacement by RNG_PSEUDO_INPUT of the seed. Does nothing for another prior. */
void klimb_vae_init_pseudo_inputs(struct vae *vae, uint64_t seed, const real *examples, long count);

/* klimb_vae_sample_prior -- turn standard normal noise z [n,k] into n draws from p(z). A mixture uses the uniforms [n].
 * A hierarchical prior draws z2 by RNG_SECOND_LEVEL of seed 0. Overwrites the vae's buffers of the last batch. */
void klimb_vae_sample_prior(struct vae *vae, real *z, const real *uniform, long n,
                            const struct backend *backend);

/* klimb_vae_forward -- encode, sample, decode, and evaluate the two terms on a batch.
 *   x    in [n,d+c]  examples, y after x
 *   eps  in [n,k]  standard normal noise;  1 <= n <= capacity
 * Fills vae->posterior, recon and kl, and begins the backward pass. Both terms are means over the
 * batch, summed in double: recon over i ascending; kl_j over i ascending, then the kl_j over j
 * ascending. If the noise is expected, mu is decoded, recon is the expectation over eps, and only
 * vae->posterior.z depends on eps. An autoregressive decoder sees the parts of x that vae->shown allows. */
struct vae_terms klimb_vae_forward(struct vae *vae, const real *x, const real *eps, long n,
                                   const struct backend *backend);

/* klimb_vae_evaluate -- klimb_vae_forward without the beginning of the backward pass: vae->g does not change, and
 * klimb_vae_backward must not follow. An autoregressive decoder sees all of x. */
struct vae_terms klimb_vae_evaluate(struct vae *vae, const real *x, const real *eps, long n,
                                    const struct backend *backend);

/* klimb_vae_move_norm -- move the running averages of batch_norm.h, by which klimb_vae_evaluate and klimb_vae_encode
 * normalise the posterior means, towards the last batch of klimb_vae_forward. Does nothing without batch norm. Called once
 * for each update, so that an evaluation after an update does not depend on whether the next batch was prepared. */
void klimb_vae_move_norm(struct vae *vae);

/* klimb_vae_weighed_kl -- the KL of the loss recon + beta KL: kl, or with a second level, whose part `second` has the weight
 * prior.weight, kl + (prior.weight - 1) second. */
double klimb_vae_weighed_kl(const struct vae *vae, double kl, double second);

/* klimb_vae_backward -- gradient of recon + beta klimb_vae_weighed_kl of the last batch. To be called once after
 * klimb_vae_forward, with the same x, eps and n. Overwrites vae->g. The weights that a shared scale does not use have
 * gradient 0, so no optimiser moves them.
 * Under BOUND_IWAE it is the gradient of klimb_vae_iwae: sum_s w~_s grad ln w_s with the normalised weights w~_s
 * held fixed (Burda et al. 2016, eq. 14). The n rows are K samples of one example, then K of the next, with the
 * same x and different eps. */
void klimb_vae_backward(struct vae *vae, const real *x, const real *eps, double beta, long n,
                        const struct backend *backend);

/* klimb_vae_sampled_kl -- ln q(z|x) - ln p(z) of row i of the last batch, at its z, in nats: -1/2 (eps_j^2 + ln sigma_j^2),
 * j ascending, plus 1/2 z_j^2 or -ln p(z), in double. Under a hierarchical prior -ln p(z) is the bound of hierarchy.h. If
 * the noise is expected, and always under ar1, it is the expectation, with eps_j^2 replaced by 1. */
double klimb_vae_sampled_kl(const struct vae *vae, const real *eps, long i);

/* klimb_vae_log_weight -- ln w = -recon - beta klimb_vae_sampled_kl of row i of the last batch, in nats; eps [n,k] is
 * the noise of that batch. */
double klimb_vae_log_weight(const struct vae *vae, const real *eps, long i, double beta);

/* klimb_vae_iwae -- the loss of BOUND_IWAE on the last batch of klimb_vae_forward: the mean over examples of
 * -ln 1/K sum_s w_s. Fills vae->share. The sum is over s ascending of e^(ln w_s - the largest), in double. */
double klimb_vae_iwae(struct vae *vae, const real *eps, double beta, long n);

/* klimb_vae_encode -- fill vae->posterior for x without decoding; eps is 0, so z = mu. */
void klimb_vae_encode(struct vae *vae, const real *x, long n, const struct backend *backend);

/* klimb_vae_decode -- E[x|z] for n latents. For an autoregressive decoder that would be a sum over all x, so it is
 * one sample of p(x|z), row i by the uniforms of (seed 0, RNG_ANCESTRAL, row i).
 *   mean  out [n,d]  overwritten
 *   z     in  [n,k]; may be vae->posterior.z or mu;  n <= capacity
 * With a condition, y = 0. Overwrites the decoder's activations of the last batch. */
void klimb_vae_decode(struct vae *vae, real *mean, const real *z, long n,
                      const struct backend *backend);

/* klimb_vae_weigh -- ln w_i = ln p(x_i|z_i) + ln p(z_i) - ln q(z_i|x_i) in nats, for one sample z_i = mu_i +
 * sigma_i eps_i of each posterior, after klimb_vae_encode or klimb_vae_forward of the same x.
 *   weight  out [n]    overwritten; summed over dimensions j ascending, in double
 *   x, eps  in  [n,d], [n,k]
 * z is sampled even if the noise of training is expected; an optimal sigma_x is that of klimb_vae_sigma_x. Overwrites
 * z, recon and the decoder's activations. */
void klimb_vae_weigh(double *weight, struct vae *vae, const real *x, const real *eps, long n,
                     const struct backend *backend);

/* klimb_vae_sigma_x -- the present klimb_likelihood_spread. For gaussian-optimal it is that of the last batch, in
 * training or evaluation. */
double klimb_vae_sigma_x(const struct vae *vae);

#endif
