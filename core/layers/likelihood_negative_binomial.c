#include "layers/likelihood_internal.h"

/* ln [Gamma(x + theta) / (Gamma(theta) x! (x + theta)^x)] and psi(x + theta) - psi(theta). The product over
 * k < x of (theta + k) avoids cancellation for large theta. */
struct rising {
    double ln, psi;
};

static struct rising rising_product(double x, double theta) {
    double product = 1 / klimb_likelihood_factorial((int)x), sum = 0, share = 1 / (x + theta);
    for (double k = 0; k < x; k += 1) {
        product *= (theta + k) * share;
        sum += 1 / (theta + k);
    }
    return (struct rising){klimb_vecmath_scalar_log(product), sum};
}

static struct rising rising_far(double x, double theta) {
    double ln = klimb_vecmath_scalar_lgamma(x + theta) - klimb_vecmath_scalar_lgamma(theta);
    return (struct rising){
        ln - klimb_vecmath_scalar_lgamma(x + 1) - x * klimb_vecmath_scalar_log(x + theta),
        klimb_vecmath_scalar_digamma(x + theta) - klimb_vecmath_scalar_digamma(theta)};
}

/* -ln p = theta ln((theta + mu)/theta) - x ln(mu (x + theta)/(theta + mu)) - rising.ln. The middle term tends
 * to x ln mu for large theta. */
struct count_cost klimb_likelihood_negative_binomial_cost(const struct count_case *at) {
    double x = at->x, theta = at->theta, rate = at->rate, both = theta + rate;
    double above = klimb_vecmath_scalar_log1p(rate / theta);
    struct count_cost cost = {.nats = theta * above,
                              .by_ln_rate = theta * ((rate - x) / both),
                              .by_ln_theta = theta * (above + (x - rate) / both)};
    if (x > 0) {
        struct rising rising = x < COUNT_FACTORIALS ? rising_product(x, theta)
                                                    : rising_far(x, theta);
        double middle = at->ln_rate + klimb_vecmath_scalar_log1p((x - rate) / both);
        cost.nats -= x * middle + rising.ln;
        cost.by_ln_theta -= theta * rising.psi;
    }
    return cost;
}

void klimb_likelihood_negative_binomial(double *recon, const struct likelihood_gradient *gradient,
                                        const struct likelihood_batch *batch, real *work) {
    klimb_likelihood_of_counts(recon, gradient, batch, klimb_likelihood_negative_binomial_cost,
                               work);
}
