#include "layers/likelihood_internal.h"

/* softplus and sigmoid of one value, by one exponential. */
struct bend {
    double softplus, sigmoid;
};

static struct bend bend(double x) {
    double e = klimb_vecmath_scalar_exp(x < 0 ? x : -x), share = 1 / (1 + e);
    return (struct bend){(x < 0 ? 0 : x) + klimb_vecmath_scalar_log1p(e),
                         x < 0 ? e * share : share};
}

/* A count that is not 0 was not dropped: -ln p = -ln(1 - pi) - ln NB, -ln(1 - pi) = softplus(logit). */
static void seen(struct count_cost *cost, double logit) {
    struct bend dropped = bend(logit);
    cost->nats += dropped.softplus;
    cost->by_logit = dropped.sigmoid;
}

/* A zero comes from either source: ln p = ln(pi + (1 - pi) NB(0)) = softplus(ln NB(0) - logit) - softplus(-logit).
 * The derivatives use the probability that it is one of the negative binomial. */
static void not_seen(struct count_cost *cost, double logit) {
    struct bend counted = bend(-logit - cost->nats), kept = bend(-logit);
    cost->nats = kept.softplus - counted.softplus;
    cost->by_logit = counted.sigmoid - kept.sigmoid;
    cost->by_ln_rate *= counted.sigmoid;
    cost->by_ln_theta *= counted.sigmoid;
}

static struct count_cost zero_inflated_cost(const struct count_case *at) {
    struct count_cost cost = klimb_likelihood_negative_binomial_cost(at);
    if (at->x > 0)
        seen(&cost, at->logit);
    else
        not_seen(&cost, at->logit);
    return cost;
}

void klimb_likelihood_zero_inflated(double *recon, const struct likelihood_gradient *gradient,
                                    const struct likelihood_batch *batch, real *work) {
    klimb_likelihood_of_counts(recon, gradient, batch, zero_inflated_cost, work);
}

/* (1 - pi) mu. Row i of the means lies before row i of the outputs, so mean may be the output's memory. */
void klimb_likelihood_mean_of_inflated(real *mean, const struct likelihood_batch *batch) {
    long d = batch->d;
    for (long i = 0; i < batch->n; i++) {
        struct likelihood_batch row = *batch;
        row.output += 2 * i * d;
        row.n = 1;
        klimb_likelihood_mean_of_rates(mean + i * d, &row);
        for (long j = 0; j < d; j++) {
            double logit = (double)row.output[d + j];
            mean[i * d + j] = (real)((double)mean[i * d + j] *
                                     klimb_vecmath_scalar_sigmoid(-logit));
        }
    }
}
