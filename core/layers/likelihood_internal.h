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
    const real *scale;  /* [klimb_likelihood_parameters], [1] of gaussian-optimal */
    long n, d;
    const struct backend *backend;
};

/* As klimb_likelihood_forward says; gradient may be NULL. */
typedef void likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                                const struct likelihood_batch *batch, real *work);

/* mean [n,d] of batch->output, as klimb_likelihood_mean says; x and scale of the batch are NULL. */
typedef void likelihood_mean(real *mean, const struct likelihood_batch *batch);

likelihood_forward klimb_likelihood_bernoulli, klimb_likelihood_gaussian,
    klimb_likelihood_gaussian_optimal, klimb_likelihood_gaussian_diagonal, klimb_likelihood_poisson,
    klimb_likelihood_negative_binomial, klimb_likelihood_zero_inflated,
    klimb_likelihood_categorical;
likelihood_mean klimb_likelihood_mean_of_logits, klimb_likelihood_mean_itself,
    klimb_likelihood_mean_of_rates, klimb_likelihood_mean_of_inflated,
    klimb_likelihood_mean_of_groups;

/* ---- Counts with a rate: a kind says what one count costs; likelihood_counts.c does the rest ---- */

/* What one count x depends on; theta and logit only have a meaning for kinds that have them. */
struct count_case {
    double x;
    double ln_rate, rate; /* mu */
    double theta;         /* inverse dispersion */
    double logit;         /* of an excess zero */
};

/* -ln p(x) and its derivatives. */
struct count_cost {
    double nats;
    double by_ln_rate, by_ln_theta, by_logit;
};

typedef struct count_cost count_cost_function(const struct count_case *at);

/* klimb_likelihood_of_counts -- klimb_likelihood_forward of a kind with this cost. Sums are over dimensions
 * ascending, in double; the gradient of theta is summed over examples ascending. Examples may be done
 * by several threads. */
void klimb_likelihood_of_counts(double *recon, const struct likelihood_gradient *gradient,
                                const struct likelihood_batch *batch, count_cost_function *cost,
                                real *work);

/* klimb_likelihood_factorial -- x! for 0 <= x < COUNT_FACTORIALS. */
enum { COUNT_FACTORIALS = 23 };
double klimb_likelihood_factorial(int x);

/* klimb_likelihood_ln_factorial -- ln x! of a whole number x >= 0. */
double klimb_likelihood_ln_factorial(double x);

/* klimb_likelihood_negative_binomial_cost -- what zero inflation uses of the plain kind. */
count_cost_function klimb_likelihood_negative_binomial_cost;

#endif
