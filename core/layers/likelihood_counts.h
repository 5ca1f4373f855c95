/* likelihood_counts.h -- likelihoods of counts with a rate: what they share. Internal to likelihood.
 *
 * A kind says what one count costs; rates, the library offset and the order of sums are here.
 */
#ifndef KLIMB_LIKELIHOOD_COUNTS_H
#define KLIMB_LIKELIHOOD_COUNTS_H

#include "layers/likelihood_internal.h"

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

/* klimb_likelihood_negative_binomial_cost -- what zero inflation needs of the plain kind. */
count_cost_function klimb_likelihood_negative_binomial_cost;

#endif
