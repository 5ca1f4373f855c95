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
 * (z, y), and the likelihood x alone: the conditional VAE of Sohn et al. 2015, "Learning Structured
 * Output Representation using Deep Conditional Generative Models", with the prior N(0, I) for every y
 * of Dang et al. 2024 (ICLR, "Beyond Vanilla Variational Autoencoders", section on conditional VAE).
 *
 * All parameters stand in one block, encoder first, with the shifts of batch_norm.h (if any) after it, then decoder, then those of a learned prior and the learned
 * scales of the likelihood (if any), so that the gradient norm of each part is a sum over a range. Of a
 * mixture they are C logits, C k means and C k ln s^2; of a VampPrior C d pseudo-inputs; of a hierarchical one those of
 * hierarchy.h. Pseudo-inputs the encoder is shown after the rows of a batch, in one pass.
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
    long condition;                      /* c, dimensions of y; 0 without */
    long capacity;                       /* largest batch the buffers hold */
    struct network encoder;              /* d+c -> 2k, the raw head of posterior.h */
    struct network decoder;              /* k+c -> klimb_likelihood_outputs: logits, means, ... */
    long learned;                        /* klimb_likelihood_parameters */
    long parameters, encoder_parameters; /* sizes; decoder and scale have the rest */
    long norm_parameters; /* the last of the encoder's: shifts of batch_norm.h, k or 0 */
    real *p, *g;          /* [parameters] values and gradients */
    real *likelihood_scale, *dlikelihood_scale; /* [learned] into p and g; NULL unless learned */
    long prior_parameters;                      /* 0 for a standard prior */
    real *prior_p, *prior_g;                    /* into p and g */
    long pseudo_inputs;                         /* C of a VampPrior, else 0 */
    real *
        shown; /* [n,shown_width] 0 where klimb_vae_forward does not show x to the decoder, else 1: the
                    caller's to fill; NULL without decoder_dropout */
    long
        shown_width; /* what can be hidden of an example: d values, or of gru its positions; 0 without */
    /* of the last batch, n <= capacity */
    real batch_scale; /* s of gaussian-optimal; 0 before the first batch, and for other kinds */
    struct posterior posterior;
    struct expectation expectation;
    double *recon;      /* [n] nats of each example */
    double *kl;         /* [k] batch mean of each dimension, nats; to N(0, 1) whatever the prior */
    real *zeros;        /* [n, larger of d+c and k], never written */
    real *dz;           /* [n,k] gradient of the reconstruction term */
    real *delta[2];     /* [n, widest layer] gradients flowing back */
    real *work;         /* scratch of the likelihood */
    real *seen;         /* [n,d] ln(1 + x), NULL unless the encoder sees that */
    struct prior prior; /* mixture, vampprior */
    double *prior_nll;  /* [n] -ln p(z) - k/2 ln(2 pi), or its bound, unless it is standard */
    struct hierarchy hierarchy; /* hierarchical */
    double *second;       /* [n] hierarchical: the part of prior_nll that is KL(q(z2|z) || p(z2)) */
    real *second_sample;  /* [k2] hierarchical: scratch */
    real *pull, *precise; /* [n,k] ar1: of ar1.h */
    real *inputs;         /* [n+C,d] vampprior: x, then the pseudo-inputs */
    real *dinputs;        /* [n+C,d] gradient of these */
    real *no_noise;       /* [C,k] zeros, never written */
    real *ones;           /* [2k] ones, then scratch */
    double *share;        /* [n] iwae: of an example's sample, w_s / sum_r w_r */
    real *weight;         /* [n] iwae: of a row's KL in the loss */
    real *target;         /* [n,d] x without its condition; no elements without one */
    /* what a decoder is given with z, and its gradient: [n,k+c] mlp with a condition; [n,k+d] made; [n,k+T] gru; else no elements */
    real *given, *dgiven;
};

/* The terms of the loss on one batch, nats per example. */
struct vae_terms {
    double recon;
    double kl;     /* sum of vae.kl; under another prior the mean of klimb_vae_sampled_kl */
    double second; /* what of it is the KL of a second level; 0 without one */
};

/* klimb_vae_layout -- describe the model for examples of `columns`, y among them, and batches up to `capacity`, and carve
 * its memory (see arena.h: call twice). Overwrites all of *vae. The config has passed
 * klimb_config_check. */
void klimb_vae_layout(struct vae *vae, struct arena *arena, const struct config *config,
                      long columns, long capacity);

/* klimb_vae_init_weights -- draw the initial parameters of `seed`: RNG_WEIGHTS with the encoder's layers
 * as 0..E-1 and the decoder's as E..E+D-1, the head as two blocks (see klimb_dense_init_weights), and the
 * learned scales of the likelihood at their configured start. A shared scale of the posterior is the
 * biases of the head's second block, whose weights are drawn like any other and then set to 0. */
void klimb_vae_init_weights(struct vae *vae, uint64_t seed, const struct backend *backend);

/* klimb_vae_reset_decoder -- draw the decoder's parameters anew, the learned scale of the likelihood among them:
 * RNG_WEIGHTS with its layers as VAE_RESET_LAYER + 0..D-1, so that they are not those that it began with. */
enum { VAE_RESET_LAYER = 1 << 16 };
void klimb_vae_reset_decoder(struct vae *vae, uint64_t seed, const struct backend *backend);

/* klimb_vae_init_pseudo_inputs -- the pseudo-inputs of a VampPrior begin as training examples [count,d], drawn with
 * replacement by RNG_PSEUDO_INPUT of the seed; nothing for another prior. */
void klimb_vae_init_pseudo_inputs(struct vae *vae, uint64_t seed, const real *examples, long count);

