/* theory_model.h -- the linear VAE with shared D, its exact expected loss and gradient, in double.
 *
 *   mu = V x + a,  z = mu + D^(1/2) eps,  D = diag exp(s),  x' = W z + c,  sigma_x
 *
 * Expected over both noise and data, the loss needs only their mean m and covariance S. With
 * b = V m + a the mean of mu and rho = m - W b - c that of the residual:
 *   recon = [tr S - 2 tr(W V S) + tr(W V S V' W') + |rho|^2 + tr(W D W')]/(2 sigma_x^2)
 *           + d (ln sigma_x + ln(2 pi)/2)
 *   KL_j  = 1/2 [(V S V')_jj + b_j^2 + D_jj - 1 - s_j]
 * Written from the formulas with libm alone, without core's code, so that it can check core.
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
    double sigma;      /* fixed sigma_x */
    double floor;      /* smallest learned sigma_x */
    long parameters;   /* of all, in one block: encoder, decoder, l */
    long encoder;      /* number of the encoder's */
    double *p;         /* [parameters] the block; the following point into it */
    double *v, *a, *s; /* [k,d], [k], [k] encoder: mean, its bias, ln D */
    double *w, *c;     /* [d,k], [d]      decoder */
    double *l;         /* [1] ln(sigma_x - floor); no effect if sigma_x is fixed */
    double *work;      /* scratch */
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

/* theory_model_take -- copy the parameters of a vae of the same sizes without hidden layers. Only
 * the bias of its raw scale is copied, because D is shared. */
void theory_model_take(struct theory_model *model, const struct vae *vae);

/* theory_model_sigma -- the present sigma_x. */
double theory_model_sigma(const struct theory_model *model);

/* theory_model_terms -- recon and KL over data with these moments.
 *   kl  out [k]  of each dimension; may be NULL */
struct theory_terms theory_model_terms(double *kl, struct theory_model *model,
                                       const struct theory_moments *moments);

/* theory_model_noise_variance -- variance over noise of the recon of one example, mean over data with these moments;
 * nats^2. With r = x - W mu - c it is
 *   [sum_j D_jj E(w_j'r)^2 + 1/2 sum_jl D_jj D_ll (w_j'w_l)^2]/sigma_x^4,
 * for recon is |r - W D^(1/2) eps|^2/(2 sigma_x^2) and a constant, and eps, eps eps' - I are
 * uncorrelated. So the mean recon of n examples, with a sample of noise each, has a standard error of sqrt(this/n). */
double theory_model_noise_variance(struct theory_model *model,
                                   const struct theory_moments *moments);

/* theory_model_gradient -- of recon + beta KL.
 *   gradient  out [parameters]  overwritten, laid out as model->p
 * Returns the terms. */
struct theory_terms theory_model_gradient(double *gradient, struct theory_model *model,
                                          const struct theory_moments *moments, double beta);

/* theory_model_observe -- what a record shows of the model on an evaluation set.
 *   value      out [OBSERVABLES]                NaN for mi, kl_agg, holes, which theory does not predict, and for
 *              grad_* and batch_*, which the caller sets
 *   dimension  out [k, DIMENSION_OBSERVABLES]
 *   moments    in   of the evaluation set */
void theory_model_observe(double *value, double *dimension, struct theory_model *model,
                          const struct theory_moments *moments, double beta);

#endif
