/* Heads: each forward with its backward below it. */
#include <string.h>

#include "layers/posterior_internal.h"

/* The heads compute what widespread code computes, with its rounding and its overflow, so that they
 * explode in the same way. Nothing is rearranged to be more robust, and IEEE-754 decides every special
 * case. In particular 0 * inf is NaN: as in a framework that multiplies the two, beta = 0 does not hide
 * an infinite KL. */

struct head_limits klimb_head_limits(const struct head_config *head) {
    return (struct head_limits){
        .low = (real)head->low,
        .high = (real)head->high,
        .mid = (real)((head->low + head->high) / 2),
        .half = (real)((head->high - head->low) / 2),
        .floor = (real)head->floor,
        .sigma = (real)head->sigma,
    };
}

/* Two exponentials, as in the reference code: sigma^2 overflows in float above ln sigma^2 = 88.722,
 * where sigma = exp(ln sigma^2 / 2) is still finite, so the KL explodes before the sample does. */
static void logvar_forward(real *logvar, real *variance, real *sigma, long count,
                           const struct head_limits *limits, const struct vecmath *vm) {
    (void)limits;
    for (long i = 0; i < count; i++)
        sigma[i] = REAL(0.5) * logvar[i];
    vm->exp(sigma, sigma, count);
    vm->exp(variance, logvar, count);
}

/* dL/dl = dL/dsigma sigma/2 + weight (sigma^2 - 1)/2 of dimension j, where l = ln sigma^2. */
static inline real logvar_gradient(const struct head_row *row, long j) {
    return REAL(0.5) *
           (row->dz[j] * row->eps[j] * row->sigma[j] + row->weight[j] * (row->variance[j] - 1));
}

static void logvar_backward(real *ds, const struct head_row *row, const struct head_limits *limits,
                            const struct vecmath *vm) {
    (void)limits;
    (void)vm;
    for (long j = 0; j < row->k; j++)
        ds[j] = logvar_gradient(row, j);
}

/* NaN is neither below nor above, so it stays NaN. */
static void clamped_forward(real *logvar, real *variance, real *sigma, long count,
                            const struct head_limits *limits, const struct vecmath *vm) {
    real low = limits->low, high = limits->high;
    for (long i = 0; i < count; i++) {
        real raised = logvar[i] < low ? low : logvar[i];
        logvar[i] = raised > high ? high : raised;
    }
    logvar_forward(logvar, variance, sigma, count, limits, vm);
}

/* The gradient of torch.clamp: unchanged at the bounds themselves, 0 outside, from where a unit can never
 * come back. */
static void clamped_backward(real *ds, const struct head_row *row, const struct head_limits *limits,
                             const struct vecmath *vm) {
    logvar_backward(ds, row, limits, vm);
    for (long j = 0; j < row->k; j++)
        ds[j] = row->s[j] < limits->low || row->s[j] > limits->high ? 0 : ds[j];
}

static void tanh_argument(real *out, const real *s, long count, const struct head_limits *limits) {
    for (long i = 0; i < count; i++)
        out[i] = (s[i] - limits->mid) / limits->half;
}

static void tanh_forward(real *logvar, real *variance, real *sigma, long count,
                         const struct head_limits *limits, const struct vecmath *vm) {
    tanh_argument(logvar, logvar, count, limits);
    vm->tanh(logvar, logvar, count);
    for (long i = 0; i < count; i++)
        logvar[i] = limits->mid + limits->half * logvar[i];
    logvar_forward(logvar, variance, sigma, count, limits, vm);
}

/* dl/ds = 1 - tanh^2; the tanh is computed again, since recovering it from l would cancel. */
static void tanh_backward(real *ds, const struct head_row *row, const struct head_limits *limits,
                          const struct vecmath *vm) {
    tanh_argument(ds, row->s, row->k, limits);
    vm->tanh(ds, ds, row->k);
    for (long j = 0; j < row->k; j++)
        ds[j] = logvar_gradient(row, j) * (1 - ds[j] * ds[j]);
}

