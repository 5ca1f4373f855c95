#include "layers/likelihood_internal.h"

/* -ln p = mu - x ln mu + ln x!. */
static struct count_cost poisson_cost(const struct count_case *at) {
    double chosen = at->x > 0 ? at->x * at->ln_rate : 0;
    return (struct count_cost){
        .nats = at->rate - chosen + klimb_likelihood_ln_factorial(at->x),
        .by_ln_rate = at->rate - at->x,
    };
}

void klimb_likelihood_poisson(double *recon, const struct likelihood_gradient *gradient,
                              const struct likelihood_batch *batch, real *work) {
    klimb_likelihood_of_counts(recon, gradient, batch, poisson_cost, work);
}