/* klimb_vae_sample_prior -- n draws of p(z), in place of standard normal noise z [n,k] and of uniforms [n], which
 * stand unused where the prior is standard. Those of z2 under a hierarchical prior are RNG_SECOND_LEVEL of seed 0. Overwrites what the vae holds of its last batch. */
void klimb_vae_sample_prior(struct vae *vae, real *z, const real *uniform, long n,
                            const struct backend *backend);

/* klimb_vae_forward -- encode, sample, decode, and evaluate the two terms on a batch.
 *   x    in [n,d+c]  examples, y after x
 *   eps  in [n,k]  standard normal noise;  1 <= n <= capacity
 * Fills vae->posterior, recon and kl, and begins the backward pass. Both terms are means over the
 * batch, summed in double: recon over i ascending; kl_j over i ascending, then the kl_j over j
 * ascending. When the noise is expected, mu is decoded, recon is the expectation over eps, and
 * vae->posterior.z alone depends on eps. An autoregressive decoder is shown what vae->shown says. */
struct vae_terms klimb_vae_forward(struct vae *vae, const real *x, const real *eps, long n,
                                   const struct backend *backend);

/* klimb_vae_evaluate -- klimb_vae_forward without the part of the backward pass: vae->g is left alone, and
 * klimb_vae_backward may not follow. An autoregressive decoder is shown all of x. */
struct vae_terms klimb_vae_evaluate(struct vae *vae, const real *x, const real *eps, long n,
                                    const struct backend *backend);

/* klimb_vae_move_norm -- the running averages of batch_norm.h, by which klimb_vae_evaluate and klimb_vae_encode normalise
 * the posterior means, take in the last batch of klimb_vae_forward. Nothing without batch norm. Called once for each update, so that
 * what is measured after an update does not depend on whether the next batch was seen. */
void klimb_vae_move_norm(struct vae *vae);

/* klimb_vae_weighed_kl -- the KL as the loss recon + beta KL has it: kl, or where `second` of it is a second level's and
 * weighs prior.weight, kl + (prior.weight - 1) second. */
double klimb_vae_weighed_kl(const struct vae *vae, double kl, double second);

/* klimb_vae_backward -- gradient of recon + beta kl, klimb_vae_weighed_kl where there is a second level, of the batch just seen by klimb_vae_forward, whose x, eps
 * and n these are, once. Overwrites vae->g. The weights that a shared scale does without have
 * gradient 0, so no optimiser moves them.
 * Under BOUND_IWAE it is the gradient of klimb_vae_iwae instead, sum_s w~_s grad ln w_s with the shares w~_s of
 * the weights held fixed (Burda et al. 2016, eq. 14), and the n rows are K samples of one example, then K
 * of the next: the same x each, and another eps. */
void klimb_vae_backward(struct vae *vae, const real *x, const real *eps, double beta, long n,
                        const struct backend *backend);

/* klimb_vae_sampled_kl -- ln q(z|x) - ln p(z) of row i of the last batch, at its z, nats; -1/2 (eps_j^2 + ln sigma_j^2),
 * j ascending, and 1/2 z_j^2 or -ln p(z), in double. Under a hierarchical prior that is the bound of hierarchy.h, and
 * where the noise is expected, and always under ar1, the expectation of all of it, eps_j^2 being 1. */
double klimb_vae_sampled_kl(const struct vae *vae, const real *eps, long i);

/* klimb_vae_log_weight -- ln w = -recon - beta klimb_vae_sampled_kl of row i of the last batch, nats, where eps
 * [n,k] was its noise. */
double klimb_vae_log_weight(const struct vae *vae, const real *eps, long i, double beta);

/* klimb_vae_iwae -- the loss of BOUND_IWAE on the batch just seen by klimb_vae_forward: the mean over examples of
 * -ln 1/K sum_s w_s, and vae->share. The sum is over s ascending of e^(ln w_s - the largest), in double. */
double klimb_vae_iwae(struct vae *vae, const real *eps, double beta, long n);

/* klimb_vae_encode -- fill vae->posterior for x without decoding (z = mu: eps is taken as 0). */
void klimb_vae_encode(struct vae *vae, const real *x, long n, const struct backend *backend);

/* klimb_vae_decode -- E[x|z] for n latents; of an autoregressive decoder, for which that is a sum over all x,
 * one sample of p(x|z), row i by the uniforms of (seed 0, RNG_ANCESTRAL, row i).
 *   mean  out [n,d]  overwritten
 *   z     in  [n,k]; may be vae->posterior.z or mu;  n <= capacity
 * Where there is a condition, y = 0.
 * Overwrites the decoder's activations of the last batch. */
void klimb_vae_decode(struct vae *vae, real *mean, const real *z, long n,
                      const struct backend *backend);

/* klimb_vae_weigh -- ln w_i = ln p(x_i|z_i) + ln p(z_i) - ln q(z_i|x_i) in nats, for one z_i = mu_i + sigma_i eps_i
 * of each of the posteriors that klimb_vae_encode or klimb_vae_forward left for these x.
 *   weight  out [n]    overwritten; summed over dimensions j ascending, in double
 *   x, eps  in  [n,d], [n,k]
 * z is sampled also where the noise of training is expected; an optimal sigma_x is that of klimb_vae_sigma_x. Overwrites z, recon and the decoder's
 * activations. */
void klimb_vae_weigh(double *weight, struct vae *vae, const real *x, const real *eps, long n,
                     const struct backend *backend);

/* klimb_vae_sigma_x -- klimb_likelihood_spread in force. For gaussian-optimal it is that of the last batch that was
 * seen, in training or evaluation. */
double klimb_vae_sigma_x(const struct vae *vae);

#endif
