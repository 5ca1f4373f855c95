/* likelihood_internal.h -- what a kind of likelihood provides. Internal to likelihood.
 *
 * A kind is a row of LIKELIHOOD_TABLE, a row of the table in likelihood.c, and a file.
 */
#ifndef KLIMB_LIKELIHOOD_INTERNAL_H
#define KLIMB_LIKELIHOOD_INTERNAL_H

#include "layers/likelihood.h"

/* A batch on its way through a likelihood. */
struct likelihood_batch {
    const struct likelihood_config *config;
    const real *output; /* [n, klimb_likelihood_outputs] */
    const real *x;      /* [n,d] */
    const real *scale;  /* [klimb_likelihood_parameters] */
    long n, d;
    const struct backend *backend;
};

/* As klimb_likelihood_forward says; gradient may be NULL. */
typedef void likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                                const struct likelihood_batch *batch, real *work);

/* mean [n,d] of batch->output, as klimb_likelihood_mean says; x and scale of the batch are NULL. */
typedef void likelihood_mean(real *mean, const struct likelihood_batch *batch);

likelihood_forward klimb_likelihood_bernoulli, klimb_likelihood_gaussian, klimb_likelihood_poisson,
    klimb_likelihood_negative_binomial, klimb_likelihood_zero_inflated;
likelihood_mean klimb_likelihood_mean_of_logits, klimb_likelihood_mean_itself,
    klimb_likelihood_mean_of_rates, klimb_likelihood_mean_of_inflated;

#endif
