/* posterior.h -- the approximate posterior q(z|x) = N(mu, diag sigma^2): heads, sampling, KL.
 *
 * The encoder's last layer outputs [n,2k]: columns 0..k-1 are mu, columns k..2k-1 are the raw scale s,
 * which a head turns into ln sigma^2. The head decides whether training can blow up.
 *
 *     klimb_posterior_layout(&posterior, &arena, n, k);                       // twice, see arena.h
 *     klimb_posterior_forward(&posterior, raw, eps, n, k, &head, &backend);   // posterior.z, .kl
 *     klimb_posterior_backward(draw, dz, beta / n, &posterior, raw, eps, n, k, &head, &backend);
 */
#ifndef KLIMB_POSTERIOR_H
#define KLIMB_POSTERIOR_H

#include "layers/batch_norm.h"
#include "numerics/backend.h"

struct arena;

/* X(NAME, name in a scenario, formula) */
#define HEAD_TABLE(X)                                                                              \
    X(LOGVAR, "logvar", "ln s2 = s: the raw log-variance head of Kingma & Welling 2014")           \
    X(CLAMPED, "clamped", "ln s2 = s clamped to [low, high], no gradient outside")                 \
    X(TANH, "tanh", "ln s2 = mid + half tanh((s - mid)/half), inside (low, high)")                 \
    X(SOFTPLUS, "softplus", "sigma = floor + ln(1 + e^s)")                                         \
    X(VARIANCE, "variance", "sigma^2 = 1 + s, then its logarithm: NaN if s < -1")                  \
    X(SIGMA, "sigma", "sigma = 1 + s, then ln sigma^2: infinite at s = -1")                        \
    X(FIXED, "fixed", "sigma = model.head.sigma_z for every s: it is not learned")

/* X(NAME, name in a scenario, text) */
#define HEAD_SCALE_TABLE(X)                                                                        \
    X(AMORTISED, "amortised", "s is the encoder's output, one for each example")                   \
    X(SHARED, "shared", "s is one learned vector, the same for all examples")

#define KIND_ENUM_HEAD(NAME, name, text) HEAD_##NAME,
enum head_kind { HEAD_TABLE(KIND_ENUM_HEAD) HEAD_KINDS };
#define KIND_ENUM_HEAD_SCALE(NAME, name, text) HEAD_SCALE_##NAME,
enum head_scale { HEAD_SCALE_TABLE(KIND_ENUM_HEAD_SCALE) HEAD_SCALES };
extern const char *const klimb_head_names[]; /* by kind, NULL-terminated */
extern const char *const klimb_head_scale_names[];

struct head_config {
    enum head_kind kind;
    double low, high;  /* bounds of ln sigma^2 for clamped and tanh */
    double floor;      /* smallest sigma of softplus */
    double sigma;      /* of fixed */
    double batch_norm; /* gamma of batch_norm.h; 0: mu is the encoder's output */
    enum head_scale scale;
};

/* Views of the buffers of one batch; all [n,k] unless noted. */
struct posterior {
    real *mu;
    real *logvar;   /* ln sigma^2 */
    real *variance; /* sigma^2, for the KL */
    real *sigma;    /* sigma, for sampling; the sigma head may make it negative */
    real *z;        /* mu + sigma eps */
    real *kl;       /* KL of each example and dimension, nats */
    real
        *factor; /* if is_weighted: the weight of each KL in the backward pass is beta times this */
    real *weight;           /* [k] scratch of the backward pass: the weights of one example */
    int is_weighted;        /* whether the caller has set factor; else all are 1 */
    struct batch_norm norm; /* of mu; unused unless laid out with a gamma */
    int is_training;        /* normalise mu by the batch, not by running averages */
};

/* klimb_posterior_layout -- carve the views for n examples of k dimensions out of an arena. The caller lays out
 * posterior.norm if mu is normalised. */
void klimb_posterior_layout(struct posterior *posterior, struct arena *arena, long n, long k);

