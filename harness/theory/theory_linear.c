#include "theory/theory_linear.h"

#include <float.h>
#include <math.h>

#include "numerics/vecmath/vecmath.h"

static long smaller(long a, long b) {
    return a < b ? a : b;
}

/* The sum of the eigenvalues from index `from` on. */
static double sum_from(const double *eigenvalues, long d, long from) {
    double sum = 0;
    for (long i = from; i < d; i++)
        sum += eigenvalues[i];
    return sum;
}

double theory_linear_kl(double eigenvalue, double theta) {
    return eigenvalue > theta ? klimb_vecmath_scalar_log(eigenvalue / theta) / 2 : 0;
}

struct theory_linear theory_linear_optimum(const double *eigenvalues, long d, long k,
                                           double variance, double beta) {
    struct theory_linear optimum = {.variance = variance, .theta = beta * variance};
    long most = smaller(d, k);
    for (; optimum.encoded < most && eigenvalues[optimum.encoded] > optimum.theta;
         optimum.encoded++)
        optimum.kl += theory_linear_kl(eigenvalues[optimum.encoded], optimum.theta);
    double rest = sum_from(eigenvalues, d, optimum.encoded);
    optimum.distortion = (double)optimum.encoded * beta / 2 + rest / (2 * variance);
    optimum.recon = optimum.distortion +
                    (double)d * klimb_vecmath_scalar_log(2 * M_PI * variance) / 2;
    /* beta ln(1/beta) tends to 0 with beta, so an infinite KL of weight 0 costs nothing. */
    optimum.loss = optimum.recon + (beta > 0 ? beta * optimum.kl : 0);
    optimum.elbo = -(optimum.recon + optimum.kl);
    return optimum;
}

int theory_linear_is_flat(long d, long k, double beta) {
    return k >= d && beta >= 1 && beta <= 1;
}

/* Where |A| grows from `active` to one more, s^2 = lambda/beta and the slope of the loss is not positive if beta rest
 * >= room lambda: the minimum is found. */
double theory_linear_best_variance(const double *eigenvalues, long d, long k, double beta) {
    if (theory_linear_is_flat(d, k, beta))
        return eigenvalues[d - 1];
    long active = 0, most = smaller(d, k);
    for (; active < most; active++) {
        double room = (double)d - beta * (double)active;
        if (beta * sum_from(eigenvalues, d, active) >= room * eigenvalues[active])
            break;
    }
    double room = (double)d - beta * (double)active;
    return room > 0 ? sum_from(eigenvalues, d, active) / room : 0;
}

/* The product of the roots divided by the other root, to avoid cancellation if r is small. */
double theory_linear_escape_rate(double eigenvalue, double variance, double beta) {
    double gain = eigenvalue / variance;
    double product = gain * (beta - gain);
    double sum = 1 / variance + beta * eigenvalue;
    return -2 * product / (sum + sqrt(sum * sum - 4 * product)) + 0; /* no -0 at lambda = 0 */
}

/* If the distortion is the whole variance the rate is 0 up to a few roundings of ln 1 for each axis. */
static const double SHANNON_ROUNDING = 16 * DBL_EPSILON;

double theory_linear_shannon_rate(const double *eigenvalues, long d, double distortion) {
    if (!(eigenvalues[0] > 0))
        return 0;
    if (!(distortion > 0))
        return HUGE_VAL;
    long wet = 1; /* how many axes are above the water level */
    double level = distortion - sum_from(eigenvalues, d, wet);
    while (wet < d && level < eigenvalues[wet]) {
        wet++;
        level = (distortion - sum_from(eigenvalues, d, wet)) / (double)wet;
    }
    double rate = 0;
    for (long i = 0; i < wet; i++)
        rate += theory_linear_kl(eigenvalues[i], level);
    return rate > (double)wet * SHANNON_ROUNDING ? rate : 0;
}
