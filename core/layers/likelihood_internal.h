/* likelihood_internal.h -- the functions of a kind of likelihood. Internal to likelihood.
 *
 * A kind is a row of LIKELIHOOD_TABLE, a row of the table in likelihood.c, and a file.
 */
#ifndef KLIMB_LIKELIHOOD_INTERNAL_H
#define KLIMB_LIKELIHOOD_INTERNAL_H

#include "layers/likelihood.h"

/* ln(2 pi)/2, the constant of the normal density. */
#define LIKELIHOOD_HALF_LN_2PI 0.91893853320467274178

/* The inputs of a likelihood. */
struct likelihood_batch {
    const struct likelihood_config *config;
    const real *output; /* [n, klimb_likelihood_outputs] */
    const real *x;      /* [n,d] */
    const real *scale;  /* [klimb_likelihood_parameters], [1] for gaussian-optimal */
    long n, d;
    const struct backend *backend;
};

/* See klimb_likelihood_forward; gradient may be NULL. */
typedef void likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                                const struct likelihood_batch *batch, real *work);

/* mean [n,d] from batch->output, see klimb_likelihood_mean; x and scale of the batch are NULL. */
typedef void likelihood_mean(real *mean, const struct likelihood_batch *batch);

likelihood_forward klimb_likelihood_bernoulli, klimb_likelihood_gaussian,
    klimb_likelihood_gaussian_optimal, klimb_likelihood_gaussian_diagonal, klimb_likelihood_poisson,
    klimb_likelihood_negative_binomial, klimb_likelihood_zero_inflated,
    klimb_likelihood_categorical;
likelihood_mean klimb_likelihood_mean_of_logits, klimb_likelihood_mean_itself,
    klimb_likelihood_mean_of_rates, klimb_likelihood_mean_of_inflated,
    klimb_likelihood_mean_of_groups;

/* ---- Counts: a kind has the cost of one count; likelihood_counts.c does the rest ---- */

/* One count x and its parameters; theta and logit are set only for kinds that have them. */
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
 * ascending, in double; the gradient of theta is summed over examples ascending. Threads share the
 * examples. */
void klimb_likelihood_of_counts(double *recon, const struct likelihood_gradient *gradient,
                                const struct likelihood_batch *batch, count_cost_function *cost,
                                real *work);

/* klimb_likelihood_factorial -- x! for 0 <= x < COUNT_FACTORIALS. */
enum { COUNT_FACTORIALS = 23 };
double klimb_likelihood_factorial(int x);

/* klimb_likelihood_ln_factorial -- ln x! of a whole number x >= 0. */
double klimb_likelihood_ln_factorial(double x);

/* klimb_likelihood_negative_binomial_cost -- the cost of the plain kind, which zero inflation uses too. */
count_cost_function klimb_likelihood_negative_binomial_cost;

#endif