/* klimb_posterior_forward -- from the raw head to mu, ln sigma^2, sigma^2, sigma, z and KL.
 *   posterior  out            overwritten
 *   raw        in  [n,2k]
 *   eps        in  [n,k]      standard normal noise
 * KL_ij = 1/2 (mu^2 + sigma^2 - 1 - ln sigma^2). Non-finite values propagate. With posterior.norm, mu is normalised by
 * klimb_batch_norm_forward if is_training, else by klimb_batch_norm_apply. The backward passes below go through the
 * former, so they must follow a forward pass in training.
 * Source: Kingma & Welling 2014, appendix B; for the other heads see posterior_heads.c. */
void klimb_posterior_forward(struct posterior *posterior, const real *raw, const real *eps, long n,
                             long k, const struct head_config *head, const struct backend *backend);

/* klimb_posterior_backward -- gradient with respect to the raw head.
 *   draw         out [n,2k]  overwritten; must not overlap the inputs
 *   dz           in  [n,k]   gradient from the decoder
 *   beta_over_n              weight of the KL in the batch-mean loss; times posterior.factor if
 *                            is_weighted
 *   posterior    in          the results of klimb_posterior_forward
 *   raw, eps     in          the inputs of klimb_posterior_forward
 * Special values follow IEEE-754: a weight of 0 times an infinite KL gradient is NaN. */
void klimb_posterior_backward(real *draw, const real *dz, double beta_over_n,
                              const struct posterior *posterior, const real *raw, const real *eps,
                              long n, long k, const struct head_config *head,
                              const struct backend *backend);

/* klimb_posterior_backward_expected -- the same for a loss in expectation over the noise: dz is the gradient
 * of decoding z = mu, and sigma_ij has the gradient dsigma_j sigma_ij.
 *   dsigma  in [k]  from expectation.h */
void klimb_posterior_backward_expected(real *draw, const real *dz, const real *dsigma,
                                       double beta_over_n, const struct posterior *posterior,
                                       const real *raw, long n, long k,
                                       const struct head_config *head,
                                       const struct backend *backend);

/* klimb_posterior_backward_sampled -- the same for a sampled KL, ln q(z|x) - ln p(z) at z, with a weight for each
 * row. ln q = -1/2 sum [ln sigma^2 + eps^2] + const, so its gradient by ln sigma^2 is -weight_i/2; the gradient of
 * ln p(z) is part of dz. For the heads logvar, clamped, tanh and fixed.
 *   weight  in [n]    of the KL in the batch-mean loss
 *   zeros   in [k]    all 0 */
void klimb_posterior_backward_sampled(real *draw, const real *dz, const real *weight,
                                      const real *zeros, const struct posterior *posterior,
                                      const real *raw, const real *eps, long n, long k,
                                      const struct head_config *head,
                                      const struct backend *backend);

/* klimb_posterior_backward_expected_sampled -- the same for a loss in expectation over the noise, ln p(z) included: dz is
 * the gradient at z = mu, and sigma_ij has the gradient dsigma_j sigma_ij.
 *   dsigma  in [k] */
void klimb_posterior_backward_expected_sampled(real *draw, const real *dz, const real *dsigma,
                                               const real *weight, const real *zeros,
                                               const struct posterior *posterior, const real *raw,
                                               long n, long k, const struct head_config *head,
                                               const struct backend *backend);

/* klimb_posterior_backward_given -- from gradients by mu and ln sigma^2 to the gradient by the raw head, for the heads
 * logvar, clamped, tanh and fixed.
 *   dmu, dlogvar  in [n,k]
 *   ones          in [k]   all 1
 *   work          scratch [k] */
void klimb_posterior_backward_given(real *draw, const double *dmu, const double *dlogvar,
                                    const real *ones, const real *raw, long n, long k,
                                    const struct head_config *head, const struct backend *backend,
                                    real *work);

/* klimb_posterior_kl_value -- the KL of one dimension in double, for tests and theory. */
double klimb_posterior_kl_value(double mu, double logvar);

/* klimb_posterior_clamped_count -- the number of scales in raw [n, columns k..2k-1] below low or above high,
 * where the gradient of the clamped head is zero; 0 for every other head. */
long klimb_posterior_clamped_count(const real *raw, long n, long k, const struct head_config *head);

#endif
