#include "layers/posterior.h"

#include <string.h>

#include "base/arena.h"

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_head_names[] = {HEAD_TABLE(KIND_NAME) NULL};
const char *const klimb_head_scale_names[] = {HEAD_SCALE_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

/* The heads compute what widespread code computes, with its rounding and its overflow, so that an
 * explosion seen here is the one seen there: nothing is rearranged to be more robust, and IEEE-754
 * decides every special case. In particular 0 * inf is NaN: beta = 0 does not hide an infinite KL,
 * as it does not in a framework that multiplies the two. */

/* The numbers of a head_config in the precision of the model. */
struct limits {
    real low, high, mid, half, floor;
    real sigma;
};

static struct limits limits_of(const struct head_config *head) {
    return (struct limits){
        .low = (real)head->low,
        .high = (real)head->high,
        .mid = (real)((head->low + head->high) / 2),
        .half = (real)((head->high - head->low) / 2),
        .floor = (real)head->floor,
        .sigma = (real)head->sigma,
    };
}

/* ---- Heads: each forward with its backward below it ---- */

/* logvar holds s on entry and ln sigma^2 on return; all three are [count]. */
typedef void head_forward(real *logvar, real *variance, real *sigma, long count,
                          const struct limits *limits, const struct vecmath *vm);

/* One example's share of the backward pass, all [k]. dL/dsigma, leaving the KL aside, is dz eps: that
 * of the sampling z = mu + sigma eps, or what stands in their place in expectation. */
struct scale_row {
    const real *s, *variance, *sigma;
    const real *dz, *eps;
    const real *weight; /* of each KL in the loss */
    long k;
};

typedef void head_backward(real *ds, const struct scale_row *row, const struct limits *limits,
                           const struct vecmath *vm);

/* Two exponentials, as in the reference code: sigma^2 overflows in float above ln sigma^2 = 88.722,
 * where sigma = exp(ln sigma^2 / 2) is still finite, so the KL explodes before the sample does. */
static void logvar_forward(real *logvar, real *variance, real *sigma, long count,
                           const struct limits *limits, const struct vecmath *vm) {
    (void)limits;
    for (long i = 0; i < count; i++)
        sigma[i] = REAL(0.5) * logvar[i];
    vm->exp(sigma, sigma, count);
    vm->exp(variance, logvar, count);
}

/* dL/dl = dL/dsigma sigma/2 + weight (sigma^2 - 1)/2 of dimension j, where l = ln sigma^2. */
static inline real logvar_gradient(const struct scale_row *row, long j) {
    return REAL(0.5) *
           (row->dz[j] * row->eps[j] * row->sigma[j] + row->weight[j] * (row->variance[j] - 1));
}

static void logvar_backward(real *ds, const struct scale_row *row, const struct limits *limits,
                            const struct vecmath *vm) {
    (void)limits;
    (void)vm;
    for (long j = 0; j < row->k; j++)
        ds[j] = logvar_gradient(row, j);
}

/* NaN is neither below nor above, so it stays NaN. */
static void clamped_forward(real *logvar, real *variance, real *sigma, long count,
                            const struct limits *limits, const struct vecmath *vm) {
    real low = limits->low, high = limits->high;
    for (long i = 0; i < count; i++) {
        real raised = logvar[i] < low ? low : logvar[i];
        logvar[i] = raised > high ? high : raised;
    }
    logvar_forward(logvar, variance, sigma, count, limits, vm);
}

/* The gradient of torch.clamp: passed on at the bounds themselves, 0 outside, where a unit that is
 * too far gone can never come back. */
static void clamped_backward(real *ds, const struct scale_row *row, const struct limits *limits,
                             const struct vecmath *vm) {
    logvar_backward(ds, row, limits, vm);
    for (long j = 0; j < row->k; j++)
        ds[j] = row->s[j] < limits->low || row->s[j] > limits->high ? 0 : ds[j];
}

static void tanh_argument(real *out, const real *s, long count, const struct limits *limits) {
    for (long i = 0; i < count; i++)
        out[i] = (s[i] - limits->mid) / limits->half;
}

static void tanh_forward(real *logvar, real *variance, real *sigma, long count,
                         const struct limits *limits, const struct vecmath *vm) {
    tanh_argument(logvar, logvar, count, limits);
    vm->tanh(logvar, logvar, count);
    for (long i = 0; i < count; i++)
        logvar[i] = limits->mid + limits->half * logvar[i];
    logvar_forward(logvar, variance, sigma, count, limits, vm);
}

/* dl/ds = 1 - tanh^2; the tanh is computed again, since recovering it from l would cancel. */
static void tanh_backward(real *ds, const struct scale_row *row, const struct limits *limits,
                          const struct vecmath *vm) {
    tanh_argument(ds, row->s, row->k, limits);
    vm->tanh(ds, ds, row->k);
    for (long j = 0; j < row->k; j++)
        ds[j] = logvar_gradient(row, j) * (1 - ds[j] * ds[j]);
}

static void softplus_forward(real *logvar, real *variance, real *sigma, long count,
                             const struct limits *limits, const struct vecmath *vm) {
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
static void softplus_backward(real *ds, const struct scale_row *row, const struct limits *limits,
                              const struct vecmath *vm) {
    (void)limits;
    vm->sigmoid(ds, row->s, row->k);
    for (long j = 0; j < row->k; j++)
        ds[j] *= row->dz[j] * row->eps[j] + row->weight[j] * (row->sigma[j] - 1 / row->sigma[j]);
}

/* Below s = -1 the square root and the logarithm are both NaN: this head's way to explode. */
static void variance_forward(real *logvar, real *variance, real *sigma, long count,
                             const struct limits *limits, const struct vecmath *vm) {
    (void)limits;
    for (long i = 0; i < count; i++)
        variance[i] = 1 + logvar[i];
    vm->log(logvar, variance, count);
    vm->sqrt(sigma, variance, count);
}

/* dsigma/dv = 1/(2 sigma) and dKL/dv = (1 - 1/v)/2. */
static void variance_backward(real *ds, const struct scale_row *row, const struct limits *limits,
                              const struct vecmath *vm) {
    (void)limits;
    (void)vm;
    for (long j = 0; j < row->k; j++)
        ds[j] = REAL(0.5) * (row->dz[j] * row->eps[j] / row->sigma[j] +
                             row->weight[j] * (1 - 1 / row->variance[j]));
}

/* sigma may cross zero: sampling goes on with the sign, while ln sigma^2 = -inf at zero itself. */
static void sigma_forward(real *logvar, real *variance, real *sigma, long count,
                          const struct limits *limits, const struct vecmath *vm) {
    (void)limits;
    for (long i = 0; i < count; i++) {
        sigma[i] = 1 + logvar[i];
        variance[i] = sigma[i] * sigma[i];
    }
    vm->log(logvar, variance, count);
}

/* The derivative of ln sigma^2 by the chain rule of automatic differentiation, 2 sigma / sigma^2:
 * NaN at zero, where 2/sigma would be infinite. */
static void sigma_backward(real *ds, const struct scale_row *row, const struct limits *limits,
                           const struct vecmath *vm) {
    (void)limits;
    (void)vm;
    for (long j = 0; j < row->k; j++)
        ds[j] = row->dz[j] * row->eps[j] +
                row->weight[j] * (row->sigma[j] - row->sigma[j] / row->variance[j]);
}

static void fixed_forward(real *logvar, real *variance, real *sigma, long count,
                          const struct limits *limits, const struct vecmath *vm) {
    for (long i = 0; i < count; i++) {
        sigma[i] = limits->sigma;
        variance[i] = limits->sigma * limits->sigma;
    }
    vm->log(logvar, variance, count);
}

static void fixed_backward(real *ds, const struct scale_row *row, const struct limits *limits,
                           const struct vecmath *vm) {
    (void)limits;
    (void)vm;
    memset(ds, 0, (size_t)row->k * sizeof *ds);
}

static const struct head_pair {
    head_forward *forward;
    head_backward *backward;
} heads[HEAD_KINDS] = {
    [HEAD_LOGVAR] = {logvar_forward, logvar_backward},
    [HEAD_CLAMPED] = {clamped_forward, clamped_backward},
    [HEAD_TANH] = {tanh_forward, tanh_backward},
    [HEAD_SOFTPLUS] = {softplus_forward, softplus_backward},
    [HEAD_VARIANCE] = {variance_forward, variance_backward},
    [HEAD_SIGMA] = {sigma_forward, sigma_backward},
    [HEAD_FIXED] = {fixed_forward, fixed_backward},
};

/* ---- The posterior ---- */

void klimb_posterior_layout(struct posterior *posterior, struct arena *arena, long n, long k) {
    real **const views[] = {&posterior->mu,    &posterior->logvar, &posterior->variance,
                            &posterior->sigma, &posterior->z,      &posterior->kl,
                            &posterior->factor};
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        *views[i] = klimb_arena_take(arena, n * k, sizeof **views[i]);
    posterior->weight = klimb_arena_take(arena, k, sizeof *posterior->weight);
    posterior->is_weighted = 0;
    posterior->is_training = 0;
    posterior->norm = (struct batch_norm){0};
}

/* mu and, in the place that ln sigma^2 takes next, s become contiguous: one call of an elementary
 * function for the whole batch. */
static void split_raw(struct posterior *posterior, const real *raw, long n, long k) {
    size_t bytes = (size_t)k * sizeof *raw;
    for (long i = 0; i < n; i++) {
        memcpy(posterior->mu + i * k, raw + 2 * i * k, bytes);
        memcpy(posterior->logvar + i * k, raw + (2 * i + 1) * k, bytes);
    }
}

static void normalise(struct posterior *posterior, long n) {
    if (!(posterior->norm.gamma > 0))
        return;
    if (posterior->is_training)
        klimb_batch_norm_forward(&posterior->norm, posterior->mu, n);
    else
        klimb_batch_norm_apply(&posterior->norm, posterior->mu, n);
}

/* From the gradient by mu in draw [n,2k] to the one by the raw means. */
static void backward_through_norm(real *draw, const struct posterior *posterior, long n, long k) {
    if (posterior->norm.gamma > 0)
        klimb_batch_norm_backward(draw, 2 * k, &posterior->norm, n);
}

void klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps, long n,
                             long k, const struct head_config *head,
                             const struct backend *backend) {
    struct limits limits = limits_of(head);
    const real *mu = posterior->mu, *logvar = posterior->logvar;
    const real *variance = posterior->variance, *sigma = posterior->sigma;
    split_raw(posterior, raw, n, k);
    normalise(posterior, n);
    heads[head->kind].forward(posterior->logvar, posterior->variance, posterior->sigma, n * k,
                              &limits, backend->vm);
    for (long i = 0; i < n * k; i++)
        posterior->z[i] = mu[i] + sigma[i] * eps[i];
    /* sigma^2 - 1 - ln sigma^2 first: near the prior the first difference is exact, and a small
     * mu^2 is added to a small number. */
    for (long i = 0; i < n * k; i++)
        posterior->kl[i] = REAL(0.5) * (mu[i] * mu[i] + ((variance[i] - 1) - logvar[i]));
}

/* The two factors of dL/dsigma_ij, without the KL. */
struct sigma_gradient {
    const real *first;
    long first_stride;  /* k, or 0: the same row for all examples */
    const real *second; /* [n,k] */
};

/* The weights of example i. */
static const real *weigh(const struct posterior *posterior, real beta_over_n, long i, long k) {
    const real *factor = posterior->factor;
    for (long j = 0; j < k; j++)
        posterior->weight[j] = posterior->is_weighted ? beta_over_n * factor[i * k + j]
                                                      : beta_over_n;
    return posterior->weight;
}

static void backward(real *draw, const real *dz, const struct sigma_gradient *dsigma,
                     double beta_over_n, const struct posterior *posterior, const real *raw, long n,
                     long k, const struct head_config *head, const struct backend *backend) {
    struct limits limits = limits_of(head);
    for (long i = 0; i < n; i++) {
        real *dmu = draw + 2 * i * k, *ds = dmu + k;
        const real *mu = posterior->mu + i * k, *through_z = dz + i * k;
        struct scale_row row = {
            .s = raw + (2 * i + 1) * k,
            .variance = posterior->variance + i * k,
            .sigma = posterior->sigma + i * k,
            .dz = dsigma->first + i * dsigma->first_stride,
            .eps = dsigma->second + i * k,
            .weight = weigh(posterior, (real)beta_over_n, i, k),
            .k = k,
        };
        for (long j = 0; j < k; j++)
            dmu[j] = through_z[j] + row.weight[j] * mu[j];
        heads[head->kind].backward(ds, &row, &limits, backend->vm);
    }
    backward_through_norm(draw, posterior, n, k);
}

void klimb_posterior_backward(real *draw, const real *dz, double beta_over_n,
                              const struct posterior *posterior, const real *raw, const real *eps,
                              long n, long k, const struct head_config *head,
                              const struct backend *backend) {
    const struct sigma_gradient dsigma = {dz, k, eps};
    backward(draw, dz, &dsigma, beta_over_n, posterior, raw, n, k, head, backend);
}

void klimb_posterior_backward_expected(real *draw, const real *dz, const real *dsigma,
                                       double beta_over_n, const struct posterior *posterior,
                                       const real *raw, long n, long k,
                                       const struct head_config *head,
                                       const struct backend *backend) {
    const struct sigma_gradient product = {dsigma, 0, posterior->sigma};
    backward(draw, dz, &product, beta_over_n, posterior, raw, n, k, head, backend);
}

/* Of a closed KL the heads have weight/2 (sigma^2 - 1) by ln sigma^2; with no variance, -weight/2 is left. */
static void backward_sampled(real *draw, const real *dz, const struct sigma_gradient *dsigma,
                             const real *weight, const real *zeros,
                             const struct posterior *posterior, const real *raw, long n, long k,
                             const struct head_config *head, const struct backend *backend) {
    struct limits limits = limits_of(head);
    for (long i = 0; i < n; i++) {
        for (long j = 0; j < k; j++)
            posterior->weight[j] = weight[i];
        const struct scale_row row = {
            .s = raw + (2 * i + 1) * k,
            .variance = zeros,
            .sigma = posterior->sigma + i * k,
            .dz = dsigma->first + i * dsigma->first_stride,
            .eps = dsigma->second + i * k,
            .weight = posterior->weight,
            .k = k,
        };
        memcpy(draw + 2 * i * k, dz + i * k, (size_t)k * sizeof *draw);
        heads[head->kind].backward(draw + (2 * i + 1) * k, &row, &limits, backend->vm);
    }
}

void klimb_posterior_backward_sampled(real *draw, const real *dz, const real *weight,
                                      const real *zeros, const struct posterior *posterior,
                                      const real *raw, const real *eps, long n, long k,
                                      const struct head_config *head,
                                      const struct backend *backend) {
    const struct sigma_gradient dsigma = {dz, k, eps};
    backward_sampled(draw, dz, &dsigma, weight, zeros, posterior, raw, n, k, head, backend);
}

void klimb_posterior_backward_expected_sampled(real *draw, const real *dz, const real *dsigma,
                                               const real *weight, const real *zeros,
                                               const struct posterior *posterior, const real *raw,
                                               long n, long k, const struct head_config *head,
                                               const struct backend *backend) {
    const struct sigma_gradient product = {dsigma, 0, posterior->sigma};
    backward_sampled(draw, dz, &product, weight, zeros, posterior, raw, n, k, head, backend);
}

/* The heads halve dz eps sigma: twice the gradient with both others 1 is what is asked. With a variance of 1 the
 * weight of the KL multiplies 0. */
void klimb_posterior_backward_given(real *draw, const double *dmu, const double *dlogvar,
                                    const real *ones, const real *raw, long n, long k,
                                    const struct head_config *head, const struct backend *backend,
                                    real *work) {
    struct limits limits = limits_of(head);
    for (long i = 0; i < n; i++) {
        const struct scale_row row = {.s = raw + (2 * i + 1) * k,
                                      .variance = ones,
                                      .sigma = ones,
                                      .dz = work,
                                      .eps = ones,
                                      .weight = ones,
                                      .k = k};
        for (long j = 0; j < k; j++) {
            draw[2 * i * k + j] = (real)dmu[i * k + j];
            work[j] = (real)(2 * dlogvar[i * k + j]);
        }
        heads[head->kind].backward(draw + (2 * i + 1) * k, &row, &limits, backend->vm);
    }
}

double klimb_posterior_kl_value(double mu, double logvar) {
    return 0.5 * (mu * mu + ((klimb_vecmath_scalar_exp(logvar) - 1) - logvar));
}

long klimb_posterior_clamped_count(const real *raw, long n, long k,
                                   const struct head_config *head) {
    if (head->kind != HEAD_CLAMPED)
        return 0;
    struct limits limits = limits_of(head);
    long count = 0;
    for (long i = 0; i < n; i++) {
        const real *s = raw + (2 * i + 1) * k;
        for (long j = 0; j < k; j++)
            count += s[j] < limits.low || s[j] > limits.high;
    }
    return count;
}
