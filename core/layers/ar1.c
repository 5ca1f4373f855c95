#include "layers/ar1.h"

#include <math.h>

#include "numerics/vecmath/vecmath.h"

/* 1 - alpha^2, without cancellation near 1. */
static double innovation(double alpha) {
    return (1 - alpha) * (1 + alpha);
}

/* The sum of the squares of klimb_ar1_forward, for one mu [k] and sigma^2 [k]. */
static double squares(const real *mu, const real *variance, long k, double alpha) {
    double sum = (double)mu[0] * (double)mu[0] + (double)variance[0];
    for (long j = 1; j < k; j++) {
        double gap = (double)mu[j] - alpha * (double)mu[j - 1];
        double spread = (double)variance[j] + alpha * alpha * (double)variance[j - 1];
        sum += (gap * gap + spread) / innovation(alpha);
    }
    return sum;
}

void klimb_ar1_forward(double *nll, const real *mu, const real *variance, long n, long k,
                       double alpha) {
    double constant = (double)(k - 1) * klimb_vecmath_scalar_log(innovation(alpha));
    for (long i = 0; i < n; i++)
        nll[i] = (squares(mu + i * k, variance + i * k, k, alpha) + constant) / 2;
}

/* For one mu [k]: the gap mu_j - alpha mu_(j-1) pulls at mu_j and, times alpha, the other way at mu_(j-1). */
static void pull_of(real *pull, const real *mu, long k, double alpha) {
    double own = (double)mu[0];
    for (long j = 1; j < k; j++) {
        double next = ((double)mu[j] - alpha * (double)mu[j - 1]) / innovation(alpha);
        pull[j - 1] = (real)(own - alpha * next);
        own = next;
    }
    pull[k - 1] = (real)own;
}

void klimb_ar1_gradient(real *pull, real *precise, const real *mu, const real *variance, long n,
                        long k, double alpha) {
    double end = 1 / innovation(alpha), between = (1 + alpha * alpha) / innovation(alpha);
    for (long i = 0; i < n; i++) {
        pull_of(pull + i * k, mu + i * k, k, alpha);
        for (long j = 0; j < k; j++) {
            double precision = j == 0 || j == k - 1 ? end : between;
            precise[i * k + j] = (real)(precision * (double)variance[i * k + j]);
        }
    }
}

void klimb_ar1_sample(real *z, long n, long k, double alpha) {
    double sigma = sqrt(innovation(alpha));
    for (long i = 0; i < n; i++)
        for (long j = i * k + 1; j < (i + 1) * k; j++)
            z[j] = (real)(alpha * (double)z[j - 1] + sigma * (double)z[j]);
}