static void softplus_forward(real *logvar, real *variance, real *sigma, long count,
                             const struct head_limits *limits, const struct vecmath *vm) {
    vm->softplus(sigma, logvar, count);
    for (long i = 0; i < count; i++)
        sigma[i] += limits->floor;
    vm->log(logvar, sigma, count);
    for (long i = 0; i < count; i++) {
        logvar[i] *= 2;
        variance[i] = sigma[i] * sigma[i];
    }
}

/* dKL/dsigma = sigma - 1/sigma and dsigma/ds = sigmoid(s). */
static void softplus_backward(real *ds, const struct head_row *row,
                              const struct head_limits *limits, const struct vecmath *vm) {
    (void)limits;
    vm->sigmoid(ds, row->s, row->k);
    for (long j = 0; j < row->k; j++)
        ds[j] *= row->dz[j] * row->eps[j] + row->weight[j] * (row->sigma[j] - 1 / row->sigma[j]);
}

/* Below s = -1 the square root and the logarithm are both NaN. */
static void variance_forward(real *logvar, real *variance, real *sigma, long count,
                             const struct head_limits *limits, const struct vecmath *vm) {
    (void)limits;
    for (long i = 0; i < count; i++)
        variance[i] = 1 + logvar[i];
    vm->log(logvar, variance, count);
    vm->sqrt(sigma, variance, count);
}

/* dsigma/dv = 1/(2 sigma) and dKL/dv = (1 - 1/v)/2. */
static void variance_backward(real *ds, const struct head_row *row,
                              const struct head_limits *limits, const struct vecmath *vm) {
    (void)limits;
    (void)vm;
    for (long j = 0; j < row->k; j++)
        ds[j] = REAL(0.5) * (row->dz[j] * row->eps[j] / row->sigma[j] +
                             row->weight[j] * (1 - 1 / row->variance[j]));
}

/* sigma may cross zero: sampling uses a negative sigma, and ln sigma^2 is -inf at zero itself. */
static void sigma_forward(real *logvar, real *variance, real *sigma, long count,
                          const struct head_limits *limits, const struct vecmath *vm) {
    (void)limits;
    for (long i = 0; i < count; i++) {
        sigma[i] = 1 + logvar[i];
        variance[i] = sigma[i] * sigma[i];
    }
    vm->log(logvar, variance, count);
}

/* The derivative of ln sigma^2 is 2 sigma / sigma^2, as automatic differentiation computes it: NaN at zero,
 * where 2/sigma would be infinite. */
static void sigma_backward(real *ds, const struct head_row *row, const struct head_limits *limits,
                           const struct vecmath *vm) {
    (void)limits;
    (void)vm;
    for (long j = 0; j < row->k; j++)
        ds[j] = row->dz[j] * row->eps[j] +
                row->weight[j] * (row->sigma[j] - row->sigma[j] / row->variance[j]);
}

static void fixed_forward(real *logvar, real *variance, real *sigma, long count,
                          const struct head_limits *limits, const struct vecmath *vm) {
    for (long i = 0; i < count; i++) {
        sigma[i] = limits->sigma;
        variance[i] = limits->sigma * limits->sigma;
    }
    vm->log(logvar, variance, count);
}

static void fixed_backward(real *ds, const struct head_row *row, const struct head_limits *limits,
                           const struct vecmath *vm) {
    (void)limits;
    (void)vm;
    memset(ds, 0, (size_t)row->k * sizeof *ds);
}

const struct head_functions klimb_heads[HEAD_KINDS] = {
    [HEAD_LOGVAR] = {logvar_forward, logvar_backward},
    [HEAD_CLAMPED] = {clamped_forward, clamped_backward},
    [HEAD_TANH] = {tanh_forward, tanh_backward},
    [HEAD_SOFTPLUS] = {softplus_forward, softplus_backward},
    [HEAD_VARIANCE] = {variance_forward, variance_backward},
    [HEAD_SIGMA] = {sigma_forward, sigma_backward},
    [HEAD_FIXED] = {fixed_forward, fixed_backward},
};
