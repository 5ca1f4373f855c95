/* theory_model.h -- the linear VAE with shared D, its exact expected loss and gradient, in double.
 *
 *   mu = V x + a,  z = mu + D^(1/2) eps,  D = diag exp(s),  x' = W z + c,  sigma_x
 *
 * Expected over both noise and data, the loss needs only their mean m and covariance S. With
 * b = V m + a the mean of mu and rho = m - W b - c that of the residual:
 *   recon = [tr S - 2 tr(W V S) + tr(W V S V' W') + |rho|^2 + tr(W D W')]/(2 sigma_x^2)
 *           + d (ln sigma_x + ln(2 pi)/2)
 *   KL_j  = 1/2 [(V S V')_jj + b_j^2 + D_jj - 1 - s_j]
 * Straight from the formulas, with libm alone: nothing here is core's, so that it can bear witness.
 *
 *     struct theory_model model;
 *     if (theory_model_new(&model, d, k, &likelihood, &error) != STATUS_OK) ...
 *     theory_model_take(&model, &trainer.vae);
 *     theory_model_gradient(gradient, &model, &moments, beta);
 *     theory_model_free(&model);
 */
#ifndef KLIMB_THEORY_MODEL_H
#define KLIMB_THEORY_MODEL_H

#include "theory/theory_moments.h"
#include "train/probe.h"

struct theory_model {
    long data, latent; /* d, k */
    int is_learned;    /* sigma_x = floor + e^l, else fixed */
    double sigma;      /* sigma_x where it is fixed */
    double floor;      /* smallest sigma_x where it is learned */
    long parameters;   /* of all, in one block: the encoder's, then the decoder's, then l */
    long encoder;      /* how many of them are the encoder's */
    double *p;         /* [parameters] the block that the following are parts of */
    double *v, *a, *s; /* [k,d], [k], [k] encoder: mean, its bias, ln D */
    double *w, *c;     /* [d,k], [d]      decoder */
    double *l;         /* [1] ln(sigma_x - floor), there and of no effect where sigma_x is fixed */
    double *work;      /* what theory_model_gradient and its like need between */
};

/* The two terms of the loss, nats per example. */
struct theory_terms {
    double recon, kl;
};

/* theory_model_new -- all parameters 0 (so D = 1), sigma_x as configured. STATUS_MEMORY. */
enum status theory_model_new(struct theory_model *model, long d, long k,
                             const struct likelihood_config *likelihood,
                             struct error *error) MUST_CHECK;
void theory_model_free(struct theory_model *model);

/* theory_model_take -- the parameters of a vae of the same sizes, without hidden layers. Of its
 * raw scale only the bias is taken: D is shared. */
void theory_model_take(struct theory_model *model, const struct vae *vae);

/* theory_model_sigma -- sigma_x in force. */
double theory_model_sigma(const struct theory_model *model);

/* theory_model_terms -- recon and KL over data with these moments.
 *   kl  out [k]  of each dimension, or NULL */
struct theory_terms theory_model_terms(double *kl, struct theory_model *model,
                                       const struct theory_moments *moments);

/* theory_model_noise_variance -- of the recon of one example over its noise, mean over data with
 * these moments; nats^2. With r = x - W mu - c it is
 *   [sum_j D_jj E(w_j'r)^2 + 1/2 sum_jl D_jj D_ll (w_j'w_l)^2]/sigma_x^4,
 * for recon is |r - W D^(1/2) eps|^2/(2 sigma_x^2) and a constant, and eps, eps eps' - I are
 * uncorrelated. The mean recon of n examples with a sample of noise each thus has a standard error
 * of the root of an n-th of it. */
double theory_model_noise_variance(struct theory_model *model,
                                   const struct theory_moments *moments);

/* theory_model_gradient -- of recon + beta KL.
 *   gradient  out [parameters]  overwritten, laid out as model->p
 * Returns the terms. */
struct theory_terms theory_model_gradient(double *gradient, struct theory_model *model,
                                          const struct theory_moments *moments, double beta);

/* theory_model_observe -- what a record shows of the model on an evaluation set.
 *   value      out [OBSERVABLES]                NaN where theory says nothing: mi, kl_agg, holes,
 *                                               and what is the caller's, grad_* and batch_*
 *   dimension  out [k, DIMENSION_OBSERVABLES]
 *   moments    in   of the evaluation set */
void theory_model_observe(double *value, double *dimension, struct theory_model *model,
                          const struct theory_moments *moments, double beta);

#endif
