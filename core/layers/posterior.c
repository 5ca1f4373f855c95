#include "layers/posterior.h"

#include <string.h>

#include "base/arena.h"
#include "layers/posterior_internal.h"

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_head_names[] = {HEAD_TABLE(KIND_NAME) NULL};
const char *const klimb_head_scale_names[] = {HEAD_SCALE_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

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

/* Copies mu, and s to where ln sigma^2 will be, so that one call of an elementary function does the whole
 * batch. */
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

/* Turns the gradient by mu in draw [n,2k] into that by the raw means. */
static void backward_through_norm(real *draw, const struct posterior *posterior, long n, long k) {
    if (posterior->norm.gamma > 0)
        klimb_batch_norm_backward(draw, 2 * k, &posterior->norm, n);
}

void klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps, long n,
                             long k, const struct head_config *head,
                             const struct backend *backend) {
    struct head_limits limits = klimb_head_limits(head);
    const real *mu = posterior->mu, *logvar = posterior->logvar;
    const real *variance = posterior->variance, *sigma = posterior->sigma;
    split_raw(posterior, raw, n, k);
    normalise(posterior, n);
    klimb_heads[head->kind].forward(posterior->logvar, posterior->variance, posterior->sigma, n * k,
                                    &limits, backend->vm);
    for (long i = 0; i < n * k; i++)
        posterior->z[i] = mu[i] + sigma[i] * eps[i];
    /* sigma^2 - 1 - ln sigma^2 first: near the prior the first difference is exact, and a small
     * mu^2 is added to a small number. */
    for (long i = 0; i < n * k; i++)
        posterior->kl[i] = REAL(0.5) * (mu[i] * mu[i] + ((variance[i] - 1) - logvar[i]));
}

/* The two factors of dL/dsigma_ij without the KL. */
struct sigma_gradient {
    const real *first;
    long first_stride;  /* k, or 0: the same row for all examples */
    const real *second; /* [n,k] */
};

/* The weights of example i. Without factors they are the same for all examples, and are computed only for the first. */
static const real *weigh(const struct posterior *posterior, real beta_over_n, long i, long k) {
    const real *factor = posterior->factor;
    if (i > 0 && !posterior->is_weighted)
        return posterior->weight;
    for (long j = 0; j < k; j++)
        posterior->weight[j] = posterior->is_weighted ? beta_over_n * factor[i * k + j]
                                                      : beta_over_n;
    return posterior->weight;
}

static void backward(real *draw, const real *dz, const struct sigma_gradient *dsigma,
                     double beta_over_n, const struct posterior *posterior, const real *raw, long n,
                     long k, const struct head_config *head, const struct backend *backend) {
    struct head_limits limits = klimb_head_limits(head);
    for (long i = 0; i < n; i++) {
        real *dmu = draw + 2 * i * k, *ds = dmu + k;
        const real *mu = posterior->mu + i * k, *through_z = dz + i * k;
        struct head_row row = {
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
        klimb_heads[head->kind].backward(ds, &row, &limits, backend->vm);
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

/* For a KL in closed form the heads compute weight/2 (sigma^2 - 1); with a variance of 0, -weight/2 remains. */
static void backward_sampled(real *draw, const real *dz, const struct sigma_gradient *dsigma,
                             const real *weight, const real *zeros,
                             const struct posterior *posterior, const real *raw, long n, long k,
                             const struct head_config *head, const struct backend *backend) {
    struct head_limits limits = klimb_head_limits(head);
    for (long i = 0; i < n; i++) {
        for (long j = 0; j < k; j++)
            posterior->weight[j] = weight[i];
        const struct head_row row = {
            .s = raw + (2 * i + 1) * k,
            .variance = zeros,
            .sigma = posterior->sigma + i * k,
            .dz = dsigma->first + i * dsigma->first_stride,
            .eps = dsigma->second + i * k,
            .weight = posterior->weight,
            .k = k,
        };
        memcpy(draw + 2 * i * k, dz + i * k, (size_t)k * sizeof *draw);
        klimb_heads[head->kind].backward(draw + (2 * i + 1) * k, &row, &limits, backend->vm);
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

/* The heads compute dz eps sigma/2, so twice the gradient with both other factors 1 is passed. With a variance of 1
 * the weight of the KL multiplies 0. */
void klimb_posterior_backward_given(real *draw, const double *dmu, const double *dlogvar,
                                    const real *ones, const real *raw, long n, long k,
                                    const struct head_config *head, const struct backend *backend,
                                    real *work) {
    struct head_limits limits = klimb_head_limits(head);
    for (long i = 0; i < n; i++) {
        const struct head_row row = {.s = raw + (2 * i + 1) * k,
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
        klimb_heads[head->kind].backward(draw + (2 * i + 1) * k, &row, &limits, backend->vm);
    }
}

double klimb_posterior_kl_value(double mu, double logvar) {
    return 0.5 * (mu * mu + ((klimb_vecmath_scalar_exp(logvar) - 1) - logvar));
}

long klimb_posterior_clamped_count(const real *raw, long n, long k,
                                   const struct head_config *head) {
    if (head->kind != HEAD_CLAMPED)
        return 0;
    struct head_limits limits = klimb_head_limits(head);
    long count = 0;
    for (long i = 0; i < n; i++) {
        const real *s = raw + (2 * i + 1) * k;
        for (long j = 0; j < k; j++)
            count += s[j] < limits.low || s[j] > limits.high;
    }
    return count;
}
